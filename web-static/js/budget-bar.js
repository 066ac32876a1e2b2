import { h } from "./dom.js";
import { whole } from "./format.js";
import { dollars, usd } from "./money.js";

/// What a budget is for, in words.
export function scopeWords(budget) { return budget.scope === "month" ? "every month (UTC)" : `${budget.scope} ${whole(budget.subject)}`; }

/// Spent, reserved and left of a limit as one bar; the text beside it says the same.
export function budgetBar(budget) {
  const limit = dollars(budget.limit_usd);
  const parts = [["spent", dollars(budget.spent_usd)], ["reserved", dollars(budget.reserved_usd)], ["left", Math.max(0, dollars(budget.left_usd))]];
  const total = Math.max(limit, parts.reduce((sum, [, value]) => sum + value, 0)) || 1;
  // SVG attributes, since the page's policy has no inline styles.
  const make = (name, attributes) => Object.entries(attributes).reduce((node, [key, value]) => (node.setAttribute(key, value), node), document.createElementNS("http://www.w3.org/2000/svg", name));
  const bar = make("svg", { class: "budget-bar", viewBox: "0 0 100 6", preserveAspectRatio: "none", role: "img",
    "aria-label": `${usd(budget.spent_usd)} of ${usd(budget.limit_usd)} USD spent, ${usd(budget.reserved_usd)} reserved, ${usd(budget.left_usd)} left` });
  let x = 0;
  for (const [name, value] of parts) {
    const width = (100 * value) / total;
    if (width > 0) bar.append(make("rect", { class: name, x, y: 0, width, height: 6 }));
    x += width;
  }
  return bar;
}

/// A budget's three amounts, with the signs of the bar's parts.
export function budgetAmounts(budget) {
  return h("p", { class: "amounts" }, [["spent", budget.spent_usd], ["reserved", budget.reserved_usd], ["left", budget.left_usd]].map(([name, amount]) =>
    h("span", {}, h("span", { class: `key ${name}`, "aria-hidden": "true" }), ` ${name} ${usd(amount)}`)), h("span", { class: "muted" }, `of ${usd(budget.limit_usd)} USD, ${budget.basis} cost`));
}
