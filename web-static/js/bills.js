import { get } from "./api.js";
import { hostOf, kinds } from "./cost-rows.js";
import { byId, fill, h, said } from "./dom.js";
import { budgetAmounts, budgetBar } from "./budget-bar.js";
import { counted, duration, whole } from "./format.js";
import { sum, usd } from "./money.js";
import { report } from "./saved.js";

/// What a run's attempts cost: time times the price at their claim. Undefined where no attempt has a bill.
export function billTable(bills) {
  if (bills.length === 0) return h("p", { class: "muted" }, "No attempt has a bill: the price of its machine was not known when it was claimed. ", h("a", { href: "/costs.html#devices" }, "State the figures of your devices"), ".");
  const head = [["Attempt"], ["Ended"], ["Took"], ["Estimated at 90 %"], ["Price", "USD/h, marginal · full"], ["Marginal", "USD"], ["Full", "USD"], ["Machine and source of the price"]];
  const full = bills.every((bill) => bill.full_usd !== undefined) ? usd(sum(bills.map((bill) => bill.full_usd))) : "not known";
  return h("div", { class: "scroll" }, h("table", { class: "plain bills" }, h("caption", {}, "Bills: the seconds from claim to end, by the database’s clock, at the price of the claim."),
    h("thead", {}, h("tr", {}, head.map(([title, unit]) => h("th", { scope: "col" }, title, unit && h("span", { class: "unit" }, ` ${unit}`))))),
    h("tbody", {}, bills.map((bill) => {
      const host = hostOf(bill.rate.host);
      const isOver = bill.estimated_seconds_p90 !== undefined && bill.seconds > bill.estimated_seconds_p90;
      return h("tr", {}, h("th", { scope: "row" }, whole(bill.attempt.attempt)), h("td", {}, said(bill.outcome)), h("td", {}, duration(bill.seconds), isOver && h("span", { class: "differs" }, " longer than estimated")),
        h("td", {}, duration(bill.estimated_seconds_p90)), h("td", {}, `${usd(bill.rate.marginal_usd_per_hour)} · ${usd(bill.rate.full_usd_per_hour)}`), h("td", {}, usd(bill.marginal_usd)),
        h("td", {}, bill.full_usd === undefined ? "not known" : usd(bill.full_usd)), h("td", {}, `${kinds[host.kind].sign} `, said(host.name), h("span", { class: "muted" }, " ", said(bill.rate.source))));
    })),
    bills.length > 1 && h("tfoot", {}, h("tr", {}, h("th", { scope: "row", colspan: 5 }, "Together"), h("td", {}, usd(sum(bills.map((bill) => bill.marginal_usd)))), h("td", {}, full), h("td")))));
}

/// This month's budget and what was spent, on the overview; asked at most every quarter of a minute.
export class MonthTile {
  #askedAt = 0;
  #bills = {};
  #budgets = {};

  constructor() {
    this.tile = byId("tile-month");
    this.body = this.tile.querySelector(".tile-body");
  }

  async refresh() {
    // A report is read in other months than its own.
    if (report || Date.now() - this.#askedAt < 15_000) return;
    const now = new Date();
    const since = `${now.getUTCFullYear()}-${String(now.getUTCMonth() + 1).padStart(2, "0")}-01T00:00:00Z`;
    const [budgets, bills] = await Promise.all([this.#ask(this.#budgets, "/budgets"), this.#ask(this.#bills, `/bills?since=${since}&limit=1000`)]);
    this.#askedAt = Date.now();
    this.#show(budgets.find((budget) => budget.scope === "month" && budget.state !== "closed"), bills);
  }

  async #ask(known, path) {
    const answer = await get(path, { etag: known.path === path ? known.etag : undefined });
    if (!answer.unchanged) Object.assign(known, { path, etag: answer.etag, items: answer.body.items });
    return known.items;
  }

  #show(budget, bills) {
    const text = JSON.stringify([budget, bills]);
    if (text === this.shown) return;
    this.shown = text;
    this.tile.hidden = budget === undefined && bills.length === 0;
    if (this.tile.hidden) return;
    this.body.classList.remove("muted");
    const marginal = usd(sum(bills.map((bill) => bill.marginal_usd)));
    const more = bills.length === 1000 ? "the last 1,000 bills" : counted(bills.length, "bill");
    fill(this.body, h("p", { class: "big" }, budget ? `${usd(budget.spent_usd)} of ${usd(budget.limit_usd)} USD` : `${marginal} USD`), budget && [budgetBar(budget), budgetAmounts(budget)],
      h("p", { class: "muted" }, `${more}${budget ? "" : ", marginal cost"}. `, h("a", { href: "/costs.html#budgets" }, budget ? "Budgets" : "Set a budget")));
  }
}
