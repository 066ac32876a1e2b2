import { all, get } from "./api.js";
import { Connection } from "./connection.js";
import { byId, fill, h, said, setText } from "./dom.js";
import { fullTime, time, whole } from "./format.js";
import { buttons } from "./job-actions.js";
import { JobTable } from "./job-table.js";
import { Poll } from "./poll.js";
import { WorkerCards } from "./worker-cards.js";

const states = { running: "Running", waiting: "Waiting", paused: "Paused", ended: "Ended" };
const members = { running: ["running"], waiting: ["ready", "scheduled", "blocked"], paused: ["paused"] };
const endings = ["done", "failed", "cancelled", "dead"];
const most = 200;

const shown = new Set((new URLSearchParams(location.search).get("show") ?? "running,waiting,paused").split(",").filter((name) => name in states));
const poll = new Poll(refresh, (error, pause) => {
  connection.bad(error, pause);
  document.documentElement.dataset.ready = "error";
});
const connection = new Connection({ onRetry: () => poll.now() });
const table = new JobTable(byId("job-table"), { caption: "Jobs: those that run first, then those that wait in the order of the queue", onChange: changed });
const cards = new WorkerCards(byId("workers"), { onChange: changed });
let sweepsShown, stateShown;

offerChoice();
poll.now();

async function changed(action) {
  setText(byId("announce"), `Done: ${action.words}`);
  await poll.now();
}

function offerChoice() {
  byId("shown").append(...Object.entries(states).map(([name, title]) => h("label", {}, h("input", { type: "checkbox", name, checked: shown.has(name), on: { change: (event) => {
    if (event.currentTarget.checked) shown.add(name);
    else shown.delete(name);
    const query = new URLSearchParams(location.search);
    query.set("show", Object.keys(states).filter((key) => shown.has(key)).join(","));
    history.replaceState(null, "", `?${query}`);
    poll.now();
  } } }), title)));
}

async function refresh() {
  const [queue, jobs, workers, sweeps] = await Promise.all([get("/queue"), wanted(), all("/workers"), all("/sweeps?limit=50", { most: 50 })]);
  connection.good();
  showState(queue.body);
  table.show(jobs, new Map(workers.map((worker) => [worker.id, worker.name])), shown.size === 0 ? "Nothing is chosen above." : "No such job. A first one: shoestring submit resnet18");
  const { running, ready, scheduled, blocked, paused } = queue.body;
  setText(byId("count"), [`${whole(running)} running`, `${whole(ready + scheduled + blocked)} waiting`, paused > 0 && `${whole(paused)} paused`].filter(Boolean).join(", ") + (jobs.length >= most ? `; the first ${whole(most)} of a kind are listed` : ""));
  cards.show(workers);
  showSweeps(sweeps);
  // What a link pointed at stands where it belongs only now.
  if (document.documentElement.dataset.ready === undefined && location.hash) byId(location.hash.slice(1))?.scrollIntoView();
  document.documentElement.dataset.ready = "yes";
  return running + ready > 0;
}

async function wanted() {
  const lists = await Promise.all(Object.entries(members).filter(([name]) => shown.has(name)).flatMap(([, list]) => list).map((state) => all(`/jobs?state=${state}&limit=${most}`, { most })));
  const live = lists.flat().sort((a, b) => order(a) - order(b) || b.priority - a.priority || a.id - b.id);
  if (!shown.has("ended")) return live;
  const latest = (await get("/jobs?limit=200")).body.items.filter((job) => endings.includes(job.state));
  return [...live, ...latest.sort((a, b) => Date.parse(b.finished_at ?? b.created_at) - Date.parse(a.finished_at ?? a.created_at))];
}

function order(job) { return ["running", "ready", "scheduled", "blocked", "paused"].indexOf(job.state); }

function showState(state) {
  const text = JSON.stringify(state);
  if (text === stateShown) return;
  stateShown = text;
  const isPaused = state.paused_at !== undefined;
  const tallies = [["Running", state.running], ["Ready", state.ready], ["Later", state.scheduled], ["Blocked", state.blocked], ["Paused", state.paused]];
  const held = document.activeElement?.closest("#queue-state") !== null;
  fill(byId("queue-state"), h("div", { class: "state-line" },
    h("dl", { class: "tallies" }, tallies.map(([name, count]) => h("div", {}, h("dt", {}, name), h("dd", {}, whole(count))))), h("span", { class: "fill" }),
    buttons("/queue", [isPaused ? { verb: "resume", words: "Hand out jobs again" } : { verb: "pause", words: "Hand out no more jobs" }], "of the whole queue", changed)),
  isPaused && h("p", { class: "notice" }, "Since ", h("time", { datetime: state.paused_at, title: fullTime(state.paused_at) }, time(state.paused_at)), " no job is handed out. What runs goes on to its end."));
  if (held) byId("queue-state").querySelector("button").focus();
}

function showSweeps(sweeps) {
  const text = JSON.stringify(sweeps);
  if (text === sweepsShown) return;
  sweepsShown = text;
  const head = ["Sweep", "Name", "Ended", "Left", "Since"];
  fill(byId("sweeps"), sweeps.length === 0 ? h("p", { class: "muted" }, "No sweep yet.") : h("div", { class: "scroll" }, h("table", { class: "plain jobs" }, h("caption", { class: "visually-hidden" }, "Sweeps, the newest first"),
    h("thead", {}, h("tr", {}, head.map((title) => h("th", { scope: "col" }, title)), h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, "What you can do")))),
    h("tbody", {}, sweeps.map(sweepRow)))));
}

function sweepRow(sweep) {
  const ended = sweep.done + sweep.failed + sweep.cancelled, left = sweep.waiting + sweep.running;
  const details = [sweep.failed > 0 && `${whole(sweep.failed)} failed`, sweep.cancelled > 0 && `${whole(sweep.cancelled)} cancelled`, sweep.stopped > 0 && `${whole(sweep.stopped)} stopped early`].filter(Boolean).join(", ");
  const paused = sweep.paused ?? 0;
  const actions = left === 0 ? [] : [paused < sweep.waiting || sweep.running > 0 ? { verb: "pause", words: "Pause" } : undefined, paused > 0 ? { verb: "resume", words: "Let it go on" } : undefined, { verb: "cancel", words: "Cancel", asks: true }].filter(Boolean);
  return h("tr", { "data-sweep": sweep.id }, h("th", { scope: "row" }, h("a", { href: `/sweep.html?id=${sweep.id}` }, whole(sweep.id))), h("td", { class: "what" }, said(sweep.name)),
    h("td", { "data-title": "Ended" }, `${whole(ended)} of ${whole(sweep.total)}`, details && h("span", { class: "sub" }, details), h("progress", { max: sweep.total || 1, value: ended, "aria-label": `Sweep ${sweep.id}: ${ended} of ${sweep.total} ended` })),
    h("td", { "data-title": "Left" }, left === 0 ? "nothing" : [sweep.running > 0 && `${whole(sweep.running)} running`, sweep.waiting > 0 && `${whole(sweep.waiting)} waiting`].filter(Boolean).join(", "), paused > 0 && h("span", { class: "sub" }, `${whole(paused)} of them paused`)),
    h("td", { "data-title": "Since" }, h("time", { datetime: sweep.created_at, title: fullTime(sweep.created_at) }, time(sweep.created_at))),
    h("td", {}, buttons(`/sweeps/${sweep.id}`, actions, `sweep ${sweep.id}`, changed)));
}
