import { get } from "./api.js";
import { CurveGestures } from "./curve-gestures.js";
import { drawn, flatEnds, nearest, positive, smoothed } from "./curve-data.js";
import { partNames } from "./curve-groups.js";
import { fill, h, said, setText } from "./dom.js";
import { Figure, colour } from "./figure.js";
import { counted, significant, whole } from "./format.js";
import { report } from "./saved.js";

// In the order of partNames: training and validation are the furthest apart.
const paints = ["accent-mark", "fp16", "warm", "fp32", "int8", "bf16"];
const dashes = [[1, 0], [2, 2], [7, 3], [8, 3, 2, 3], [4, 4], [1, 3]];
// More values than these are a line without dots.
const mostDots = 80;

/// One quantity over the steps or the time of a run: a line for each of its metrics, fetched for the stretch that is looked at.
export class CurveFigure {
  #answers = new Map();
  #fetched = 0;
  #drawn = [];

  constructor(run, group, view) {
    Object.assign(this, { run, group, view });
    this.plot = h("div", { class: "plot curve", role: "img", tabindex: "0", "aria-describedby": "curve-keys" });
    this.reading = h("p", { class: "reading muted" });
    this.words = h("p", { class: "muted" });
    this.element = h("section", { class: "card curve-card" }, h("h3", {}, said(group.title)), this.plot, this.reading, this.words);
    this.gestures = new CurveGestures(this.plot, view, { xAt: (clientX) => this.#xAt(clientX), onPoint: (x) => this.#point(x) });
  }

  /// Asks for what is looked at and draws it; `group` has the newest ends.
  async refresh(group = this.group) {
    this.group = group;
    const number = ++this.#fetched;
    try {
      await Promise.all(group.lines.map((line) => this.#ask(line)));
      if (number === this.#fetched) await this.draw();
    } catch (error) {
      if (number !== this.#fetched) return;
      fill(this.words, `These values cannot be fetched: ${error.message}.`);
    }
  }

  async #ask({ key }) {
    const query = new URLSearchParams({ axis: this.view.axis });
    // One stretch for each two columns of pixels; while a part is looked at, as much again on both sides, so that moving on shows something at once.
    let points = Math.max(150, Math.min(1000, Math.round((this.plot.clientWidth || 600) / 1.5)));
    if (!this.view.isWhole) {
      const { from, to } = this.view.shown;
      query.set("from", Math.floor(from - (to - from)));
      query.set("to", Math.ceil(to + (to - from)));
      points *= 3;
    }
    query.set("points", points);
    const path = `/runs/${this.run}/series/${encodeURIComponent(key)}?${query}`;
    const before = this.#answers.get(key);
    const answer = await get(path, { etag: before?.path === path ? before.etag : undefined });
    if (!answer.unchanged) this.#answers.set(key, { path, etag: answer.etag, series: answer.body });
  }

  /// Draws what has been fetched in the stretch that is looked at.
  async draw() {
    const { toX, title } = this.view.scale;
    const { from, to } = this.view.shown;
    const lines = this.group.lines.filter((line) => this.#answers.get(line.key)?.series.axis === this.view.axis);
    this.rows = lines.map((line) => ({ ...line, ...drawn(this.#answers.get(line.key).series, toX) }));
    const data = this.#data();
    this.#describe();
    if (!data.line) {
      fill(this.plot, h("p", { class: "muted" }, "No finite value is here to be drawn."));
      this.figure = undefined;
      return;
    }
    this.flat = flatEnds([data.line, data.band].flatMap((rows = []) => rows.flatMap((row) => (row.value === undefined ? [row.low, row.high] : row.value ?? []))), this.view.isLogarithmic);
    const layout = JSON.stringify([Object.keys(data), this.flat, this.rows.map((row) => row.name), title, this.view.isLogarithmic, this.view.axis]);
    this.#drawn = Object.keys(data);
    this.figure ??= new Figure(this.plot, "/figures/curve.vl.json", { prepare: (specification) => this.#prepare(specification) });
    try {
      await this.figure.update(data, { from: toX(from), to: toX(to), rawOpacity: this.view.smoothing > 0 ? 0.35 : 1 }, layout);
      // Vega's element was replaced: what marks the selection stands above it.
      this.gestures.attach();
    } catch (error) {
      console.warn("A figure is not drawn:", error.message);
      fill(this.plot, h("p", { class: "notice" }, `The figure cannot be drawn: ${error.message}.`));
    }
  }

  #data() {
    const { toX } = this.view.scale;
    const halfLife = this.view.smoothing * (toX(this.view.ends.to) - toX(this.view.ends.from));
    const data = { band: [], line: [], smooth: [], dots: [], lost: [] };
    this.hidden = 0;
    for (const row of this.rows) {
      const named = (items) => items.map((item) => ({ name: row.name, ...item }));
      const keep = (rows, ...fields) => {
        if (!this.view.isLogarithmic) return rows;
        const { kept, dropped } = positive(rows, ...fields);
        if (fields.length === 1) this.hidden += dropped;
        return kept;
      };
      data.line.push(...named(keep(row.line, "value").map(({ x, value }) => ({ x, value }))));
      data.band.push(...named(keep(row.band, "low", "high")));
      data.lost.push(...named(row.lost));
      if (halfLife > 0) data.smooth.push(...named(keep(smoothed(row.line, halfLife), "value")));
      const dots = row.line.filter((point) => point.value !== null);
      if (row.isExact && dots.length <= mostDots) data.dots.push(...named(keep(dots, "value").map(({ x, value }) => ({ x, value }))));
    }
    // A layer without values would have an axis without ends.
    const hasValues = (rows) => rows.some((row) => row.value === undefined || row.value !== null);
    return Object.fromEntries(Object.entries(data).filter(([, rows]) => hasValues(rows)));
  }

  #prepare(specification) {
    specification.layer = specification.layer.filter((layer) => this.#drawn.includes(layer.name));
    const names = this.group.lines.map((line) => line.name);
    const place = (name, index) => (partNames.includes(name) ? partNames.indexOf(name) : index) % paints.length;
    const { x, color } = specification.encoding;
    x.axis.title = this.view.scale.title;
    color.scale = { domain: names, range: names.map((name, index) => colour(paints[place(name, index)])) };
    if (names.length === 1) color.legend = null;
    for (const layer of specification.layer) {
      const { strokeDash } = layer.encoding;
      if (strokeDash) strokeDash.scale = { domain: names, range: names.map((name, index) => dashes[place(name, index)]) };
      if (strokeDash && names.length === 1) strokeDash.legend = null;
      if (!layer.encoding.y.field) continue;
      if (this.view.isLogarithmic) layer.encoding.y.scale = { type: "log", nice: false };
      // Every layer says the same: of two domains one would be left out.
      if (this.flat) layer.encoding.y.scale = { ...layer.encoding.y.scale, domain: this.flat, nice: false };
    }
  }

  /// What the figure says, for those who do not see it and for those who want to know how it was made.
  #describe() {
    const parts = this.rows.map((row) => {
      const values = row.line.filter((point) => point.value !== null);
      const lows = row.line.map((point) => point.low ?? point.value).filter((value) => value !== null && value !== undefined);
      const highs = row.line.map((point) => point.high ?? point.value).filter((value) => value !== null && value !== undefined);
      const ends = values.length > 0 ? `, from ${significant(reduce(lows, Math.min))} to ${significant(reduce(highs, Math.max))}, last ${significant(values.at(-1).value)}` : "";
      const how = row.isExact ? "each drawn" : `in ${whole(row.line.length)} stretches: line their mean, band their least and greatest`;
      return [this.rows.length > 1 ? [said(row.name), ": "] : "", `${counted(row.count, "value")}, ${how}${ends}`, lost(row), ". "];
    });
    const notes = [
      this.view.smoothing > 0 && `Thick: smoothed, an exponential mean whose memory halves every ${this.#halfLife()}; it begins anew where the fetched stretch does. Thin: what was measured. `,
      this.hidden > 0 && `${counted(this.hidden, "value")} not above zero cannot stand on the logarithmic axis.`,
    ];
    // A report has answered with the whole curve, whatever stretch is looked at.
    fill(this.words, this.view.isWhole ? "" : report ? "Of the whole run: " : "Here and on both sides: ", parts, notes);
    this.plot.setAttribute("aria-label", `${this.group.title} over ${this.view.scale.title.toLowerCase()}; the text below says what it shows`);
  }

  #halfLife() {
    const { toX, unit } = this.view.scale;
    const size = this.view.smoothing * (toX(this.view.ends.to) - toX(this.view.ends.from));
    return unit === "" ? counted(Math.round(size), "step") : `${significant(size)} ${unit}`;
  }

  #xAt(clientX) {
    const view = this.figure?.result?.view;
    if (!view) return undefined;
    const ground = this.plot.querySelector("svg, canvas");
    if (!ground) return undefined;
    const left = ground.getBoundingClientRect().left + view.origin()[0];
    const { from, to } = this.view.shown;
    return { place: from + ((clientX - left) / view.width()) * (to - from), left: left - this.plot.getBoundingClientRect().left, width: view.width(),
      top: view.origin()[1], height: view.height() };
  }

  /// The values nearest to a place, read out below the figure; undefined clears it.
  #point(place) {
    if (place === undefined || !this.rows) return setText(this.reading, "");
    const x = this.view.scale.toX(place);
    const found = this.rows.map((row) => ({ row, point: nearest(row.line, x) })).filter(({ point }) => point);
    if (found.length === 0) return undefined;
    const { unit } = this.view.scale;
    const where = unit === "" ? `Step ${whole(Math.round(found[0].point.place))}` : `${significant(found[0].point.x, 4)} ${unit}`;
    return setText(this.reading, `${where}: ${found.map(({ row, point }) => `${this.rows.length > 1 ? `${row.name} ` : ""}${value(point)}`).join("; ")}`);
  }

  close() { this.gestures.close(); }
}

function value(point) {
  if (point.value === null) return "not a finite number";
  const band = point.low !== undefined ? ` (${significant(point.low)} to ${significant(point.high)}, ${whole(point.count)} values)` : "";
  return `${significant(point.value, 4)}${band}`;
}

function lost(row) {
  const count = row.lost.reduce((sum, item) => sum + item.count, 0);
  return count > 0 ? `; ${row.isExact ? "" : "at least "}${whole(count)} not finite, marked ×` : "";
}

// A spread of 100,000 arguments would be too many.
function reduce(values, choose) { return values.reduce((a, b) => choose(a, b)); }
