import { get } from "./api.js";
import { fill, h, said, setText } from "./dom.js";
import { configurationTitle, counted, duration, fullTime, time, whole } from "./format.js";
import { buttons, possible } from "./job-actions.js";
import { runPath } from "./row.js";

const words = { blocked: "blocked", scheduled: "waits for its time", ready: "waits", paused: "paused", running: "runs", done: "done", failed: "failed", cancelled: "cancelled", dead: "gave up" };
const signs = { blocked: "◼", scheduled: "◷", ready: "…", paused: "‖", running: "▶", done: "✓", failed: "✕", cancelled: "–", dead: "✕" };
const live = ["blocked", "scheduled", "ready", "paused"];

/// Jobs as a table. A row is replaced only when it says something else, so that focus and open explanations stay.
export class JobTable {
  #rows = new Map();

  constructor(container, { caption, onChange }) {
    this.onChange = onChange;
    this.body = h("tbody", {});
    this.note = h("p", { class: "notice", hidden: true });
    this.table = h("table", { class: "plain jobs" }, h("caption", { class: "visually-hidden" }, caption),
      h("thead", {}, h("tr", {}, ["Job", "What", "State", "Priority", "Attempts", "Since", "Why"].map((title) => h("th", { scope: "col" }, title)), h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, "What you can do")))),
      this.body);
    fill(container, this.note, h("div", { class: "scroll" }, this.table));
  }

  /// Shows these, in this order; `workers` maps numbers to names.
  show(jobs, workers, nothing) {
    setText(this.note, nothing);
    this.note.hidden = jobs.length > 0;
    this.table.hidden = jobs.length === 0;
    const kept = new Map();
    for (const job of jobs) {
      const text = JSON.stringify([job, workers.get(job.worker)]);
      const old = this.#rows.get(job.id);
      if (old?.text === text) {
        kept.set(job.id, old);
        continue;
      }
      const row = { text, element: this.#row(job, workers) };
      if (old) this.#carryOver(old.element, row.element);
      kept.set(job.id, row);
    }
    this.#rows = kept;
    const wanted = jobs.map((job) => kept.get(job.id).element);
    if (wanted.length !== this.body.children.length || wanted.some((element, index) => this.body.children[index] !== element)) this.#place(wanted);
  }

  // The focus goes with its row, also where the row is a new element or stands elsewhere.
  #place(wanted) {
    const held = document.activeElement;
    const { verb } = held?.dataset ?? {};
    const job = this.body.contains(held) ? held.closest("tr").dataset.job : undefined;
    this.body.replaceChildren(...wanted);
    if (job === undefined || document.activeElement === held) return;
    const row = this.body.querySelector(`tr[data-job="${job}"]`);
    (row?.contains(held) ? held : row?.querySelector(verb ? `[data-verb="${verb}"], button` : "summary, a"))?.focus({ preventScroll: true });
  }

  #carryOver(old, fresh) {
    const open = old.querySelector("details[open]"), again = fresh.querySelector("details");
    if (open && again) again.open = true;
  }

  #row(job, workers) {
    const name = configurationTitle(job.configuration) ?? "selftest";
    const cell = (title, attributes, ...children) => h("td", { "data-title": title, ...attributes }, children);
    return h("tr", { "data-job": job.id }, h("th", { scope: "row" }, whole(job.id)),
      h("td", { class: "what" }, h("a", { href: runPath(job.run) }, said(name)), job.sweep !== undefined && h("span", { class: "sub" }, h("a", { href: `/sweep.html?id=${job.sweep}` }, `sweep ${job.sweep}`))),
      cell("State", {}, state(job), job.state === "running" && h("span", { class: "sub" }, "on ", said(workers.get(job.worker) ?? "a worker that is gone"))),
      cell("Priority", {}, whole(job.priority)),
      cell("Attempts", {}, whole(job.attempts), (job.failures > 0 || job.losses > 0) && h("span", { class: "sub" }, [job.failures > 0 && counted(job.failures, "failure"), job.losses > 0 && `${counted(job.losses, "worker")} lost`].filter(Boolean).join(", "))),
      cell("Since", {}, since(job)), h("td", { class: "why" }, why(job)),
      h("td", {}, buttons(`/jobs/${job.id}`, possible(job), `job ${job.id}`, this.onChange)));
  }
}

function state(job) {
  const leaving = job.cancel_requested ? "is being cancelled" : job.pause_requested ? "is being paused" : undefined;
  const share = job.state === "running" ? job.progress : undefined;
  return [h("span", { class: `job-state state-${job.state}` }, h("span", { "aria-hidden": "true" }, `${signs[job.state] ?? "?"} `), leaving ?? words[job.state] ?? said(job.state)),
    share !== undefined && [h("span", { class: "sub" }, `${Math.round(share * 100)} %`), h("progress", { max: 1, value: share, "aria-label": `Progress of job ${job.id}` })]];
}

function since(job) {
  const at = job.finished_at ?? job.created_at;
  const expected = job.estimate?.seconds;
  return [h("time", { datetime: at, title: fullTime(at) }, time(at)),
    !job.finished_at && expected && h("span", { class: "sub" }, `an attempt takes ${duration(expected.p50)} (${duration(expected.p10)} to ${duration(expected.p90)})`)];
}

function why(job) {
  if (job.end_reason) return said(job.end_reason);
  if (job.failure) return [h("code", {}, said(job.failure.code)), " ", said(job.failure.message)];
  if (!live.includes(job.state)) return undefined;
  const box = h("div", { class: "explanation", "aria-live": "polite" }, "Asking…");
  return h("details", { on: { toggle: (event) => event.currentTarget.open && explain(job, box) } }, h("summary", {}, "Why is it not running?", h("span", { class: "visually-hidden" }, ` Job ${job.id}`)), box);
}

async function explain(job, box) {
  try {
    const { body } = await get(`/jobs/${job.id}/explanation`);
    fill(box, h("p", {}, said(body.summary)), body.workers.length > 0 && h("ul", {}, body.workers.map(({ worker, lacks }) =>
      h("li", {}, h("b", {}, said(worker)), lacks.length > 0 ? [" has ", lacks.map((lack, index) => [index > 0 && "; ", said(lack)])] : " could take it"))));
  } catch (error) {
    fill(box, h("p", {}, "Not known: ", said(error.message)));
  }
}
