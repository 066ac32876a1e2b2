import { getText } from "./api.js";
import { rows as csvRows } from "./csv-reading.js";
import { h, said, setText } from "./dom.js";
import { counted, significant, whole } from "./format.js";

// A network has hundreds of layers: the ones that matter come first, the rest on demand.
const shownAtOnce = 12;
const largest = 4 << 20;

/// The artifact with the engine's times; undefined without one.
export function timesFile(artifacts = []) { return artifacts.find((file) => file.name === "layers.csv" && file.kind === "data"); }

/// Fetches the times: `{ times }` or `{ reason }`.
export async function layerTimes(run, file) {
  if (file.byte_count > largest) return { reason: "layers.csv is too large to be shown" };
  try {
    return timesOf(await getText(`/runs/${run}/artifacts/${file.name}`));
  } catch (error) {
    return { reason: `layers.csv cannot be fetched: ${error.message}` };
  }
}

/// Reads `name,kind,kernel,median_us,least_us,passes`: `{ times: [{ name, kind, kernel, median, least }], passes }` or `{ reason }`.
export function timesOf(text) {
  const [head = [], ...lines] = csvRows(text);
  const places = ["name", "kind", "kernel", "median_us", "least_us", "passes"].map((name) => head.indexOf(name));
  if (places.some((place) => place < 0)) return { reason: "layers.csv has other columns than the page knows" };
  const times = lines.map((line) => {
    const [name, kind, kernel, median, least, passes] = places.map((place) => line[place] ?? "");
    return { name, kind, kernel, median: Number(median), least: Number(least), passes: Number(passes) };
  });
  if (times.some(({ median }) => !Number.isFinite(median))) return { reason: "layers.csv has times that are no numbers" };
  return { times, passes: times[0]?.passes ?? 0 };
}

/// The network's layers with the time of the engine's layer of the same name, and the engine's layers that have none of their own. Engines fuse layers
/// and add copies, so neither side is a subset of the other.
export function joined(layers, times = []) {
  const byName = new Map(times.map((time) => [time.name, time]));
  const rows = layers.map((layer) => ({ ...layer, time: byName.get(layer.name) }));
  const names = new Set(layers.map((layer) => layer.name));
  return { rows, others: times.filter((time) => !names.has(time.name)) };
}

/// The section: derived numbers of each layer, measured times where a run has them, and what is missing and why.
export function layersSection({ layers, layersReason, measured }) {
  if (!layers && !measured) return undefined;
  const { rows, others } = joined(layers ?? [], measured?.times);
  const total = (measured?.times ?? []).reduce((sum, { median }) => sum + median, 0);
  return [
    h("p", { class: "muted" }, measured?.times ? `Times: the engine’s own profile, the median of ${counted(measured.passes, "inference")} in a compilation of its own after the measuring. It costs time itself and layers may run at once: the sum, ${significant(total / 1000)} ms, need not be the latency.`
      : `No times: ${measured?.reason ?? "this run has no profile of its layers"}.`,
      layers ? " Operations, parameters and memory: derived from shapes, for one image of the network’s default size, in fp32." : ` No operations, parameters and memory: ${layersReason}.`),
    layers && table("Layers of the network", rows, layerColumns(rows, total)),
    others.length > 0 && table(layers ? "Layers of the engine that bear no name of the network’s: fused, split or added" : "Layers as the engine executed them", others.map((time) => ({ name: time.name, kind: time.kind, time })), timeColumns(total)),
  ];
}

const sum = (rows, field) => rows.reduce((total, row) => total + row[field], 0);
const mib = (bytes) => significant(bytes / 2 ** 20);

function layerColumns(rows, total) {
  const macs = sum(rows, "macs"), parameters = sum(rows, "parameters");
  return [
    ["Kind", (row) => said(row.kind)], ["Output", (row) => row.output.join("×")],
    ["Multiply-accumulates", (row) => withShare(row.macs, macs), (row) => row.macs], ["Parameters", (row) => withShare(row.parameters, parameters), (row) => row.parameters],
    ["Weights, MiB", (row) => mib(row.weight_bytes), (row) => row.weight_bytes], ["Activations, MiB", (row) => mib(row.activation_bytes), (row) => row.activation_bytes],
    ...(total > 0 ? [["Time, µs", (row) => (row.time ? withShare(row.time.median, total) : "–"), (row) => row.time?.median ?? -1]] : []),
  ];
}

function timeColumns(total) {
  return [["Kind", (row) => said(row.kind)], ["Kernel", (row) => said(row.time.kernel)], ["Time, µs", (row) => withShare(row.time.median, total), (row) => row.time.median], ["Shortest, µs", (row) => whole(row.time.least), (row) => row.time.least]];
}

/// A number with its share of the whole, as text and as a bar below.
function withShare(value, total) {
  if (value === 0 || total === 0) return whole(value);
  const share = (100 * value) / total;
  const bar = h("span", { class: "share-bar", "aria-hidden": "true" });
  bar.style.inlineSize = `${share}%`;
  return [whole(value), h("span", { class: "unit" }, ` ${share < 0.1 ? "<0.1" : significant(share, 2)} %`), bar];
}

/// Rows in order of execution or by a column, the greatest first; a few at first.
function table(caption, rows, columns) {
  const body = h("tbody");
  const more = h("button", { type: "button", class: "quiet" });
  const choice = h("select", {}, h("option", { value: "" }, "order of execution"), columns.map(([title, , key], index) => key && h("option", { value: String(index) }, title.replace(/,.*/, "").toLowerCase())));
  // Paper has no button to ask for the rest.
  const shown = h("p", { class: "on-paper" });
  let isWhole = rows.length <= shownAtOnce + 3;
  const draw = () => {
    const key = choice.value === "" ? undefined : columns[Number(choice.value)][2];
    const ordered = key ? [...rows].sort((a, b) => key(b) - key(a)) : rows;
    body.replaceChildren(...ordered.slice(0, isWhole ? undefined : shownAtOnce).map((row) => h("tr", {}, h("th", { scope: "row" }, said(row.name)), columns.map(([, show, isNumeric]) => h("td", { class: isNumeric && "numeric" }, show(row))))));
    more.textContent = isWhole ? "Show fewer" : `Show all ${whole(rows.length)}`;
    setText(shown, isWhole ? "" : `The first ${whole(shownAtOnce)} of ${counted(rows.length, "layer")}, ${key ? `the greatest ${choice.selectedOptions[0].textContent} first` : "in order of execution"}.`);
  };
  choice.addEventListener("change", draw);
  more.addEventListener("click", () => { isWhole = !isWhole; draw(); });
  draw();
  return h("div", { class: "card layers" }, h("p", { class: "layer-tools" }, h("label", {}, "In ", choice)),
    h("div", { class: "scroll" }, h("table", { class: "plain" }, h("caption", {}, caption),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Layer"), columns.map(([title, , isNumeric]) => h("th", { scope: "col", class: isNumeric && "numeric" }, title)))), body)),
    shown, rows.length > shownAtOnce + 3 && more);
}
