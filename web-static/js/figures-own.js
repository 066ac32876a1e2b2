import { front } from "./fit.js";
import { axisAround, endLabels, labelShare, logTicks, placeLabels, withRoom } from "./figure-layout.js";
import { sizes } from "./figure-points.js";
import { commandModels, commandOptions, energyNote, failureNote, failures, mainSetting, networkStyles, noiseNote, quantity, runCell, segments, settingNote, settingTitle, statedNote, sweepCommand, threadsTitle } from "./figure-parts.js";
import { counted, significant, whole } from "./format.js";

// Figures 11, 12, 14 and 15, which the paper does not have.

/// What the Pareto figure can have on its axes: whether least or most is best, and where the value comes from.
export const paretoAxes = {
  latency: { title: "Median latency of a request (ms)", word: "latency", best: "least", isLog: true, value: (point) => (point.mode === "latency" ? point.median : undefined) },
  time: { title: "Time per image (ms)", word: "time per image", best: "least", isLog: true, value: (point) => point.time },
  rate: { title: "Images a second", word: "images a second", best: "most", isLog: true, value: (point) => point.rate },
  accuracy: { title: "Published top-1 accuracy (%)", word: "published accuracy", best: "most", isLog: false, value: (point) => (point.precision === "int8" ? undefined : sizes(point.facts).published) },
  memory: { title: "Peak memory while running (MiB)", word: "memory", best: "least", isLog: true, value: (point) => point.memory },
  cost: { title: "Marginal cost of a million images (USD)", word: "cost", best: "least", isLog: true, value: (point, view) => (point.isPriced ? view.costs?.get(costKey(point)) : undefined) },
  energy: { title: "Energy per image (J)", word: "energy", best: "least", isLog: true, value: (point) => point.joulesPerImage },
  parameters: { title: "Parameters (millions)", word: "parameters", best: "least", isLog: true, value: (point) => sizes(point.facts ?? point.origin?.facts).millions },
};

/// Which answer of costs/compare belongs to a point: it knows no threads, so it is the device's usual ones.
export function costKey({ worker, reference, batch, precision }) { return [worker, reference, batch, precision].join("\n"); }

export const pareto = {
  id: "pareto", number: 11, title: "Which configurations no other beats", file: "/figures/pareto.vl.json", units: "as on the axes", needs: ["costs"], choosesAxes: true,
  caption: "One mark is one configuration; choose what is compared. Filled and joined: no other of the configurations shown is better in both. Colour and shape: the network.",
  data(view) {
    const [ax, ay] = view.pareto.map((name) => paretoAxes[name]);
    const usable = view.points.filter(({ status }) => status === "finished").map((point) => ({ ...point, series: point.name, x: ax.value(point, view), y: ay.value(point, view) }))
      .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y) && (!ax.isLog || x > 0) && (!ay.isLog || y > 0));
    const best = front(usable, { x: ax.best, y: ay.best });
    const onFront = new Set(best.map(({ id }) => id));
    const x = axisAround(usable.map((point) => point.x), { isLog: ax.isLog, room: 0.1 }), y = axisAround(usable.map((point) => point.y), { isLog: ay.isLog, room: 0.1 });
    const title = (point) => `${point.name} b${point.batch} ${point.precision}`;
    const points = usable.map((point) => ({ id: point.id, series: point.series, x: point.x, y: point.y, isFront: onFront.has(point.id),
      tip: { Configuration: title(point), Setting: settingTitle(point), [ax.title]: significant(point.x, 4), [ay.title]: significant(point.y, 4) } }));
    const items = [...usable.filter(({ id }) => onFront.has(id)).map((point) => ({ ...point, text: title(point) })), ...usable.filter(({ id }) => !onFront.has(id)).map((point) => ({ ...point, text: "" }))];
    const { labels } = placeLabels(items, { x, y, ...view.plot });
    const uses = (name) => view.pareto.includes(name);
    const missing = view.points.filter(({ status }) => status === "finished").length - usable.length;
    return {
      datasets: { points, labels: labels.filter(({ text }) => text), front: best.map(({ x: at, y: of }) => ({ x: at, y: of })) }, axes: { x, y }, ticks: { ...(ax.isLog ? { x: logTicks(x) } : {}), ...(ay.isLog ? { y: logTicks(y) } : {}) },
      titles: { x: ax.title, y: ay.title }, interpolate: ax.best === "least" ? "step-after" : "step-before", styles: [networkStyles(view.networks)],
      columns: ["Network", "Batch (images)", "Setting", "Mode", ax.title, ay.title, "On the front"], numeric: [1, 4, 5],
      rows: [...usable].sort((a, b) => onFront.has(b.id) - onFront.has(a.id) || a.x - b.x).map((point) => [runCell(point), point.batch, settingTitle(point), point.mode, point.x, point.y, onFront.has(point.id) ? "yes" : "no"]),
      notes: [`${counted(best.length, "configuration")} of ${whole(usable.length)} on the front: ${ax.word} (${ax.best} is best) against ${ay.word} (${ay.best} is best).`,
        noiseNote(usable, false), missing > 0 && `${counted(missing, "finished run")} without one of the two ${missing === 1 ? "is" : "are"} left out.`,
        uses("accuracy") && "The accuracy is published, not of the weights that ran; int8 is left out, whose accuracy it is not.",
        uses("cost") && "Cost: Shoestring’s estimate of what a million images add to the bill of the own device that ran them (costs/compare, median); it knows no threads.", uses("energy") && energyNote(view)],
      empty: usable.length === 0 ? { why: uses("cost") && view.costs === undefined ? "What the runs cost is being asked for…" : `No run among those shown has both ${ax.word} and ${ay.word}.`, more: [uses("energy") && energyNote(view), uses("cost") && view.costs?.size === 0 && "No own device among them has a marginal cost: state what it draws on the costs page."],
        command: sweepCommand(commandModels(view), `--batch 1,8${commandOptions(view)}`) } : undefined,
    };
  },
};

