import { fullTitle, textOf } from "./compare-columns.js";
import { valuesOf } from "./compare-rows.js";
import { notDrawn } from "./cost-figure.js";
import { flatEnds } from "./curve-data.js";
import { byId, fill, h } from "./dom.js";
import { colour, Figure, narrow } from "./figure.js";
import { exportButtons } from "./figure-export.js";
import { counted } from "./format.js";

const precisions = ["fp32", "bf16", "fp16", "int8"];
const shapes = ["circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "triangle-right", "triangle-left"];
const mostColours = 8;
const other = "others";
const unknown = "not known";

/// The scatter of the compare page: any two numeric columns, coloured by a third; what is selected stands out, and a click selects.
export class CompareFigure {
  #state = {};
  #wanted = 0;

  constructor({ onPick, onAxis }) {
    this.onAxis = onAxis;
    this.plot = byId("compare-plot");
    this.figure = new Figure(this.plot, "/figures/compare-scatter.vl.json", { onClick: (datum) => datum && onPick(datum.id), prepare: (specification) => this.#prepare(specification) });
    this.note = h("p", { class: "wrong", role: "status" });
    byId("compare-export").append(exportButtons(this.figure, "shoestring-compare", (words) => { this.note.textContent = words; }), this.note);
    for (const name of ["x", "y", "colour", "xscale", "yscale"]) byId(`axis-${name}`).addEventListener("change", (event) => onAxis(name, event.target.value));
  }

  /// Draws `rows`; `selected` is a set of ids.
  async show(rows, { catalogue, state, selected }) {
    this.#offer(catalogue, state);
    if (this.#isShown(rows, state, selected)) return;
    // The table is painted first, and of several changes in a row only the last one is drawn.
    const number = ++this.#wanted;
    await new Promise((resolve) => setTimeout(resolve));
    if (number === this.#wanted) await this.#draw(rows, { catalogue, state, selected });
  }

  // Another order of the table is not another figure.
  #isShown(rows, { x, y, colour: by, xscale, yscale }, selected) {
    const choice = JSON.stringify([x, y, by, xscale, yscale, [...selected]]);
    if (this.choice === choice && this.rows?.size === rows.length && rows.every((row) => this.rows.has(row))) return true;
    Object.assign(this, { choice, rows: new Set(rows) });
    return false;
  }

  async #draw(rows, { catalogue, state, selected }) {
    const chosen = { x: catalogue.get(state.x), y: catalogue.get(state.y), colour: catalogue.get(state.colour) };
    const complaint = ["x", "y"].map((axis) => (chosen[axis]?.numeric ? undefined : `No run has numbers for the ${axis} axis, ${state[axis]}.`)).find(Boolean);
    if (complaint) {
      byId("compare-source").textContent = "";
      return this.#nothing(complaint);
    }
    this.#state = { ...chosen, state };
    const domain = this.#domain(rows, chosen.colour);
    const { points, missing, unlogged } = this.#points(rows, chosen, state, domain, selected);
    Object.assign(this.#state, { domain: domain.filter((name) => points.some((point) => point.category === name)) });
    this.#source(points, missing, unlogged, chosen);
    this.#state.hasEnds = { "x-intervals": points.some((point) => point.xLow !== null), "y-intervals": points.some((point) => point.yLow !== null) };
    const flat = (axis) => chosen[axis].isTime ? undefined : flatEnds(points.flatMap((point) => [point[axis], point[`${axis}Low`] ?? point[axis], point[`${axis}High`] ?? point[axis]]), isLog(chosen[axis], state[`${axis}scale`]));
    this.#state.flat = { x: flat("x"), y: flat("y") };
    if (points.length === 0) return this.#nothing("No run shown has both numbers: nothing to draw.");
    this.plot.setAttribute("aria-label", `${fullTitle(chosen.y)} against ${fullTitle(chosen.x)}: ${counted(points.length, "run")}`);
    try {
      await this.figure.update({ points }, {}, JSON.stringify([state.x, state.y, state.xscale, state.yscale, state.colour, this.#state.domain, this.#state.hasEnds, this.#state.flat]));
    } catch (error) {
      notDrawn(this.plot, error);
    }
  }

  #nothing(words) { return this.figure.clear(h("p", { class: "muted" }, words)); }

  // Categories by how many runs have them; beyond eight colours and shapes the eye gives up.
  #domain(rows, column) {
    if (!column) return [];
    const names = valuesOf(rows, column).map(([text]) => (text === "" ? unknown : column.numeric ? textOf(column, Number(text)) : text));
    const known = names.filter((name) => name !== unknown);
    const first = precisions.filter((name) => known.includes(name));
    const numbers = column.numeric ? [...known].sort((a, b) => Number(a.replaceAll(",", "")) - Number(b.replaceAll(",", ""))) : known;
    return [...first, ...numbers.filter((name) => !first.includes(name))].slice(0, mostColours);
  }

  #points(rows, { x, y, colour: by }, state, domain, selected) {
    const points = [];
    let missing = 0, unlogged = 0;
    for (const row of rows) {
      const at = { x: x.value(row), y: y.value(row) };
      if (!Number.isFinite(at.x) || !Number.isFinite(at.y)) missing++;
      else if ((isLog(x, state.xscale) && at.x <= 0) || (isLog(y, state.yscale) && at.y <= 0)) unlogged++;
      else points.push(this.#point(row, at, { x, y, by, domain, selected, state }));
    }
    return { points: points.sort((a, b) => a.isSelected - b.isSelected), missing, unlogged };
  }

  #point(row, at, { x, y, by, domain, selected, state }) {
    const value = by?.value(row);
    const name = value === undefined || value === null ? unknown : String(textOf(by, value));
    const ends = (column, scale) => {
      const pair = column.ends?.(row);
      return pair && pair.every((end) => Number.isFinite(end) && (!isLog(column, scale) || end > 0)) ? pair : [null, null];
    };
    const [xLow, xHigh] = ends(x, state.xscale), [yLow, yHigh] = ends(y, state.yscale);
    const isSelected = selected.has(row.id);
    const inWords = (column) => {
      const pair = column.ends?.(row);
      return textOf(column, column.value(row)) + (pair ? ` [${pair.map((end) => column.show(end)).join(", ")}]` : "");
    };
    return { id: row.id, ...at, xLow, xHigh, yLow, yHigh, isSelected, isDim: selected.size > 0 && !isSelected, isNoisy: row.grade === "C",
      category: !by ? "runs" : name === unknown || domain.includes(name) ? name : other,
      tip: { Run: row.run.name.slice(0, 80), [fullTitle(x).slice(0, 60)]: inWords(x), [fullTitle(y).slice(0, 60)]: inWords(y), ...(by ? { [by.title.slice(0, 60)]: name.slice(0, 80) } : {}), Grade: row.grade ?? "none" } };
  }

  #prepare(specification) {
    const { x, y, colour: by, state, domain, hasEnds, flat } = this.#state;
    specification.layer = specification.layer.filter(({ name }) => hasEnds[name] !== false);
    const names = [...domain, other, unknown];
    const range = [...domain.map((_, index) => colour(`category-${index + 1}`)), colour("muted"), colour("muted")];
    const isNarrow = this.plot.clientWidth < narrow;
    for (const layer of specification.layer) {
      for (const axis of ["x", "y"]) {
        const encoding = layer.encoding[axis], column = axis === "x" ? x : y;
        encoding.type = column.isTime ? "temporal" : "quantitative";
        if (layer.name !== "points") continue;
        encoding.scale = column.isTime ? {} : isLog(column, state[`${axis}scale`]) ? { type: "log", nice: false, padding: 24 } : { type: "linear", nice: false, padding: 24, zero: false };
        if (flat[axis]) encoding.scale.domain = flat[axis];
        encoding.axis.title = isNarrow ? column.title.slice(0, 40) : fullTitle(column).slice(0, 90);
        if (!column.isTime) encoding.axis.format = ",~r";
      }
      for (const channel of ["stroke", "fill", "shape"]) {
        const encoding = layer.encoding[channel];
        if (encoding?.field !== "category") continue;
        encoding.scale = { domain: by ? names : ["runs"], range: channel === "shape" ? (by ? [...shapes.slice(0, domain.length), "circle", "stroke"] : ["circle"]) : by ? range : [colour("category-1")] };
        if (encoding.legend) Object.assign(encoding.legend, by ? { title: by.title.slice(0, 60), labelLimit: isNarrow ? 130 : 220, columns: isNarrow ? 2 : 5, labelExpr: "substring(datum.label, 0, 40)" } : {});
        if (encoding.legend) encoding.legend = by && domain.length > 0 ? { ...encoding.legend, values: domain } : null;
      }
    }
  }

  #source(points, missing, unlogged, { x, y, colour: by }) {
    const left = [missing > 0 && `${counted(missing, "run")} without one of the two numbers`, unlogged > 0 && `${counted(unlogged, "run")} at or below zero, which has no place on a logarithmic axis`].filter(Boolean);
    const intervals = x.ends || y.ends ? " Lines are 95 % intervals, where they are known." : "";
    const grey = by && points.some((point) => point.category === other || point.category === unknown) ? " Grey: other values, or none known." : "";
    fill(byId("compare-source"), `Source: ${counted(points.length, "run")} of the table below, measured by your own workers or logged by your own programs.${intervals} Hollow: grade C (noisy).${grey}`, left.length > 0 && ` Not drawn: ${left.join("; ")}.`);
  }

  // Every numeric column for the axes; categories are what has few values or is text.
  #offer(catalogue, state) {
    const all = catalogue.columns.filter((column) => !column.isEnd);
    this.#options("x", all.filter((column) => column.numeric), state.x);
    this.#options("y", all.filter((column) => column.numeric), state.y);
    this.#options("colour", all.filter((column) => !column.numeric || column.isCategory), state.colour, true);
    for (const name of ["xscale", "yscale"]) {
      byId(`axis-${name}`).value = state[name];
      byId(`axis-${name}`).disabled = catalogue.get(state[name[0]])?.isTime === true;
    }
  }

  #options(name, columns, chosen, mayBeNone) {
    const select = byId(`axis-${name}`);
    const text = JSON.stringify([columns.map(({ key, title }) => [key, title]), chosen]);
    if (select.dataset.offered !== text && select !== document.activeElement) {
      select.dataset.offered = text;
      const byGroup = Map.groupBy ? Map.groupBy(columns, (column) => column.group) : grouped(columns);
      fill(select, mayBeNone && h("option", { value: "none" }, "nothing"), !columns.some((column) => column.key === chosen) && chosen !== "none" && h("option", { value: chosen }, `${chosen} (no run has it)`),
        [...byGroup].map(([group, own]) => h("optgroup", { label: group }, own.map((column) => h("option", { value: column.key }, fullTitle(column).slice(0, 80))))));
    }
    select.value = chosen;
  }
}

function grouped(columns) {
  const map = new Map();
  for (const column of columns) map.set(column.group, [...(map.get(column.group) ?? []), column]);
  return map;
}

function isLog(column, scale) { return scale === "log" && !column.isTime; }
