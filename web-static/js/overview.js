import { all } from "./api.js";
import { Connection } from "./connection.js";
import { csv, download } from "./csv.js";
import { byId, h, setText } from "./dom.js";
import { Filters } from "./filters.js";
import { counted, modelName, whole } from "./format.js";
import { showBest } from "./best.js";
import { MonthTile } from "./bills.js";
import { Cheapest } from "./cheapest.js";
import { comparePath, oneOfValues } from "./compare-state.js";
import { showGuide } from "./guide.js";
import { ModelFacts } from "./model-facts.js";
import { Picks } from "./picks.js";
import { Poll } from "./poll.js";
import { rowFields, rowOf } from "./row.js";
import { RunStore } from "./run-store.js";
import { RunTable } from "./run-table.js";
import { report } from "./saved.js";
import { Scatter } from "./scatter.js";
import { Strip } from "./strip.js";
import { longest, readState, select, writeState } from "./view-state.js";

const store = new RunStore({ fields: rowFields });
const state = readState();
const models = new ModelFacts();
const picks = new Picks(() => showPicked());
const around = { experiments: [], sweeps: [], workers: [], progress: new Map(), worker: new Map() };
// As many ids as an address may have everywhere; as many runs as stand side by side.
const mostByID = 100;
const mostBeside = 6;
let shown = [];
let drawn = false;

const strip = new Strip();
const month = new MonthTile();
const cheapest = new Cheapest();
const table = new RunTable(byId("table"), { onSort: sortBy, onSelect: (id) => choose(id), picks });
const scatter = new Scatter({ onSelect: choose });
const filters = new Filters(byId("filters"), state, () => view({ announce: true }));
const poll = new Poll(refresh, (error, pause) => {
  connection.bad(error, pause);
  document.documentElement.dataset.ready = "error";
});
const connection = new Connection({ onRetry: () => poll.now() });

byId("export").addEventListener("click", () => download("shoestring-runs.csv", csv(shown)));
byId("pick-none").addEventListener("click", () => picks.replace([]));
addEventListener("popstate", () => {
  Object.assign(state, readState());
  filters.fromState();
  view();
});
poll.now();

async function refresh() {
  const [changed] = await Promise.all([store.refresh(() => view()), refreshAround(), month.refresh()]);
  connection.good();
  if (changed || !drawn || around.changed) view();
  strip.show({ runs: [...store.runs.values()], ...around });
  if (await models.readOwn(store.runs.values())) view();
  cheapest.refresh([...store.runs.values()].map((run) => rowOf(run, models.known)), around.workers, models.known);
  setText(byId("age"), `As of ${report ? report.asOf : new Date().toLocaleTimeString("en-GB")}`);
  document.documentElement.dataset.ready = "yes";
  return store.isLive || around.sweeps.some((sweep) => sweep.waiting + sweep.running > 0);
}

async function refreshAround() {
  const [sweeps, workers, running, experiments, isListed] = await Promise.all([
    all("/sweeps?limit=100", { most: 100 }), all("/workers"), all("/jobs?state=running&limit=200", { most: 200 }),
    all("/experiments?limit=1000"), models.refresh(),
  ]);
  const names = new Map(workers.map((worker) => [worker.id, worker.name]));
  const progress = new Map(running.filter((job) => typeof job.progress === "number").map((job) => [job.id, job.progress]));
  const worker = new Map(running.filter((job) => names.has(job.worker)).map((job) => [job.id, names.get(job.worker)]));
  const text = JSON.stringify([experiments, [...progress], [...worker]]);
  Object.assign(around, { sweeps, workers, experiments, progress, worker, changed: text !== around.text || isListed, text });
}

function view({ announce = false } = {}) {
  // While older runs are on their way the figure waits for them.
  const isPart = store.isPartial;
  drawn = true;
  const rows = [...store.runs.values()].map((run) => rowOf(run, models.known));
  const empty = rows.length === 0;
  byId("content").hidden = empty;
  showGuide(byId("guide"), { empty, workers: around.workers });
  filters.offer(rows, around.experiments);
  setText(byId("asked"), filters.words());
  shown = select(rows, state);
  table.setSort(state.sort, state.descending);
  table.setSelected(state.selected);
  table.setRows(shown, around);
  byId("compare-shown").href = comparePath({}, { q: state.filters.q, ...Object.fromEntries(Object.entries(comparedBy).filter(([name]) => state.filters[name]).map(([name, field]) => [field, name === "latency" ? `..${longest(state.filters.latency) || ""}` : oneOfValues([filterValue(name)])])) });
  const known = isPart ? `the newest ${counted(rows.length, "run")}` : counted(rows.length, "run");
  const text = (shown.length === rows.length ? known : `${whole(shown.length)} of ${known} match`) + (isPart ? ", more are coming" : "");
  // The count is a live region: it speaks when the reader filters, and otherwise only changes when a run comes or goes.
  setText(byId("count"), text);
  const nothing = shown.length === 0 && !empty;
  byId("table").hidden = nothing;
  nothingMatches(nothing);
  showBest(shown);
  if (!empty && !isPart) scatter.show(shown, state.selected, { isGone: state.selected !== undefined && !store.runs.has(state.selected) });
  if (announce) table.scroller.scrollTop = 0;
}

// The filters here, as the compare page has them.
const comparedBy = { latency: "f.latency", model: "f.model", precision: "f.asked", batch: "f.batch", status: "f.status", experiment: "f.experiment" };

function filterValue(name) {
  const value = state.filters[name];
  if (name === "model") return modelName(value);
  return name === "experiment" ? around.experiments.find(({ id }) => String(id) === value)?.name ?? `experiment ${value}` : value;
}

function showPicked() {
  table.showPicks();
  const ids = [...picks.ids];
  const link = byId("compare-picked");
  link.hidden = byId("pick-none").hidden = ids.length === 0;
  link.href = comparePath({ runs: ids.slice(0, mostByID), selected: ids.slice(0, mostBeside) });
  setText(link, ids.length > mostByID ? `Compare the first ${mostByID} of ${whole(ids.length)} selected` : `Compare the ${counted(ids.length, "run")} selected`);
}

function nothingMatches(nothing) {
  let note = byId("nothing");
  if (!nothing) return note?.remove();
  if (note) return;
  note = h("p", { id: "nothing", class: "notice" }, "No run matches these filters. ",
    h("button", { type: "button", class: "quiet", on: { click: () => filters.clear() } }, "Clear the filters"));
  byId("table").after(note);
}

function sortBy(key) {
  const numeric = ["finished", "rate"].includes(key);
  state.descending = state.sort === key ? !state.descending : numeric;
  state.sort = key;
  writeState(state);
  view();
}

function choose(id, { only } = {}) {
  state.selected = id === state.selected && !only ? undefined : id;
  if (only) {
    state.filters.model = only;
    filters.fromState();
  }
  writeState(state);
  view();
  if (state.selected) table.reveal(state.selected);
}
