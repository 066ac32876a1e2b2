import { all, get, token } from "./api.js";
import { beforeAfter } from "./before-after.js";
import { billTable } from "./bills.js";
import { confusionFile, confusionMatrix, confusionTable } from "./confusion.js";
import { Connection } from "./connection.js";
import { Curves } from "./curves.js";
import { byId, fill, h, plain, setText } from "./dom.js";
import { factCards } from "./facts.js";
import { files } from "./artifacts.js";
import { layersSection, layerTimes, timesFile } from "./layers.js";
import { chain, relatives } from "./lineage.js";
import { Poll } from "./poll.js";
import { estimateCard } from "./run-estimate.js";
import { isLive } from "./run-store.js";
import * as sections from "./run-sections.js";
import { SampleFigures } from "./sample-figures.js";

const mostLogLines = 2000;
const id = new URLSearchParams(location.search).get("id") ?? "";
const known = { log: [], series: undefined, etag: undefined, detail: undefined };
const shown = new Map();
const curves = new Curves(id);

const connection = new Connection({ onRetry: () => poll.now() });
const poll = new Poll(refresh, failed);
if (/^[0-9a-fA-F]{32}$/.test(id)) {
  backToWhereOneCameFrom();
  poll.now();
} else {
  notThere(id ? "A run’s id is 32 hexadecimal digits; the one in this address is not." : "The address names no run.");
}

async function refresh() {
  const answer = await get(`/runs/${id}`, { etag: known.etag }).catch((error) => {
    // Only the run itself can be missing; a job's part that is gone by now is an error like any other.
    throw error.kind === "missing" ? Object.assign(error, { isRun: true }) : error;
  });
  if (!answer.unchanged) {
    known.etag = answer.etag;
    known.detail = answer.body;
  }
  await around(known.detail);
  connection.good();
  draw(known.detail);
  document.documentElement.dataset.ready = "yes";
  return isLive(known.detail.run);
}

async function around(detail) {
  const { run, series, attempts } = detail;
  known.experiments ??= new Map((await all("/experiments?limit=1000")).map((experiment) => [experiment.id, experiment.name]));
  known.models ??= new Map((await all("/models")).map((model) => [model.name, model]));
  if (series.length > 0 && known.seriesOf !== JSON.stringify(series)) {
    known.series = (await get(`/runs/${id}/samples`)).body.items;
    known.seriesOf = JSON.stringify(series);
  }
  if (Object.keys(run.metrics).length > 0) await curves.refresh();
  await surroundings(detail);
  if (run.job === undefined) return;
  // The estimate is stored with the job and never changes; the progress does.
  if (known.job === undefined || run.status === "running") known.job = (await get(`/jobs/${run.job}`)).body;
  if (run.status === "scheduled") known.explanation = (await get(`/jobs/${run.job}/explanation`)).body;
  // An attempt's bill is there as soon as it has ended.
  const ended = attempts.filter((attempt) => attempt.ended_at).length;
  if (ended > 0 && known.billsOf !== ended) {
    known.bills = (await get(`/runs/${id}/bills`)).body.items;
    known.billsOf = ended;
  }
  known.progress = known.job.progress;
  if (attempts.length > 0 && (isLive(run) || !known.logIsWhole)) {
    await readLog(run.job);
    known.logIsWhole = !isLive(run);
  }
}

/// What is made of the run's files and relatives, asked for when they are others than before.
async function surroundings(detail) {
  const { run, artifacts = [], parents = [], children = [] } = detail;
  const matrix = confusionFile(artifacts);
  if (matrix && known.matrixOf !== matrix.sha256) {
    known.matrix = await confusionMatrix(run.id, matrix);
    known.matrixOf = matrix.sha256;
  }
  const times = timesFile(artifacts);
  if (times && known.timesOf !== times.sha256) {
    known.times = await layerTimes(run.id, times);
    known.timesOf = times.sha256;
  }
  const model = run.configuration?.model;
  if (known.models.has(model)) known.layers ??= (await get(`/models/${encodeURIComponent(model)}/layers`)).body.items;
  const relations = JSON.stringify([parents, children]);
  if (parents.length + children.length > 0 && known.relativesOf !== relations) {
    known.relatives = await relatives(detail);
    known.relativesOf = relations;
  }
}

async function readLog(job) {
  for (;;) {
    if (known.log.length >= mostLogLines) return;
    const { body } = await get(`/jobs/${job}/log?after=${known.log.at(-1)?.position ?? 0}&limit=1000`);
    known.log.push(...body.items);
    if (body.items.length < 1000) return;
  }
}

function failed(error, pause) {
  document.documentElement.dataset.ready = "error";
  if (error.isRun) notThere("No run has this id here: it may have been deleted, or the link is of another coordinator.");
  else connection.bad(error, pause);
}

function notThere(why) {
  document.documentElement.dataset.ready = "error";
  document.title = "No such run · Shoestring";
  fill(byId("head"), h("h1", {}, "No such run"), h("p", {}, why), h("p", {}, h("a", { href: "/" }, "See all runs")));
  fill(byId("sections"));
}

