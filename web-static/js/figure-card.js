import { commandBlock } from "./command-block.js";
import { download, fieldText } from "./csv.js";
import { address } from "./commands.js";
import { fill, h, said } from "./dom.js";
import { colour, Figure } from "./figure.js";
import { exportButtons } from "./figure-export.js";
import { prepare } from "./figure-prepare.js";
import { paretoAxes } from "./figures-own.js";
import { significant } from "./format.js";
import { runPath } from "./row.js";

// The axis on the left takes about so much of a figure's width.
const leftAxis = 68;
const plotHeight = 380;
const mostTableRows = 300;

/// One figure with its caption, source, table and exports. Nothing of it is computed before it comes into sight.
export class FigureCard {
  constructor(definition, { onSeen, onAxes, onClear }) {
    Object.assign(this, { definition, onSeen, onClear, isSeen: false });
    const { id, number, title, caption, file } = definition;
    this.plot = h("div", { class: "plot", role: "img", "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-caption ${id}-notes` });
    this.notes = h("div", { class: "source", id: `${id}-notes` });
    this.status = h("p", { class: "wrong", role: "status" });
    this.table = h("div", { class: "scroll" });
    this.details = h("details", { on: { toggle: () => this.#table() } }, h("summary", {}, "The points as a table", h("span", { class: "visually-hidden" }, `: figure ${number}`)), this.table);
    this.empty = h("div", { class: "empty" });
    this.figure = new Figure(this.plot, file, { prepare: (specification) => prepare(specification, this.result, { colour, width: this.laidOut }), onClick: (datum) => this.#open(datum) });
    this.exports = exportButtons(this.figure, `shoestring-figure-${number}-${id}`, (words) => { this.status.textContent = words; });
    this.exports.append(h("button", { type: "button", class: "quiet", "data-export": "CSV", on: { click: () => this.#csv() } }, "CSV"));
    this.axes = definition.choosesAxes ? paretoFields(id, onAxes) : undefined;
    this.element = h("figure", { class: "card", id, tabindex: "-1", "aria-labelledby": `${id}-title` },
      h("figcaption", {}, h("h3", { id: `${id}-title` }, h("span", { class: "number" }, `${number} `), title, h("span", { class: "units" }, ` (${definition.units})`)), h("p", { class: "muted", id: `${id}-caption` }, caption)),
      this.axes?.element, this.plot, this.empty, this.notes, this.details, this.exports, this.status);
    this.drawn = h("p", { class: "muted wait" }, "Drawn when it comes into sight.");
    fill(this.plot, this.drawn);
  }

  /// From now on the card is drawn whenever its view changes.
  see() {
    if (this.isSeen) return;
    this.isSeen = true;
    this.element.dataset.seen = "yes";
    new ResizeObserver(([entry]) => {
      const width = Math.round(entry.contentRect.width);
      // Labels are laid out for a width; a few pixels do not move them, and a hidden plot has none.
      if (width > 0 && this.view && Math.abs(width - (this.laidOut ?? width)) > 24) this.draw();
    }).observe(this.plot);
    this.onSeen(this);
    if (this.view) this.draw();
  }

  /// A new view; drawn at once where the card was seen already.
  show(view) {
    this.view = view;
    this.axes?.show(view.pareto);
    return this.isSeen ? this.draw() : undefined;
  }

  /// Makes the data and draws them; resolves when the figure is on the page.
  async draw() {
    const width = Math.max(180, this.plot.clientWidth || this.element.clientWidth || 600);
    this.laidOut = width;
    const result = this.definition.data({ ...this.view, plot: { width: width - leftAxis, height: plotHeight } });
    this.result = result;
    const isEmpty = result.empty !== undefined;
    this.plot.hidden = isEmpty;
    this.empty.hidden = !isEmpty;
    for (const part of [this.details, this.exports]) part.hidden = isEmpty;
    fill(this.notes, (isEmpty ? [] : [this.definition.source ?? "Source: runs of your own workers, which the table lists.", ...result.notes]).filter(Boolean).map((note) => h("p", {}, said(note))));
    this.element.dataset.state = isEmpty ? "empty" : "drawing";
    this.#table();
    if (isEmpty) {
      // While it is hidden Vega measures a width of nothing: what comes next is made anew.
      this.hiddenCount = (this.hiddenCount ?? 0) + 1;
      return this.#nothing(result.empty);
    }
    if (result.height) this.plot.style.minHeight = `${Math.max(60, result.height) + 60}px`;
    try {
      await this.figure.update(result.datasets, {}, JSON.stringify([result.axes, result.ticks, result.styles?.map(({ names, drawn }) => [names, [...(drawn ?? [])]]), result.height, result.titles, result.sizes, Math.round(width / 80), this.hiddenCount]));
      this.element.dataset.state = "drawn";
      this.element.dataset.width = this.laidOut;
    } catch (error) {
      console.warn("A figure is not drawn:", error.message);
      this.element.dataset.state = "failed";
      fill(this.plot, h("p", { class: "notice" }, `The figure cannot be drawn (${error.message}). The table has the same numbers; `, h("code", {}, "make setup"), " puts the plotting library in its place."));
    }
  }

  #nothing({ why, more = [], command, second, commandSays = "This command fills the figure:" }) {
    const isFiltered = this.view.isFiltered;
    fill(this.empty, h("div", { class: "notice" }, h("p", {}, h("b", {}, "Nothing to draw: "), said(why)), more.filter(Boolean).map((words) => h("p", {}, said(words))),
      isFiltered && h("p", {}, "The filters above may hide what there is. ", h("button", { type: "button", class: "quiet", on: { click: () => this.onClear() } }, "Clear the filters")),
      h("p", {}, commandSays), [command, second].filter(Boolean).map((text) => commandBlock(text + address(), `Command for figure ${this.definition.number}`))));
  }

  #table() {
    if (!this.details.open || !this.result?.columns) return;
    const { columns, numeric, rows, second } = this.result;
    fill(this.table, table(columns, numeric, rows, rows.length > mostTableRows ? `The first ${mostTableRows} of ${rows.length} rows; the CSV has all.` : `Figure ${this.definition.number}: the points.`), second && table(second.columns, second.numeric, second.rows, second.caption));
  }

  #csv() {
    const { columns, rows } = this.result;
    const origin = new URL(location.origin);
    const lines = [[...columns, "Run"], ...rows.map((row) => [...columns.map((_, index) => row[index]), row[0]?.run ? new URL(runPath(row[0].run), origin).href : undefined])];
    download(`shoestring-figure-${this.definition.number}-${this.definition.id}.csv`, `${lines.map((line) => line.map((cell) => fieldText(cell?.text ?? cell)).join(",")).join("\r\n")}\r\n`);
  }

  #open(datum) { if (datum?.id) location.href = runPath(datum.id); }
}

function table(columns, numeric, rows, caption) {
  const kind = (index) => (numeric.includes(index) ? "numeric" : "");
  return h("table", { class: "plain" }, h("caption", {}, caption),
    h("thead", {}, h("tr", {}, columns.map((title, index) => h("th", { scope: "col", class: kind(index) }, title)))),
    h("tbody", {}, rows.slice(0, mostTableRows).map((row) => h("tr", {}, columns.map((_, index) => h(index === 0 ? "th" : "td", { ...(index === 0 ? { scope: "row" } : {}), class: kind(index) }, cell(row[index])))))));
}

function cell(value) {
  if (value?.run) return h("a", { href: runPath(value.run) }, said(value.text));
  if (typeof value === "number") {
    // Fits end a last binary digit beside whole numbers.
    const rounded = Number(value.toPrecision(9));
    return Number.isInteger(rounded) && Math.abs(rounded) < 1e6 ? String(rounded) : significant(rounded, 4);
  }
  return value === undefined ? "–" : said(value);
}

function paretoFields(id, onAxes) {
  const field = (name, title) => h("label", {}, title, h("select", { name, on: { change: () => onAxes([element.querySelector("[name=pareto_x]").value, element.querySelector("[name=pareto_y]").value]) } },
    Object.entries(paretoAxes).map(([value, axis]) => h("option", { value }, `${axis.title}, ${axis.best} is best`))));
  const element = h("div", { class: "filters axes", role: "group", "aria-label": "Axes of the figure" }, field("pareto_x", "Across"), field("pareto_y", "Up"));
  return { element, show: ([x, y]) => {
    element.querySelector("[name=pareto_x]").value = x;
    element.querySelector("[name=pareto_y]").value = y;
  } };
}
