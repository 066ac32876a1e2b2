import { all, get } from "./api.js";
import { Catalogue } from "./compare-columns.js";
import { ColumnChooser, filterChips, ScopeChooser } from "./compare-choose.js";
import { compareCSV } from "./compare-csv.js";
import { mostBeside, SideBySide } from "./compare-diff.js";
import { CompareFigure } from "./compare-figure.js";
import { ColumnMenu } from "./compare-menu.js";
import { arranged, inScope, passing } from "./compare-rows.js";
import { defaultColumns, isAddressNew, readCompareState, writeCompareState } from "./compare-state.js";
import { CompareTable } from "./compare-table.js";
import { Connection } from "./connection.js";
import { download } from "./csv.js";
import { byId, fill, h, setText } from "./dom.js";
import { counted, modelName, whole } from "./format.js";
import { ModelFacts } from "./model-facts.js";
import { Picks } from "./picks.js";
import { Poll } from "./poll.js";
import { rowOf } from "./row.js";
import { RunStore } from "./run-store.js";

const mostLookedUp = 200;
const mostByID = 100;
const fallingAtFirst = new Set(["finished", "rate"]);

const state = readCompareState();
const store = new RunStore();
const models = new ModelFacts();
const catalogue = new Catalogue();
const picks = new Picks(() => picked());
// Runs of the address that the listing has not: deleted ones by their id, and those that nobody knows any more.
const elsewhere = new Map();
const gone = new Set();
const around = { experiments: [], sweeps: [] };
let shown = { rows: [], lines: [], groups: [], columns: [] };
let isWhole = false;

picks.ids = new Set(state.selected);
const table = new CompareTable(byId("table"), { picks, onSort: sortBy, onFold: fold, onMenu: openMenu });
const figure = new CompareFigure({ onPick: (id) => picks.toggle(id, !picks.ids.has(id)), onAxis: (name, value) => change({ [name]: value }) });
const beside = new SideBySide(byId("beside"), { onBaseline: (baseline) => change({ baseline }), onDiffering: (differing) => change({ differing }), onDrop: (id) => picks.set([id], false) });
const menu = new ColumnMenu({ act });
const columnChooser = new ColumnChooser({ onToggle: (key, isOn) => change({ columns: isOn ? [...state.columns, key] : state.columns.filter((one) => one !== key) }) });
const scopeChooser = new ScopeChooser({ onChange: (name, list) => change({ [name]: list }) });
const connection = new Connection({ onRetry: () => poll.now() });
const poll = new Poll(refresh, (error, pause) => {
  connection.bad(error, pause);
  document.documentElement.dataset.ready = "error";
});

const tools = byId("tools");
tools.addEventListener("submit", (event) => event.preventDefault());
tools.addEventListener("input", (event) => {
  const { q, group, group2 } = tools.elements;
  if (event.target === q) change({ q: q.value });
  else change({ group: [...new Set([group.value, group2.value])].filter(Boolean), folded: new Set() });
});
byId("clear").addEventListener("click", () => {
  change({ q: "", where: new Map() });
  tools.elements.q.focus();
});
byId("columns-reset").addEventListener("click", () => change({ columns: [...defaultColumns], pinned: [] }));
byId("pick-none").addEventListener("click", () => picks.replace([]));
byId("pick-only").addEventListener("click", () => change({ runs: [...picks.ids], models: [], sweeps: [], experiments: [] }));
byId("fold-all").addEventListener("click", () => change({ folded: new Set(shown.groups.some((group) => !group.isFolded) ? shown.groups.map((group) => group.key) : []) }));
byId("export").addEventListener("click", () => download("shoestring-compare.csv", compareCSV(shown.lines, shown.columns, groupColumns())));
addEventListener("popstate", () => {
  if (!isAddressNew()) return;
  Object.assign(state, readCompareState());
  picks.ids = new Set(state.selected);
  view();
  lookUp();
});
poll.now();

async function refresh() {
  const [changed, experiments, sweeps, listed] = await Promise.all([store.refresh(() => view({ isPart: true })), all("/experiments?limit=1000"), all("/sweeps?limit=1000"), models.refresh()]);
  connection.good();
  const names = JSON.stringify([experiments.map(({ id, name }) => [id, name]), sweeps.map(({ id, name }) => [id, name])]);
  const isNamed = names !== around.names;
  Object.assign(around, { experiments, sweeps, names });
  if (isNamed) catalogue.setNames(around);
  if (changed || listed || isNamed || !isWhole) {
    isWhole = true;
    view({ isRenamed: isNamed });
  }
  await lookUp();
  if (await models.readOwn(store.runs.values())) view();
  document.documentElement.dataset.ready = "yes";
  return store.isLive;
}

