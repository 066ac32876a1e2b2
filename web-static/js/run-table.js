import { columns, insteadOfNumbers, renderCell } from "./columns.js";
import { fill, h } from "./dom.js";
import { pickBox } from "./picks.js";
import { RowWindow } from "./row-window.js";

/// The table of runs: sorted by the buttons in its header, updated in place. Rows are kept by run, so focus and selection survive an update.
export class RunTable {
  #live = { progress: new Map(), worker: new Map() };

  /// `picks`: what is ticked; without it there are no boxes.
  constructor(container, { onSort, onSelect, picks }) {
    this.onSort = onSort;
    this.onSelect = onSelect;
    this.picks = picks;
    this.headers = new Map();
    const body = h("tbody");
    this.table = h("table", { class: "runs" },
      h("caption", { class: "visually-hidden", id: "table-caption" },
        "Runs: configuration, measured latency with its 95 % interval, throughput, memory, size of the network, grade, status. The buttons in the header sort."),
      h("thead", {}, h("tr", {}, columns.map((column) => this.#header(column)))), body);
    this.scroller = h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-labelledby": "table-caption" }, this.table);
    this.window = new RowWindow(this.scroller, body, { keyOf: (row) => row.id, draw: (...row) => this.#draw(...row), span: columns.length });
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
    this.#live = live;
    this.table.setAttribute("aria-rowcount", String(rows.length + 1));
    this.window.setItems(rows);
  }

  setSelected(id) {
    this.selected = id;
    for (const [key, element] of this.window.elements) element.tr.classList.toggle("selected", key === id);
  }

  /// Ticks the boxes of what is picked.
  showPicks() {
    for (const [id, { pick }] of this.window.elements) if (pick) pick.checked = this.picks.ids.has(id);
  }

  /// Brings a run's row into sight.
  reveal(id) { this.window.reveal(this.window.items.findIndex((row) => row.id === id)); }

  #draw(row, index, known) {
    const element = known ?? this.#build(row);
    element.tr.setAttribute("aria-rowindex", String(index + 2));
    const progress = this.#live.progress.get(row.run.job);
    const worker = this.#live.worker.get(row.run.job);
    if (element.row !== row || element.progress !== progress || element.worker !== worker) {
      this.#update(element, row);
      Object.assign(element, { row, progress, worker });
    }
    return element;
  }

  #build(row) {
    const tr = h("tr", { "data-run": row.id, on: { click: (event) => this.#click(event, row.id) } });
    if (row.id === this.selected) tr.classList.add("selected");
    return { tr, cells: new Map() };
  }

  #click(event, id) {
    if (!event.target.closest("a, button, input")) this.onSelect(id);
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

  #pick(element, row) {
    element.pick ??= pickBox(`${row.model}, batch ${row.batch ?? "–"}, ${row.asked ?? ""}, for comparing`,
      (isOn, isRange) => this.picks.toggle(row.id, isOn, isRange && this.window.items.map((item) => item.id)));
    element.pick.checked = this.picks.ids.has(row.id);
    return element.pick;
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
      if (column.rowHeader && this.picks) cell.prepend(this.#pick(element, row));
      if (hasFocus) cell.querySelector("a")?.focus({ preventScroll: true });
    }
    return cell;
  }
}

function classOf(column) { return [`c-${column.key}`, column.numeric && "numeric"].filter(Boolean).join(" "); }
