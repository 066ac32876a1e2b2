import { columns as fixed, gradeBadge, statusBadge } from "./columns.js";
import { h, said } from "./dom.js";
import { absentMark, fullTime, milliseconds, number, significant, time, whole } from "./format.js";
import { metricInfo } from "./metrics.js";
import { executed, timePerImage } from "./row.js";

// A column: `key` names it in the address; `value(row)` sorts, filters, groups and draws, in the unit that is shown, undefined where nothing is known;
// `ends(row)` is the 95 % interval; `show` makes text of a value; `cell` shows a row; `csv` is its name in a file, `raw` the API's value.

const own = new Set(["latency_median_ms", "latency_median_low_ms", "latency_median_high_ms", "latency_p90_ms", "images_per_second", "memory_peak_mib"]);
const shownTags = new Set(["worker", "grade", "precision_executed"]);
const shownFields = new Set(["model", "batch", "precision", "mode", "threads"]);
const oneOf = (key) => fixed.find((column) => column.key === key);
const numeric = (key, title, group, unit, value, show, more = {}) => ({ key, title, group, unit, numeric: true, value, show, ...more });
const textual = (key, title, group, value, more = {}) => ({ key, title, group, value, show: (v) => v, ...more });
const four = (value) => significant(value, 4);
const millions = (name, title, unit) => numeric(name, title, "Network", unit, (r) => (r[name] === undefined ? undefined : r[name] / 1e6), significant,
  { csv: name === "macs" ? "macs_per_image" : name, raw: (r) => r[name], atLeast: (r) => r.isLowerBound });

// What `latency` becomes under a falling or rising function, interval and all: order statistics go along.
const medianEnds = (r) => (r.low === undefined || r.high === undefined ? undefined : [r.low, r.high]);
const perImage = (r) => (timePerImage(r) === undefined ? undefined : medianEnds(r)?.map((end) => end / r.batch));
const perSecond = (r) => (r.measuring === "latency" && r.batch > 0 && r.low > 0 ? medianEnds(r)?.map((end) => 1000 * r.batch / end).reverse() : undefined);

/// The columns that every coordinator can fill. `names` gives experiments and sweeps their names.
function standing(names) {
  return [
    textual("model", "Model", "Run", (r) => r.model, { csv: "model", raw: (r) => r.modelReference ?? r.model, cell: oneOf("model").cell, rowHeader: true }),
    textual("name", "Name", "Run", (r) => r.run.name, { csv: "name" }),
    textual("status", "Status", "Run", (r) => r.status, { csv: "status", cell: (r) => [statusBadge(r.status), r.run.lifecycle_stage === "deleted" && h("span", { class: "failure" }, " deleted")] }),
    textual("experiment", "Experiment", "Run", (r) => names.experiments.get(r.experiment) ?? `experiment ${r.experiment}`, { csv: "experiment" }),
    textual("sweep", "Sweep", "Run", (r) => (r.run.sweep === undefined ? undefined : names.sweeps.get(r.run.sweep) ?? `sweep ${r.run.sweep}`), { csv: "sweep" }),
    textual("worker", "Worker", "Run", (r) => r.worker, { csv: "worker" }),
    textual("kind", "Kind of job", "Run", (r) => r.run.configuration?.kind, { csv: "kind" }),
    textual("failure", "Why it failed", "Run", (r) => r.failure?.code, { csv: "failure_code" }),
    numeric("finished", "Finished", "Run", "local time", (r) => r.finished, (v) => time(new Date(v).toISOString()), { isTime: true, csv: "ended_at", raw: (r) => r.run.ended_at,
      cell: (r) => (r.finished ? h("time", { datetime: r.run.ended_at, title: fullTime(r.run.ended_at) }, time(r.run.ended_at)) : absentMark) }),
    numeric("batch", "Batch", "Configuration", "images", (r) => r.batch, whole, { csv: "batch", isCategory: true }),
    textual("precision", "Precision", "Configuration", (r) => r.asked && (r.ran && r.ran !== r.asked ? `${r.asked} → ${r.ran}` : r.asked), { csv: "precision", unit: "asked → ran", cell: oneOf("precision").cell }),
    textual("asked", "Precision asked for", "Configuration", (r) => r.asked, { csv: "precision_requested" }),
    textual("ran", "Precision that ran", "Configuration", executed, { csv: "precision_executed", raw: (r) => r.ran }),
    textual("mode", "Mode", "Configuration", (r) => r.mode, { csv: "mode" }),
    numeric("threads", "Threads", "Configuration", "", (r) => r.threads, whole, { csv: "threads", isCategory: true, cell: oneOf("threads").cell }),
    numeric("latency", "Median latency", "Latency", "ms per request [95 %]", (r) => r.median, milliseconds, { ends: medianEnds, csv: "latency_median_ms" }),
    textual("grade", "Grade", "Latency", (r) => r.grade, { csv: "grade", cell: (r) => gradeBadge(r.grade, r.noise) }),
    numeric("image_time", "Time per image", "Latency", "ms [95 %]", timePerImage, milliseconds, { ends: perImage, csv: "latency_per_image_ms" }),
    numeric("p90", "p90", "Latency", "ms", (r) => r.p90, milliseconds, { csv: "latency_p90_ms" }),
    numeric("rate", "Throughput", "Throughput", "images/s [95 %]", (r) => r.imagesPerSecond, four, { ends: perSecond, csv: "images_per_second" }),
    numeric("memory", "Peak memory", "Memory", "MiB", (r) => r.memory, four, { csv: "memory_peak_mib" }),
    millions("parameters", "Parameters", "millions"),
    millions("macs", "MACs", "millions/image"),
    numeric("weights", "Weights in fp32", "Network", "MiB", (r) => (r.facts?.weight_bytes === undefined ? undefined : r.facts.weight_bytes / 2 ** 20), four, { csv: "weight_mib" }),
    numeric("top1", "Published top-1", "Network", "%, not measured here", (r) => r.facts?.published_top1_percent, four, { csv: "published_top1_percent" }),
    textual("family", "Family", "Network", (r) => r.facts?.family, { csv: "family" }),
    numeric("year", "Year of the paper", "Network", "", (r) => r.facts?.year, String, { csv: "year", isCategory: true }),
  ];
}