// Links outlive runs: what the listing lacks is asked for by its id, once.
async function lookUp() {
  const wanted = [...new Set([...state.runs, ...picks.ids])].filter((id) => !store.runs.has(id) && !elsewhere.has(id) && !gone.has(id)).slice(0, mostLookedUp);
  if (wanted.length === 0) return;
  for (const id of wanted) {
    try {
      elsewhere.set(id, (await get(`/runs/${encodeURIComponent(id)}`)).body.run);
    } catch (error) {
      if (error.kind !== "missing") throw error;
      gone.add(id);
    }
  }
  view();
}

/// Changes the choice, writes it into the address and shows it.
function change(choice) {
  Object.assign(state, choice);
  writeCompareState(state);
  view();
  if (["q", "where", "sort", "group"].some((name) => name in choice)) table.scroller.scrollTop = 0;
}

function picked() {
  state.selected = [...picks.ids];
  writeCompareState(state);
  table.showPicks();
  showPicked();
  figure.show(shown.rows, { catalogue, state, selected: picks.ids });
}

function view({ isPart = false, isRenamed = false } = {}) {
  const runs = [...store.runs.values(), ...[...elsewhere.values()].filter((run) => state.runs.includes(run.id) && !store.runs.has(run.id))];
  catalogue.learn(runs);
  const rows = runs.map((run) => rowOf(run, models.known));
  const scoped = inScope(rows, state);
  const passed = passing(scoped, state, catalogue);
  if (isRenamed) for (const part of [table, beside]) part.forget();
  const { lines, groups } = arranged(passed, state, catalogue);
  const pinned = state.pinned.filter((key) => state.columns.includes(key) && catalogue.get(key));
  const columns = ["model", ...pinned, ...state.columns.filter((key) => !pinned.includes(key) && key !== "model")].map((key) => catalogue.get(key)).filter(Boolean);
  // The figure has the runs in the order of the table; of folded groups as well.
  shown = { rows: groups.length > 0 ? groups.flatMap((group) => group.rows) : lines, lines, groups, columns, scoped };
  byId("empty").hidden = isPart || rows.length > 0;
  byId("nothing").hidden = lines.length > 0 || rows.length === 0 || isPart;
  byId("table").hidden = lines.length === 0;
  table.show({ lines, columns, pinned: pinned.length + 1, state });
  setText(byId("count"), words(passed.length, scoped.length, rows.length, groups.length));
  showTools();
  showPicked();
  showGone();
  if (!isPart) figure.show(shown.rows, { catalogue, state, selected: picks.ids });
}

function words(passed, scoped, count, groups) {
  const of = passed === scoped ? counted(scoped, "run") : `${whole(passed)} of ${counted(scoped, "run")} pass the filters`;
  return [of, scoped < count && `of ${whole(count)} that there are`, groups > 0 && `in ${counted(groups, "group")}`].filter(Boolean).join(", ");
}

function showTools() {
  const { q, group, group2 } = tools.elements;
  if (q.value !== state.q && q !== document.activeElement) q.value = state.q;
  const offered = catalogue.columns.filter((column) => (!column.numeric || column.isCategory) && !column.isEnd && column.key !== "name");
  for (const [index, select] of [group, group2].entries()) {
    const text = JSON.stringify([offered.map(({ key, title }) => [key, title]), state.group[index]]);
    if (select.dataset.offered !== text && select !== document.activeElement) {
      select.dataset.offered = text;
      fill(select, h("option", { value: "" }, "–"), offered.map((column) => h("option", { value: column.key }, column.title.slice(0, 60))));
    }
    select.value = state.group[index] ?? "";
  }
  group2.disabled = state.group.length === 0;
  byId("fold-all").hidden = shown.groups.length === 0;
  setText(byId("fold-all"), shown.groups.some((one) => !one.isFolded) ? "Fold all groups" : "Unfold all groups");
  filterChips(byId("chips"), state, catalogue, (key) => act("filter", key, undefined));
  columnChooser.show(catalogue.columns, state.columns);
  scopeChooser.show(state, offeredScopes());
}

