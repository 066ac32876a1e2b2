import { all, get } from "./api.js";
import { Connection } from "./connection.js";
import { byId, fill, h, said, setText } from "./dom.js";
import { counted, fullTime, time, whole } from "./format.js";
import { JobTable } from "./job-table.js";
import { Poll } from "./poll.js";
import { showSearch } from "./search-samples.js";

const id = new URLSearchParams(location.search).get("id") ?? "";
const poll = new Poll(refresh, (error, pause) => {
  if (error.kind === "missing" || error.status === 400) return missing();
  connection.bad(error, pause);
  document.documentElement.dataset.ready = "error";
});
const connection = new Connection({ onRetry: () => poll.now() });
const table = new JobTable(byId("job-table"), { caption: "Jobs of this sweep", onChange: () => poll.now() });
let isSearch, headShown, searchShown;
poll.now();

function missing() {
  fill(byId("head"), h("h1", {}, "No such sweep"), h("p", { class: "notice" }, "There is no sweep ", said(id || "without a number"), ". The number in the address may be mistyped, or the sweep was deleted. ", h("a", { href: "/queue.html" }, "All sweeps"), "."));
  document.documentElement.dataset.ready = "yes";
}

async function refresh() {
  const path = `/sweeps/${encodeURIComponent(id)}`;
  const [sweep, jobs, workers] = await Promise.all([get(path), all(`/jobs?sweep=${encodeURIComponent(id)}&limit=1000`, { most: 10_000 }), all("/workers")]);
  if (isSearch !== false) await refreshSearch(path);
  connection.good();
  showHead(sweep.body);
  table.show(jobs.sort((a, b) => a.id - b.id), new Map(workers.map((worker) => [worker.id, worker.name])), "This sweep has no jobs any more.");
  setText(byId("count"), counted(jobs.length, "job"));
  document.documentElement.dataset.ready = "yes";
  return sweep.body.waiting + sweep.body.running > 0;
}

async function refreshSearch(path) {
  try {
    const { body } = await get(`${path}/search`);
    isSearch = true;
    const text = JSON.stringify(body);
    if (text === searchShown) return;
    searchShown = text;
    byId("search").hidden = false;
    showSearch(byId("search-body"), body);
  } catch (error) {
    // A grid has no search: that is no trouble.
    if (error.kind !== "missing") throw error;
    isSearch = false;
  }
}

function showHead(sweep) {
  const text = JSON.stringify(sweep);
  if (text === headShown) return;
  headShown = text;
  document.title = `Sweep ${sweep.id} · Shoestring`;
  const ended = sweep.done + sweep.failed + sweep.cancelled;
  const parts = [`${whole(ended)} of ${counted(sweep.total, "job")} ended`, sweep.failed > 0 && `${whole(sweep.failed)} failed`, sweep.cancelled > 0 && `${whole(sweep.cancelled)} cancelled`, sweep.stopped > 0 && `${whole(sweep.stopped)} stopped early`,
    sweep.running > 0 && `${whole(sweep.running)} running`, sweep.waiting > 0 && `${whole(sweep.waiting)} waiting`].filter(Boolean).join(", ");
  fill(byId("head"), h("h1", {}, `Sweep ${sweep.id}: `, said(sweep.name)), h("p", { class: "muted" }, parts, ". Submitted ", h("time", { datetime: sweep.created_at, title: fullTime(sweep.created_at) }, time(sweep.created_at)), "."),
    h("progress", { max: sweep.total || 1, value: ended, "aria-label": parts }), h("p", {}, h("a", { href: `/compare.html?sweeps=${sweep.id}` }, "Compare its runs")));
}
