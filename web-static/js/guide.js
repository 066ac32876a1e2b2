import { firstSteps } from "./commands.js";
import { commandBlock } from "./command-block.js";
import { fill, h } from "./dom.js";

/// What a reader does first, shown while there is no run at all.
export function showGuide(section, { empty, workers }) {
  const live = workers.filter((worker) => worker.live).length;
  const state = empty ? String(live) : "off";
  if (section.dataset.state === state) return;
  section.dataset.state = state;
  section.hidden = !empty;
  if (!empty) return;
  fill(section, h("h2", { id: "guide-title" }, "Nothing has been measured yet"),
    h("p", {}, live > 0 ? `${live === 1 ? "A worker is" : `${live} workers are`} ready and waiting. Hand in the first job from a terminal; this page shows it within seconds.`
      : "Three commands in a terminal, and this page fills by itself within minutes."),
    h("ol", {}, firstSteps.slice(live > 0 ? 1 : 0).map(({ say, command }) => h("li", {}, h("p", {}, say), commandBlock(command(), say)))),
    h("p", { class: "muted" }, h("code", {}, "shoestring models"), " lists the networks that can be measured; ", h("code", {}, "shoestring doctor"), " says what is missing on a machine."));
}
