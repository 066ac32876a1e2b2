import { axisAround, logTicks, withRoom } from "./figure-layout.js";
import { compressed } from "./figure-points.js";
import { commandModels, quantity, runCell, sweepCommand, threadsTitle } from "./figure-parts.js";
import { modelName, number, significant, whole } from "./format.js";

// Figure 13: the same network before and after its precision or its weights were changed.

const mostPairs = 40;
const styles = { field: "precision", names: ["fp32", "fp32, changed", "bf16", "fp16", "int8", "other"], colours: ["fp32", "n4", "bf16", "fp16", "int8", "n5"], shapes: ["circle", "triangle-right", "square", "diamond", "triangle-up", "cross"] };
// A pruned or folded network still computes in fp32, and is another one.
const known = (precision) => (precision === "fp32" ? "fp32, changed" : styles.names.includes(precision) ? precision : "other");

/// Pairs `{ label, before, after, how, … }` from benchmarks: a network's run in fp32, and those of the same network (or of a file that was made from it, by
/// lineage) in other precisions with the same batch, threads, worker, engine and mode.
export function pairsOfRuns(points) {
  const place = (point) => [point.batch, point.threads ?? "", point.worker ?? "", point.engine, point.device, point.mode].join("\n");
  const origin = (point) => (point.origin?.from ? [point.origin.from, "", ""].join("\n") : point.network);
  const base = new Map();
  for (const point of points) if (point.precision === "fp32" && point.median > 0 && !point.origin?.from) base.set(`${point.network}\n${place(point)}`, point);
  const pairs = [];
  for (const point of points) {
    const before = base.get(`${origin(point)}\n${place(point)}`);
    if (!before || before === point || !(point.median > 0)) continue;
    const what = point.origin?.from ? `${point.origin.how} file` : point.precision;
    pairs.push({ id: point.id, name: before.name, label: `${before.name} b${point.batch} ${what}`, how: "separate runs", batch: point.batch, threads: point.threads, worker: point.worker, precision: point.precision,
      before: before.median, after: point.median, memoryBefore: before.memory, memoryAfter: point.memory });
  }
  return pairs;
}

/// The pair that a compression measured in one process, in turns; undefined where it has no two latencies.
export function pairOfCompression(run) {
  const c = run.configuration;
  if (c?.kind !== "compress" || run.status !== "finished") return undefined;
  const metric = (name) => number(run.metrics?.[name]);
  const [before, after] = [metric("before_latency_median_ms"), metric("latency_median_ms")];
  if (!(before > 0) || !(after > 0)) return undefined;
  const method = c.method.replaceAll("_", " ");
  return { id: run.id, name: modelName(c.model), label: `${modelName(c.model)} b${c.batch ?? 1} ${method}`, how: "in turns in one process", batch: c.batch ?? 1, threads: c.threads, worker: run.tags?.worker, ended: run.ended_at,
    precision: run.tags?.precision_executed ?? compressed(c).precision, before, after, sizeBefore: metric("before_model_file_mib"), sizeAfter: metric("model_file_mib"), memoryBefore: metric("before_memory_running_mib"), memoryAfter: metric("memory_running_mib"),
    accuracyBefore: metric("before_top1_accuracy"), accuracyAfter: metric("top1_accuracy"), agreement: metric("top1_agreement"), difference: metric("logit_max_abs_difference") };
}

function latest(pairs) {
  const kept = new Map();
  for (const pair of pairs) {
    const key = [pair.label, pair.worker, pair.threads].join("\n");
    if (!(kept.get(key)?.ended > pair.ended)) kept.set(key, pair);
  }
  return [...kept.values()];
}

export const precision = {
  id: "before-after", number: 13, title: "Precision and compression, before and after", file: "/figures/before-after.vl.json", units: "ms, ratio", needs: ["lineage"],
  caption: "Median latency of the network in fp32 (circle) and of its variant (its precision’s colour and shape), joined by a line, on a logarithmic axis; the figure beside it is how many times faster the variant is. Same batch, threads, worker and engine.",
  data(view) {
    const compressions = latest(view.compressions.map(pairOfCompression).filter(Boolean));
    const all = [...compressions, ...pairsOfRuns(view.points)].sort((a, b) => b.before / b.after - a.before / a.after);
    const several = { worker: new Set(all.map(({ worker }) => worker)).size > 1, threads: new Set(all.map(({ threads }) => threads)).size > 1 };
    const pairs = all.slice(0, mostPairs).map((pair) => ({ ...pair, label: [pair.label, several.threads && threadsTitle(pair.threads), several.worker && pair.worker].filter(Boolean).join(", ") }));
    const tip = (pair) => ({ Network: pair.label, "In fp32": quantity(pair.before, "ms", 4), After: quantity(pair.after, "ms", 4), Faster: `×${significant(pair.before / pair.after)}`, Measured: pair.how,
      ...(pair.agreement === undefined ? {} : { "Same highest logit": `${significant(100 * pair.agreement)} %` }) });
    // A label stands once, whatever is alike: the axis needs one line for each pair.
    const lines = pairs.map((pair, index) => ({ id: pair.id, label: `${pair.label}¦${index}`, before: pair.before, after: pair.after, greatest: Math.max(pair.before, pair.after), text: `×${significant(pair.before / pair.after)}`, tip: tip(pair) }));
    const ends = pairs.flatMap((pair, index) => [{ id: pair.id, label: `${pair.label}¦${index}`, x: pair.before, precision: "fp32", isBefore: true, tip: tip(pair) }, { id: pair.id, label: `${pair.label}¦${index}`, x: pair.after, precision: known(pair.precision), isBefore: false, tip: tip(pair) }]);
    // Names on the left take about two fifths of the figure; the ratio behind the last mark needs 60 pixels of the rest.
    const x = withRoom(axisAround(ends.map(({ x: at }) => at), { isLog: true, room: 0.05 }), Math.min(0.35, 60 / (0.6 * view.plot.width)));
    const percent = (value) => (value === undefined ? undefined : 100 * value);
    return {
      datasets: { lines, ends }, axes: { x }, ticks: { x: logTicks(x) }, height: 25 * lines.length, styles: [{ ...styles, drawn: new Set(ends.map((end) => end.precision)) }],
      columns: ["Network", "Variant", "Batch (images)", "Threads", "fp32 (ms)", "Variant (ms)", "Times faster", "Precision that ran", "File before (MiB)", "File after (MiB)", "Memory before (MiB)", "Memory after (MiB)", "Accuracy before (%)", "Accuracy after (%)", "Same highest logit (%)", "Measured"], numeric: [2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14],
      rows: all.map((pair) => [runCell(pair), pair.label, pair.batch, pair.threads, pair.before, pair.after, pair.before / pair.after, pair.precision, pair.sizeBefore, pair.sizeAfter, pair.memoryBefore, pair.memoryAfter, percent(pair.accuracyBefore), percent(pair.accuracyAfter), percent(pair.agreement), pair.how]),
      notes: [all.length > mostPairs && `The ${mostPairs} greatest gains of ${whole(all.length)} are drawn.`, compressions.length > 0 && "Compressions measure both networks in turns in one process; the others are separate runs, whose machine may have changed in between.",
        "Speed says nothing about accuracy: the table has what was measured of it; of random weights there is none."],
      empty: all.length === 0 ? { why: "No network among the runs shown was measured both in fp32 and in another precision or compressed.", command: `shoestring compress ${commandModels(view).at(-1)} --method int8_static`, commandSays: "A compression, or a sweep over precisions, fills the figure:", second: sweepCommand(commandModels(view), "--batch 1 --precision fp32,bf16") } : undefined,
    };
  },
};
