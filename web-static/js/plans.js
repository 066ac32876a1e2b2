import { send } from "./api.js";
import { costRow, machineLabel } from "./cost-rows.js";
import { evidence, levelBadge } from "./cost-table.js";
import { limitNames, limitsOf, questionOf, writeCostState } from "./cost-state.js";
import { fill, h, said } from "./dom.js";
import { clearComplaints, showComplaints } from "./field-errors.js";
import { counted, significant } from "./format.js";
import { hours, usd } from "./money.js";
import { PlanFigure } from "./plan-figure.js";

const fields = {
  deadline_hours: ["Done within", "hours"], on_time_probability: ["With a probability of", "", "0.95"], budget_usd: ["Cost at most", "USD"],
  latency_ms: ["A request within", "ms"], memory_mib: ["Memory at most", "MiB"], top1_percent: ["Top-1 at least", "%"],
};
const shown = 12;

/// The plan finder: limits in, ways within them out; without a way, which limit is in the way and by how much.
export class Plans {
  #asked = 0;

  constructor(container, state) {
    this.state = state;
    this.button = h("button", { type: "submit" }, "Find a way");
    this.form = h("form", { class: "card plan-form", novalidate: true, "aria-labelledby": "plan-title", on: { submit: (event) => this.#find(event) } },
      h("p", { class: "muted" }, "For the question at the top: its work, models, batches, precisions and machines. An empty limit does not bind. Cost and time of a request are those at 90 %; accuracy is the published one. Choose several models or batches above to let it choose among them."),
      h("div", { class: "fields" }, limitNames.map((name) => h("label", { "data-field": name }, fields[name][0], fields[name][1] && h("span", { class: "unit" }, `, ${fields[name][1]}`),
        h("input", { name, placeholder: fields[name][2], value: state.limits[name] ?? "", autocomplete: "off", inputmode: "decimal" })))),
      h("p", { class: "actions" }, this.button));
    this.form.addEventListener("input", (event) => {
      state.limits[event.target.name] = event.target.value.trim();
      writeCostState(state);
    });
    this.answer = h("div", { class: "plan-answer", role: "status" });
    this.figure = new PlanFigure();
    this.figure.element.hidden = true;
    this.table = h("div");
    container.append(this.form, this.answer, this.figure.element, this.table);
  }

  /// A link with limits shows its plan, as soon as the coordinator has answered at all.
  start() {
    if (this.#asked === 0 && Object.values(this.state.limits).some(Boolean)) this.#find();
  }

  async #find(event) {
    event?.preventDefault();
    const number = ++this.#asked;
    clearComplaints(this.form);
    fill(this.answer, h("p", { class: "muted" }, "Looking: every machine that keeps the limits is simulated, which can take some seconds…"));
    try {
      const question = questionOf(this.state);
      const plan = await send("POST", "/plans", { ...question, limits: limitsOf(this.state) });
      if (number === this.#asked) this.#show(plan);
    } catch (error) {
      if (number !== this.#asked) return;
      this.figure.element.hidden = true;
      fill(this.table);
      fill(this.answer, h("p", { class: "notice bad" }, error.fields?.length > 0 ? "The limits cannot be used as they are." : `No plan: ${error.message}`));
      showComplaints(this.form, error, { focus: Boolean(event), rename: (name) => name.replace(/^limits\./, "") });
    }
  }

  #show(plan) {
    const ways = plan.ways.map(costRow), front = plan.front.map(costRow);
    const { basis } = this.state;
    this.figure.element.hidden = ways.length === 0;
    if (ways.length === 0) {
      fill(this.answer, this.#without(plan));
      fill(this.table);
      return;
    }
    const best = ways[0];
    fill(this.answer, h("p", {}, h("b", {}, `${counted(ways.length, "way")} within the limits. `), "The cheapest at 90 %: ", h("b", {}, said(machineLabel(best, true))), ` for ${usd(best[basis]?.p50)} USD, at 90 % at most ${usd(best[basis]?.p90)} USD, done in ${hours(best.item.makespan_hours.p50)}`,
      best.item.on_time !== undefined && `, on time with ${significant(best.item.on_time * 100)} %`, ". ", levelBadge(best.level)));
    this.figure.show(ways, front, basis);
    this.#list(ways, front, plan.formula_version);
  }

  /// Which limit is in the way, and by how much.
  #without({ bindings, nearest }) {
    const head = h("p", {}, h("b", {}, "Nothing fits. "), bindings.length > 0 ? (bindings.length === 1 ? "One limit is in the way:" : "Loosening one of these limits, each alone, would be enough:") : "No single limit is in the way: several would have to give.");
    const list = bindings.map(({ limit, needed, way }) => {
      const wanted = Number(this.state.limits[limit]);
      const [title, unit] = fields[limit] ?? [limit, ""];
      const ratio = wanted > 0 ? (limit === "top1_percent" ? `, ${significant(wanted - needed)} points less than asked` : `, ${significant(needed / wanted)} times what was asked`) : "";
      const row = costRow(way);
      return h("li", {}, h("b", {}, `${title} ${limit === "budget_usd" ? usd(needed) : significant(needed)} ${unit}`), `${ratio}: `, said(machineLabel(row, true)), ` would do it for ${usd(row[this.state.basis]?.p50)} USD in ${hours(row.item.makespan_hours.p50)}.`);
    });
    const near = nearest && costRow(nearest);
    return h("div", { class: "notice" }, head, list.length > 0 && h("ul", {}, list),
      near && h("p", {}, "What misses least: ", said(machineLabel(near, true)), ` for ${usd(near[this.state.basis]?.p50)} USD in ${hours(near.item.makespan_hours.p50)}, one request in ${significant(near.item.request_ms.p90)} ms at 90 %.`),
      bindings.length === 0 && !near && h("p", {}, "No machine of the question has an estimate that could be compared with these limits."));
  }

  #list(ways, front, version) {
    const keys = new Set(front.map((row) => row.key));
    const rows = [...front, ...ways.filter((row) => !keys.has(row.key))].slice(0, Math.max(shown, front.length));
    const { basis } = this.state;
    const head = [["Way"], ["Policy"], [basis === "full" ? "Full cost" : "Marginal cost", "USD, median"], ["At 90 %", "USD"], ["Start to end", "median"], ["At 90 %", "time"], ["On time", "%"], ["Evidence"]];
    fill(this.table, h("div", { class: "card" }, h("div", { class: "scroll" }, h("table", { class: "plain" },
      h("caption", {}, `Those that no other beats in cost and time at once come first, marked ★${ways.length > rows.length ? `; ${ways.length - rows.length} more ways keep the limits` : ""}.`),
      h("thead", {}, h("tr", {}, head.map(([title, unit]) => h("th", { scope: "col" }, title, unit && h("span", { class: "unit" }, ` ${unit}`))))),
      h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, keys.has(row.key) && [h("span", { "aria-hidden": "true" }, "★ "), h("span", { class: "visually-hidden" }, "not beaten: ")], said(machineLabel(row, true))),
        h("td", {}, row.item.policy?.replaceAll("_", " ") ?? "–"), h("td", {}, usd(row[basis]?.p50)), h("td", {}, usd(row[basis]?.p90)), h("td", {}, hours(row.item.makespan_hours.p50)), h("td", {}, hours(row.item.makespan_hours.p90)),
        h("td", {}, row.item.on_time === undefined ? "–" : significant(row.item.on_time * 100)),
        h("td", {}, h("details", {}, h("summary", {}, levelBadge(row.level)), evidence(row, version))))))))));
  }
}
