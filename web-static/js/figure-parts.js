import { number as asNumber, significant, whole } from "./format.js";

// What the figures have in common; nothing here knows the page.

/// Colours (tokens of figures.css) and shapes of networks: six times seven, so that 42 networks differ in one of them.
export const seriesColours = ["n0", "n1", "n2", "n3", "n4", "n5"];
export const seriesShapes = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right"];

/// Names of networks with the colour and shape that each has in every figure, by its place among the networks that have runs.
export function networkStyles(networks) {
  return { field: "series", names: networks.map(({ name }) => name), colours: networks.map((_, index) => seriesColours[index % seriesColours.length]),
    shapes: networks.map((_, index) => seriesShapes[index % seriesShapes.length]) };
}

/// Batch 1 and 16, as the paper's figures 7 to 9 have them.
export const paperBatches = [1, 16];
export const batchStyles = { field: "series", names: paperBatches.map((batch) => `batch ${batch}`), colours: ["n0", "n1"], shapes: ["circle", "square"] };

const dimensions = [["worker", "worker"], ["engine", "engine"], ["device", "device"], ["precision", "precision"], ["threads", "threads"]];

/// What a configuration is called apart from network and batch: `attic · openvino · fp32 · all threads`.
export function settingTitle(point) {
  return [point.worker ?? "worker not recorded", point.engine, point.device !== "cpu" && point.device, point.precision, threadsTitle(point.threads)].filter(Boolean).join(" · ");
}

export function threadsTitle(threads) { return threads === undefined ? "all threads" : threads === 1 ? "1 thread" : `${threads} threads`; }

/// The points of one setting (worker, engine, device, precision, threads, less what `except` names): the one with most points, of equals the latest. A line or a
/// fit through several machines would say nothing about any. `{ points, title, others }`.
export function mainSetting(points, except = []) {
  const groups = new Map();
  for (const point of points) {
    const key = dimensions.filter(([name]) => !except.includes(name)).map(([name]) => String(point[name] ?? "")).join("\n");
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  const latest = (group) => group.reduce((last, { ended }) => (ended > last ? ended : last), "");
  const [main] = [...groups.values()].sort((a, b) => b.length - a.length || (latest(b) > latest(a) ? 1 : -1));
  if (!main) return { points: [], title: "", others: 0 };
  return { points: main, title: settingTitle(main[0]), others: groups.size - 1 };
}

/// The sentence that says which setting is drawn.
export function settingNote({ title, others }) {
  return `Drawn: ${title}.${others > 0 ? ` Of ${whole(others + 1)} settings (worker, engine, precision, threads) the one with most points; choose another above.` : ""}`;
}

/// How many of the points drawn come from a noisy machine; `isHollow` where their marks say so.
export function noiseNote(points, isHollow = true) {
  const noisy = points.filter(({ grade }) => grade === "C").length;
  return noisy > 0 && `${whole(noisy)} of ${whole(points.length)} points are of grade C (noisy machine): read them with care.${isHollow ? " Their marks are hollow." : ""}`;
}

/// The failures among points as marks at the upper edge: one row for each at the same place. `x` names the field.
export function failures(points, x, value = (point) => point[x]) {
  const rows = new Map();
  return points.filter(({ status }) => status === "failed").map((point) => {
    const at = value(point);
    const row = rows.get(at) ?? 0;
    rows.set(at, row + 1);
    return { id: point.id, series: point.name, x: at, row, code: point.failure?.code ?? "failed",
      tip: { Network: point.name, Batch: whole(point.batch), "Did not run": `${point.failure?.code ?? "failed"}: ${point.failure?.message ?? "no reason was recorded"}` } };
  });
}

/// What failures say in words, for people who do not see the marks.
export function failureNote(points) {
  const failed = points.filter(({ status }) => status === "failed");
  if (failed.length === 0) return undefined;
  const one = (point) => `${point.name} at batch ${whole(point.batch)} (${point.failure?.code ?? "failed"}: ${point.failure?.message ?? "no reason was recorded"})`;
  return `Did not run: ${failed.slice(0, 4).map(one).join("; ")}${failed.length > 4 ? `; and ${whole(failed.length - 4)} more, in the table` : ""}.`;
}

/// Points of a line, cut where a failure lies between: a line through it would claim what was not measured. Each gets `segment`.
export function segments(points, failed, x) {
  const gaps = failed.map((point) => point[x]);
  return points.map((point) => ({ ...point, segment: gaps.filter((gap) => gap < point[x]).length }));
}

/// A cell that leads to its run.
export function runCell(point) { return { text: point.name, run: point.id }; }

/// A value with its unit for a tooltip.
export function quantity(value, unit, digits = 3) { return value === undefined ? "not known" : `${significant(value, digits)} ${unit}`; }

/// A command that measures a grid.
export function sweepCommand(models, options) { return `shoestring sweep --models ${models.join(",")} ${options}`; }

const usual = ["alexnet", "googlenet", "resnet18", "resnet50", "squeezenet1_1", "mobilenet_v2"];

/// The networks of a command: those that are chosen above, else a few of the paper's and of later ones.
export function commandModels(view) {
  const chosen = (view.filters?.networks ?? []).filter((name) => !name.includes(":"));
  return chosen.length > 0 ? chosen : usual;
}

/// The options that keep a command to the filters.
export function commandOptions(view) {
  const { engine, precision, threads } = view.filters ?? {};
  return [engine && `--engine ${engine}`, precision && `--precision ${precision}`, threads && threads !== "all" && `--threads ${threads}`].filter(Boolean).map((part) => ` ${part}`).join("");
}

/// Why there is no energy, worker by worker, as the runs recorded it.
export function energyNote(view) {
  const reasons = [...(view.absence ?? new Map())];
  if (reasons.length === 0) return undefined;
  return `Energy was not measured: ${reasons.map(([worker, reason]) => `on ${worker}: ${reason}`).join("; ")}.`;
}

/// What owners state of their devices; it is no measurement and is never drawn.
export function statedNote(view) {
  const stated = (view.devices ?? []).filter(({ load_watts: load }) => asNumber(load) !== undefined);
  if (stated.length === 0) return undefined;
  return `Stated by their owners, not measured and not drawn: ${stated.map((device) => `${device.name} draws ${significant(device.load_watts)} W under load${device.idle_watts === undefined ? "" : ` and ${significant(device.idle_watts)} W idle`}`).join("; ")}.`;
}
