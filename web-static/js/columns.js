import { fill, h, said } from "./dom.js";
import { absentMark, fullTime, milliseconds, significant, time, whole } from "./format.js";
import { runPath } from "./row.js";

const statuses = {
  finished: ["✓", "finished"], failed: ["✕", "failed"], running: ["●", "running"], scheduled: ["○", "waiting"], killed: ["⊘", "cancelled"],
};
const grades = { A: "steady", B: "fair", C: "noisy" };
const gradeHelp = {
  A: "Grade A: interquartile range under 5 % of the median and other programs under 2 % of the machine",
  B: "Grade B: interquartile range under 10 % of the median and other programs under 5 % of the machine",
  C: "Grade C: more spread or more foreign load than grade B allows; read it with care",
};

/// A status as sign and word.
export function statusBadge(status, progress) {
  const [sign, word] = statuses[status] ?? ["?", String(status)];
  const share = progress === undefined ? "" : ` ${Math.round(progress * 100)} %`;
  return h("span", { class: `status status-${status}` }, h("span", { "aria-hidden": "true" }, sign), ` ${word}${share}`);
}

/// A grade as letter and word.
export function gradeBadge(grade, noise) {
  if (!grade) return absentMark;
  const help = [gradeHelp[grade], noise && `Noted: ${noise.replaceAll(",", ", ").replaceAll("_", " ")}`].filter(Boolean).join(". ");
  return h("span", { class: `grade grade-${grade}`, title: help }, h("b", {}, grade), ` ${grades[grade] ?? ""}`);
}

function precision(row) {
  if (!row.asked) return absentMark;
  if (!row.ran || row.ran === row.asked) return h("span", {}, said(row.asked));
  return h("span", { class: "differs", title: `Asked for ${row.asked}; the engine executed ${row.ran}` },
    said(row.asked), h("span", { "aria-hidden": "true" }, " → "), h("span", { class: "visually-hidden" }, " asked, executed "), said(row.ran));
}

function medianCell(row) {
  if (row.median === undefined) return absentMark;
  const interval = row.low !== undefined && row.high !== undefined
    ? h("span", { class: "interval" }, ` [${milliseconds(row.low)}, ${milliseconds(row.high)}]`) : undefined;
  return [h("span", { class: "value" }, milliseconds(row.median)), interval];
}

function modelCell(row) {
  return [h("a", { href: runPath(row.id), title: row.modelReference ?? row.model }, said(row.model)),
    row.name && h("span", { class: "name", title: row.name }, " ", said(row.name))];
}

const text = (key) => (row) => (row[key] === undefined ? absentMark : said(String(row[key])));
const measured = (key, show) => (row) => show(row[key]);

/// The table's columns. `value` sorts, `cell` shows, `csv` exports (default: value); `long` marks what a failure's message may cover.
export const columns = [
  { key: "model", title: "Model", value: (r) => r.model, cell: modelCell, rowHeader: true },
  { key: "batch", title: "Batch", unit: "images", numeric: true, value: (r) => r.batch, cell: measured("batch", whole) },
  { key: "precision", title: "Precision", unit: "asked → ran", value: (r) => r.asked && `${r.asked} ${r.ran ?? ""}`, cell: precision },
  { key: "mode", title: "Mode", value: (r) => r.mode, cell: text("mode") },
  { key: "threads", title: "Threads", numeric: true, value: (r) => r.threads,
    cell: (r) => (r.threads === undefined ? (r.batch === undefined ? absentMark : "all") : whole(r.threads)) },
  { key: "latency", title: "Median latency", unit: "ms per request [95 %]", numeric: true, long: true, value: (r) => r.median, cell: medianCell },
  { key: "grade", title: "Grade", long: true, value: (r) => r.grade, cell: (r) => gradeBadge(r.grade, r.noise) },
  { key: "p90", title: "p90", unit: "ms", numeric: true, long: true, value: (r) => r.p90, cell: measured("p90", milliseconds) },
  { key: "rate", title: "Throughput", unit: "images/s", numeric: true, long: true, value: (r) => r.imagesPerSecond, cell: measured("imagesPerSecond", (v) => significant(v, 4)) },
  { key: "memory", title: "Peak memory", unit: "MiB", numeric: true, long: true, value: (r) => r.memory, cell: measured("memory", (v) => significant(v, 4)) },
  { key: "status", title: "Status", value: (r) => r.status, cell: (r, live) => statusBadge(r.status, live.progress.get(r.run.job)) },
  { key: "parameters", title: "Parameters", unit: "millions", numeric: true, value: (r) => r.parameters,
    cell: (r) => h("span", { title: r.parameters && `${whole(r.parameters)} parameters` }, r.parameters === undefined ? absentMark : significant(r.parameters / 1e6)) },
  { key: "macs", title: "MACs", unit: "millions/image", numeric: true, value: (r) => r.macs,
    cell: (r) => h("span", { title: r.macs && `${whole(r.macs)} multiply-accumulates` }, r.macs === undefined ? absentMark : significant(r.macs / 1e6)) },
  { key: "worker", title: "Worker", value: (r) => r.worker, cell: (r, live) => workerCell(r, live) },
  { key: "finished", title: "Finished", unit: "local time", value: (r) => r.finished,
    cell: (r) => (r.finished ? h("time", { datetime: r.run.ended_at, title: fullTime(r.run.ended_at) }, time(r.run.ended_at)) : absentMark) },
];

function workerCell(row, live) {
  const name = row.worker ?? live.worker.get(row.run.job);
  return name === undefined ? absentMark : h("span", { title: name }, said(name));
}

/// What stands in place of the numbers of a run that has none: why it failed, or that it is not there yet.
export function insteadOfNumbers(row) {
  if (row.status === "failed") {
    const code = row.failure?.code ?? "failed";
    const message = row.failure?.message ?? "no reason was recorded";
    return h("span", { class: "failure", title: `${code}: ${message}` }, h("code", {}, said(code)), " ", said(message));
  }
  if (row.median !== undefined) return undefined;
  if (row.status === "scheduled") return h("span", { class: "muted" }, "waits for a worker");
  if (row.status === "running") return h("span", { class: "muted" }, "is being measured");
  return undefined;
}

/// Renders one cell anew.
export function renderCell(cell, column, row, live) { fill(cell, column.cell(row, live)); }
