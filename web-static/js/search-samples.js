import { fill, h, said } from "./dom.js";
import { counted, duration, number, significant, whole } from "./format.js";
import { usd } from "./money.js";
import { runPath } from "./row.js";

/// What a search compares, how far it is and what became of each of its samples, the best first.
export function showSearch(container, search) {
  const { plan, samples } = search;
  const isLess = plan.metric?.endsWith("loss");
  const reached = (sample) => number(sample.latest);
  const ranked = [...samples].sort((a, b) => rank(reached(a), reached(b), isLess) || a.job - b.job);
  const fields = Object.keys(plan.space ?? {}).sort();
  const budget = [`${duration(search.used_seconds)} of machine time used${plan.max_hours === undefined ? "" : ` of ${duration(plan.max_hours * 3600)}`}`,
    search.spent_usd !== undefined && `${usd(search.spent_usd)} of ${usd(search.limit_usd)} USD spent`].filter(Boolean).join(", ");
  const best = ranked.find((sample) => reached(sample) !== undefined);
  fill(container, h("p", {}, plan.method === "random" ? "Random search: every sample trains to the end." : ["Successive halving (Li et al. 2020): after ", listed(search.rungs), ` epochs a run goes on only when it is among the best 1 in ${plan.reduction_factor ?? 3} of those that got there.`],
    " Compared by ", h("code", {}, said(plan.metric ?? "validation_accuracy")), isLess ? ", less is better." : ", more is better."),
  h("p", { class: "muted" }, `${counted(samples.length, "sample")}; ${budget}.`, search.exhausted_reason && [" ", h("b", {}, said(search.exhausted_reason))]),
  h("div", { class: "scroll" }, h("table", { class: "plain samples" }, h("caption", {}, "Samples, the best first. A rung shows what was reached there and whether the run went on."),
    h("thead", {}, h("tr", {}, ["Rank", "Job"].map((title) => h("th", { scope: "col" }, title)), fields.map((name) => h("th", { scope: "col" }, said(name))),
      search.rungs.map((epoch) => h("th", { scope: "col" }, `Rung, ${counted(epoch, "epoch")}`)), ["Latest", "Ended because"].map((title) => h("th", { scope: "col" }, title)))),
    h("tbody", {}, ranked.map((sample, index) => h("tr", { class: sample === best ? "best" : "", "data-job": sample.job }, h("td", {}, reached(sample) === undefined ? "–" : whole(index + 1)),
      h("th", { scope: "row" }, h("a", { href: runPath(sample.run) }, `${sample.job}`)), fields.map((name) => h("td", {}, shown(sample.values?.[name]))),
      search.rungs.map((epoch) => h("td", {}, decision(sample.decisions.find((found) => found.epoch === epoch)))), h("td", {}, significant(reached(sample), 4)),
      h("td", {}, sample.end_reason ? said(sample.end_reason) : sample.state === "done" ? "trained to the end" : said(sample.state))))))));
}

function listed(rungs) { return rungs.map((rung, index) => `${index === 0 ? "" : index === rungs.length - 1 ? " and " : ", "}${rung}`).join(""); }

function rank(a, b, isLess) {
  const missing = (value) => value === undefined || Number.isNaN(value);
  if (missing(a) || missing(b)) return missing(a) - missing(b);
  return isLess ? a - b : b - a;
}

function shown(value) { return typeof value === "number" ? significant(value, 3) : value === undefined ? "" : said(String(value)); }

function decision(found) {
  if (!found) return "";
  return [significant(number(found.value), 4), h("span", { class: "sub" }, ` ${whole(found.rank)} of ${whole(found.position)}, ${found.continues ? "went on" : "stopped"}`)];
}
