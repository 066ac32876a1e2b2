import { get } from "./api.js";
import { CurveFigure } from "./curve-figure.js";
import { figures } from "./curve-groups.js";
import { CurveView } from "./curve-view.js";
import { h, setText } from "./dom.js";
import { counted, significant, whole } from "./format.js";
import { report } from "./saved.js";

// More figures than these are drawn when they are asked for.
const shownAtOnce = 6;
const pause = 150;
const smoothings = [[0, "none"], [0.005, "½ % of the run"], [0.01, "1 % of the run"], [0.02, "2 % of the run"], [0.05, "5 % of the run"], [0.1, "10 % of the run"]];

/// The curves of a run. `refresh` asks for what was logged since; figures keep what is looked at.
export class Curves {
  #figures = new Map();
  #view = new CurveView();
  #known = {};
  #timer;
  #frame;

  constructor(run) {
    this.run = run;
    this.grid = h("div", { class: "curves" });
    this.more = h("details", { class: "more-curves", hidden: true, on: { toggle: () => this.#layOut() } }, h("summary", {}), h("div", { class: "curves" }));
    this.where = h("p", { class: "muted where", role: "status" });
    this.element = h("div", {}, this.#toolbar(), this.where, this.grid, this.more,
      h("p", { class: "muted", id: "curve-keys" }, "Drag over a figure to look at a stretch, with Shift to move; Ctrl and the wheel zoom. With the keyboard: + and − zoom, arrows move, 0 shows everything. All figures move together; ",
        report ? "this report holds each curve in the stretches that are drawn, so that a closer look shows them larger and no finer; a coordinator fetches what is looked at anew." : "what is looked at is fetched anew from the coordinator."));
    this.#view.addEventListener("change", () => { this.#layOut(); this.#fetchSoon(0); });
    this.#view.addEventListener("move", () => { this.#drawSoon(); this.#fetchSoon(pause); });
  }

  /// Whether there is a curve to show.
  get hasCurves() { return (this.groups?.length ?? 0) > 0; }

  /// Asks which metrics have a history, and for their values when there are new ones.
  async refresh() {
    const answer = await get(`/runs/${this.run}/series`, { etag: this.#known.etag });
    if (answer.unchanged) return;
    Object.assign(this.#known, { etag: answer.etag, heads: answer.body.items });
    this.groups = figures(this.#known.heads);
    const keys = new Set(this.groups.flatMap((group) => group.lines.map((line) => line.key)));
    this.#view.setEnds(this.#known.heads.filter((head) => keys.has(head.key)));
    // The figures measure themselves, so they are drawn once they stand in the document.
    requestAnimationFrame(() => { this.#layOut(); this.#fetchSoon(0); });
  }

  #toolbar() {
    const button = (text, label, act) => h("button", { type: "button", class: "quiet", "aria-label": label, title: label, on: { click: act } }, text);
    const choose = (label, options, act) => h("label", {}, label, h("select", { on: { change: (event) => act(event.target.value) } }, options.map(([value, text]) => h("option", { value: String(value) }, text))));
    this.whole = button("All", "Show everything", () => this.#view.whole());
    const logarithmic = h("input", { type: "checkbox", on: { change: (event) => this.#view.set({ isLogarithmic: event.target.checked }) } });
    return h("div", { class: "curve-tools", role: "group", "aria-label": "What the curves show" },
      choose("Over", [["step", "steps"], ["time", "time"]], (axis) => this.#view.set({ axis })),
      choose("Smoothing, half-life", smoothings, (smoothing) => this.#view.set({ smoothing: Number(smoothing) })),
      h("label", { class: "check" }, logarithmic, " Logarithmic"),
      h("div", { class: "zoom" }, button("−", "Zoom out", () => this.#view.zoom(2)), button("+", "Zoom in", () => this.#view.zoom(0.5)),
        button("←", "Move back", () => this.#view.pan(-0.25)), button("→", "Move on", () => this.#view.pan(0.25)), this.whole));
  }

  /// Makes a figure for each group that is shown, and puts them in order.
  #layOut() {
    const groups = this.groups ?? [];
    const later = groups.slice(shownAtOnce);
    this.more.hidden = later.length === 0;
    setText(this.more.firstElementChild, counted(later.length, "more figure"));
    const wanted = [[this.grid, groups.slice(0, shownAtOnce)], [this.more.lastElementChild, this.more.open ? later : []]];
    const kept = new Set();
    for (const [place, here] of wanted) {
      const elements = here.map((group) => {
        kept.add(group.base);
        return this.#figure(group).element;
      });
      if (elements.some((element, index) => place.children[index] !== element) || place.children.length !== elements.length) place.replaceChildren(...elements);
    }
    for (const [base, figure] of this.#figures) {
      if (kept.has(base)) continue;
      figure.close();
      this.#figures.delete(base);
    }
    this.#say();
    if (this.more.open) this.#fetchSoon(0);
  }

  #figure(group) {
    const figure = this.#figures.get(group.base) ?? new CurveFigure(this.run, group, this.#view);
    figure.group = group;
    this.#figures.set(group.base, figure);
    return figure;
  }

  #fetchSoon(after) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      // One figure after the other: each asks for its lines at once, and a coordinator has others to serve.
      for (const figure of [...this.#figures.values()]) await figure.refresh();
      document.documentElement.dataset.curves = "drawn";
    }, after);
    document.documentElement.dataset.curves = "fetching";
  }

  #drawSoon() {
    this.#say();
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => { for (const figure of this.#figures.values()) if (figure.rows) figure.draw(); });
  }

  #say() {
    const { from, to } = this.#view.shown;
    const { toX, unit } = this.#view.scale;
    const place = (value) => (unit === "" ? whole(Math.round(value)) : `${significant(toX(value), 4)} ${unit}`);
    this.whole.disabled = this.#view.isWhole;
    setText(this.where, this.#view.isWhole ? "" : `Looking at ${unit === "" ? "steps " : ""}${place(from)} to ${place(to)}.`);
  }
}