function draw(detail) {
  const { run } = detail;
  const status = shown.get("status");
  if (status !== undefined && status !== run.status) setText(byId("announce"), `The run is now ${run.status}.`);
  shown.set("status", run.status);
  document.title = `${plain(run.name)} · Shoestring`;
  const experiment = known.experiments.get(run.experiment) ?? `experiment ${run.experiment}`;
  part("head", byId("head"), [run, detail.attempts, experiment, known.progress], () => sections.head(detail, experiment, run.status === "running" ? known.progress : undefined));
  section("outcome", undefined, [run.status, run.failure, run.end_reason, run.tags.stopped], () => sections.outcome(detail));
  section("waiting", undefined, [run.status, known.explanation], () => waiting(run));
  section("headline", undefined, run.metrics, () => sections.headline(detail));
  section("curves", "Curves", curves.hasCurves, () => (curves.hasCurves ? curves.element : undefined));
  section("before-after", "Before and after", [run.metrics, known.bills], () => beforeAfter(run, known.bills));
  section("confusion", "Confusion matrix", known.matrixOf, () => known.matrix && confusionTable(known.matrix));
  section("samples", "Samples", [known.seriesOf, run.metrics], () => samples(detail));
  section("measured", "Measured", run.metrics, () => sections.measurements(detail));
  section("absent", "What could not be measured, and why", detail.absent, () => sections.absent(detail));
  section("configuration", "Configuration", [run.configuration, run.tags.precision_executed], () => h("div", { class: "card" }, sections.configuration(detail, known.models.get(run.configuration?.model))));
  section("reproduce", "Do it again", run.configuration, () => sections.reproduce(detail, token.get() !== null));
  section("layers", "Layers", [known.timesOf, known.layers?.length], () => layersSection({ layers: known.layers, measured: known.times,
    layersReason: "the coordinator counts the networks of the zoo; shoestring models analyse counts a stored file" }));
  section("facts", "Machine, engine and protocol", detail.facts, () => {
    const cards = factCards(detail.facts);
    return cards.length > 0 ? h("div", { class: "cards" }, cards) : h("p", { class: "muted" }, "No facts have been recorded for this run.");
  });
  section("artifacts", "Files", [detail.artifacts, token.get() !== null], () => files(detail, token.get() !== null));
  section("lineage", "Where it comes from and what came of it", [detail.parents, detail.children, known.relativesOf], () => chain(detail, known.relatives));
  section("attempts", "Attempts", detail.attempts, () => sections.attempts(detail));
  section("estimate", "Estimated and real time", [known.job?.estimate, known.bills, detail.attempts], () => estimateCard(known.job?.estimate, known.bills, detail.attempts));
  section("bills", "What it cost", known.bills, () => known.bills && billTable(known.bills));
  section("log", "Log", known.log.length, () => sections.logLines(known.log, known.log.length >= mostLogLines));
  section("tags", "Tags", run.tags, () => h("div", { class: "card" }, sections.texts(Object.entries(run.tags), "This run has no tags.")));
  section("parameters", "Parameters", run.parameters, () => (Object.keys(run.parameters).length > 0 ? h("div", { class: "card" }, sections.texts(Object.entries(run.parameters))) : undefined));
}

function waiting(run) {
  if (run.status !== "scheduled") return undefined;
  const { summary, workers = [] } = known.explanation ?? {};
  return h("div", { class: "notice" }, h("p", {}, h("b", {}, "Waiting. "), summary ?? "The job has not been taken yet."),
    workers.length > 0 && h("ul", {}, workers.map(({ worker, lacks }) => h("li", {}, h("bdi", {}, worker), lacks.length > 0 ? ` has ${lacks.join("; ")}` : " could take it"))));
}

function samples(detail) {
  if (!known.series || known.series.length === 0) return detail.run.status === "finished" ? h("p", { class: "muted" }, "This run kept no raw samples.") : undefined;
  return known.series.map((item) => h("div", { class: "card" }, new SampleFigures(item, detail.run.metrics).element));
}

/// Draws a part only when what it shows has changed, so that an update leaves focus, selection and open disclosures alone.
function part(name, element, depends, make) {
  const text = JSON.stringify(depends) ?? "";
  if (shown.get(name) === text) return;
  shown.set(name, text);
  const content = make();
  element.hidden = content === undefined;
  fill(element, content);
}

function section(name, title, depends, make) {
  let element = byId(`section-${name}`);
  if (!element) {
    element = title ? h("section", { id: `section-${name}`, "aria-labelledby": `title-${name}` }, h("h2", { id: `title-${name}` }, title), h("div"))
      : h("div", { id: `section-${name}` }, h("div"));
    byId("sections").append(element);
  }
  part(name, element.lastElementChild, depends, make);
  element.hidden = element.lastElementChild.hidden;
}

function backToWhereOneCameFrom() {
  const view = sessionStorage.getItem("view");
  if (view) byId("back").href = `/${view}`;
}
