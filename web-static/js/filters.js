import { fill, h } from "./dom.js";
import { modelName } from "./format.js";
import { filterNames, longest, writeState } from "./view-state.js";

const statusWords = { scheduled: "waiting", running: "running", finished: "finished", failed: "failed", killed: "cancelled" };

/// The fields above figure and table; both show what passes.
export class Filters {
  constructor(form, state, onChange) {
    Object.assign(this, { form, state, onChange });
    this.fromState();
    form.addEventListener("input", () => this.#read());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      this.clear();
    });
  }

  clear() {
    for (const name of filterNames) this.state.filters[name] = "";
    this.fromState();
    this.#changed();
    this.form.elements.q.focus();
  }

  /// Puts the state's choices into the fields, also those that no run has (a link may be older than the runs).
  fromState() {
    for (const name of filterNames) {
      const field = this.form.elements[name];
      const value = this.state.filters[name];
      if (field.tagName === "SELECT" && value && ![...field.options].some((option) => option.value === value)) {
        field.append(h("option", { value }, value));
      }
      field.value = value;
    }
    this.#check();
  }

  /// What is filtered by, as a sentence; nothing without a filter.
  words() {
    const parts = filterNames.filter((name) => this.state.filters[name]).map((name) => {
      const field = this.form.elements[name];
      const title = field.labels[0].firstChild.textContent.trim();
      return `${title}: ${field.tagName === "SELECT" ? field.selectedOptions[0]?.textContent ?? this.state.filters[name] : this.state.filters[name]}`;
    });
    return parts.length > 0 ? `Shown are runs with ${parts.join("; ")}.` : "";
  }

  // A limit that is none filters nothing, and the field says so.
  #check() {
    const field = this.form.elements.latency;
    if (Number.isNaN(longest(field.value))) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  /// Offers the values that the runs have, with how many have each.
  offer(rows, experiments) {
    const names = new Map(experiments.map((experiment) => [String(experiment.id), experiment.name]));
    const byNumber = (a, b) => Number(a) - Number(b);
    const byText = (a, b) => (a < b ? -1 : 1);
    this.#options("model", rows, (row) => row.modelReference, byText, modelName);
    this.#options("precision", rows, (row) => row.asked, byText);
    this.#options("batch", rows, (row) => row.batch, byNumber);
    this.#options("status", rows, (row) => row.status, byText, (status) => statusWords[status] ?? status);
    this.#options("experiment", rows, (row) => row.experiment, byNumber, (id) => names.get(id) ?? `experiment ${id}`);
  }

  #options(name, rows, value, order, label = (text) => text) {
    const counts = new Map();
    for (const row of rows) {
      const key = value(row);
      if (key !== undefined) counts.set(String(key), (counts.get(String(key)) ?? 0) + 1);
    }
    const chosen = this.state.filters[name];
    if (chosen && !counts.has(chosen)) counts.set(chosen, 0);
    const wanted = [...counts].sort(([a], [b]) => order(a, b)).map(([key, count]) => [key, `${label(key)} (${count})`]);
    const select = this.form.elements[name];
    const text = JSON.stringify(wanted);
    // An open list must not be pulled away under the reader.
    if (select.dataset.offered === text || select === document.activeElement) return;
    select.dataset.offered = text;
    fill(select, h("option", { value: "" }, "All"), wanted.map(([key, words]) => h("option", { value: key }, words.slice(0, 80))));
    select.value = chosen;
  }

  #read() {
    for (const name of filterNames) this.state.filters[name] = this.form.elements[name].value;
    this.#changed();
  }

  #changed() {
    this.#check();
    writeState(this.state);
    this.onChange();
  }
}
