// How a figure is zoomed and moved by pointer and keyboard. A plain wheel scrolls the page, as everywhere.

import { h } from "./dom.js";

const keys = { "+": (view) => view.zoom(0.5), "=": (view) => view.zoom(0.5), "-": (view) => view.zoom(2), ArrowLeft: (view) => view.pan(-0.25),
  ArrowRight: (view) => view.pan(0.25), 0: (view) => view.whole(), Home: (view) => view.look(view.ends.from, view.ends.from + view.shown.to - view.shown.from),
  End: (view) => view.look(view.ends.to - (view.shown.to - view.shown.from), view.ends.to) };

export class CurveGestures {
  #drag;
  #brush = h("div", { class: "brush", hidden: true });
  #closing = new AbortController();

  /// `xAt(clientX)` tells the place on the axis and where the drawn area lies; `onPoint(place)` is told what is pointed at.
  constructor(plot, view, { xAt, onPoint }) {
    Object.assign(this, { plot, view, xAt, onPoint });
    const { signal } = this.#closing;
    const on = (name, listener, options = {}) => plot.addEventListener(name, listener, { signal, ...options });
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", () => this.#end());
    on("pointerleave", () => { if (!this.#drag) onPoint(undefined); });
    on("dblclick", () => view.whole());
    on("wheel", (event) => this.#wheel(event), { passive: false });
    on("keydown", (event) => this.#key(event));
  }

  /// Puts the selection's mark back after the figure was drawn anew.
  attach() { if (this.#brush.parentElement !== this.plot) this.plot.append(this.#brush); }

  close() { this.#closing.abort(); }

  #down(event) {
    const at = this.xAt(event.clientX);
    if (event.button !== 0 || !at) return;
    this.attach();
    this.#drag = { start: at.place, x: event.clientX, isMoving: event.shiftKey, shown: this.view.shown };
    this.plot.setPointerCapture(event.pointerId);
  }

  #move(event) {
    const at = this.xAt(event.clientX);
    if (!at) return;
    if (!this.#drag) return void this.onPoint(at.place);
    const { x, isMoving, shown } = this.#drag;
    if (isMoving) {
      const by = ((x - event.clientX) / at.width) * (shown.to - shown.from);
      return void this.view.look(shown.from + by, shown.to + by);
    }
    const own = this.plot.getBoundingClientRect().left;
    const [left, right] = [Math.min(x, event.clientX) - own, Math.max(x, event.clientX) - own].map((edge) => Math.min(Math.max(edge, at.left), at.left + at.width));
    this.#brush.hidden = false;
    // Styles set by script are no inline styles of the document: the page's policy allows them.
    Object.assign(this.#brush.style, { left: `${left}px`, width: `${right - left}px`, top: `${at.top}px`, height: `${at.height}px` });
  }

  #up(event) {
    const at = this.xAt(event.clientX);
    const drag = this.#drag;
    this.#end();
    // Less than six pixels is a click.
    if (!drag || !at || drag.isMoving || Math.abs(event.clientX - drag.x) < 6) return;
    this.view.look(Math.min(drag.start, at.place), Math.max(drag.start, at.place));
  }

  #end() {
    this.#drag = undefined;
    this.#brush.hidden = true;
  }

  #wheel(event) {
    const at = this.xAt(event.clientX);
    if (!at || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.view.zoom(1.0015 ** event.deltaY, at.place);
  }

  #key(event) {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(this.view);
  }
}