/// All columns that there are: the standing ones, and every metric, parameter, tag and field of a configuration that some run has.
export class Catalogue {
  #columns = new Map();
  #seen = new WeakSet();
  #names = { experiments: new Map(), sweeps: new Map() };

  constructor() { for (const column of standing(this.#names)) this.#columns.set(column.key, column); }

  get columns() { return [...this.#columns.values()]; }

  get(key) { return this.#columns.get(key); }

  /// Experiments and sweeps have names.
  setNames({ experiments, sweeps }) {
    for (const [name, items] of Object.entries({ experiments, sweeps })) for (const item of items) this.#names[name].set(item.id, item.name);
  }

  /// Takes up what runs have that no run before had.
  learn(runs) {
    for (const run of runs) {
      if (this.#seen.has(run)) continue;
      this.#seen.add(run);
      for (const name in run.metrics) if (!own.has(name)) this.#add(`m.${name}`, () => metricColumn(name));
      for (const name in run.parameters) this.#text(`p.${name}`, name, "Parameters", run.parameters[name], (r) => r.run.parameters?.[name]);
      for (const name in run.tags) if (!shownTags.has(name)) this.#text(`t.${name}`, name, "Tags", run.tags[name], (r) => r.run.tags?.[name]);
      if (run.configuration) this.#fields(run.configuration, []);
    }
    // An interval stands with its middle.
    for (const column of this.#columns.values()) {
      if (!column.endNames) continue;
      const ends = column.endNames.map((name) => `m.${name}`);
      if (!ends.every((key) => this.#columns.has(key))) continue;
      column.ends = column.endsIfKnown;
      for (const key of ends) this.#columns.get(key).isEnd = true;
    }
  }

  #fields(object, path) {
    for (const [name, value] of Object.entries(object)) {
      const here = [...path, name];
      if (path.length === 0 && (shownFields.has(name) || name === "kind")) continue;
      if (typeof value === "object" && value !== null && !Array.isArray(value) && here.length < 5) this.#fields(value, here);
      else this.#text(`c.${here.join(".")}`, here.join(" › ").replaceAll("_", " "), "Configuration", value, (r) => here.reduce((part, key) => part?.[key], r.run.configuration));
    }
  }

  #add(key, make) {
    if (!this.#columns.has(key)) this.#columns.set(key, make());
    return this.#columns.get(key);
  }

  // Numbers as long as every value is one: MLflow's parameters and all tags travel as texts.
  #text(key, title, group, value, read) {
    const column = this.#add(key, () => ({ key, title, group, csv: key, numeric: true, isCategory: true, show: (v) => (typeof v === "number" ? plain(v) : v),
      value: (r) => (column.numeric ? plainNumber(read(r)) : plainText(read(r))), raw: (r) => plainText(read(r)) }));
    if (column.numeric && plainNumber(value) === undefined) column.numeric = false;
  }
}

function metricColumn(name) {
  const { group, title, unit, scale, isWhole, isTruth, ends } = metricInfo(name);
  const read = (key) => (r) => {
    const value = number(r.run.metrics?.[key]);
    return value === undefined ? undefined : value * scale;
  };
  const [low, high] = ends.map(read);
  const show = isTruth ? (v) => (v === 1 ? "yes" : v === 0 ? "no" : significant(v)) : isWhole ? (v) => (Number.isFinite(v) ? whole(v) : significant(v)) : name.endsWith("_ms") ? milliseconds : four;
  return { key: `m.${name}`, title, group: group === "Other" ? "Other metrics" : group, unit, numeric: true, value: read(name), show, csv: name, csvScale: scale, endNames: ends,
    endsIfKnown: (r) => (low(r) === undefined || high(r) === undefined ? undefined : [low(r), high(r)]), raw: (r) => r.run.metrics?.[name] };
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function plainNumber(value) {
  if (typeof value === "number") return value;
  return typeof value === "string" && decimal.test(value) ? Number(value) : undefined;
}

function plainText(value) {
  if (value === undefined || value === null) return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function plain(value) { return Number.isInteger(value) && Math.abs(value) < 1e6 ? String(value) : significant(value, 4); }

/// A value as text, `–` where there is none.
export function textOf(column, value) { return value === undefined || value === null ? absentMark : column.show(value); }

/// The cell of a run in a column.
export function cellOf(column, row) {
  if (column.cell) return column.cell(row);
  const value = column.value(row);
  if (value === undefined || value === null) return absentMark;
  const ends = column.ends?.(row);
  if (!column.numeric) return said(column.show(value));
  return [column.atLeast?.(row) && h("span", { title: "at least: some layers of this file could not be counted" }, "≥ "), h("span", { class: "value" }, column.show(value)),
    ends && h("span", { class: "interval" }, ` [${column.show(ends[0])}, ${column.show(ends[1])}]`)];
}

/// The title with its unit, as figures and lists say it.
export function fullTitle(column) { return column.unit ? `${column.title} (${column.unit.replace(" [95 %]", "")})` : column.title; }

/// The order of groups in lists of columns.
export const groups = ["Run", "Configuration", "Latency", "Throughput", "Memory", "Network", "Energy", "Agreement with fp32", "Start", "Noise", "Measuring", "Other metrics", "Parameters", "Tags"];
