import { latestAccuracies, sizes } from "./figure-points.js";
import { axisAround, logTicks, placeLabels } from "./figure-layout.js";
import { quantity } from "./figure-parts.js";
import { counted, significant } from "./format.js";

// Figures 1, 2 and 10: what is published of the networks, and what was measured here beside it.

const lineHeight = 21;
const kinds = { published: "published, not measured", measured: "measured here" };
const kindStyles = { field: "kind", names: Object.values(kinds), colours: ["n5", "n1"], shapes: ["square", "diamond"] };
const train = "shoestring train resnet18_small --data fashion-mnist --epochs 4";
const publishedNote = "Published accuracies are top-1 on ImageNet’s validation images, by the source and recipe in the table; they say nothing about weights that were trained here.";

function publishedRows(view) {
  return view.models.filter((facts) => facts.published_top1_percent !== undefined).map((facts) => ({ facts, name: facts.name, ...sizes(facts) }));
}

// A measured accuracy stands on its data set: Fashion-MNIST's per cent are not ImageNet's.
function measuredRows(view) {
  return latestAccuracies(view.accuracies).map((item) => {
    const facts = view.factsOf(item.reference);
    return { ...item, label: `${item.name}, ${item.data}${item.kind === "trained" ? "" : `, ${item.kind}`}`, percent: 100 * item.value,
      from: item.low === undefined ? undefined : 100 * item.low, to: item.high === undefined ? undefined : 100 * item.high,
      millions: item.parameters !== undefined ? item.parameters / 1e6 : sizes(facts).millions };
  });
}

function unpublished(view) {
  const without = view.models.filter((facts) => facts.published_top1_percent === undefined).map(({ name }) => name);
  return without.length > 0 && `No accuracy is published here for ${without.join(", ")}.`;
}

function bars(published, measured, heading) {
  const height = lineHeight * new Set([...published, ...measured].map(({ label }) => label)).size;
  return { datasets: { published, measured }, styles: [kindStyles], height, titles: { x: heading } };
}

export const accuracy = {
  id: "accuracy", number: 1, title: "Accuracy by network", file: "/figures/accuracy.vl.json", units: "%", source: "Source: the zoo’s published accuracies, and runs of your own workers.",
  caption: "Bars: published top-1 accuracy, which was not measured here. Diamonds: measured here by a training or a compression, on the data set that the label names, with the 95 % interval (Wilson).",
  data(view) {
    const published = publishedRows(view).sort((a, b) => b.published - a.published)
      .map(({ name, published: value, source }) => ({ label: name, kind: kinds.published, value, text: significant(value), tip: { Network: name, "Published top-1": `${significant(value)} %`, Source: source } }));
    const measured = measuredRows(view).sort((a, b) => b.percent - a.percent)
      .map((row) => ({ id: row.id, label: row.label, kind: kinds.measured, value: row.percent, low: row.from ?? row.percent, high: row.to ?? row.percent, text: significant(row.percent),
        tip: { Network: row.name, "Measured here": `${significant(row.percent)} %`, "Data set": row.data, "95 % interval": row.from === undefined ? "not known" : `${significant(row.from)} to ${significant(row.to)} %`, How: row.kind } }));
    return {
      ...bars(published, measured, "Top-1 accuracy (%)"), axes: { x: { domain: [0, 114] } }, ticks: { x: [0, 20, 40, 60, 80, 100] },
      columns: ["Network", "Top-1 (%)", "Published or measured", "Data set", "95 % from (%)", "95 % to (%)", "Source and recipe, or how"], numeric: [1, 4, 5],
      rows: [...publishedRows(view).map((row) => [row.name, row.published, "published", "ImageNet, validation", undefined, undefined, row.source]),
        ...measuredRows(view).map((row) => [{ text: row.name, run: row.id }, row.percent, "measured here", row.data, row.from, row.to, row.kind])],
      notes: [publishedNote, measured.length === 0 && `No run here has measured an accuracy yet; one that would: ${train}`, unpublished(view)],
      empty: published.length + measured.length === 0 ? { why: "No network among those shown has a published or measured accuracy.", command: train } : undefined,
    };
  },
};

