import { byId, fill, h, said } from "./dom.js";
import { colour, Figure, narrow } from "./figure.js";
import { counted, milliseconds, significant, whole } from "./format.js";
import { executed, runPath, timePerImage } from "./row.js";

const precisions = ["fp32", "bf16", "fp16", "int8"];
const mostTableRows = 200;

/// The figure of the overview: time per image against multiply-accumulates.
export class Scatter {
  #rows = [];

  constructor({ onSelect }) {
    this.onSelect = onSelect;
    this.element = byId("figure");
    this.figure = new Figure(this.element, "/figures/latency-macs.vl.json", {
      onClick: (datum) => this.onSelect(datum?.id),
      prepare: (specification) => this.#theme(specification),
    });
    byId("figure-data").addEventListener("toggle", () => this.#table());
  }

  #theme(specification) {
    specification.layer = specification.layer.filter(({ name }) => this.labelled[name] !== false);
    const scale = { domain: precisions, range: precisions.map((name) => colour(name)) };
    for (const layer of specification.layer) {
      for (const channel of ["color", "stroke", "fill"]) {
        const encoding = layer.encoding?.[channel];
        if (encoding?.field === "precision") encoding.scale = scale;
      }
      if (layer.name.startsWith("labels")) layer.mark.color = colour("muted");
      const { size, shape, stroke, fill: ground } = layer.encoding;
      if (!size) continue;
      size.legend.values = sizes(this.#rows);
      // On a phone the two legends do not fit beside each other.
      if (this.element.clientWidth < narrow) {
        size.legend.orient = "bottom";
        layer.encoding.x.axis.title = "MACs per image (millions)";
      }
      for (const channel of [shape, stroke, ground]) channel.legend.values = drawnPrecisions(this.#rows);
    }
  }

  /// Draws the runs that have a place in it. `isGone`: the run that a link selected is no longer there.
  async show(rows, selected, { isGone = false } = {}) {
    if (this.isShown(rows, selected)) return;
    Object.assign(this, { shownRows: new Set(rows), shownSelection: selected });
    const shown = rows.filter((row) => timePerImage(row) !== undefined && row.macs > 0);
    const inThroughput = rows.filter((row) => row.mode === "throughput" && row.median !== undefined).length;
    const unknown = rows.filter((row) => timePerImage(row) !== undefined && !(row.macs > 0)).length;
    this.#rows = shown;
    this.#source(shown, inThroughput, unknown);
    this.#selection(rows.find((row) => row.id === selected), isGone);
    this.#table();
    const points = shown.map(point);
    this.element.classList.toggle("empty", points.length === 0);
    try {
      if (points.length === 0) {
        await this.figure.clear(h("p", { class: "muted" }, "No finished run in latency mode is among the runs shown: nothing to draw yet."));
        return;
      }
      const named = labels(points);
      this.labelled = { labels: named.some((label) => !label.isRightmost), "labels-at-the-edge": named.some((label) => label.isRightmost) };
      await this.figure.update({ points, labels: named }, { selected: selected ?? "" }, JSON.stringify([sizes(shown), drawnPrecisions(shown), this.labelled]));
    } catch (error) {
      console.warn("The figure is not drawn:", error.message);
      fill(this.element, h("p", { class: "notice" }, `The figure cannot be drawn (${error.message}). The table has the same numbers; `,
        "`make setup` puts the plotting library in its place."));
    }
  }

  /// Whether the same runs are drawn already: another order of the table is not another figure.
  isShown(rows, selected) {
    return this.shownRows?.size === rows.length && this.shownSelection === selected && rows.every((row) => this.shownRows.has(row));
  }

  #source(shown, inThroughput, unknown) {
    const machines = new Set(shown.map((row) => row.worker).filter(Boolean));
    const left = [
      inThroughput && `${counted(inThroughput, "run")} in throughput mode (several requests in flight: no time per image)`,
      unknown && `${counted(unknown, "run")} of networks whose multiply-accumulates are not known`,
    ].filter(Boolean);
    fill(byId("figure-source"),
      `Source: ${counted(shown.length, "run")} measured by your own workers`,
      machines.size > 0 && [" (", [...machines].slice(0, 4).map((name, index) => [index > 0 && ", ", said(name)]), machines.size > 4 && ` and ${machines.size - 4} more`, ")"],
      ". Protocol 1: at least 100 requests and 3 s after warm-up (10 for slow networks), from filled tensor to readable result; the interval is the median’s, from order statistics. ",
      "Multiply-accumulates and parameters: Shoestring’s count.", left.length > 0 && ` Not drawn: ${left.join("; ")}.`);
  }

  #selection(row, isGone) {
    const box = byId("figure-selected");
    box.hidden = !row && !isGone;
    if (isGone) fill(box, "The run that this link points at is no longer there: it may have been deleted. ", this.#clearButton());
    if (!row) return;
    const time = timePerImage(row);
    fill(box, h("b", {}, said(row.model)), ` · batch ${whole(row.batch)} · `, said(executed(row) ?? ""),
      time !== undefined && ` · ${milliseconds(time)} ms per image`, " ",
      h("span", { class: "actions" }, h("a", { href: runPath(row.id) }, "Open the run"),
        h("button", { type: "button", class: "quiet", on: { click: () => this.onSelect(row.id, { only: row.modelReference }) } }, "Show only this model"),
        this.#clearButton()));
  }

  #clearButton() { return h("button", { type: "button", class: "quiet", on: { click: () => this.onSelect(undefined) } }, "Clear selection"); }

  #table() {
    const details = byId("figure-data");
    if (!details.open) return;
    const rows = [...this.#rows].sort((a, b) => a.macs - b.macs).slice(0, mostTableRows);
    const head = ["Model", "Batch (images)", "Precision that ran", "MACs (millions/image)", "Time per image (ms)", "Parameters (millions)", "Grade"];
    fill(details.querySelector(".scroll"),
      h("table", { class: "plain" },
        h("caption", {}, this.#rows.length > mostTableRows ? `The first ${mostTableRows} of ${whole(this.#rows.length)} points; the export has all.` : "The points of the figure."),
        h("thead", {}, h("tr", {}, head.map((title, index) => h("th", { scope: "col", class: [1, 3, 4, 5].includes(index) ? "numeric" : "" }, title)))),
        h("tbody", {}, rows.map((row) => h("tr", {},
          h("th", { scope: "row" }, h("a", { href: runPath(row.id) }, said(row.model))), h("td", { class: "numeric" }, whole(row.batch)),
          h("td", {}, said(executed(row) ?? "–")), h("td", { class: "numeric" }, significant(row.macs / 1e6)),
          h("td", { class: "numeric" }, milliseconds(timePerImage(row))), h("td", { class: "numeric" }, significant(row.parameters / 1e6)),
          h("td", {}, row.grade ?? "–"))))));
  }
}

function point(row) {
  const time = timePerImage(row);
  return {
    id: row.id, model: row.model, batch: row.batch, precision: executed(row) ?? "not recorded", macs: row.macs / 1e6, parameters: row.parameters / 1e6,
    time, low: (row.low ?? row.median) / row.batch, high: (row.high ?? row.median) / row.batch, noisy: row.grade === "C",
    tip: {
      Model: row.model, "Batch (images)": whole(row.batch), Precision: executed(row) ?? "not recorded",
      "Time per image": `${milliseconds(time)} ms`, "Median of a request": `${milliseconds(row.median)} ms`,
      "95 % interval": row.low === undefined ? "too few samples" : `${milliseconds(row.low)} to ${milliseconds(row.high)} ms`,
      MACs: `${significant(row.macs / 1e6)} M per image`, Parameters: `${significant(row.parameters / 1e6)} M`, Grade: row.grade ?? "none", Worker: row.worker ?? "not recorded",
    },
  };
}

// One label a network, above its slowest point; beyond a few dozen they would only cover one another.
function labels(points) {
  const highest = new Map();
  for (const p of points) if (!(highest.get(p.model)?.high >= p.high)) highest.set(p.model, p);
  if (highest.size > 24) return [];
  const ends = [...highest.values()].map((p) => Math.log(p.macs));
  const edge = Math.min(...ends) + 0.8 * (Math.max(...ends) - Math.min(...ends));
  return [...highest.values()].map(({ model, macs, high }) => ({ model, macs, high, isRightmost: ends.length > 1 && Math.log(macs) > edge }));
}

function drawnPrecisions(rows) { return precisions.filter((name) => rows.some((row) => executed(row) === name)); }

// Round numbers of parameters, in millions, around those that are drawn.
function sizes(rows) {
  const drawn = rows.map((row) => row.parameters / 1e6);
  const steps = [0.1, 1, 10, 50, 100, 500, 1000, 5000];
  return steps.filter((step) => step >= Math.min(...drawn) / 3 && step <= Math.max(...drawn) * 1.1);
}
