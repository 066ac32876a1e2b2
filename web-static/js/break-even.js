import { h, fill } from "./dom.js";
import { colour, Figure, narrow } from "./figure.js";
import { exportButtons } from "./figure-export.js";
import { kindScales, notDrawn } from "./cost-figure.js";
import { breakEvenHours } from "./device-rates.js";
import { significant } from "./format.js";
import { usd } from "./money.js";

const steps = 40;

/// Buying against renting over hours of use: where the lines cross, owning begins to be cheaper.
export class BreakEvenFigure {
  constructor() {
    this.plot = h("div", { class: "plot", role: "img", "aria-labelledby": "break-even-title", "aria-describedby": "break-even-source" });
    this.source = h("p", { class: "source", id: "break-even-source" });
    this.note = h("p", { class: "wrong", role: "status" });
    this.figure = new Figure(this.plot, "/figures/break-even.vl.json", { prepare: (specification) => this.#prepare(specification) });
    this.element = h("figure", { class: "card" }, h("figcaption", {}, h("h3", { id: "break-even-title" }, "Cost over hours of use")), this.plot, this.source,
      exportButtons(this.figure, "shoestring-break-even", (words) => { this.note.textContent = words; }), this.note);
  }

  #prepare(specification) {
    const scales = kindScales(new Set(["device", "spot", "on_demand"]));
    for (const layer of specification.layer) {
      if (layer.encoding.color) layer.encoding.color.scale = scales.color;
      if (layer.encoding.shape) layer.encoding.shape.scale = scales.shape;
      if (layer.name === "crossing-labels") layer.mark.color = colour("text");
    }
    if (this.plot.clientWidth < narrow) specification.height = 240;
  }

  async show({ values, rates, offers, device }) {
    const loss = values.isSunk ? 0 : values.price - values.residual;
    const crossings = offers.map((offer) => ({ ...offer, at: breakEvenHours(values, rates.electricity, offer.perHour) })).filter(({ at }) => Number.isFinite(at) && at > 0);
    const life = values.lifetime * 8760 * values.utilisation;
    const end = Math.max(...crossings.map(({ at }) => at * 1.4), crossings.length > 0 ? 0 : Math.min(life, 2000), 10);
    const lines = [{ kind: "own", label: `${device}, own`, from: loss, slope: rates.electricity }, ...offers.map((offer) => ({ kind: offer.kind, label: offer.label, from: 0, slope: offer.perHour }))];
    const points = lines.flatMap(({ kind, label, from, slope }) => Array.from({ length: steps + 1 }, (_, index) => {
      const hour = (end * index) / steps;
      return { kind, label, hours: hour, cost: from + slope * hour, tip: { Way: label, "Hours of use": significant(hour), Cost: `${usd(from + slope * hour)} USD` } };
    }));
    const crossing = crossings.map(({ at, kind }) => ({ kind, hours: at, cost: loss + rates.electricity * at, label: `${significant(Math.round(at), 3)} h` }));
    fill(this.source, "Hours of the device’s work; a rented machine is paid for as long as it needs for the same work (medians of the comparison). Own: price less what it will be worth, and electricity. ",
      crossings.length === 0 && "The lines do not cross: renting stays cheaper. ",
      crossings.some(({ at }) => at > life) && `In its life it works ${significant(Math.round(life), 3)} h: a crossing beyond that is never reached.`);
    this.element.hidden = offers.length === 0;
    if (offers.length === 0) return;
    // A scale has no ends without data, so where nothing crosses an invisible mark lies on the own line's beginning.
    const marks = crossing.length > 0 ? crossing : [{ kind: "own", hours: 0, cost: loss, label: "" }];
    try {
      await this.figure.update({ lines: points, crossings: marks });
    } catch (error) {
      notDrawn(this.plot, error);
    }
  }
}