export const operations = {
  id: "operations", number: 2, title: "Accuracy against operations", file: "/figures/operations.vl.json", units: "G-ops, %", source: "Source: Shoestring’s counts over the zoo’s graphs and published accuracies; nothing here was measured.",
  caption: "Operations of one image as Canziani et al. count them (two for a multiply-accumulate, and biases, activations, pools and additions), on a logarithmic axis; published top-1 accuracy; the area of a mark grows with the parameters.",
  data(view) {
    const rows = publishedRows(view).filter(({ gops }) => gops > 0);
    const most = Math.max(1, ...rows.map(({ millions }) => millions));
    const x = axisAround(rows.map(({ gops }) => gops), { isLog: true }), y = axisAround(rows.map(({ published }) => published), { room: 0.1 });
    const area = (millions) => (1800 * millions) / most;
    const points = rows.map((row) => ({ name: row.name, kind: kinds.published, x: row.gops, y: row.published, size: row.millions,
      tip: { Network: row.name, Operations: quantity(row.gops, "G-ops per image"), "Published top-1": `${significant(row.published)} %`, Parameters: quantity(row.millions, "M"), Source: row.source } }));
    const { labels, dropped } = placeLabels(points.map((point) => ({ ...point, text: point.name, radius: Math.sqrt(area(point.size) / Math.PI) })), { x, y, ...view.plot });
    return {
      datasets: { points, labels }, axes: { x, y }, ticks: { x: logTicks(x) }, sizes: { domain: [0, most], range: [0, 1800], legend: [1, 5, 25, 60, 140].filter((value) => value <= most * 1.1) }, styles: [kindStyles],
      columns: ["Network", "Operations (G-ops/image)", "Multiply-accumulates (M/image)", "Published top-1 (%)", "Published top-5 (%)", "Parameters (millions)", "Input", "Source and recipe"], numeric: [1, 2, 3, 4, 5],
      rows: rows.map((row) => [row.name, row.gops, row.facts.macs / 1e6, row.published, row.facts.published_top5_percent, row.millions, row.facts.input?.join("×"), row.source]),
      notes: [publishedNote, "Operations and parameters: counted by Shoestring.", dropped > 0 && `${counted(dropped, "name")} found no place; the table has all.`, unpublished(view)],
      empty: rows.length === 0 ? { why: "No network among those shown has both a published accuracy and counted operations.", command: "shoestring models" } : undefined,
    };
  },
};

export const density = {
  id: "density", number: 10, title: "Accuracy per million parameters", file: "/figures/density.vl.json", units: "% per million", source: "Source: the zoo’s published accuracies, and runs of your own workers.",
  caption: "Top-1 accuracy over parameters: how well a network uses its room. Bars: by published accuracy. Diamonds: by accuracy that was measured here, on the data set that the label names. The axis is logarithmic; a bar’s end is its value.",
  data(view) {
    const make = (label, kind, percent, millions, id) => ({ id, label, kind, value: percent / millions, text: significant(percent / millions),
      tip: { Network: label, "Accuracy per million parameters": `${significant(percent / millions)} %/M`, Accuracy: `${significant(percent)} % (${kind})`, Parameters: quantity(millions, "M") } });
    const published = publishedRows(view).filter(({ millions }) => millions > 0).map((row) => make(row.name, kinds.published, row.published, row.millions)).sort((a, b) => b.value - a.value);
    const measuredHere = measuredRows(view).filter(({ millions }) => millions > 0);
    const measured = measuredHere.map((row) => make(row.label, kinds.measured, row.percent, row.millions, row.id)).sort((a, b) => b.value - a.value);
    const x = axisAround([...published, ...measured].map(({ value }) => value), { isLog: true });
    const from = 10 ** Math.floor(Math.log10(x.domain[0]));
    return {
      ...bars(published.map((bar) => ({ ...bar, from })), measured, "Top-1 accuracy per million parameters (%)"), axes: { x: { domain: [from, x.domain[1] * 2], isLog: true } },
      ticks: { x: logTicks({ domain: [from, x.domain[1] * 2] }) },
      columns: ["Network", "Accuracy per million parameters (%)", "Top-1 (%)", "Parameters (millions)", "Published or measured", "Data set"], numeric: [1, 2, 3],
      rows: [...publishedRows(view).filter(({ millions }) => millions > 0).map((row) => [row.name, row.published / row.millions, row.published, row.millions, "published", "ImageNet, validation"]),
        ...measuredHere.map((row) => [{ text: row.name, run: row.id }, row.percent / row.millions, row.percent, row.millions, "measured here", row.data])].sort((a, b) => b[1] - a[1]),
      notes: ["Parameters: counted by Shoestring; of a trained or compressed network as its run recorded them.", publishedNote, unpublished(view)],
      empty: published.length + measured.length === 0 ? { why: "No network among those shown has an accuracy.", command: train } : undefined,
    };
  },
};
