import { h } from "./dom.js";

// Up to this many rows stand in the document as they are; above, only those in sight (and some beyond), so that 10,000 stay quick.
const renderAllUpTo = 150;
const beyond = 12;

/// The part of a table's rows that stands in the document: all of a short one, those in sight of a long one. Rows are kept by the key of their item, so
/// that focus and open parts survive an update.
export class RowWindow {
  #items = [];
  #elements = new Map();
  #rowHeight = 38;
  #frame = 0;
  #printing = false;

  /// `keyOf(item)` names an item; `draw(item, index, known)` gives `{ tr }` and whatever it wants to find again in `known` at the next update;
  /// `onDrawn()` is called when other rows stand in the document than before.
  constructor(scroller, body, { keyOf, draw, onDrawn = () => {}, span = 1 }) {
    Object.assign(this, { scroller, body, keyOf, draw, onDrawn });
    this.before = spacer(span);
    this.after = spacer(span);
    body.append(this.before, this.after);
    scroller.addEventListener("scroll", () => this.#schedule(), { passive: true });
    new ResizeObserver(() => this.#schedule()).observe(scroller);
    addEventListener("beforeprint", () => { this.#printing = true; this.render(); });
    addEventListener("afterprint", () => { this.#printing = false; this.render(); });
  }

  /// The rows in the document, with their items' keys.
  get elements() { return this.#elements; }

  get items() { return this.#items; }

  /// Shows `items` in their order.
  setItems(items) {
    this.#items = items;
    this.render();
  }

  /// Forgets every row: the columns have changed.
  clear(span) {
    for (const element of this.#elements.values()) element.tr.remove();
    this.#elements.clear();
    for (const row of [this.before, this.after]) row.firstChild.colSpan = span;
  }

  /// Brings an item into sight, by its place.
  reveal(index) {
    if (index < 0) return;
    const top = index * this.#rowHeight;
    if (top < this.scroller.scrollTop || top > this.scroller.scrollTop + this.scroller.clientHeight - 3 * this.#rowHeight) {
      this.scroller.scrollTop = Math.max(0, top - this.scroller.clientHeight / 3);
    }
    this.render();
  }

  #schedule() {
    if (this.#items.length <= renderAllUpTo || this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.render();
    });
  }

  #window() {
    const count = this.#items.length;
    if (count <= renderAllUpTo || this.#printing) return [0, count];
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / this.#rowHeight) - beyond);
    const shown = Math.ceil(this.scroller.clientHeight / this.#rowHeight) + 2 * beyond;
    return [Math.min(first, Math.max(0, count - shown)), Math.min(count, first + shown)];
  }

  render() {
    const [first, last] = this.#window();
    const wanted = this.#items.slice(first, last);
    const kept = new Set(wanted.map(this.keyOf));
    for (const [key, element] of this.#elements) {
      if (kept.has(key)) continue;
      // The row that holds the focus leaves: the focus goes to the table, not to the top of the document.
      if (element.tr.contains(document.activeElement)) this.scroller.focus({ preventScroll: true });
      element.tr.remove();
      this.#elements.delete(key);
    }
    let previous = this.before;
    wanted.forEach((item, offset) => {
      const key = this.keyOf(item);
      const element = this.draw(item, first + offset, this.#elements.get(key));
      this.#elements.set(key, element);
      if (previous.nextSibling !== element.tr) previous.after(element.tr);
      previous = element.tr;
    });
    if (previous.nextSibling !== this.after) previous.after(this.after);
    const height = wanted.length ? previous.getBoundingClientRect().height : 0;
    if (height > 0) this.#rowHeight = height;
    resize(this.before, first * this.#rowHeight);
    resize(this.after, (this.#items.length - last) * this.#rowHeight);
    this.onDrawn();
  }
}

function spacer(span) { return h("tr", { class: "spacer", "aria-hidden": "true" }, h("td", { colspan: span })); }

function resize(row, height) {
  row.hidden = height <= 0;
  row.firstChild.style.height = `${Math.max(0, height)}px`;
}
