import { kindScales, notDrawn } from "./cost-figure.js";
import { kinds, machineLabel } from "./cost-rows.js";
import { h, fill } from "./dom.js";
import { colour, Figure, narrow } from "./figure.js";
import { exportButtons } from "./figure-export.js";
import { counted, whole } from "./format.js";
import { hours, usd } from "./money.js";

/// Ways within the limits by time and cost at 90 %; the line joins those that no other beats in both.
export class PlanFigure {
  constructor() {
    this.plot = h("div", { class: "plot", role: "img", "aria-labelledby": "front-title", "aria-describedby": "front-source" });
    this.source = h("p", { class: "source", id: "front-source" });
    this.note = h("p", { class: "wrong", role: "status" });
    this.figure = new Figure(this.plot, "/figures/plan-front.vl.json", { prepare: (specification) => this.#prepare(specification) });
    this.element = h("figure", { class: "card" }, h("figcaption", {}, h("h3", { id: "front-title" }, "Sooner costs more: the ways within the limits"),
      h("p", { class: "muted" }, "One mark is one way, at 90 % in both directions: one outcome in ten is later, one in ten dearer. The line joins those that no other beats. Both axes are logarithmic.")), this.plot, this.source,
    exportButtons(this.figure, "shoestring-plan", (words) => { this.note.textContent = words; }), this.note);
  }

  #prepare(specification) {
    const scales = kindScales(this.drawn);
    for (const layer of specification.layer) {
      if (layer.name === "front") layer.mark.color = colour("line-strong");
      if (layer.name === "labels") layer.mark.color = colour("text");
      for (const channel of ["color", "fill"]) if (layer.encoding[channel]) layer.encoding[channel].scale = scales.color;
      if (layer.encoding.shape) layer.encoding.shape.scale = scales.shape;
    }
    if (this.plot.clientWidth < narrow) specification.layer = specification.layer.filter((layer) => layer.name !== "labels");
  }

  async show(ways, front, basis) {
    const keys = new Set(front.map((row) => row.key));
    const all = ways.filter((row) => row[basis]?.p90 > 0);
    const point = (row) => ({ id: row.key, hours: row.item.makespan_hours.p90, cost: row[basis].p90, kind: kinds[row.host.kind].word, label: machineLabel(row, false), isFront: keys.has(row.key),
      tip: { Way: machineLabel(row, true), Policy: row.item.policy?.replaceAll("_", " ") ?? "none", "Cost at 90 %": `${usd(row[basis].p90)} USD`, "Time at 90 %": hours(row.item.makespan_hours.p90) } });
    this.drawn = new Set(all.map((row) => row.host.kind));
    const points = all.map(point);
    fill(this.source, `Source: Shoestring’s estimates; ${basis} cost. Drawn: ${counted(points.length, "way")}, ${whole(points.filter((item) => item.isFront).length)} of them not beaten.`);
    this.element.hidden = points.length === 0;
    if (points.length === 0) return;
    try {
      await this.figure.update({ ways: points, front: points.filter((item) => item.isFront) }, {}, JSON.stringify([...this.drawn]));
    } catch (error) {
      notDrawn(this.plot, error);
    }
  }
}