function offeredScopes() {
  const count = (value) => {
    const counts = new Map();
    for (const run of store.runs.values()) counts.set(value(run), (counts.get(value(run)) ?? 0) + 1);
    return counts;
  };
  const [byModel, bySweep, byExperiment] = [count((run) => run.configuration?.model), count((run) => run.sweep), count((run) => run.experiment)];
  return {
    models: [...byModel].filter(([name]) => name !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => [name, modelName(name), n]),
    sweeps: around.sweeps.map(({ id, name }) => [String(id), name, bySweep.get(id) ?? 0]),
    experiments: around.experiments.map(({ id, name }) => [String(id), name, byExperiment.get(id) ?? 0]),
  };
}

function showPicked() {
  const here = shown.rows.filter((row) => picks.ids.has(row.id));
  const hidden = picks.ids.size - here.length - [...picks.ids].filter((id) => gone.has(id)).length;
  setText(byId("picked"), picks.ids.size === 0 ? "" : [`${whole(picks.ids.size)} selected`, hidden > 0 && `${whole(hidden)} of them not shown`].filter(Boolean).join(", "));
  byId("pick-none").hidden = picks.ids.size === 0;
  // More ids than an address may have for every server on the way.
  byId("pick-only").hidden = picks.ids.size === 0 || picks.ids.size > mostByID;
  const others = here.length >= mostBeside ? [] : [...picks.ids].filter((id) => !here.some((row) => row.id === id)).map((id) => store.runs.get(id) ?? elsewhere.get(id)).filter(Boolean);
  const rows = [...here, ...others.map((run) => rowOf(run, models.known))];
  beside.show(rows, { columns: catalogue.columns, baseline: state.baseline, differing: state.differing });
}

function showGone() {
  const missing = [...new Set([...state.runs, ...picks.ids])].filter((id) => gone.has(id));
  byId("gone").hidden = missing.length === 0;
  if (missing.length === 0) return;
  const some = missing.slice(0, 3).map((id) => h("code", {}, id));
  fill(byId("gone"), h("p", {}, missing.length === 1 ? "One run of this link is no longer there: " : `${whole(missing.length)} runs of this link are no longer there: `,
    some.map((one, index) => [index > 0 && ", ", one]), missing.length > 3 && " …", ". ", h("button", { type: "button", class: "quiet", on: { click: () => {
      picks.ids = new Set([...picks.ids].filter((id) => !gone.has(id)));
      change({ runs: state.runs.filter((id) => !gone.has(id)), selected: [...picks.ids] });
    } } }, "Leave them out of the link")));
}

function groupColumns() { return state.group.map((key) => catalogue.get(key)).filter(Boolean); }

function fold(key, isFolded) {
  const folded = new Set(state.folded);
  if (isFolded) folded.add(key);
  else folded.delete(key);
  change({ folded });
}

function sortBy(key, isMore) {
  const place = state.sort.findIndex((one) => one.key === key);
  const next = { key, descending: place < 0 ? fallingAtFirst.has(key) : !state.sort[place].descending };
  if (!isMore) return change({ sort: [place === 0 || place < 0 ? next : { key, descending: fallingAtFirst.has(key) }] });
  change({ sort: place < 0 ? [...state.sort, next].slice(-5) : state.sort.map((one, index) => (index === place ? next : one)) });
}

function openMenu(column, opener) {
  const place = state.columns.filter((key) => !state.pinned.includes(key)).indexOf(column.key);
  const pinnedPlace = state.pinned.indexOf(column.key);
  const isPinned = pinnedPlace >= 0;
  menu.open(column, opener, { rows: shown.scoped, state, place: isPinned ? pinnedPlace : place, count: isPinned ? state.pinned.length : state.columns.length - state.pinned.length });
}

/// What the menu of a column does.
function act(name, key, value) {
  const where = new Map(state.where);
  if (name === "sort") return change({ sort: [{ key, descending: value }] });
  if (name === "group") return change({ group: (value ? [...state.group, key] : state.group.filter((one) => one !== key)).slice(-2), folded: new Set() });
  if (name === "pin") return change({ pinned: value ? [...state.pinned, key] : state.pinned.filter((one) => one !== key) });
  if (name === "hide") return change({ columns: state.columns.filter((one) => one !== key), pinned: state.pinned.filter((one) => one !== key) });
  if (name === "filter") {
    if (value === undefined) where.delete(key);
    else where.set(key, value);
    return change({ where });
  }
  const list = state.pinned.includes(key) ? "pinned" : "columns";
  change({ [list]: moved(state[list], key, value, list === "columns" ? (one) => !state.pinned.includes(one) : () => true) });
}

// One place to the left or right among those that `counts`.
function moved(list, key, step, counts) {
  const visible = list.filter(counts);
  const other = visible[visible.indexOf(key) + step];
  return other === undefined ? list : list.map((one) => (one === key ? other : one === other ? key : one));
}
