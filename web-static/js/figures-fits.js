import { at, bentAt, constantThenLinear, front, law, lawCriterion, line, spread } from "./fit.js";
import { axisAround, logTicks, placeLabels, steps } from "./figure-layout.js";
import { sizes } from "./figure-points.js";
import { batchStyles, commandModels, commandOptions, energyNote, mainSetting, networkStyles, noiseNote, paperBatches, quantity, runCell, settingNote, statedNote, sweepCommand } from "./figure-parts.js";
import { counted, significant } from "./format.js";

// Figures 6 to 9: what a network's size and operations say about memory, time, power and accuracy.

const twoBatches = "--batch 1,16";
const batchName = (point) => `batch ${point.batch}`;

/// The points at batch 1 and 16 of one setting that have both `x` and `y`, with what is known of their networks.
function atPaperBatches(view, x, y) {
  const all = view.points.filter((point) => point.mode === "latency" && point.status === "finished" && paperBatches.includes(point.batch)).map((point) => ({ ...point, ...sizes(point.facts ?? point.origin?.facts) }));
  const main = mainSetting(all.filter((point) => y(point) !== undefined));
  const points = main.points.filter((point) => x(point) !== undefined).map((point) => ({ ...point, series: batchName(point), x: x(point), y: y(point) }));
  return { main, points, unknown: main.points.length - points.length, byBatch: paperBatches.map((batch) => ({ batch, points: points.filter((point) => point.batch === batch) })).filter((group) => group.points.length > 0) };
}

function unknownNote(count, what = "counted operations") { return count > 0 && `${counted(count, "point")} of networks without ${what} ${count === 1 ? "is" : "are"} left out.`; }

function named(points, axes, view, { avoid = [], radius = () => 5 } = {}) {
  // A network has one name, at its mark of the smaller batch, however many marks.
  const seen = new Set();
  const first = points.filter(({ name }) => !seen.has(name) && seen.add(name));
  const others = points.filter((point) => !first.includes(point));
  const placed = placeLabels([...first.map((point) => ({ ...point, text: point.name, radius: radius(point) })), ...others.map((point) => ({ ...point, text: "", radius: radius(point) }))], { ...axes, ...view.plot, avoid });
  return placed.labels.filter(({ text }) => text !== "");
}

const bare = (points) => points.map(({ id, name, series, x, y, size, tip, grade }) => ({ id, name, series, x, y, size, tip, noisy: grade === "C" }));

export const memoryByParameters = {
  id: "memory-parameters", number: 6, title: "Memory against parameters", file: "/figures/memory-parameters.vl.json", units: "MB, MiB",
  caption: "Peak resident memory while running at batch 1, less that of the engine without a model, over the size of the parameters in fp32 (MB); both axes are logarithmic. Line: the fit max(M₀, a + c·p) over all networks.",
  data(view) {
    const all = view.points.filter((point) => point.mode === "latency" && point.status === "finished" && point.batch === 1).map((point) => ({ ...point, ...sizes(point.facts ?? point.origin?.facts) }));
    const own = (point) => (point.memory !== undefined && point.baseline !== undefined ? point.memory - point.baseline : undefined);
    const main = mainSetting(all.filter((point) => own(point) > 0));
    const points = main.points.filter(({ megabytes }) => megabytes > 0).map((point) => ({ ...point, series: point.name, x: point.megabytes, y: own(point),
      tip: { Network: point.name, Parameters: quantity(point.megabytes, "MB"), "Memory less the engine’s": quantity(own(point), "MiB", 4), "Peak while running": quantity(point.memory, "MiB", 4) } }));
    const x = axisAround(points.map((point) => point.x), { isLog: true, room: 0.1 }), y = axisAround(points.map((point) => point.y), { isLog: true, room: 0.1 });
    const fit = constantThenLinear(points);
    const range = points.length === 0 ? [1, 1] : [Math.min(...points.map((point) => point.x)), Math.max(...points.map((point) => point.x))];
    const curve = fit ? steps(x, range).map((value) => ({ x: value, y: bentAt(fit, value) })).filter((point) => point.y > 0) : [];
    const noBaseline = all.filter((point) => point.memory !== undefined && point.baseline === undefined).length;
    return {
      datasets: { points: bare(points), labels: named(points, { x, y }, view, { avoid: curve }), fits: curve, knees: fit?.kind === "knee" ? [{ x: fit.knee, y: fit.floor }] : [] },
      axes: { x, y }, ticks: { x: logTicks(x), y: logTicks(y) }, styles: [networkStyles(view.networks)],
      columns: ["Network", "Parameters (MB in fp32)", "Memory less the engine’s (MiB)", "Peak while running (MiB)", "Engine without a model (MiB)", "Fit (MiB)", "Residual (MiB)"], numeric: [1, 2, 3, 4, 5, 6],
      rows: points.map((point) => [runCell(point), point.x, point.y, point.memory, point.baseline, fit && bentAt(fit, point.x), fit && point.y - bentAt(fit, point.x)]),
      notes: [main.points.length > 0 && settingNote(main), noiseNote(points), fit ? memoryWords(fit) : points.length > 0 && `No fit: it needs three networks of different sizes, there ${points.length === 1 ? "is" : "are"} ${points.length}.`,
        noBaseline > 0 && `${counted(noBaseline, "run")} without the engine’s own memory ${noBaseline === 1 ? "is" : "are"} left out.`, "In the paper: 200 MB up to 100 MB of parameters, then 1.30 for each; floor and slope belong to the engine (there Torch7)."],
      empty: points.length === 0 ? { why: "No run at batch 1 among those shown has its memory and the engine’s.", command: sweepCommand(commandModels(view), `--batch 1${commandOptions(view)}`) } : undefined,
    };
  },
};