const mostRows = 40;

export const distribution = {
  id: "latency-distribution", number: 12, title: "Distribution of latencies", file: "/figures/latency-distribution.vl.json", units: "ms",
  caption: "Thick bar: from the fastest request to the 90th percentile; thin bar: on to the 99th; upright mark: the median. A bar ends at the last of these that the run has samples enough for (64 for the 90th, 1,000 for the 99th), which stands beside it. The axis is logarithmic.",
  data(view) {
    const all = view.points.filter((point) => point.mode === "latency" && point.status === "finished" && point.median !== undefined);
    const smallest = Math.min(...all.map(({ batch }) => batch));
    const main = mainSetting(all.filter(({ batch }) => batch === smallest));
    const points = main.points.sort((a, b) => a.median - b.median).slice(0, mostRows);
    const rows = points.map((point) => ({ id: point.id, series: point.name, label: point.name, least: point.least ?? point.median, median: point.median, p90: point.p90 ?? point.median, p99: point.p99 ?? point.p90 ?? point.median,
      text: point.p99 !== undefined ? "p99" : point.p90 !== undefined ? "p90" : "median only",
      tip: { Network: point.name, Fastest: quantity(point.least, "ms", 4), Median: quantity(point.median, "ms", 4), p90: point.p90 === undefined ? "too few samples" : quantity(point.p90, "ms", 4), p99: point.p99 === undefined ? "too few samples" : quantity(point.p99, "ms", 4), Grade: point.grade ?? "none" } }));
    const x = withRoom(axisAround(rows.flatMap((row) => [row.least, row.p99]), { isLog: true, room: 0.05 }), Math.min(0.3, 90 / view.plot.width));
    return {
      datasets: { rows }, axes: { x }, ticks: { x: logTicks(x) }, height: 25 * rows.length, styles: [networkStyles(view.networks)],
      columns: ["Network", "Batch (images)", "Fastest (ms)", "Median (ms)", "90th percentile (ms)", "99th percentile (ms)", "p90 over median", "Grade"], numeric: [1, 2, 3, 4, 5, 6],
      rows: points.map((point) => [runCell(point), point.batch, point.least, point.median, point.p90, point.p99, point.p90 === undefined ? undefined : point.p90 / point.median, point.grade]),
      notes: [main.points.length > 0 && settingNote(main), noiseNote(points, false), main.points.length > 0 && `Batch ${whole(smallest)}, the smallest that was measured.`, main.points.length > mostRows && `The ${mostRows} fastest of ${whole(main.points.length)} are shown.`],
      empty: rows.length === 0 ? { why: "No finished run in latency mode is among those shown.", command: sweepCommand(commandModels(view), `--batch 1${commandOptions(view)}`) } : undefined,
    };
  },
};

