import { bentAt, constantThenLinear } from "./fit.js";
import { axisAround, endLabels, labelShare, logTicks, steps, withRoom } from "./figure-layout.js";
import { commandModels, commandOptions, energyNote, failureNote, failures, mainSetting, networkStyles, noiseNote, quantity, runCell, segments, settingNote, statedNote, sweepCommand } from "./figure-parts.js";
import { significant, whole } from "./format.js";

// Figures 3, 4 and 5: what batch size does to time, power and memory.

const batches = "--batch 1,2,4,8,16,32,64";

/// A figure over batch size from what `value` reads off a point. `isLog` is its vertical axis.
function overBatch(view, { value, isLog, tip, room = 0.06 }) {
  const inLatency = view.points.filter(({ mode }) => mode === "latency");
  const main = mainSetting(inLatency.filter((point) => value(point) !== undefined));
  const key = (point) => [point.worker, point.engine, point.device, point.threads].join("\n");
  const here = main.points.length > 0 ? key(main.points[0]) : undefined;
  // A failed run has no worker tag and no precision that ran: it belongs where everything that it has agrees.
  const failed = inLatency.filter((point) => point.status === "failed" && main.points.length > 0 && point.asked === main.points[0].asked
    && key({ ...point, worker: point.worker ?? main.points[0].worker }) === here);
  const byNetwork = new Map();
  for (const point of main.points) byNetwork.set(point.name, [...(byNetwork.get(point.name) ?? []), { ...point, series: point.name, x: point.batch, y: value(point), tip: tip(point) }]);
  const lines = [...byNetwork].map(([name, points]) => ({ name, points: segments(points.sort((a, b) => a.x - b.x), failed.filter((one) => one.name === name).map((one) => ({ x: one.batch })), "x") }));
  const points = lines.flatMap((line) => line.points);
  const ticks = [...new Set([...points.map(({ x }) => x), ...failed.map(({ batch }) => batch)])].sort((a, b) => a - b);
  const x = withRoom(axisAround(ticks, { isLog: true, room: 0.03 }), labelShare(lines.map(({ name }) => name), view.plot.width));
  const y = axisAround(points.map((point) => point.y), { isLog, zero: !isLog, room });
  const labels = endLabels(lines.map(({ name, points: own }) => ({ text: name, series: name, x: own.at(-1).x, y: own.at(-1).y })), { x, y, ...view.plot });
  return { main, lines, points, failed, x, y,
    common: { axes: { x, y }, ticks: { x: thinned(ticks), ...(isLog ? { y: logTicks(y) } : {}) }, styles: [networkStyles(view.networks)] },
    datasets: { points: points.map(({ id, series, segment, x: at, y: of, grade, tip: words }) => ({ id, series, segment, x: at, y: of, noisy: grade === "C", tip: words })), labels, failed: failures(failed, "batch") } };
}

// Batch sizes that were measured, as many as have room.
function thinned(ticks) { return ticks.length <= 9 ? ticks : ticks.filter((tick) => Number.isInteger(Math.log2(tick))); }

const inWords = (value) => significant(value);

export const timeByBatch = {
  id: "time-batch", number: 3, title: "Time per image against batch size", file: "/figures/time-batch.vl.json", units: "ms, images",
  caption: "Median time of a request divided by its images, over the images of a request; both axes are logarithmic. A line ends or breaks where a batch size did not run.",
  data(view) {
    const plan = overBatch(view, { value: (point) => point.time, isLog: true, tip: (point) => ({ Network: point.name, Batch: whole(point.batch), "Time per image": quantity(point.time, "ms", 4), Grade: point.grade ?? "none" }) });
    const gains = plan.lines.filter(({ points }) => points.length > 1).map(({ name, points }) => ({ name, gain: points[0].y / points.at(-1).y, from: points[0].x, to: points.at(-1).x })).sort((a, b) => b.gain - a.gain);
    const rows = [...plan.points, ...plan.failed].sort((a, b) => (a.name === b.name ? a.batch - b.batch : a.name < b.name ? -1 : 1));
    return {
      ...plan.common, datasets: plan.datasets,
      columns: ["Network", "Batch (images)", "Time per image (ms)", "Median of a request (ms)", "Images a second", "Grade", "Did not run"], numeric: [1, 2, 3, 4],
      rows: rows.map((point) => [runCell(point), point.batch, point.time, point.median, point.rate, point.grade, point.status === "failed" ? `${point.failure?.code ?? "failed"}: ${point.failure?.message ?? ""}` : undefined]),
      notes: [plan.main.points.length > 0 && settingNote(plan.main), noiseNote(plan.points),
        gains.length > 0 && `From batch ${gains[0].from} to ${gains[0].to} ${gains[0].name} gains most, ×${inWords(gains[0].gain)}${gains.length > 1 ? `; ${gains.at(-1).name} least, ×${inWords(gains.at(-1).gain)} from ${gains.at(-1).from} to ${gains.at(-1).to}${gains.at(-1).gain < 1 ? " (below 1: slower)" : ""}` : ""}.`,
        failureNote(plan.failed), "In the paper (Jetson TX1) batches gained little, but for AlexNet: three times from 1 to 64, by its fully connected layers."],
      empty: plan.points.length === 0 ? { why: "No run in latency mode is among those shown.", command: sweepCommand(commandModels(view), batches + commandOptions(view)) } : undefined,
    };
  },
};

