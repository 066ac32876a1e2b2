import { all } from "./api.js";
import { Connection } from "./connection.js";
import { byId, fill, h, setText } from "./dom.js";
import { FigureCard } from "./figure-card.js";
import { absenceOf, costsOf, lineageOf, statedDevices } from "./figure-details.js";
import { allFigures, ownFigures, paperFigures } from "./figure-list.js";
import { accuraciesOf, passes, pointOf, settled } from "./figure-points.js";
import { FigureFilters } from "./figures-filters.js";
import { filterNames, readFiguresState, writeFiguresState } from "./figures-state.js";
import { counted, modelName, whole } from "./format.js";
import { Poll } from "./poll.js";
import { RunStore } from "./run-store.js";
import { report } from "./saved.js";

const store = new RunStore();
const state = readFiguresState();
const known = { models: new Map(), experiments: [], lineage: new Map(), absence: undefined, devices: undefined, costs: undefined };
const needed = new Set();
let last;

const filters = new FigureFilters(byId("filters"), state, () => view());
const cards = allFigures.map((definition) => new FigureCard(definition, { onSeen: seen, onAxes: chooseAxes, onClear: () => filters.clear() }));
for (const [id, definitions] of [["paper-figures", paperFigures], ["own-figures", ownFigures]]) fill(byId(id), cards.filter(({ definition }) => definitions.includes(definition)).map(({ element }) => element));
fill(byId("contents"), allFigures.map(({ id, number, title }) => h("a", { href: `#${id}`, title }, `${number} ${title}`)));
const poll = new Poll(refresh, (error, pause) => {
  connection.bad(error, pause);
  document.documentElement.dataset.ready = "error";
});
const connection = new Connection({ onRetry: () => poll.now() });

// A figure is made when it is about to come into sight: the plotting library is not loaded before.
const sight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting || !last) continue;
    sight.unobserve(target);
    cards.find(({ element }) => element === target).see();
  }
}, { rootMargin: "250px 0px" });

byId("print").addEventListener("click", () => print());
addEventListener("popstate", () => {
  Object.assign(state, readFiguresState());
  filters.fromState();
  view();
});
poll.now();

async function refresh() {
  const [changed, experiments, models] = await Promise.all([store.refresh(), all("/experiments?limit=1000"), known.models.size > 0 ? undefined : all("/models")]);
  known.experiments = experiments;
  if (models) known.models = new Map(models.map((model) => [model.name, model]));
  connection.good();
  if (changed || !last) await view();
  setText(byId("age"), `As of ${report ? report.asOf : new Date().toLocaleTimeString("en-GB")}`);
  document.documentElement.dataset.ready = "yes";
  return store.isLive;
}

/// What every figure draws from: the points that pass the filters, one a configuration.
function makeView() {
  const runs = [...store.runs.values()];
  const points = runs.map((run) => pointOf(run, known.models, known.lineage)).filter(Boolean);
  const networks = networksOf(points);
  const measured = new Set(networks.map(({ reference }) => reference));
  filters.offer(points, [...networks.map((network) => ({ ...network, isMeasured: true })), ...[...known.models.keys()].filter((name) => !measured.has(name)).map((name) => ({ reference: name, name, isMeasured: false }))], known.experiments);
  const shown = points.filter((point) => passes(point, state.filters));
  const { points: one, repeated } = settled(shown);
  const chosen = (reference) => !state.filters.networks || state.filters.networks.includes(reference);
  return {
    filters: state.filters, pareto: state.pareto, isFiltered: filterNames.some((name) => state.filters[name]) || state.filters.networks !== undefined,
    points: one, repeated, runCount: shown.length, allCount: points.length, networks, models: [...known.models.values()].filter(({ name }) => chosen(name)),
    accuracies: runs.flatMap(accuraciesOf).filter((item) => passes(item, state.filters)),
    compressions: runs.filter((run) => run.configuration?.kind === "compress" && passes({ reference: run.configuration.model, experiment: run.experiment, worker: run.tags?.worker, engine: run.configuration.engine, precision: run.tags?.precision_executed ?? "", threads: run.configuration.threads }, state.filters)),
    factsOf: (reference) => known.models.get(reference), absence: known.absence, devices: known.devices, costs: known.costs,
  };
}

// In the zoo's order, then files of models: each keeps its colour and shape whatever the filters say.
function networksOf(points) {
  const found = new Map(points.map((point) => [point.reference, point.origin?.title ?? modelName(point.reference)]));
  const place = (reference) => { const index = [...known.models.keys()].indexOf(reference); return index < 0 ? Infinity : index; };
  return [...found].map(([reference, name]) => ({ reference, name, place: place(reference) })).sort((a, b) => a.place - b.place || (a.name < b.name ? -1 : 1)).map(({ reference, name }) => ({ reference, name }));
}

async function view() {
  writeFiguresState(state);
  last = makeView();
  count();
  const work = cards.map((card) => card.show(last));
  for (const { element, isSeen } of cards) if (!isSeen) sight.observe(element);
  await Promise.all([...work, details()]);
}

function count() {
  const { runCount, allCount, repeated, points } = last;
  const failed = points.filter(({ status }) => status === "failed").length;
  setText(byId("count"), `${runCount === allCount ? counted(runCount, "benchmark run") : `${whole(runCount)} of ${counted(allCount, "benchmark run")} match`}${failed > 0 ? `, ${whole(failed)} of them did not run` : ""}.${repeated > 0
    ? ` ${counted(repeated, "repetition")} not drawn: of several runs of one configuration the latest of the best grade stands for all.` : ""}`);
}

// What was found out for the points stays until others pass the filters.
async function details() {
  if (!last || needed.size === 0) return;
  const text = JSON.stringify([[...needed].sort(), last.points.map(({ id }) => id)]);
  if (known.asked === text) return;
  known.asked = text;
  try {
    const points = last.points;
    if (needed.has("energy") || needed.has("costs")) known.devices ??= await statedDevices();
    if (needed.has("energy")) known.absence = await absenceOf(points);
    if (needed.has("costs") && state.pareto.includes("cost")) known.costs = await costsOf(points, known.devices);
    if (needed.has("lineage")) known.lineage = await lineageOf(points, store.runs);
  } catch (error) {
    known.asked = undefined;
    return connection.bad(error, 15_000);
  }
  last = makeView();
  await Promise.all(cards.map((card) => card.show(last)));
}

function seen({ definition }) {
  const before = needed.size;
  for (const need of definition.needs ?? []) needed.add(need);
  if (needed.size > before) details();
}

function chooseAxes(axes) {
  state.pareto = axes;
  if (axes.includes("cost")) known.asked = undefined;
  view();
}

/// All figures are drawn, also those that nobody has scrolled to; then the reader's print dialogue opens.
async function print() {
  for (const card of cards) card.see();
  await Promise.all(cards.map((card) => card.draw()));
  window.print();
}
