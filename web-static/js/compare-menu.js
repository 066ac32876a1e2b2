import { fullTitle, textOf } from "./compare-columns.js";
import { valuesOf } from "./compare-rows.js";
import { byId, fill, h, said } from "./dom.js";
import { whole } from "./format.js";

const mostValues = 200;

/// What one can do with a column: sort, filter, group, pin, move, hide. It opens beside the column's button and closes with Escape or a click elsewhere.
export class ColumnMenu {
  /// `act(name, key, value)` changes the state: `sort`, `filter`, `group`, `pin`, `move`, `hide`.
  constructor({ act }) {
    this.act = act;
    this.box = byId("column-menu");
    this.box.addEventListener("toggle", (event) => {
      this.opener?.setAttribute("aria-expanded", String(event.newState === "open"));
      if (event.newState === "closed" && this.box.contains(document.activeElement)) this.opener?.focus({ preventScroll: true });
    });
  }

  /// Opens it. `rows`: what the column's values are counted in; `state`: what holds now.
  open(column, opener, { rows, state, place, count }) {
    Object.assign(this, { column, opener, rows, state });
    fill(this.box, h("h2", { id: "column-menu-title" }, said(fullTitle(column))), this.#filter(), this.#actions(place, count));
    this.box.showPopover();
    const at = opener.getBoundingClientRect(), size = this.box.getBoundingClientRect();
    this.box.style.left = `${Math.max(8, Math.min(at.right - size.width, document.documentElement.clientWidth - size.width - 8))}px`;
    this.box.style.top = `${Math.max(8, Math.min(at.bottom + 4, innerHeight - size.height - 8))}px`;
    this.box.querySelector("input, button")?.focus();
  }

  #actions(place, count) {
    const { column, state } = this;
    const isPinned = column.rowHeader || state.pinned.includes(column.key);
    const isGrouped = state.group.includes(column.key);
    const button = (words, name, value, more = {}) => h("button", { type: "button", class: "quiet", ...more, on: { click: () => this.#do(name, value) } }, words);
    return h("div", { class: "menu-actions" },
      button("▲ Rising", "sort", false), button("▼ Falling", "sort", true),
      button(isGrouped ? "Do not group" : "Group by this", "group", !isGrouped),
      !column.rowHeader && button(isPinned ? "Unpin" : "Pin", "pin", !isPinned),
      !column.rowHeader && button("← Move", "move", -1, { disabled: place <= 0, "aria-label": "Move to the left" }),
      !column.rowHeader && button("Move →", "move", 1, { disabled: place >= count - 1, "aria-label": "Move to the right" }),
      !column.rowHeader && button("Hide", "hide"));
  }

  #do(name, value) {
    const { key } = this.column;
    this.box.hidePopover();
    this.act(name, key, value);
    // The header may have been made anew.
    document.querySelector(`[data-menu="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  }

  #filter() {
    const { column, rows, state } = this;
    const filter = state.where.get(column.key);
    const set = (next) => this.act("filter", column.key, next);
    if (column.isTime) return undefined;
    const values = valuesOf(rows, column);
    const isRange = column.numeric && !column.isCategory;
    return h("fieldset", { class: "menu-filter" }, h("legend", {}, "Show only"),
      isRange ? this.#range(filter, set) : values.length > mostValues || filter?.words !== undefined ? this.#words(filter, set) : undefined,
      !isRange && values.length <= mostValues && this.#values(values, filter, set),
      h("button", { type: "button", class: "quiet", on: { click: () => this.#do("filter", undefined) } }, "Everything"));
  }

  #range(filter, set) {
    const known = this.rows.map(this.column.value).filter(Number.isFinite);
    const ends = known.length > 0 ? known.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]) : [undefined, undefined];
    const field = (name, words, end) => h("label", {}, words, h("input", { type: "number", step: "any", name, value: filter?.[name] ?? "", placeholder: end === undefined ? "" : String(Number(end.toPrecision(4))) }));
    const box = h("div", { class: "range", on: { input: () => {
      const [low, high] = ["low", "high"].map((name) => box.querySelector(`[name=${name}]`)).map((input) => (input.value === "" ? undefined : input.valueAsNumber));
      set(low === undefined && high === undefined ? undefined : { low, high });
    } } }, field("low", "from", ends[0]), field("high", "to", ends[1]), h("p", { class: "muted" }, known.length === 0 ? "No run has a number here." : `${whole(known.length)} of ${whole(this.rows.length)} runs have it; those without are left out.`));
    return box;
  }

  #words(filter, set) {
    return h("label", {}, "contains", h("input", { type: "search", name: "words", value: filter?.words ?? "", autocomplete: "off", spellcheck: "false",
      on: { input: (event) => set(event.target.value === "" ? undefined : { words: event.target.value }) } }));
  }

  #values(values, filter, set) {
    const boxes = values.map(([text, count]) => h("label", { class: "tick" }, h("input", { type: "checkbox", value: text, ...(!filter?.values || filter.values.has(text) ? { checked: true } : {}) }), " ",
      h("span", { class: "clip", title: text }, text === "" ? "not known" : said(this.#label(text))), h("span", { class: "muted" }, ` ${whole(count)}`)));
    const list = h("div", { class: "ticks", tabindex: "0", role: "group", "aria-label": `Values of ${this.column.title}`, on: { change: () => {
      const ticked = boxes.map((box) => box.querySelector("input")).filter((input) => input.checked).map((input) => input.value);
      set(ticked.length === values.length ? undefined : { values: new Set(ticked) });
    } } }, boxes);
    const all = (isOn) => {
      for (const box of boxes) box.querySelector("input").checked = isOn;
      list.dispatchEvent(new Event("change"));
    };
    return h("div", {}, h("p", { class: "menu-all" }, h("button", { type: "button", class: "quiet", on: { click: () => all(true) } }, "All"),
      h("button", { type: "button", class: "quiet", on: { click: () => all(false) } }, "None")), list);
  }

  #label(text) { return this.column.numeric ? textOf(this.column, Number(text)) : this.column.show(text); }
}

/// A filter in words, for the line that lists them.
export function filterWords(column, { values, words, low, high }) {
  if (values) {
    const known = [...values].map((text) => (text === "" ? "not known" : column.numeric ? textOf(column, Number(text)) : text.slice(0, 40)));
    return known.length === 0 ? "nothing" : known.length > 4 ? `${known.slice(0, 3).join(", ")} and ${known.length - 3} more` : known.join(", ");
  }
  if (words !== undefined) return `contains “${words.slice(0, 40)}”`;
  return low === undefined ? `at most ${high}` : high === undefined ? `at least ${low}` : `${low} to ${high}`;
}
