// What all figures of a run look at: the axis, the stretch of it, and how.

/// The shared view. `range` is undefined while everything is shown; it is in steps, or in ms since 1970.
export class CurveView extends EventTarget {
  axis = "step";
  isLogarithmic = false;
  smoothing = 0;
  range;
  #ends = { step: undefined, time: undefined };

  /// Takes the ends of all metrics; whether they are others than before.
  setEnds(heads) {
    const before = JSON.stringify(this.#ends);
    const over = (first, last) => heads.length === 0 ? undefined : { from: Math.min(...heads.map((head) => head[first])), to: Math.max(...heads.map((head) => head[last])) };
    this.#ends = { step: over("first_step", "last_step"), time: over("first_timestamp_ms", "last_timestamp_ms") };
    // A clock that was put back must not make the axis run backwards.
    const time = this.#ends.time;
    if (time && time.to <= time.from) time.to = time.from + 1;
    return before !== JSON.stringify(this.#ends);
  }

  /// From the first to the last value of all metrics.
  get ends() {
    const ends = this.#ends[this.axis] ?? { from: 0, to: 1 };
    return ends.to > ends.from ? ends : { from: ends.from, to: ends.from + 1 };
  }

  /// What is shown.
  get shown() { return this.range ?? this.ends; }

  /// Whether everything is shown.
  get isWhole() { return this.range === undefined; }

  set(change) {
    if (change.axis !== undefined && change.axis !== this.axis) this.range = undefined;
    Object.assign(this, change);
    this.dispatchEvent(new Event("change"));
  }

  whole() { this.#look(undefined); }

  /// Shows a stretch, within the ends; at least the distance of two values of the axis.
  look(from, to) {
    const { from: first, to: last } = this.ends;
    const width = Math.min(Math.max(to - from, 2), last - first);
    const start = Math.min(Math.max(from, first), last - width);
    this.#look(width >= last - first ? undefined : { from: start, to: start + width });
  }

  /// Shows `factor` times the stretch around `at` (the middle without it).
  zoom(factor, at = (this.shown.from + this.shown.to) / 2) {
    const { from, to } = this.shown;
    this.look(at - (at - from) * factor, at + (to - at) * factor);
  }

  /// Moves on by a share of the stretch.
  pan(share) {
    const { from, to } = this.shown;
    this.look(from + share * (to - from), to + share * (to - from));
  }

  #look(range) {
    this.range = range;
    this.dispatchEvent(new Event("move"));
  }

  /// What a step or a moment is on the figures' axis: steps, or the time since the first value in a unit that fits all of it.
  get scale() {
    if (this.axis === "step") return { title: "Step", toX: (step) => step, fromX: (x) => x, unit: "" };
    const { from, to } = this.ends;
    const [unit, ms] = to - from > 2 * 3_600_000 ? ["h", 3_600_000] : to - from > 120_000 ? ["min", 60_000] : ["s", 1000];
    return { title: `Time since the first value (${unit})`, toX: (time) => (time - from) / ms, fromX: (x) => from + x * ms, unit };
  }
}
