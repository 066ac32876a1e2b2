import { fill, h, said } from "./dom.js";
import { counted } from "./format.js";
import { threadsTitle } from "./figure-parts.js";
import { filterNames } from "./figures-state.js";

const titles = { experiment: "Experiment", worker: "Worker", engine: "Engine", precision: "Precision that ran", threads: "Threads" };
const values = { experiment: (point) => String(point.experiment), worker: (point) => point.worker, engine: (point) => point.engine, precision: (point) => point.precision, threads: (point) => String(point.threads ?? "all") };

/// The fields above the figures; all of them show what passes.
export class FigureFilters {
  constructor(form, state, onChange) {
    Object.assign(this, { form, state, onChange, offered: { networks: [] } });
    this.summary = h("summary", { "aria-labelledby": "networks-title networks-chosen" });
    this.options = h("div", { class: "options", role: "group", "aria-labelledby": "networks-title" });
    this.details = h("details", { class: "choice" }, this.summary, this.options);
    fill(form, filterNames.map((name) => h("label", {}, titles[name], h("select", { name }, h("option", { value: "" }, "All")))),
      h("div", { class: "field" }, h("span", { id: "networks-title" }, "Networks"), this.details), h("button", { type: "reset", class: "quiet" }, "Clear"));
    this.fromState();
    form.addEventListener("change", () => this.#read());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      this.clear();
    });
    document.addEventListener("click", (event) => { if (!this.details.contains(event.target)) this.details.open = false; });
    this.details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.details.open) return;
      this.details.open = false;
      this.summary.focus();
    });
  }

  clear() {
    for (const name of filterNames) this.state.filters[name] = "";
    this.state.filters.networks = undefined;
    this.fromState();
    this.onChange();
  }

  /// Puts the state into the fields, also what no run has (a link may be older than the runs).
  fromState() {
    for (const name of filterNames) {
      const field = this.form.elements[name], value = this.state.filters[name];
      if (value && ![...field.options].some((option) => option.value === value)) field.append(h("option", { value }, value.slice(0, 80)));
      field.value = value;
    }
    this.#drawNetworks();
  }

  /// Offers what the points have; `experiments` name theirs.
  offer(points, networks, experiments) {
    const names = new Map(experiments.map(({ id, name }) => [String(id), name]));
    for (const name of filterNames) {
      const found = new Set(points.map(values[name]).filter((value) => value !== undefined));
      if (this.state.filters[name]) found.add(this.state.filters[name]);
      const label = name === "experiment" ? (id) => names.get(id) ?? `experiment ${id}` : name === "threads" ? (value) => threadsTitle(value === "all" ? undefined : Number(value)) : (value) => value;
      const sorted = [...found].sort((a, b) => (Number.isFinite(Number(a)) && Number.isFinite(Number(b)) ? a - b : a < b ? -1 : 1));
      const text = JSON.stringify(sorted.map((value) => [value, label(value)])), field = this.form.elements[name];
      // An open list must not be pulled away under the reader.
      if (field.dataset.offered === text || field === document.activeElement) continue;
      field.dataset.offered = text;
      fill(field, h("option", { value: "" }, "All"), sorted.map((value) => h("option", { value }, label(value).slice(0, 80))));
      field.value = this.state.filters[name];
    }
    if (JSON.stringify(networks) === JSON.stringify(this.offered.networks)) return;
    this.offered.networks = networks;
    this.#drawNetworks();
  }

  #drawNetworks() {
    const chosen = this.state.filters.networks;
    const { networks } = this.offered;
    const unknown = (chosen ?? []).filter((reference) => !networks.some((network) => network.reference === reference)).map((reference) => ({ reference, name: reference }));
    fill(this.summary, h("span", { id: "networks-chosen" }, chosen === undefined ? "all" : chosen.length === 0 ? "none" : chosen.length > 2 ? counted(chosen.length, "network") : said(chosen.join(", "))));
    const focused = document.activeElement?.dataset?.network;
    const one = (name) => h("button", { type: "button", class: "quiet", on: { click: () => this.#setNetworks(name === "All" ? undefined : []) } }, name);
    fill(this.options, h("div", { class: "actions" }, one("All"), one("None")), [...networks, ...unknown].map(({ reference, name, isMeasured }) => h("label", {},
      h("input", { type: "checkbox", "data-network": reference, checked: chosen === undefined || chosen.includes(reference) }), h("span", {}, said(name), isMeasured ? "" : h("span", { class: "muted" }, " (no run)")))));
    if (focused) [...this.options.querySelectorAll("input")].find((input) => input.dataset.network === focused)?.focus();
  }

  #setNetworks(networks) {
    this.state.filters.networks = networks;
    this.#drawNetworks();
    this.onChange();
  }

  #read() {
    for (const name of filterNames) this.state.filters[name] = this.form.elements[name].value;
    const boxes = [...this.options.querySelectorAll("input")];
    const chosen = boxes.filter((box) => box.checked).map((box) => box.dataset.network);
    if (boxes.length > 0) this.state.filters.networks = chosen.length === boxes.length ? undefined : chosen;
    this.#drawNetworks();
    this.onChange();
  }
}
