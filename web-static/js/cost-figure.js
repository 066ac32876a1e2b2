import { kinds, machineLabel } from "./cost-rows.js";
import { byId, fill, h } from "./dom.js";
import { colour, Figure, narrow } from "./figure.js";
import { exportButtons } from "./figure-export.js";
import { counted, whole } from "./format.js";
import { hours, usd } from "./money.js";

const most = 20;
// Pixels for each cost.
const lineHeight = 27;
const colours = { device: "fp32", spot: "bf16", on_demand: "int8", reserved: "fp16" };
const shapes = { device: "diamond", spot: "circle", on_demand: "square", reserved: "triangle-up" };

/// Colour and shape of each kind of machine, for every figure of costs.
export function kindScales(drawn) {
  const names = Object.keys(kinds).filter((kind) => drawn.has(kind)).map((kind) => [kind, kinds[kind].word]);
  return { color: { domain: names.map(([, word]) => word), range: names.map(([kind]) => colour(colours[kind])) },
    shape: { domain: names.map(([, word]) => word), range: names.map(([kind]) => shapes[kind]) } };
}

/// What stands in place of a figure that cannot be drawn.
export function notDrawn(element, error) {
  console.warn("A figure is not drawn:", error.message);
  fill(element, h("p", { class: "notice" }, `The figure cannot be drawn (${error.message}). The table has the same numbers; `, h("code", {}, "make setup"), " puts the plotting library in its place."));
}

/// Cost by machine: bars from the 10th to the 90th percentile on a logarithmic axis.
export class CostFigure {
  constructor(element) {
    this.element = element;
    this.plot = h("div", { class: "plot", role: "img", "aria-labelledby": "interval-title", "aria-describedby": "interval-source" });
    this.note = h("p", { class: "wrong", role: "status" });
    this.figure = new Figure(this.plot, "/figures/cost-intervals.vl.json", { prepare: (specification) => this.#prepare(specification) });
    fill(element, h("figcaption", {}, h("h3", { id: "interval-title" }), h("p", { class: "muted" }, "A bar goes from the 10th to the 90th percentile, its mark is the median; the axis is logarithmic. Shape and colour say ",
      "what the machine is. An own device has two lines: hollow what the work adds to the bill, filled with the machine’s share of its price as well.")),
    this.plot, h("p", { class: "source", id: "interval-source" }), exportButtons(this.figure, "shoestring-costs", (words) => { this.note.textContent = words; }), this.note);
  }

  #prepare(specification) {
    const scales = kindScales(this.drawn);
    for (const layer of specification.layer) {
      for (const channel of ["color", "fill"]) if (layer.encoding[channel]) layer.encoding[channel].scale = scales.color;
      if (layer.encoding.shape) layer.encoding.shape.scale = scales.shape;
    }
    const width = this.plot.clientWidth;
    if (width < narrow) {
      Object.assign(specification.encoding.y.axis, { labelLimit: Math.round(width * 0.45), labelFontSize: 11 });
      for (const layer of specification.layer) {
        for (const channel of ["color", "fill", "shape"]) if (layer.encoding[channel]) Object.assign(layer.encoding[channel].legend, { columns: 2 });
      }
    }
    specification.height = lineHeight * this.count;
    specification.layer[0].encoding.x.axis.title = this.title;
  }

  async show(rows, { several, basis, work }) {
    // On a phone there is room for the machine's name only; its shape says how it is rented, the table where.
    const isNarrow = this.plot.clientWidth < narrow;
    const name = (row) => (isNarrow ? row.host.name + (several ? `, ${row.configuration}` : "") : machineLabel(row, several));
    const lines = rows.flatMap((row) => (row.isOwn && row.marginal && row.full ? [line(row, "marginal", name), line(row, "full", name)]
      : [line(row, row[basis] ? basis : row.marginal ? "marginal" : "full", name)])).filter(Boolean).sort((a, b) => a.p50 - b.p50);
    const drawable = lines.filter((item) => item.p10 > 0);
    const own = drawable.filter((item) => item.isOwn).slice(0, most);
    // The cheapest of each way to rent, then the cheapest of all: without a machine on demand there is nothing to compare spot with.
    const others = drawable.filter((item) => !item.isOwn);
    const best = Object.values(kinds).flatMap(({ word }) => others.filter((item) => item.kind === word).slice(0, 3));
    const rented = [...new Set([...best, ...others])].slice(0, Math.max(9, most - own.length));
    const costs = [...own, ...rented].sort((a, b) => a.p50 - b.p50).map((item, index) => ({ ...item, label: `${item.label}¦${index}` }));
    this.count = costs.length;
    this.drawn = new Set(costs.map((item) => Object.keys(kinds).find((kind) => kinds[kind].word === item.kind)));
    this.title = this.plot.clientWidth < narrow ? "Cost (USD)" : `Cost of ${work} (USD)`;
    byId("interval-title").textContent = `Cost of ${work} by machine`;
    const left = drawable.length - costs.length;
    fill(byId("interval-source"), `Source: Shoestring’s estimates from your runs and the price book; the table has every figure with its evidence. Drawn: ${counted(costs.length, "line")}`,
      left > 0 && `, the cheapest rented machines, at least three of each kind, and the own devices; ${whole(left)} more are only in the table`, ".",
      lines.length > drawable.length && ` Not drawn: ${counted(lines.length - drawable.length, "cost")} of zero, which a logarithmic axis has no place for.`);
    this.element.hidden = costs.length === 0;
    if (costs.length === 0) return;
    // What the figure will need, reserved: nothing below it moves when it is drawn. Axis and legend take the rest.
    this.plot.style.minHeight = `${lineHeight * costs.length + (this.plot.clientWidth < narrow ? 115 : 99)}px`;
    try {
      await this.figure.update({ costs }, {}, JSON.stringify([this.title, costs.length, [...this.drawn]]));
    } catch (error) {
      notDrawn(this.plot, error);
    }
  }
}

function line(row, name, label) {
  const amounts = row[name];
  if (!amounts) return undefined;
  const isTwofold = row.isOwn && row.marginal && row.full;
    return { ...amounts, label: label(row) + (isTwofold ? `, ${name}` : ""), kind: kinds[row.host.kind].word, isOwn: row.isOwn, isMarginalOnly: row.isOwn && name === "marginal",
    tip: { Machine: machineLabel(row, true), Cost: `${usd(amounts.p50)} USD (${name})`, "p10 to p90": `${usd(amounts.p10)} to ${usd(amounts.p90)} USD`, Time: hours(row.item.makespan_hours.p50), Evidence: row.level } };
}
