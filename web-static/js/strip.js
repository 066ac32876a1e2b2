import { get } from "./api.js";
import { statusBadge } from "./columns.js";
import { comparePath } from "./compare-state.js";
import { byId, fill, h, said, setText } from "./dom.js";
import { counted, fullTime, whole } from "./format.js";
import { runPath } from "./row.js";

const mostExplained = 3;
const mostLatest = 3;
const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/// The tiles that say what is going on. Each keeps its elements and changes texts only, so an open disclosure stays open.
export class Strip {
  constructor() {
    this.bodies = Object.fromEntries(["sweeps", "jobs", "workers", "runs"].map((name) => [name, byId(`tile-${name}`).querySelector(".tile-body")]));
    for (const body of Object.values(this.bodies)) {
      body.classList.remove("muted");
      fill(body);
    }
    this.explained = new Map();
  }

  show({ runs, sweeps, workers, progress, experiments }) {
    this.#sweeps(sweeps);
    this.#jobs(runs, progress);
    this.#workers(workers);
    this.#runs(runs);
    this.#latest(runs);
    this.#experiments(runs, experiments);
  }

  #sweeps(sweeps) {
    const live = sweeps.filter((sweep) => sweep.waiting + sweep.running > 0);
    const latest = live.length > 0 ? live.slice(0, 3) : sweeps.slice(0, 1);
    this.#big("sweeps", live.length > 0 ? `${whole(live.length)} running` : sweeps.length > 0 ? "none running" : "none yet");
    const list = this.#part("sweeps", "list", () => h("ul", { class: "bars" }));
    this.#refill(list, latest, (sweep) => {
      const ended = sweep.done + sweep.failed + sweep.cancelled;
      const text = `${whole(ended)} of ${whole(sweep.total)}` + (sweep.failed ? `, ${whole(sweep.failed)} failed` : "") + (sweep.cancelled ? `, ${whole(sweep.cancelled)} cancelled` : "");
      return h("li", {}, h("span", { class: "bar-label" }, h("span", { class: "clip", title: sweep.name }, said(sweep.name)), h("span", { class: "muted" }, text)),
        h("progress", { max: sweep.total || 1, value: ended, "aria-label": `Sweep ${sweep.name}: ${text}` }), this.#comparing("sweeps", sweep));
    });
    const others = this.#part("sweeps", "others", () => h("details", {}, h("summary", {}, "Others"), h("ul", {})));
    const rest = sweeps.filter((sweep) => !latest.includes(sweep));
    others.hidden = rest.length === 0;
    this.#refill(others.querySelector("ul"), rest, (sweep) => h("li", {}, said(sweep.name), h("span", { class: "muted" }, ` ${counted(sweep.total, "run")} `), this.#comparing("sweeps", sweep)));
  }

  #comparing(kind, { id, name }) {
    return h("a", { class: "more", href: comparePath({ [kind]: [id] }) }, "Compare its runs", h("span", { class: "visually-hidden" }, `, ${name}`));
  }

  // Links keep their focus while what they say stays.
  #refill(list, items, make) {
    const text = JSON.stringify(items);
    if (list.dataset.shown === text) return;
    list.dataset.shown = text;
    fill(list, items.map(make));
  }

  #jobs(runs, progress) {
    const running = runs.filter((run) => run.status === "running");
    const waiting = runs.filter((run) => run.status === "scheduled");
    this.#big("jobs", running.length + waiting.length === 0 ? "nothing waits" : `${whole(running.length)} running, ${whole(waiting.length)} waiting`);
    const bars = this.#part("jobs", "bars", () => h("ul", { class: "bars" }));
    fill(bars, running.slice(0, 2).map((run) => {
      const share = progress.get(run.job);
      return h("li", {}, h("span", { class: "bar-label" }, h("span", { class: "clip", title: run.name }, said(run.name)),
        h("span", { class: "muted" }, share === undefined ? "started" : `${Math.round(share * 100)} %`)),
      h("progress", { max: 1, value: share, "aria-label": `Progress of ${run.name}` }));
    }));
    const why = this.#part("jobs", "why", () => h("details", { on: { toggle: (event) => event.target.open && this.#explain() } },
      h("summary", {}, "Why do they wait?"), h("div", { class: "explanation", "aria-live": "polite" })));
    why.hidden = waiting.length === 0;
    this.waiting = waiting.filter((run) => run.job !== undefined).sort((a, b) => a.job - b.job).slice(0, mostExplained);
    if (why.open && !why.hidden) this.#explain();
  }

  async #explain() {
    const box = this.bodies.jobs.querySelector(".explanation");
    const parts = [];
    for (const run of this.waiting) {
      try {
        const { body } = await get(`/jobs/${run.job}/explanation`);
        parts.push({ run, summary: body.summary, workers: body.workers });
      } catch (error) {
        parts.push({ run, summary: `not known: ${error.message}`, workers: [] });
      }
    }
    const text = JSON.stringify(parts.map(({ run, summary, workers }) => [run.id, summary, workers]));
    if (box.dataset.shown === text) return;
    box.dataset.shown = text;
    fill(box, parts.map(({ run, summary, workers }) => h("div", {},
      h("p", {}, h("b", {}, `Job ${run.job} `), said(run.name), h("br"), said(summary)),
      workers.length > 0 && h("ul", {}, workers.map(({ worker, lacks }) =>
        h("li", {}, said(worker), lacks.length > 0 ? [" has ", lacks.map((lack, index) => [index > 0 && "; ", said(lack)])] : " could take it"))))));
  }

  #workers(workers) {
    const live = workers.filter((worker) => worker.live);
    this.#big("workers", workers.length === 0 ? "none yet" : `${whole(live.length)} live` + (workers.length > live.length ? `, ${whole(workers.length - live.length)} silent` : ""));
    const details = this.#part("workers", "which", () => h("details", {}, h("summary", {}, "Which?"), h("ul", {})));
    details.hidden = workers.length === 0;
    fill(details.querySelector("ul"), workers.map((worker) => h("li", {}, h("b", {}, said(worker.name)), worker.live ? ", live" : ", silent",
      worker.running_attempts > 0 && `, ${counted(worker.running_attempts, "attempt")} running`, h("br"),
      h("span", { class: "muted" }, said(worker.machine.processor ?? worker.machine.architecture),
        `, ${worker.machine.usable_processors} of ${worker.machine.logical_processors} processors, ${whole(worker.machine.memory_mib)} MiB`))));
  }

  #runs(runs) {
    const count = (status) => runs.filter((run) => run.status === status).length;
    this.#big("runs", `${whole(count("finished"))} finished`);
    const line = this.#part("runs", "line", () => h("p", { class: "muted" }));
    const failed = count("failed"), killed = count("killed");
    setText(line, [failed > 0 ? `${whole(failed)} failed` : "none failed", killed > 0 && `${whole(killed)} cancelled`, `${whole(runs.length)} in all`].filter(Boolean).join(", "));
  }

  // What ended last, whatever became of it.
  #latest(runs) {
    const ended = runs.filter((run) => run.ended_at).sort((a, b) => (a.ended_at < b.ended_at ? 1 : -1)).slice(0, mostLatest);
    const list = this.#part("runs", "latest", () => h("ul", { class: "bars", "aria-label": "Ended lately" }));
    this.#refill(list, ended.map(({ id, name, status, ended_at }) => ({ id, name, status, ended_at })), ({ id, name, status, ended_at }) => h("li", { class: "bar-label" },
      h("a", { class: "clip", href: runPath(id), title: name }, said(name)), h("span", { class: "muted" }, status !== "finished" && [statusBadge(status), " "], h("time", { datetime: ended_at, title: fullTime(ended_at) }, dayOrHour(ended_at)))));
  }

  #experiments(runs, experiments) {
    const counts = new Map();
    for (const run of runs) counts.set(run.experiment, (counts.get(run.experiment) ?? 0) + 1);
    const own = experiments.filter(({ id }) => counts.has(id)).map(({ id, name }) => ({ id, name, count: counts.get(id) }));
    const details = this.#part("runs", "experiments", () => h("details", {}, h("summary", {}, "Experiments"), h("ul", {})));
    details.hidden = own.length === 0;
    this.#refill(details.querySelector("ul"), own, (one) => h("li", {}, h("b", {}, said(one.name)), h("span", { class: "muted" }, ` ${counted(one.count, "run")} `), this.#comparing("experiments", one)));
  }

  #big(tile, text) { setText(this.#part(tile, "big", () => h("p", { class: "big" })), text); }

  #part(tile, name, make) {
    const body = this.bodies[tile];
    let part = body.querySelector(`:scope > [data-part="${name}"]`);
    if (!part) {
      part = make();
      part.dataset.part = name;
      body.append(part);
    }
    return part;
  }
}

// The hour of what is from today, the day of what is older.
function dayOrHour(text) {
  const date = new Date(text);
  return (date.toDateString() === new Date().toDateString() ? hour : day).format(date);
}
