import { fullTitle, groups } from "./compare-columns.js";
import { filterWords } from "./compare-menu.js";
import { byId, fill, h, said } from "./dom.js";
import { modelName, whole } from "./format.js";

/// The list of all columns, by group, with a box each; offered when it is opened.
export class ColumnChooser {
  constructor({ onToggle }) {
    this.onToggle = onToggle;
    this.details = byId("columns");
    this.body = this.details.querySelector(".choices");
    this.search = this.details.querySelector("[type=search]");
    this.details.addEventListener("toggle", () => this.#draw());
    this.search.addEventListener("input", () => this.#find());
  }

  show(columns, shown) {
    Object.assign(this, { columns, shown });
    if (this.details.open) this.#draw();
  }

  #draw() {
    const text = JSON.stringify([this.columns.map(({ key, isEnd }) => [key, isEnd]), this.shown]);
    if (!this.details.open || text === this.drawn) return;
    this.drawn = text;
    const focused = document.activeElement?.dataset?.column;
    fill(this.body, groups.map((group) => {
      const own = this.columns.filter((column) => column.group === group && !column.isEnd && !column.rowHeader);
      if (own.length === 0) return undefined;
      return h("fieldset", {}, h("legend", {}, group), own.map((column) => h("label", { class: "tick" },
        h("input", { type: "checkbox", "data-column": column.key, ...(this.shown.includes(column.key) ? { checked: true } : {}), on: { change: (event) => this.onToggle(column.key, event.target.checked) } }), " ",
        h("span", { class: "clip", title: column.title }, said(fullTitle(column))))));
    }));
    if (focused) this.body.querySelector(`[data-column="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    this.#find();
  }

  #find() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const fieldset of this.body.children) {
      for (const label of fieldset.querySelectorAll("label")) label.hidden = !words.every((word) => label.textContent.toLowerCase().includes(word));
      fieldset.hidden = !fieldset.querySelector("label:not([hidden])");
    }
  }
}

const kinds = { models: "Models", sweeps: "Sweeps", experiments: "Experiments" };

/// Which runs are compared: whole models, sweeps and experiments beside single runs.
export class ScopeChooser {
  constructor({ onChange }) {
    this.onChange = onChange;
    this.details = byId("scope");
    this.body = this.details.querySelector(".choices");
    this.line = byId("scope-line");
    this.details.addEventListener("toggle", () => this.#draw());
  }

  /// `offered`: by kind, a list of `[id, name, count]`.
  show(state, offered) {
    Object.assign(this, { state, offered });
    const chips = Object.entries(kinds).flatMap(([kind]) => state[kind].map((id) => [kind, id, this.#name(kind, id)]));
    const text = JSON.stringify([chips, state.runs]);
    if (text !== this.shown) {
      this.shown = text;
      fill(this.line, chips.length + state.runs.length === 0 ? "all runs" : [
        chips.map(([kind, id, name]) => chip(`${kind.slice(0, -1)} ${name}`, () => this.#set(kind, id, false))),
        state.runs.length > 0 && chip(state.runs.length === 1 ? "1 run by its id" : `${whole(state.runs.length)} runs by their ids`, () => this.onChange("runs", []))]);
    }
    if (this.details.open) this.#draw();
  }

  #name(kind, id) {
    return this.offered[kind].find(([own]) => own === id)?.[1] ?? (kind === "models" ? modelName(id) : id);
  }

  #draw() {
    const text = JSON.stringify([this.offered, Object.keys(kinds).map((kind) => this.state?.[kind])]);
    if (!this.details.open || !this.state || text === this.drawn) return;
    this.drawn = text;
    const focused = document.activeElement?.dataset?.scope;
    fill(this.body, Object.entries(kinds).map(([kind, title]) => h("fieldset", {}, h("legend", {}, title), this.offered[kind].length === 0 ? h("p", { class: "muted" }, "none yet") : undefined,
      this.offered[kind].map(([id, name, count]) => h("label", { class: "tick" },
        h("input", { type: "checkbox", "data-scope": `${kind} ${id}`, ...(this.state[kind].includes(id) ? { checked: true } : {}), on: { change: (event) => this.#set(kind, id, event.target.checked) } }), " ",
        h("span", { class: "clip", title: name }, said(name)), h("span", { class: "muted" }, ` ${whole(count)}`))))));
    if (focused) this.body.querySelector(`[data-scope="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  #set(kind, id, isOn) { this.onChange(kind, isOn ? [...this.state[kind], id] : this.state[kind].filter((one) => one !== id)); }
}

/// A choice that can be taken back.
function chip(words, onRemove) {
  return h("span", { class: "chip" }, said(words), h("button", { type: "button", class: "quiet", "aria-label": `Without ${words}`, on: { click: onRemove } }, "×"));
}

/// The filters of columns as chips.
export function filterChips(element, state, catalogue, onRemove) {
  const chips = [...state.where].map(([key, filter]) => [key, catalogue.get(key) ? `${catalogue.get(key).title}: ${filterWords(catalogue.get(key), filter)}` : `${key}: no run has this field`]);
  const text = JSON.stringify(chips);
  if (element.dataset.shown === text) return;
  element.dataset.shown = text;
  element.hidden = chips.length === 0;
  fill(element, h("span", { class: "muted" }, "Only "), chips.map(([key, words]) => chip(words, () => onRemove(key))));
}