export const powerByBatch = {
  id: "power-batch", number: 4, title: "Power against batch size", file: "/figures/power-batch.vl.json", units: "W, images", needs: ["energy"],
  caption: "Energy of processor packages and memory over the measured time, less the idle power just before: net power while the network runs. Batch size on a logarithmic axis.",
  data(view) {
    const plan = overBatch(view, { value: (point) => point.netWatts, isLog: false, tip: (point) => ({ Network: point.name, Batch: whole(point.batch), "Net power": quantity(point.netWatts, "W"), "Power with idle": quantity(point.watts, "W"), "Idle power before": quantity(point.idle, "W") }) });
    return {
      ...plan.common, datasets: plan.datasets,
      columns: ["Network", "Batch (images)", "Net power (W)", "Power with idle (W)", "Idle power before (W)", "Energy per image (J)"], numeric: [1, 2, 3, 4, 5],
      rows: plan.points.map((point) => [runCell(point), point.batch, point.netWatts, point.watts, point.idle, point.joulesPerImage]),
      notes: [plan.main.points.length > 0 && settingNote(plan.main), noiseNote(plan.points), energyNote(view), statedNote(view), failureNote(plan.failed), "In the paper power hardly depends on batch size; it was read from a current probe at 1.30 W idle."],
      empty: plan.points.length === 0 ? { why: "Power was not measured in any of the runs shown, so there is nothing to draw.", more: [energyNote(view), statedNote(view)],
        command: sweepCommand(commandModels(view), batches + commandOptions(view)), commandSays: "On a worker that may read its energy counters this fills the figure:" } : undefined,
    };
  },
};

export const memoryByBatch = {
  id: "memory-batch", number: 5, title: "Memory against batch size", file: "/figures/memory-batch.vl.json", units: "MiB, images",
  caption: "Peak resident memory of the runner’s process while it runs, over the images of a request; both axes are logarithmic. Lines: the fit M(b) = max(M₀, a + c·b), least squares over every breakpoint; a vertical dash is its knee, where the constant part ends.",
  data(view) {
    const plan = overBatch(view, { value: (point) => point.memory, isLog: true, tip: (point) => ({ Network: point.name, Batch: whole(point.batch), "Peak while running": quantity(point.memory, "MiB", 4), "Engine without a model": quantity(point.baseline, "MiB") }) });
    const fits = plan.lines.map(({ name, points }) => ({ name, points, fit: constantThenLinear(points) }));
    const fitted = fits.filter(({ fit }) => fit);
    const curves = fits.flatMap(({ name, points, fit }) => (fit ? steps(plan.x, [points[0].x, points.at(-1).x]).map((x) => ({ series: name, x, y: bentAt(fit, x) })) : []));
    const knees = fitted.filter(({ fit }) => fit.kind === "knee").map(({ name, fit }) => ({ series: name, x: fit.knee, y: fit.floor, tip: { Network: name, Knee: `batch ${significant(fit.knee)}`, "M₀": quantity(fit.floor, "MiB") } }));
    return {
      ...plan.common, datasets: { ...plan.datasets, fits: curves, knees },
      columns: ["Network", "Batch (images)", "Peak while running (MiB)", "Fit (MiB)", "Residual (MiB)", "Engine without a model (MiB)"], numeric: [1, 2, 3, 4, 5],
      rows: fits.flatMap(({ points, fit }) => points.map((point) => [runCell(point), point.batch, point.memory, fit && bentAt(fit, point.batch), fit && point.memory - bentAt(fit, point.batch), point.baseline])),
      second: { caption: "The fits M(b) = max(M₀, a + c·b).", columns: ["Network", "Kind", "M₀ (MiB)", "a (MiB)", "c (MiB per image)", "Knee (images)", "R²"], numeric: [2, 3, 4, 5, 6],
        rows: fits.map(({ name, points, fit }) => (fit ? [name, fitKinds[fit.kind], fit.floor, fit.kind === "constant" ? undefined : fit.intercept, fit.kind === "constant" ? undefined : fit.slope, fit.knee, fit.r2] : [name, `no fit: ${points.length} batch sizes, the least is 3`])) },
      notes: [plan.main.points.length > 0 && settingNote(plan.main), noiseNote(plan.points), kneeWords(fitted), plan.points.some(({ isWholeProcess }) => isWholeProcess) && "Some runs have only the peak of the whole process, loading and compiling included.",
        failureNote(plan.failed), "The floor belongs to the engine as much as to the network; in the paper it was at least 200 MB (Torch7)."],
      empty: plan.points.length === 0 ? { why: "No run among those shown has a memory peak.", command: sweepCommand(commandModels(view), batches + commandOptions(view)) } : undefined,
    };
  },
};

const fitKinds = { constant: "constant: no growth with the batch", linear: "linear from the first batch size", knee: "constant, then linear" };

function kneeWords(fitted) {
  if (fitted.length === 0) return "No network has the three batch sizes that a fit needs.";
  const knees = fitted.filter(({ fit }) => fit.kind === "knee");
  const others = fitted.filter(({ fit }) => fit.kind !== "knee");
  return [knees.length > 0 && `Knees: ${knees.map(({ name, fit }) => `${name} at batch ${significant(fit.knee)}`).join(", ")}.`,
    others.length > 0 && `No knee within the measured batch sizes: ${others.map(({ name, fit }) => `${name} (${fit.kind})`).join(", ")}.`].filter(Boolean).join(" ");
}