export const scaling = {
  id: "thread-scaling", number: 14, title: "Scaling with threads", file: "/figures/thread-scaling.vl.json", units: "times one thread",
  caption: "How many times faster than with one thread: median latency with one thread over that with n, same network, batch, precision, engine and worker. Dashed: ideal, n threads n times as fast. Both axes are logarithmic.",
  data(view) {
    const all = view.points.filter((point) => point.mode === "latency" && point.threads !== undefined);
    const finished = all.filter(({ median }) => median > 0);
    const smallest = Math.min(...finished.map(({ batch }) => batch));
    const main = mainSetting(finished.filter(({ batch }) => batch === smallest), ["threads"]);
    const one = new Map(main.points.filter(({ threads }) => threads === 1).map((point) => [point.network, point.median]));
    const usable = main.points.filter(({ network }) => one.has(network)).map((point) => ({ ...point, series: point.name, x: point.threads, y: one.get(point.network) / point.median,
      tip: { Network: point.name, Threads: point.threads, "Speed-up": `×${significant(one.get(point.network) / point.median)}`, Latency: quantity(point.median, "ms", 4) } }));
    const counts = [...new Set(usable.map(({ x }) => x))].sort((a, b) => a - b);
    const isScaling = counts.length > 1;
    const failed = all.filter((point) => point.status === "failed" && point.batch === smallest);
    const byName = new Map();
    for (const point of usable.sort((a, b) => a.x - b.x)) byName.set(point.series, [...(byName.get(point.series) ?? []), point]);
    const points = [...byName].flatMap(([name, own]) => segments(own, failed.filter((item) => item.name === name).map(({ threads }) => ({ x: threads })), "x"));
    const most = counts.at(-1) ?? 1;
    const x = withRoom(axisAround([1, ...counts, ...failed.map(({ threads }) => threads)], { isLog: true, room: 0.03 }), labelShare([...byName.keys()], view.plot.width));
    const y = axisAround([1, most, ...points.map((point) => point.y)], { isLog: true, room: 0.05 });
    const without = [...new Set(main.points.filter(({ network }) => !one.has(network)).map(({ name }) => name))];
    const best = [...byName].map(([name, own]) => own.at(-1)).sort((a, b) => b.y / b.x - a.y / a.x);
    return {
      datasets: { points: points.map(({ id, series, segment, x: at, y: of, grade, tip }) => ({ id, series, segment, x: at, y: of, noisy: grade === "C", tip })), ideal: [{ x: 1, y: 1 }, { x: most, y: most }], failed: failures(failed, "threads"),
        labels: isScaling ? endLabels([...byName].map(([name, own]) => ({ text: name, series: name, x: own.at(-1).x, y: own.at(-1).y })), { x, y, ...view.plot }) : [] },
      axes: { x, y }, ticks: { x: counts, y: counts.length < 8 && points.every((point) => point.y >= 0.9) ? counts : logTicks(y) }, styles: [networkStyles(view.networks)],
      columns: ["Network", "Threads", "Batch (images)", "Median latency (ms)", "Speed-up", "Efficiency (speed-up/threads)"], numeric: [1, 2, 3, 4, 5],
      rows: points.map((point) => [runCell(point), point.x, point.batch, point.median, point.y, point.y / point.x]),
      notes: [isScaling && `Drawn: ${settingTitle({ ...main.points[0], threads: undefined }).replace(` · ${threadsTitle(undefined)}`, "")}, batch ${whole(smallest)}.${main.others > 0 ? " Of several settings the one with most points; choose another above." : ""}`,
        noiseNote(points), isScaling && `Efficiency, each network at its most threads, from ${significant(best.at(-1).y / best.at(-1).x, 2)} (${best.at(-1).name}) to ${significant(best[0].y / best[0].x, 2)} (${best[0].name}).`,
        without.length > 0 && `Without a run with one thread, so left out: ${without.join(", ")}.`, failureNote(failed), "Runs that left the number of threads open are not drawn."],
      empty: isScaling ? undefined : { why: usable.length === 0 ? "No network among the runs shown was measured with one thread and with more." : "Only one number of threads is among the runs shown; with another there is something to compare.",
        command: sweepCommand(commandModels(view), `--batch 1 --threads 1,2,4${view.filters?.precision ? ` --precision ${view.filters.precision}` : ""}`) },
    };
  },
};

export const energy = {
  id: "images-joule", number: 15, title: "Images per joule", file: "/figures/images-joule.vl.json", units: "images/J", needs: ["energy"],
  caption: "Images for each joule of processor packages and memory (idle power included), the same number as images a second for each watt, at the smallest batch that was measured. Derived from the paper’s figures, not in it.",
  data(view) {
    const all = view.points.filter((point) => point.status === "finished" && point.joulesPerImage > 0);
    const smallest = Math.min(...all.map(({ batch }) => batch));
    const main = mainSetting(all.filter(({ batch }) => batch === smallest));
    const points = main.points.map((point) => ({ ...point, value: 1 / point.joulesPerImage })).sort((a, b) => b.value - a.value).slice(0, mostRows);
    return {
      datasets: { bars: points.map((point) => ({ id: point.id, label: point.name, value: point.value, text: significant(point.value), tip: { Network: point.name, "Images per joule": significant(point.value), "Energy per image": quantity(point.joulesPerImage, "J") } })) },
      axes: { x: { domain: [0, 1.15 * Math.max(0, ...points.map(({ value }) => value)) || 1] } }, height: 23 * points.length,
      columns: ["Network", "Batch (images)", "Images per joule", "Energy per image (J)", "Images a second", "Power with idle (W)"], numeric: [1, 2, 3, 4, 5],
      rows: points.map((point) => [runCell(point), point.batch, point.value, point.joulesPerImage, point.rate, point.watts]),
      notes: [main.points.length > 0 && settingNote(main), main.points.length > 0 && `Batch ${whole(smallest)}.`, energyNote(view), statedNote(view)],
      empty: points.length === 0 ? { why: "Energy was not measured in any of the runs shown, so there is nothing to draw.", more: [energyNote(view), statedNote(view)],
        command: sweepCommand(commandModels(view), `--batch 1${commandOptions(view)}`), commandSays: "On a worker that may read its energy counters this fills the figure:" } : undefined,
    };
  },
};
