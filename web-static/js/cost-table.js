import { fieldText, download } from "./csv.js";
import { kinds, levels, sorted } from "./cost-rows.js";
import { fill, h, said } from "./dom.js";
import { absentMark, significant, whole } from "./format.js";
import { hours, usd } from "./money.js";

function interval(amounts, show) {
  return h("span", { class: "interval" }, ` ${show(amounts.p10)}–${show(amounts.p90)}`);
}

function cost(name) {
  return (row) => {
    const amounts = row[name];
    if (!amounts) return h("span", { class: "why" }, "not known: ", said(row.item[`${name}_usd`].absent));
    return [h("span", { class: "value" }, usd(amounts.p50)), interval(amounts, usd)];
  };
}

function spread(name, show) {
  return (row) => [h("span", { class: "value" }, show(row.item[name].p50)), interval(row.item[name], show)];
}

function machine(row) {
  const { sign, word, title } = kinds[row.host.kind];
  return [h("span", { class: `kind kind-${row.host.kind}`, title }, h("span", { "aria-hidden": "true" }, sign), ` ${word}`), " ", h("b", {}, said(row.host.name)),
    row.item.machines > 1 && ` × ${whole(row.item.machines)}`, !row.isOwn && h("span", { class: "name" }, " ", said(row.host.place)), h("span", { class: "name on-phone" }, " ", said(row.configuration))];
}

/// The kind of evidence as a word in a frame; solid for what was measured here, dashed for what was not.
export function levelBadge(level) { return h("span", { class: `level level-of-${level}`, title: levels[level] }, level); }

const columns = [
  { key: "machine", title: "Machine", value: (r) => `${r.host.name} ${r.host.place}`, cell: machine },
  { key: "configuration", title: "Configuration", value: (r) => r.configuration, cell: (r) => said(r.configuration), several: true },
  { key: "marginal", title: "Marginal cost", unit: "USD, p10–p90", numeric: true, value: (r) => r.marginal?.p50, cell: cost("marginal") },
  { key: "full", title: "Full cost", unit: "USD, p10–p90", numeric: true, value: (r) => r.full?.p50, cell: cost("full") },
  { key: "million", title: "Per million", unit: "images, USD", numeric: true, value: (r) => r.perMillion, cell: (r) => usd(r.perMillion) },
  { key: "time", title: "Start to end", unit: "p10–p90", numeric: true, value: (r) => r.item.makespan_hours.p50, cell: spread("makespan_hours", hours) },
  { key: "request", title: "One request", unit: "ms, p10–p90", numeric: true, value: (r) => r.item.request_ms.p50, cell: spread("request_ms", (v) => significant(v)) },
  { key: "evidence", title: "Weakest evidence", value: (r) => Object.keys(levels).indexOf(r.level) },
  { key: "age", title: "Price age", unit: "days", numeric: true, value: (r) => r.item.price_age_days,
    cell: (r) => (r.item.price_age_days === undefined ? absentMark : h("span", { class: r.item.price_age_days > 30 ? "odd" : "" }, significant(r.item.price_age_days, 2))) },
];

/// The comparison as a table: sorted by the buttons in its header; each row opens the evidence behind it.
export class CostTable {
  #rows = [];
  #open = new Set();

  constructor(container, state, { onMore, onSort }) {
    Object.assign(this, { container, state, onMore, onSort });
    if (!columns.some(({ key }) => key === state.sort)) Object.assign(state, { sort: "marginal", descending: false });
  }

