import { report } from "./saved.js";

const quick = 2_000;
const slow = 15_000;

/// Calls `work` again and again: every 2 s while it resolves to true (something is live), every 15 s otherwise, never while the tab is hidden. After
/// a failure the pause doubles from 2 s to 15 s; `onError(error, pause)` is told.
export class Poll {
  #timer;
  #busy = false;
  #again = false;
  #failures = 0;

  constructor(work, onError) {
    this.work = work;
    this.onError = onError;
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.now();
      else clearTimeout(this.#timer);
    });
  }

  /// Works at once, or right after what is under way.
  async now() {
    clearTimeout(this.#timer);
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    let pause;
    try {
      pause = (await this.work()) ? quick : slow;
      this.#failures = 0;
    } catch (error) {
      pause = Math.min(slow, quick * 2 ** this.#failures++);
      this.onError(error, pause);
    }
    this.#busy = false;
    if (this.#again) {
      this.#again = false;
      this.now();
    } else if (document.visibilityState === "visible" && !report) {
      this.#timer = setTimeout(() => this.now(), pause);
    }
  }
}
