import { h, said } from "./dom.js";
import { counted, duration } from "./format.js";
import { usd, dollars } from "./money.js";

/// What was estimated for a job against what its attempts took: `{ low, middle, high, actual, verdict }` in seconds, as stated at submission; undefined
/// without an estimate. `verdict`: inside, below, above, or undefined while nothing has been done. Only an attempt that was done is compared: the
/// others ended for their own reasons.
export function against(estimate, bills, attempts) {
  if (!estimate) return undefined;
  const { p10, p50, p90 } = estimate.seconds;
  const [low, high] = [p10 / estimate.widening, p90 * estimate.widening];
  const done = attempts.find((attempt) => attempt.outcome === "done");
  const bill = done && bills?.find((item) => item.attempt.attempt === done.id.attempt);
  const actual = bill?.seconds ?? (done ? (Date.parse(done.ended_at) - Date.parse(done.started_at)) / 1000 : undefined);
  const verdict = actual === undefined ? undefined : actual < low ? "below" : actual > high ? "above" : "inside";
  return { low, middle: p50, high, actual, verdict, isLater: done !== undefined && done.id.attempt > 1, bill };
}

const words = { inside: "inside the interval", below: "shorter than the interval", above: "longer than the interval" };

/// The estimate of a job and what became of it, as a line, a bar and its source.
export function estimateCard(estimate, bills, attempts) {
  const found = against(estimate, bills, attempts);
  if (!found) return undefined;
  const { low, middle, high, actual, verdict, isLater, bill } = found;
  const dearest = estimate.dearest_by_marginal?.marginal_usd_per_hour;
  const most = dearest === undefined ? undefined : dollars(dearest) * high / 3600;
  return h("div", { class: "card estimate" },
    h("p", {}, "At submission: ", h("b", {}, `${duration(low)} to ${duration(high)}`), ` (p10 to p90), median ${duration(middle)}. `,
      actual === undefined ? "No attempt has been done yet." : [`It took ${duration(actual)}: `, h("b", { class: verdict === "inside" ? "" : "differs" }, words[verdict]), "."]),
    actual !== undefined && bar(found),
    h("p", { class: "muted" }, most !== undefined && [`At most about ${usd(most)} USD marginal on the dearest worker of then (`, said(estimate.dearest_by_marginal.host), ")", bill ? `; the bill is ${usd(bill.marginal_usd)} USD. ` : ". "],
      `From ${counted(estimate.n, "earlier attempt")} `, group(estimate.group), estimate.widening > 1 && `; the interval is widened by ${estimate.widening.toFixed(2)} because earlier ones covered too little`,
      isLater && ". The attempt that was done was not the first, so it may have begun at a checkpoint", ". 80 % of attempts should lie inside; ", h("a", { href: "/api/v1/costs/reconciliation" }, "how many did"), "."));
}

function group({ kind, model, batch, precision, engine }) {
  const parts = [model, batch !== undefined && `batch ${batch}`, precision, engine].filter((part) => part);
  return [`of the kind ${kind}`, parts.length > 0 && [" (", said(parts.join(", ")), ")"]];
}

/// The interval, its median and what it took, on one line from zero.
function bar({ low, middle, high, actual, verdict }) {
  const make = (name, attributes) => Object.entries(attributes).reduce((node, [key, value]) => (node.setAttribute(key, value), node), document.createElementNS("http://www.w3.org/2000/svg", name));
  const end = Math.max(high, actual) * 1.05;
  const x = (seconds) => (100 * seconds) / end;
  const svg = make("svg", { class: "estimate-bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", role: "img", "aria-label": `From 0 to ${duration(end)}: the interval, its median and what it took, ${words[verdict]}` });
  svg.append(make("rect", { class: "ground", x: 0, y: 4.2, width: 100, height: 1.6 }), make("rect", { class: "interval", x: x(low), y: 2.5, width: Math.max(x(high) - x(low), 0.6), height: 5 }),
    make("rect", { class: "middle", x: x(middle) - 0.2, y: 1.5, width: 0.4, height: 7 }), make("rect", { class: "actual", x: x(actual) - 0.4, y: 0, width: 0.8, height: 10 }));
  return h("div", {}, svg, h("p", { class: "muted keys" }, h("span", { class: "key interval", "aria-hidden": "true" }), " p10 to p90 ", h("span", { class: "key middle", "aria-hidden": "true" }), " median ", h("span", { class: "key actual", "aria-hidden": "true" }), " what it took"));
}
