import { fill, h, said } from "./dom.js";
import { counted, fullTime, time, whole } from "./format.js";
import { buttons } from "./job-actions.js";
import { usd } from "./money.js";

/// The workers as cards: what they are, what they can do, what they do now.
export class WorkerCards {
  constructor(container, { onChange }) {
    Object.assign(this, { container, onChange });
  }

  /// Shows these; nothing is touched when nothing changed but the time of the last sign of life.
  show(workers) {
    const text = JSON.stringify(workers.map(({ last_seen_at: seen, ...rest }) => [rest, rest.live ? "" : seen]));
    if (text === this.shown) return;
    this.shown = text;
    fill(this.container, workers.length === 0
      ? h("p", { class: "notice" }, "No worker yet: on any spare machine, ", h("code", {}, `shoestring worker --url ${location.origin}`), ".")
      : workers.map((worker) => this.#card(worker)));
  }

  #card(worker) {
    const { capability, machine } = worker;
    const isPaused = worker.paused_at !== undefined;
    const state = [worker.live ? "live" : `silent since ${time(worker.last_seen_at)}`, isPaused && "paused: it gets no more jobs"].filter(Boolean).join(", ");
    const rate = worker.rate ?? {};
    const facts = [
      ["Does now", worker.running_attempts > 0 ? counted(worker.running_attempts, "attempt") : "nothing"],
      ["Processor", [said(machine.processor ?? machine.architecture), `, ${machine.usable_processors} of ${machine.logical_processors} usable`]],
      ["Memory", `${whole(capability.memory_mib)} of ${whole(machine.memory_mib)} MiB for jobs`],
      ["Runners", h("ul", { class: "runners" }, capability.runners.map((runner) => h("li", {}, h("b", {}, said(runner.engine)), " ", said(runner.engine_version), ": ", said(runner.kinds.join(", ")), h("br"),
        h("span", { class: "muted" }, said(runner.devices.map((device) => [device.name, ...device.precisions].join(" ")).join("; "))))))],
      capability.labels.length > 0 && ["Labels", said(capability.labels.join(", "))],
      ["Costs", rate.marginal_usd_per_hour === undefined ? ["not known; ", h("a", { href: "/costs.html#devices" }, "state its figures")]
        : `${usd(rate.marginal_usd_per_hour)} USD/h marginal${rate.full_usd_per_hour === undefined ? "" : `, ${usd(rate.full_usd_per_hour)} USD/h full`}`],
      ["Version", said(worker.agent_version)],
    ].filter(Boolean);
    return h("article", { class: worker.live ? "card" : "card silent", "data-worker": worker.id },
      h("div", {}, h("h3", {}, said(worker.name)), h("p", { class: worker.live && !isPaused ? "status-finished" : "muted", title: fullTime(worker.last_seen_at) }, h("span", { "aria-hidden": "true" }, worker.live ? "● " : "○ "), state)),
      h("dl", { class: "pairs" }, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
      buttons(`/workers/${worker.id}`, [isPaused ? { verb: "resume", words: "Give it jobs again" } : { verb: "pause", words: "Give it no more jobs" }], worker.name, this.onChange));
  }
}