function memoryWords(fit) {
  const slope = `${significant(fit.slope)} MiB for each MB of parameters`;
  const r2 = fit.r2 === undefined ? "" : `, R² = ${significant(fit.r2)}`;
  if (fit.kind === "constant") return `Fit: constant, ${significant(fit.floor)} MiB${r2}; memory does not follow the parameters.`;
  if (fit.kind === "linear") return `Fit: linear, ${significant(fit.intercept)} MiB and ${slope}${r2}; no constant part within these networks.`;
  return `Fit: ${significant(fit.floor)} MiB up to ${significant(fit.knee)} MB of parameters, then ${slope}${r2}.`;
}

export const timeByOperations = {
  id: "time-operations", number: 7, title: "Time per image against operations", file: "/figures/time-operations.vl.json", units: "ms, G-ops",
  caption: "Median time per image at batch 1 and 16 over the operations of an image (Canziani’s count); both axes are logarithmic. Lines: t = α·ops + β by least squares, drawn where it is above zero; dashed where the fit fails.",
  data(view) {
    const { main, points, unknown, byBatch } = atPaperBatches(view, ({ gops }) => gops, ({ time }) => time);
    for (const point of points) point.tip = { Network: point.name, Batch: point.batch, Operations: quantity(point.gops, "G-ops per image"), "Time per image": quantity(point.time, "ms", 4), "Operations a second": quantity(point.gops / point.time * 1000, "G-ops/s") };
    const x = axisAround(points.map((point) => point.x), { isLog: true, room: 0.08 }), y = axisAround(points.map((point) => point.y), { isLog: true, room: 0.08 });
    const fits = byBatch.map(({ batch, points: own }) => ({ batch, points: own, fit: law(own) }));
    const curves = fits.flatMap(({ batch, fit }) => (fit ? steps(x).map((value) => ({ series: `batch ${batch}`, law: fit.holds ? "holds" : "fails", x: value, y: at(fit, value) })).filter((point) => point.y >= y.domain[0] && point.y <= y.domain[1]) : []));
    return {
      datasets: { points: bare(points), labels: named(points, { x, y }, view, { avoid: curves }), fits: curves }, axes: { x, y }, ticks: { x: logTicks(x), y: logTicks(y) }, styles: [batchStyles],
      columns: ["Network", "Batch (images)", "Operations (G-ops/image)", "Time per image (ms)", "Fit (ms)", "Residual (ms)", "Measured over fit", "Operations a second (G-ops/s)"], numeric: [1, 2, 3, 4, 5, 6, 7],
      rows: fits.flatMap(({ points: own, fit }) => own.map((point, index) => [runCell(point), point.batch, point.x, point.y, fit && at(fit, point.x), fit?.residuals[index].residual, fit && Number.isFinite(fit.residuals[index].ratio) ? fit.residuals[index].ratio : undefined, (point.x / point.y) * 1000])),
      notes: [main.points.length > 0 && settingNote(main), noiseNote(points), ...fits.map(lawWords), criterionNote, unknownNote(unknown)],
      empty: points.length === 0 ? { why: "No run in latency mode at batch 1 or 16 is among those shown.", command: sweepCommand(commandModels(view), twoBatches + commandOptions(view)) } : undefined,
    };
  },
};

