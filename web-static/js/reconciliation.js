import { get } from "./api.js";
import { notDrawn } from "./cost-figure.js";
import { fill, h, said } from "./dom.js";
import { colour, Figure } from "./figure.js";
import { exportButtons } from "./figure-export.js";
import { counted, fullTime, significant, whole } from "./format.js";
import { hours, usd } from "./money.js";

const most = 500;
// Of the four kinds of job each has its colour and its shape wherever it is drawn.
const kinds = { benchmark: ["fp32", "circle"], compress: ["int8", "square"], train: ["bf16", "triangle-up"], selftest: ["fp16", "diamond"] };

/// Estimated against actual: how often the stated intervals were right, attempt by attempt over time, and prices that have moved since.
export class Reconciliation {
  constructor(container) {
    this.container = container;
    this.summary = h("div");
    this.alerts = h("div");
    this.plot = h("div", { class: "plot", role: "img", "aria-labelledby": "actual-title", "aria-describedby": "actual-source" });
    this.source = h("p", { class: "source", id: "actual-source" });
    this.note = h("p", { class: "wrong", role: "status" });
    this.figure = new Figure(this.plot, "/figures/estimate-actual.vl.json", { prepare: (specification) => this.#prepare(specification) });
    this.element = h("figure", { class: "card", hidden: true }, h("figcaption", {}, h("h3", { id: "actual-title" }, "What attempts took, over what was estimated for them"),
      h("p", { class: "muted" }, "A bar is the stated 80 % interval, its mark what it was: filled where the interval covered it, hollow where not. On the dashed line the estimate’s median was right; the axis is logarithmic.")),
    this.plot, this.source, exportButtons(this.figure, "shoestring-estimated-actual", (words) => { this.note.textContent = words; }), this.note);
    fill(container, this.alerts, this.summary, this.element);
  }

  /// Loads and shows it. A report has no such answer: it would be about runs that are not in it.
  async load() {
    try {
      await this.show((await get(`/costs/reconciliation?limit=${most}`)).body);
    } catch (error) {
      if (error.kind !== "missing") throw error;
      fill(this.container, h("p", { class: "muted" }, "A coordinator shows here how often its estimates were right."));
    }
  }

  async show(answer) {
    const { items, all, kinds: byKind, requests, alerts } = answer;
    this.#tell(alerts);
    const rows = [...requests.map((summary) => ["Time of a request", summary.level, summary]), ...byKind.map((summary) => ["Time of an attempt", summary.kind, summary])];
    if (byKind.length > 1) rows.push(["Time of an attempt", "all kinds", all]);
    fill(this.summary, rows.length === 0 ? h("p", { class: "notice" }, "Nothing was estimated and then measured yet. Once five attempts of a kind are done, each further one is estimated when it is submitted, and held against what it took here.") : table(rows, answer.requests_version));
    await this.#draw(items);
  }

  #tell(alerts) {
    fill(this.alerts, alerts.length > 0 && h("details", { class: "notice price-alerts", open: true }, h("summary", {}, `${counted(alerts.length, "price")} moved since estimates used ${alerts.length === 1 ? "it" : "them"}`),
      h("ul", {}, alerts.map(({ before, now, ratio, estimates, job }) => h("li", { class: "price-alert" }, said(before.host), `: ${usd(before.marginal_usd_per_hour)} USD/h then, ${usd(now.marginal_usd_per_hour)} now (×${significant(ratio, 3)}), in ${counted(estimates, "estimate")}, the latest of job ${job}. Now: `, said(now.source))))));
  }

  #prepare(specification) {
    const names = Object.keys(kinds).filter((kind) => this.drawn.has(kind));
    const scales = { color: { domain: names, range: names.map((kind) => colour(kinds[kind][0])) }, shape: { domain: names, range: names.map((kind) => kinds[kind][1]) } };
    for (const layer of specification.layer) {
      if (layer.name === "line") layer.mark.color = colour("line-strong");
      for (const channel of ["color", "fill"]) if (layer.encoding[channel]) layer.encoding[channel].scale = scales.color;
      if (layer.encoding.shape) layer.encoding.shape.scale = scales.shape;
    }
  }

  async #draw(items) {
    const attempts = items.filter((item) => item.counts && item.estimated_seconds.p10 > 0 && item.seconds > 0).map((item) => {
      const { p10, p50, p90 } = item.estimated_seconds;
      return { id: `${item.attempt.job}/${item.attempt.attempt}`, ended: item.ended_at, kind: item.kind, ratio: item.ratio, low: p10 / p50, high: p90 / p50, isCovered: item.covered,
        tip: { Job: `${item.attempt.job}, ${item.kind}`, Took: hours(item.seconds / 3600), Estimated: `${hours(p50 / 3600)} (${hours(p10 / 3600)} to ${hours(p90 / 3600)})`, "By attempts": whole(item.estimate.n), Ended: fullTime(item.ended_at) } };
    });
    this.drawn = new Set(attempts.map((item) => item.kind));
    this.element.hidden = attempts.length === 0;
    if (attempts.length === 0) return;
    fill(this.source, `Source: estimates stored when jobs were submitted, and the clock of the coordinator’s database. Drawn: the newest ${counted(attempts.length, "first attempt")} with an estimate and a bill.`);
    try {
      await this.figure.update({ attempts }, {}, JSON.stringify([...this.drawn]));
    } catch (error) {
      notDrawn(this.plot, error);
    }
  }
}

function table(rows, version) {
  const percent = (share) => `${Math.round(share * 100)} %`;
  return h("div", { class: "scroll" }, h("table", { class: "plain coverage" },
    h("caption", {}, "How often the stated 80 % intervals were right. From 30 outcomes of a kind on, new intervals are widened until they would have covered; they are never narrowed. Rules: ", said(version), "."),
    h("thead", {}, h("tr", {}, ["What was estimated", "By", "Outcomes", "Covered", "95 % interval", "Median actual / estimate", "Widened by"].map((title) => h("th", { scope: "col" }, title)))),
    h("tbody", {}, rows.map(([what, name, item]) => h("tr", {}, h("th", { scope: "row" }, what), h("td", {}, said(name)), h("td", {}, whole(item.n)),
      h("td", { class: "value" }, item.coverage === undefined ? "–" : percent(item.coverage)),
      h("td", {}, item.coverage_low === undefined ? "–" : `${percent(item.coverage_low)} to ${percent(item.coverage_high)}`),
      h("td", {}, item.median_actual_over_estimate === undefined ? "–" : significant(item.median_actual_over_estimate, 3)),
      h("td", {}, item.widening === undefined ? "not yet calibrated" : item.widening > 1 ? `×${significant(item.widening, 3)}` : "not widened"))))));
}
