import { insteadOfNumbers } from "./columns.js";
import { cellOf, textOf } from "./compare-columns.js";
import { summary } from "./compare-rows.js";
import { fill, h, said } from "./dom.js";
import { absentMark, counted, whole } from "./format.js";
import { pickBox } from "./picks.js";
import { RowWindow } from "./row-window.js";

const places = ["first", "second", "third", "fourth", "fifth"];

/// The table of the compare page: any columns, several orders, groups with their medians, boxes to select by. The run's own column and the pinned ones
/// stay in sight while it scrolls sideways.
export class CompareTable {
  #columns = [];
  #live = "";

  constructor(container, { picks, onSort, onMenu, onFold }) {
    Object.assign(this, { picks, onSort, onMenu, onFold });
    this.headers = new Map();
    this.head = h("tr");
    this.caption = h("caption", { class: "visually-hidden", id: "compare-caption" });
    const body = h("tbody", { on: { keydown: (event) => this.#key(event) } });
    this.table = h("table", { class: "runs compare" }, this.caption, h("thead", {}, this.head), body);
    this.scroller = h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-labelledby": "compare-caption" }, this.table);
    this.window = new RowWindow(this.scroller, body, { keyOf: (line) => line.id, draw: (...line) => this.#draw(...line), onDrawn: () => this.#measure() });
    this.every = h("input", { type: "checkbox", class: "pick", id: "pick-all", "aria-label": "Select all runs shown", on: { change: (event) => this.picks.set(this.#shownIDs(), event.target.checked) } });
    container.append(this.scroller);
  }

  /// Shows these lines (rows and groups) in these columns. The first `pinned` of them stay in sight.
  show({ lines, columns, pinned, state }) {
    const now = JSON.stringify([columns.map(({ key, numeric, isEnd }) => [key, numeric, isEnd]), pinned, state.group]);
    if (now !== this.#live) {
      this.#live = now;
      Object.assign(this, { pinned });
      this.#columns = columns;
      this.window.clear(columns.length + 1);
      this.headers = new Map(columns.map((column, index) => [column.key, this.#header(column, index)]));
      fill(this.head, h("td", { class: "c-pick pinned" }, this.every), [...this.headers.values()]);
    }
    this.#sort(state.sort);
    this.caption.textContent = `Runs with what was chosen of their configuration and measurements. The buttons in the header sort, with Shift by several columns; the buttons beside them filter, pin, move and hide. ${
      state.group.length > 0 ? "A group’s line has the median over its runs of each number, a run’s latency being a median itself." : ""}`;
    this.table.setAttribute("aria-rowcount", String(lines.length + 1));
    this.table.setAttribute("aria-colcount", String(columns.length + 1));
    this.window.setItems(lines);
    this.showPicks();
  }

  /// Draws every row anew at the next `show`: names in it have changed.
  forget() { this.#live = ""; }

  /// Ticks the boxes of what is selected.
  showPicks() {
    const { ids } = this.picks;
    for (const { tr, pick, line } of this.window.elements.values()) {
      const own = line.rows ? line.rows.filter((row) => ids.has(row.id)).length : Number(ids.has(line.id));
      pick.checked = own > 0 && own === (line.rows?.length ?? 1);
      pick.indeterminate = own > 0 && !pick.checked;
      tr.classList.toggle("selected", !line.rows && own > 0);
    }
    const shown = this.#shownIDs();
    const ticked = shown.reduce((sum, id) => sum + Number(ids.has(id)), 0);
    this.every.checked = ticked > 0 && ticked === shown.length;
    this.every.indeterminate = ticked > 0 && ticked < shown.length;
  }

  // Runs of folded groups are shown by their group.
  #shownIDs() { return this.window.items.flatMap((line) => (!line.rows ? [line.id] : line.isFolded ? line.rows.map((row) => row.id) : [])); }

  #header(column, index) {
    const sort = h("button", { type: "button", "data-sort": column.key, on: { click: (event) => this.onSort(column.key, event.shiftKey) } },
      h("span", { class: "title" }, h("span", { class: "clip", title: column.title }, said(column.title)), h("span", { class: "arrow", "aria-hidden": "true" }), h("span", { class: "visually-hidden place" })),
      column.unit && h("span", { class: "unit" }, column.unit));
    const menu = h("button", { type: "button", class: "menu", "data-menu": column.key, "aria-haspopup": "dialog", "aria-label": `Column ${column.title}: filter, pin, move, hide`,
      on: { click: (event) => this.onMenu(column, event.currentTarget) } }, "⋮");
    return this.#place(h("th", { scope: "col", class: this.#classOf(column, index), "aria-colindex": index + 2 }, h("div", { class: "head" }, sort, menu)), index);
  }

  // The one that decides carries aria-sort; the others say their place.
  #sort(sort) {
    for (const [key, header] of this.headers) {
      const place = sort.findIndex((one) => one.key === key);
      const direction = place < 0 ? undefined : sort[place].descending ? "descending" : "ascending";
      if (place === 0) header.setAttribute("aria-sort", direction);
      else header.removeAttribute("aria-sort");
      header.dataset.then = place > 0 ? direction : "";
      header.querySelector(".place").textContent = place > 0 ? ` ${places[place]} in the order, ${direction}` : "";
      header.querySelector(".arrow").dataset.place = sort.length > 1 && place >= 0 ? String(place + 1) : "";
    }
  }

  #classOf(column, index) {
    return [`c-${column.key === "latency" ? "latency" : "any"}`, column.numeric && "numeric", index < this.pinned && "pinned", index > 0 && index < this.pinned && "pinned-more"].filter(Boolean).join(" ");
  }

  #place(cell, index) {
    if (index < this.pinned) cell.style.left = `var(--left-${index})`;
    return cell;
  }

  // Pinned columns stand beside each other: each begins where the one before it ends.
  #measure() {
    let left = 0;
    [...this.head.children].slice(0, this.pinned + 1).forEach((cell, index) => {
      if (index > 0) this.table.style.setProperty(`--left-${index - 1}`, `${left}px`);
      left += cell.getBoundingClientRect().width;
    });
  }

  #draw(line, index, known) {
    const element = known ?? (line.rows ? this.#buildGroup() : this.#build(line));
    element.tr.setAttribute("aria-rowindex", String(index + 2));
    if (element.line !== line) {
      element.line = line;
      if (line.rows) this.#updateGroup(element, line);
      else this.#update(element, line);
    }
    if (!known) {
      element.pick.checked = this.picks.ids.has(line.id);
      element.tr.classList.toggle("selected", element.pick.checked);
    }
    return element;
  }

  #build({ id }) {
    const tr = h("tr", { "data-run": id });
    const element = { tr, cells: [] };
    tr.addEventListener("click", (event) => {
      if (!event.target.closest("a, button, input") && getSelection().isCollapsed) this.#tick(element.line, !this.picks.ids.has(id), event.shiftKey);
    });
    return element;
  }

  #tick(line, isOn, isRange) {
    this.picks.toggle(line.id, isOn, isRange && this.window.items.filter((one) => !one.rows).map((one) => one.id));
  }

  #update(element, row) {
    const { tr } = element;
    const focused = tr.contains(document.activeElement) ? document.activeElement : undefined;
    element.pick ??= pickBox(`${row.model}, ${row.run.name}`, (isOn, isRange) => this.#tick(element.line, isOn, isRange));
    const isLive = insteadOfNumbers(row) !== undefined;
    tr.className = `${row.status}${row.run.lifecycle_stage === "deleted" ? " deleted" : ""}${this.picks.ids.has(row.id) ? " selected" : ""}`;
    fill(tr, h("td", { class: "c-pick pinned" }, element.pick), this.#columns.map((column, index) => {
      const cell = h(column.rowHeader ? "th" : "td", { class: this.#classOf(column, index), scope: column.rowHeader ? "row" : undefined, "aria-colindex": index + 2 }, cellOf(column, row));
      if (cell.textContent.length > 24) cell.title = cell.textContent.slice(0, 600);
      if (column.key === "latency" && isLive) fill(cell, insteadOfNumbers(row)).classList.add("instead");
      return this.#place(cell, index);
    }));
    if (focused) (focused.isConnected ? focused : tr.querySelector("th a") ?? element.pick).focus({ preventScroll: true });
  }

  #buildGroup() {
    const element = { tr: h("tr", { class: "group" }) };
    element.pick = h("input", { type: "checkbox", class: "pick", on: { change: (event) => this.picks.set(element.line.rows.map((row) => row.id), event.target.checked) } });
    element.fold = h("button", { type: "button", class: "fold", on: { click: () => this.onFold(element.line.key, !element.line.isFolded) } });
    return element;
  }

  #updateGroup({ tr, pick, fold }, group) {
    const title = group.parts.map(({ column, value }) => `${column.title}: ${textOf(column, value)}`).join(", ");
    const hadFocus = document.activeElement === fold;
    tr.dataset.group = group.key;
    pick.setAttribute("aria-label", `Select the ${group.rows.length} runs of ${title}`);
    fold.setAttribute("aria-expanded", String(!group.isFolded));
    fill(fold, h("span", { "aria-hidden": "true" }, group.isFolded ? "▸ " : "▾ "), said(title), h("span", { class: "muted" }, `, ${counted(group.rows.length, "run")}`));
    fold.title = title;
    fill(tr, h("td", { class: "c-pick pinned" }, pick), this.#columns.map((column, index) => {
      if (column.rowHeader) return this.#place(h("th", { scope: "row", class: this.#classOf(column, index), "aria-colindex": index + 2 }, fold), index);
      return this.#place(h("td", { class: this.#classOf(column, index), "aria-colindex": index + 2 }, this.#summary(column, group)), index);
    }));
    if (hadFocus) fold.focus({ preventScroll: true });
  }

  #summary(column, group) {
    const { median, values, count } = summary(column, group.rows);
    if (count === 0) return absentMark;
    if (values) return values.length === 1 ? h("span", { class: "muted" }, said(textOf(column, values[0]))) : h("span", { class: "muted" }, `${whole(values.length)} values`);
    return h("span", { title: `median of ${counted(count, "run")}` }, column.show(median), h("span", { class: "of muted" }, ` of ${whole(count)}`));
  }

  // The arrow keys go from box to box, or from run to run.
  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const tr = event.target.closest("tr");
    if (!step || !tr || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const kind = event.target.matches("input") ? "input" : "th a, th button";
    const index = Number(tr.getAttribute("aria-rowindex")) - 2 + step;
    const line = this.window.items[index];
    if (!line) return;
    if (!this.window.elements.has(line.id)) this.window.reveal(index);
    const next = this.window.elements.get(line.id)?.tr;
    if (event.shiftKey && kind === "input" && !line.rows) this.#tick(line, true, true);
    next?.querySelector(kind)?.focus();
  }
}