const criterionNote = `A fit holds when R² is at least ${lawCriterion.r2}, every network lies within a factor of ${lawCriterion.factor} of it, and it has at least ${lawCriterion.count} networks. The paper found a line for one library on one GPU, without depthwise networks.`;

function lawWords({ batch, fit, points }) {
  if (!fit) return `Batch ${batch}: no fit, ${counted(points.length, "network")}.`;
  const formula = `t = ${significant(fit.slope)} ms/G-op · ops ${fit.intercept < 0 ? "−" : "+"} ${significant(Math.abs(fit.intercept))} ms, R² = ${significant(fit.r2)}`;
  if (fit.holds) return `Batch ${batch}: the fit holds: ${formula}.`;
  const worst = points.map((point, index) => ({ name: point.name, ratio: fit.residuals[index].ratio })).sort((a, b) => Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio)))[0];
  const where = Number.isFinite(worst.ratio) ? `${worst.name} needs ×${significant(worst.ratio)} of the line’s time` : `the line is not above zero for ${worst.name}`;
  const why = { few: `${counted(fit.count, "network")} are too few`, r2: "R² is too low", off: `${where}${fit.off > 1 ? `, and ${counted(fit.off - 1, "other")} ${fit.off === 2 ? "is" : "are"} off as well` : ""}`, slope: "time does not grow with operations" }[fit.why];
  return `Batch ${batch}: the fit fails: ${why}. ${formula}.`;
}

export const powerByOperations = {
  id: "power-operations", number: 8, title: "Power against operations", file: "/figures/power-operations.vl.json", units: "W, G-ops", needs: ["energy"],
  caption: "Net power (above idle) at batch 1 and 16 over the operations of an image, on a logarithmic axis. Lines: the mean of each batch size.",
  data(view) {
    const { main, points, unknown, byBatch } = atPaperBatches(view, ({ gops }) => gops, ({ netWatts }) => netWatts);
    for (const point of points) point.tip = { Network: point.name, Batch: point.batch, Operations: quantity(point.gops, "G-ops per image"), "Net power": quantity(point.netWatts, "W"), "Idle power before": quantity(point.idle, "W") };
    const x = axisAround(points.map((point) => point.x), { isLog: true, room: 0.08 }), y = axisAround(points.map((point) => point.y), { zero: true, room: 0.15 });
    const means = byBatch.map(({ batch, points: own }) => ({ series: `batch ${batch}`, batch, ...spread(own.map((point) => point.y)) }));
    const words = means.map(({ batch, mean, deviation, count }) => `batch ${batch}: ${significant(mean)} W${deviation === undefined ? "" : `, standard deviation ${significant(deviation)} W`} (${counted(count, "network")})`);
    return {
      datasets: { points: bare(points), labels: named(points, { x, y }, view), means }, axes: { x, y }, ticks: { x: logTicks(x) }, styles: [batchStyles],
      columns: ["Network", "Batch (images)", "Operations (G-ops/image)", "Net power (W)", "Power with idle (W)", "Idle power before (W)"], numeric: [1, 2, 3, 4, 5],
      rows: points.map((point) => [runCell(point), point.batch, point.x, point.y, point.watts, point.idle]),
      notes: [main.points.length > 0 && settingNote(main), noiseNote(points), words.length > 0 && `Mean net power at ${words.join("; ")}.`, energyNote(view), statedNote(view), unknownNote(unknown), "In the paper: no direction, 11.8 W above an idle of 1.30 W for all networks."],
      empty: points.length === 0 ? { why: "Power was not measured in any of the runs shown, so there is nothing to draw.", more: [energyNote(view), statedNote(view)],
        command: sweepCommand(commandModels(view), twoBatches + commandOptions(view)), commandSays: "On a worker that may read its energy counters this fills the figure:" } : undefined,
    };
  },
};