  show(rows, { several, total, version }) {
    this.#rows = rows;
    Object.assign(this, { total, version, columns: columns.filter((column) => several || !column.several) });
    this.body = h("tbody");
    this.headers = new Map(this.columns.map((column) => [column.key, this.#header(column)]));
    const table = h("table", { class: "runs costs" },
      h("caption", { class: "visually-hidden", id: "cost-caption" }, "Machines and what the work costs there: marginal and full cost as the median with the interval from the 10th to the 90th percentile, time, evidence, age of the price. The buttons in the header sort."),
      h("thead", {}, h("tr", {}, [...this.headers.values()])), this.body);
    const scroller = h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-labelledby": "cost-caption" }, table);
    fill(this.container, scroller, rows.length < total && h("p", { class: "more-rows" },
      h("button", { type: "button", class: "quiet", on: { click: () => this.onMore() } }, "Show more"),
      h("span", { class: "muted" }, ` The first ${whole(rows.length)} of ${whole(total)} in the order asked for, and every own device. Sorting goes over what is here.`)));
    this.#draw();
  }

  #header(column) {
    const button = h("button", { type: "button", "data-sort": column.key, on: { click: () => this.#sortBy(column.key) } },
      h("span", { class: "title" }, column.title, h("span", { class: "arrow", "aria-hidden": "true" })), column.unit && h("span", { class: "unit" }, column.unit));
    return h("th", { scope: "col", class: `c-${column.key}${column.numeric ? " numeric" : ""}` }, button);
  }

  #sortBy(key) {
    Object.assign(this.state, { descending: this.state.sort === key ? !this.state.descending : false, sort: key });
    this.onSort();
    this.#draw();
  }

  /// The rows in the order shown.
  get rows() {
    const column = this.columns.find(({ key }) => key === this.state.sort) ?? this.columns.find(({ key }) => key === "marginal");
    return sorted(this.#rows, column.value, this.state.descending);
  }

  #draw() {
    for (const [key, header] of this.headers) {
      if (key === this.state.sort) header.setAttribute("aria-sort", this.state.descending ? "descending" : "ascending");
      else header.removeAttribute("aria-sort");
    }
    fill(this.body, this.rows.map((row, index) => this.#row(row, index)));
  }

  #row(row, index) {
    const id = `evidence-${index}`;
    const detail = h("tr", { class: "detail", id, hidden: !this.#open.has(row.key) });
    const button = h("button", { type: "button", class: "quiet evidence", "aria-expanded": String(this.#open.has(row.key)), "aria-controls": id },
      levelBadge(row.level), h("span", { class: "visually-hidden" }, ` why, for ${row.host.name}`));
    const draw = () => { if (!detail.hidden && detail.childElementCount === 0) fill(detail, h("td", { colspan: this.columns.length }, evidence(row, this.version))); };
    button.addEventListener("click", () => {
      detail.hidden = !detail.hidden;
      button.setAttribute("aria-expanded", String(!detail.hidden));
      if (detail.hidden) this.#open.delete(row.key);
      else this.#open.add(row.key);
      draw();
    });
    draw();
    const cells = this.columns.map((column) => h(column.key === "machine" ? "th" : "td", { scope: column.key === "machine" ? "row" : undefined, class: `c-${column.key}${column.numeric ? " numeric" : ""}` },
      column.key === "evidence" ? button : column.cell(row)));
    return [h("tr", { class: row.isOwn ? "own" : "", "data-host": row.item.host }, cells), detail];
  }

  /// A row as the tiles above the table show it.
  headline(row, withConfiguration) {
    const amounts = row[this.state.basis];
    return h("dd", {}, h("span", { class: "figure" }, usd(amounts.p50), " ", h("span", { class: "unit" }, "USD")),
      h("span", { class: "more" }, `${usd(amounts.p10)} to ${usd(amounts.p90)} USD; done in ${hours(row.item.makespan_hours.p50)}`),
      h("span", { class: "of" }, machine(row), " ", withConfiguration && [said(row.configuration), " "], levelBadge(row.level)));
  }

  /// Hands the rows to the reader as CSV, in the order shown.
  export() { download("shoestring-costs.csv", costCSV(this.rows)); }
}

/// Everything behind a row: its three pieces of evidence, and how the interval was found.
export function evidence(row, version) {
  const { item } = row;
  const parts = [["Time", item.time_evidence], ["Price", item.price_evidence], ["Interruptions", item.interruption_evidence]].filter(([, part]) => part);
  const method = item.method === "simulated" ? `${whole(item.draws)} simulated courses, seed ${item.seed}` : "closed formulas";
  const pairs = [["Hours of work", item.work_hours], ["Hours paid for", item.paid_hours]].map(([title, q]) => [h("dt", {}, title), h("dd", {}, `${hours(q.p50)}, from ${hours(q.p10)} to ${hours(q.p90)}`)]);
  return h("div", { class: "provenance" },
    parts.map(([title, part]) => h("div", {}, h("h3", {}, title, " ", levelBadge(part.level)), h("p", {}, said(part.summary)),
      part.sources.length > 0 && h("ul", { class: "muted" }, part.sources.map((source) => h("li", {}, said(source)))))),
    h("dl", { class: "pairs" }, pairs, h("dt", {}, "Interval by"), h("dd", {}, method), item.policy && [h("dt", {}, "Policy"), h("dd", {}, item.policy.replaceAll("_", " "))],
      item.on_time !== undefined && [h("dt", {}, "On time"), h("dd", {}, `${significant(item.on_time * 100)} %`)], h("dt", {}, "Formulas"), h("dd", {}, said(version ?? ""))));
}

const quantiles = (name) => ["p10", "p50", "p90"].map((p) => [`${name}_${p}`, (r) => r.item[name][p]]);
const fields = [
  ["host", (r) => r.item.host], ["model", (r) => r.item.model], ["batch", (r) => r.item.batch], ["precision", (r) => r.item.precision], ["machines", (r) => r.item.machines],
  ...quantiles("marginal_usd"), ["marginal_usd_absent", (r) => r.item.marginal_usd.absent], ...quantiles("full_usd"), ["full_usd_absent", (r) => r.item.full_usd.absent],
  ["marginal_usd_per_million_images", (r) => r.item.marginal_usd_per_million_images], ...quantiles("request_ms"), ...quantiles("work_hours"), ...quantiles("paid_hours"), ...quantiles("makespan_hours"),
  ["level", (r) => r.level], ["time_evidence", (r) => r.item.time_evidence.summary], ["price_evidence", (r) => r.item.price_evidence.summary],
  ["interruption_evidence", (r) => r.item.interruption_evidence?.summary], ["price_age_days", (r) => r.item.price_age_days], ["policy", (r) => r.item.policy], ["method", (r) => r.item.method], ["seed", (r) => r.item.seed],
];

/// The rows as CSV with the names and units of the API.
export function costCSV(rows) {
  return [fields.map(([name]) => name).join(","), ...rows.map((row) => fields.map(([, value]) => fieldText(value(row))).join(","))].join("\r\n") + "\r\n";
}
