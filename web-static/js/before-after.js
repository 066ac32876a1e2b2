import { h } from "./dom.js";
import { number, significant } from "./format.js";
import { describe } from "./metrics.js";
import { dollars, usd } from "./money.js";

const images = 1_000_000;

/// The metrics that a compression measured before and after, as rows `{ key, title, unit, before, after, ratio }` in the order of the names given.
export function pairs(metrics) {
  const rows = Object.keys(metrics).filter((key) => key.startsWith("before_") && key.slice(7) in metrics).map((before) => {
    const key = before.slice(7);
    const [was, is] = [number(metrics[before]), number(metrics[key])];
    const shown = describe(key, metrics);
    const old = describe(key, { [key]: metrics[before] });
    return { key, title: shown.title, unit: shown.unit, before: old.value, after: shown.value, ratio: Number.isFinite(is / was) && was !== 0 ? is / was : undefined };
  });
  const order = ["latency_median_ms", "images_per_second", "model_file_mib", "parameters", "macs", "top1_accuracy"];
  const rank = (key) => (order.includes(key) ? order.indexOf(key) : order.length);
  return rows.sort((a, b) => rank(a.key) - rank(b.key) || (a.key < b.key ? -1 : 1));
}

/// What a million images cost on the machine of a bill, one request after the other: its price of an hour times the median of a request. Undefined without
/// a bill or a median; derived, not measured.
export function costs({ configuration, metrics }, bills) {
  const rate = bills?.at(-1)?.rate;
  const batch = configuration?.batch ?? 1;
  const [was, is] = [number(metrics.before_latency_median_ms), number(metrics.latency_median_ms)];
  if (!rate || !(was > 0) || !(is > 0)) return undefined;
  const hours = (milliseconds) => (images / batch) * milliseconds / 3_600_000;
  const price = (text, milliseconds) => (dollars(text) === undefined ? undefined : dollars(text) * hours(milliseconds));
  return ["marginal", "full"].map((basis) => ({ basis, before: price(rate[`${basis}_usd_per_hour`], was), after: price(rate[`${basis}_usd_per_hour`], is) }))
    .filter((row) => row.before !== undefined);
}

/// The network before and after it was compressed; undefined for other runs.
export function beforeAfter(run, bills) {
  const rows = pairs(run.metrics);
  if (rows.length === 0) return undefined;
  const money = costs(run, bills);
  const cell = (text, unit) => h("td", { class: "numeric" }, text ?? "–", unit && h("span", { class: "unit" }, ` ${unit}`));
  const line = ({ title, unit, before, after, ratio }) => h("tr", {}, h("th", { scope: "row" }, title), cell(before, unit), cell(after, unit), cell(ratio === undefined ? "–" : `× ${significant(ratio)}`));
  return h("div", { class: "card" }, h("table", { class: "plain" }, h("caption", {}, "Both networks in one process, in turns on the same inputs."),
    h("thead", {}, h("tr", {}, ["Quantity", "Before", "After", "After over before"].map((title, index) => h("th", { scope: "col", class: index > 0 && "numeric" }, title)))),
    h("tbody", {}, rows.map(line), (money ?? []).map((row) => line({ title: `1,000,000 images, ${row.basis} cost`, unit: "USD", before: usd(row.before), after: usd(row.after), ratio: row.before > 0 ? row.after / row.before : undefined })))),
    h("p", { class: "muted" }, money?.length > 0 ? "The cost is derived: the price of an hour of this run’s machine times the medians above, one request after the other."
      : "No cost: the price of this run’s machine was not known."));
}