export const accuracyByRate = {
  id: "accuracy-rate", number: 9, title: "Accuracy against inferences a second", file: "/figures/accuracy-rate.vl.json", units: "images/s, %",
  caption: "Images a second at batch 1 and 16 (latency mode) and published top-1 accuracy; the area of a mark grows with the operations of an image. Filled: no other of its batch size is both faster and more accurate. Lines: least squares through those, the paper’s upper bound.",
  data(view) {
    const { main, points: all, unknown } = atPaperBatches(view, ({ published }) => published, ({ rate }) => rate);
    const points = all.filter(({ precision }) => precision !== "int8").map((point) => ({ ...point, x: point.rate, y: point.published, size: point.gops,
      tip: { Network: point.name, Batch: point.batch, "Images a second": quantity(point.rate, "images/s", 4), "Published top-1": `${significant(point.published)} % (not measured here)`, Operations: quantity(point.gops, "G-ops per image") } }));
    const most = Math.max(1, ...points.map(({ size }) => size ?? 0));
    const x = axisAround(points.map((point) => point.x), { zero: true, room: 0.12 }), y = axisAround(points.map((point) => point.y), { room: 0.12 });
    const bounds = paperBatches.map((batch) => {
      const own = front(points.filter((point) => point.batch === batch), { x: "most", y: "most" });
      return { batch, own, fit: line(own) };
    }).filter(({ own }) => own.length > 0);
    const onFront = new Set(bounds.flatMap(({ own }) => own.map(({ id }) => id)));
    const drawn = bare(points).map((point) => ({ ...point, isFront: onFront.has(point.id) }));
    const curves = bounds.flatMap(({ batch, own, fit }) => (fit ? [own[0].x, own.at(-1).x].map((value) => ({ series: `batch ${batch}`, x: value, y: at(fit, value) })) : []));
    return {
      datasets: { points: drawn, labels: named(points, { x, y }, view, { avoid: bounds.flatMap(({ own, fit }) => (fit ? steps(x, [own[0].x, own.at(-1).x]).map((value) => ({ x: value, y: at(fit, value) })) : [])), radius: ({ size }) => Math.sqrt((1500 * (size ?? 0)) / most / Math.PI) + 2 }), fits: curves }, axes: { x, y },
      sizes: { domain: [0, most], range: [30, 1500], legend: [1, 5, 15, 30].filter((value) => value <= most * 1.1) }, styles: [batchStyles],
      columns: ["Network", "Batch (images)", "Images a second", "Published top-1 (%)", "Operations (G-ops/image)", "On the front", "Source of the accuracy"], numeric: [1, 2, 3, 4],
      rows: points.map((point) => [runCell(point), point.batch, point.x, point.y, point.gops, onFront.has(point.id) ? "yes" : "no", point.source]),
      notes: [main.points.length > 0 && settingNote(main), noiseNote(points, false), ...bounds.map(boundWords), "The accuracy is published for fp32 and not of the weights that ran; int8 is left out, whose accuracy it is not.", unknownNote(unknown, "a published accuracy")],
      empty: points.length === 0 ? { why: "No run in latency mode at batch 1 or 16 of a network with a published accuracy is among those shown.", command: sweepCommand(commandModels(view), twoBatches + commandOptions(view)) } : undefined,
    };
  },
};

function boundWords({ batch, own, fit }) {
  if (!fit) return `Batch ${batch}: one network beats all others; no line.`;
  const r2 = own.length > 2 && fit.r2 !== undefined ? `R² = ${significant(fit.r2)}` : "through two points, which proves nothing";
  return `Batch ${batch}: bound over ${own.map(({ name }) => name).join(", ")}: accuracy = ${significant(fit.intercept)} % ${fit.slope < 0 ? "−" : "+"} ${significant(Math.abs(fit.slope))} % · s/image · rate, ${r2}.`;
}
