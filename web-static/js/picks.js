import { h } from "./dom.js";

/// What the reader has ticked, by the id of the run; kept while filters hide it.
export class Picks {
  ids = new Set();
  #anchor;

  /// `onChange()` is called after every change.
  constructor(onChange) { this.onChange = onChange; }

  /// Ticks or unticks one run; `order` (the ids as they are shown): everything from the last one ticked to this.
  toggle(id, isOn, order) {
    const [from, to] = order ? [order.indexOf(this.#anchor), order.indexOf(id)] : [-1, -1];
    const touched = from >= 0 && to >= 0 ? order.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
    this.set(touched, isOn);
    this.#anchor = id;
  }

  /// Ticks or unticks several.
  set(ids, isOn) {
    for (const id of ids) {
      if (isOn) this.ids.add(id);
      else this.ids.delete(id);
    }
    this.onChange();
  }

  /// Ticks these and no others.
  replace(ids) {
    this.ids = new Set(ids);
    this.onChange();
  }
}

/// A box that ticks a run. A click with shift, or Shift and the space bar, ticks everything from the last one to this: `onTick(isOn, isRange)`.
export function pickBox(name, onTick) {
  let isRange = false;
  return h("input", { type: "checkbox", class: "pick", "aria-label": `Select ${name}`, on: {
    keydown: (event) => { if (event.key === " ") isRange = event.shiftKey; },
    click: (event) => { if (event.shiftKey) isRange = true; },
    change: (event) => {
      onTick(event.target.checked, isRange);
      isRange = false;
    },
  } });
}
