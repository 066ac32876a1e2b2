import { columns, insteadOfNumbers, renderCell } from "./columns.js";
import { fill, h } from "./dom.js";

// Up to this many rows stand in the document as they are; above, only those in sight (and some beyond), so that 10,000 stay quick.
const renderAllUpTo = 150;
const beyond = 12;

/// The table of runs: sorted by the buttons in its header, updated in place. Rows are kept by run, so focus and selection survive an update.
export class RunTable {
  #rows = [];
  #live = { progress: new Map(), worker: new Map() };
  #elements = new Map();
  #rowHeight = 38;
  #frame = 0;
  #printing = false;

  constructor(container, { onSort, onSelect }) {
    this.onSort = onSort;
    this.onSelect = onSelect;
    this.headers = new Map();
    this.body = h("tbody");
    this.table = h("table", { class: "runs" },
      h("caption", { class: "visually-hidden", id: "table-caption" },
        "Runs: configuration, measured latency with its 95 % interval, throughput, memory, size of the network, grade, status. The buttons in the header sort."),
      h("thead", {}, h("tr", {}, columns.map((column) => this.#header(column)))), this.body);
    this.scroller = h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-labelledby": "table-caption" }, this.table);
    this.scroller.addEventListener("scroll", () => this.#schedule(), { passive: true });
    new ResizeObserver(() => this.#schedule()).observe(this.scroller);
    addEventListener("beforeprint", () => { this.#printing = true; this.#render(); });
    addEventListener("afterprint", () => { this.#printing = false; this.#render(); });
    container.append(this.scroller);
  }

  #header(column) {
    const button = h("button", { type: "button", "data-sort": column.key, on: { click: () => this.onSort(column.key) } },
      h("span", { class: "title" }, column.title, h("span", { class: "arrow", "aria-hidden": "true" })),
      column.unit && h("span", { class: "unit" }, column.unit));
    const header = h("th", { scope: "col", class: classOf(column) }, button);
    this.headers.set(column.key, header);
    return header;
  }

  setSort(key, descending) {
    for (const [name, header] of this.headers) {
      if (name === key) header.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else header.removeAttribute("aria-sort");
    }
  }

  /// Shows `rows` in their order. `live`: progress and worker of running jobs, by job.
  setRows(rows, live) {
    this.#rows = rows;
    this.#live = live;
    this.table.setAttribute("aria-rowcount", String(rows.length + 1));
    const present = new Set(rows.map((row) => row.id));
    for (const [id, element] of this.#elements) {
      if (!present.has(id)) {
        element.tr.remove();
        this.#elements.delete(id);
      }
    }
    this.#render();
  }

  setSelected(id) {
    this.selected = id;
    for (const [key, element] of this.#elements) element.tr.classList.toggle("selected", key === id);
  }

  /// Brings a run's row into sight.
  reveal(id) {
    const index = this.#rows.findIndex((row) => row.id === id);
    if (index < 0) return;
    const top = index * this.#rowHeight;
    if (top < this.scroller.scrollTop || top > this.scroller.scrollTop + this.scroller.clientHeight - 3 * this.#rowHeight) {
      this.scroller.scrollTop = Math.max(0, top - this.scroller.clientHeight / 3);
    }
    this.#render();
  }

  #schedule() {
    if (this.#rows.length <= renderAllUpTo || this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #window() {
    const count = this.#rows.length;
    if (count <= renderAllUpTo || this.#printing) return [0, count];
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / this.#rowHeight) - beyond);
    const shown = Math.ceil(this.scroller.clientHeight / this.#rowHeight) + 2 * beyond;
    return [Math.min(first, Math.max(0, count - shown)), Math.min(count, first + shown)];
  }

  #render() {
    const [first, last] = this.#window();
    const wanted = this.#rows.slice(first, last);
    const kept = new Set(wanted.map((row) => row.id));
    for (const [id, element] of this.#elements) {
      if (kept.has(id)) continue;
      // The row that holds the focus leaves: the focus goes to the table, not to the top of the document.
      if (element.tr.contains(document.activeElement)) this.scroller.focus({ preventScroll: true });
      element.tr.remove();
      this.#elements.delete(id);
    }
    this.before ??= spacer();
    this.after ??= spacer();
    if (this.body.firstChild !== this.before) this.body.prepend(this.before);
    let previous = this.before;
    wanted.forEach((row, offset) => {
      const tr = this.#rowElement(row, first + offset);
      if (previous.nextSibling !== tr) previous.after(tr);
      previous = tr;
    });
    if (previous.nextSibling !== this.after) previous.after(this.after);
    const height = wanted.length ? previous.getBoundingClientRect().height : 0;
    if (height > 0) this.#rowHeight = height;
    resize(this.before, first * this.#rowHeight);
    resize(this.after, (this.#rows.length - last) * this.#rowHeight);
  }

  #rowElement(row, index) {
    let element = this.#elements.get(row.id);
    if (!element) {
      element = this.#build(row);
      this.#elements.set(row.id, element);
    }
    element.tr.setAttribute("aria-rowindex", String(index + 2));
    const progress = this.#live.progress.get(row.run.job);
    const worker = this.#live.worker.get(row.run.job);
    if (element.row !== row || element.progress !== progress || element.worker !== worker) {
      this.#update(element, row);
      Object.assign(element, { row, progress, worker });
    }
    return element.tr;
  }

  #build(row) {
    const tr = h("tr", { "data-run": row.id, on: { click: (event) => this.#click(event, row.id) } });
    if (row.id === this.selected) tr.classList.add("selected");
    return { tr, cells: new Map() };
  }

  #click(event, id) {
    if (!event.target.closest("a, button")) this.onSelect(id);
  }

  #update(element, row) {
    const instead = insteadOfNumbers(row);
    const cells = [];
    for (const column of columns) {
      if (instead && column.long) {
        if (column.key === "latency") cells.push(this.#insteadCell(element, instead));
        continue;
      }
      cells.push(this.#cell(element, column, row));
    }
    element.tr.className = `${row.status}${row.id === this.selected ? " selected" : ""}`;
    const present = [...element.tr.children];
    if (present.length !== cells.length || cells.some((cell, index) => cell !== present[index])) fill(element.tr, cells);
  }

  #insteadCell(element, content) {
    const span = columns.filter((column) => column.long).length;
    element.instead ??= h("td", { colspan: span, class: "instead" });
    return fill(element.instead, content);
  }

  #cell(element, column, row) {
    let cell = element.cells.get(column.key);
    if (!cell) {
      cell = h(column.rowHeader ? "th" : "td", { class: classOf(column), scope: column.rowHeader ? "row" : undefined });
      element.cells.set(column.key, cell);
    }
    // The link in the first cell may hold the focus; it changes only with the run's name.
    const hasFocus = cell.contains(document.activeElement);
    if (!(column.rowHeader && cell.firstChild && element.row?.model === row.model && element.row?.name === row.name)) {
      renderCell(cell, column, row, this.#live);
      if (hasFocus) cell.querySelector("a")?.focus({ preventScroll: true });
    }
    return cell;
  }
}

function classOf(column) { return [`c-${column.key}`, column.numeric && "numeric"].filter(Boolean).join(" "); }

function spacer() { return h("tr", { class: "spacer", "aria-hidden": "true" }, h("td", { colspan: columns.length })); }

function resize(row, height) {
  row.hidden = height <= 0;
  row.firstChild.style.height = `${Math.max(0, height)}px`;
}
