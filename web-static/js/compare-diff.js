import { gradeBadge } from "./columns.js";
import { groups, textOf } from "./compare-columns.js";
import { fill, h, said } from "./dom.js";
import { absentMark, counted, significant } from "./format.js";
import { runPath } from "./row.js";

/// How many runs stand side by side.
export const mostBeside = 6;

/// What a number is to the baseline's: `{ ratio, low, high, verdict }`, verdict one of `same`, `noise`, `more`, `less`, and `unsure` where an interval
/// is missing. The ends are those of dividing every value of one interval by every value of the other.
export function against(value, ends, base, baseEnds) {
  if (!Number.isFinite(value) || !Number.isFinite(base)) return undefined;
  if (value === base) return { ratio: 1, verdict: "same" };
  const ratio = base > 0 && value >= 0 ? value / base : undefined;
  if (!ends || !baseEnds || ![...ends, ...baseEnds].every(Number.isFinite)) return { ratio, verdict: "unsure" };
  const overlap = ends[0] <= baseEnds[1] && baseEnds[0] <= ends[1];
  const interval = ratio !== undefined && baseEnds[0] > 0 ? { low: ends[0] / baseEnds[1], high: ends[1] / baseEnds[0] } : {};
  return { ratio, ...interval, verdict: overlap ? "noise" : value > base ? "more" : "less" };
}

const verdicts = { noise: ["≈", "within noise: the 95 % intervals overlap"], more: ["▲", "greater: the 95 % intervals do not overlap"], less: ["▼", "less: the 95 % intervals do not overlap"],
  unsure: ["", "no interval is known: nothing says whether this is noise"], same: ["=", "the same"] };

/// Two to six selected runs side by side: every field, or those that differ, and ratios to one of them.
export class SideBySide {
  constructor(element, { onBaseline, onDiffering, onDrop }) { Object.assign(this, { element, onBaseline, onDiffering, onDrop }); }

  /// Draws everything anew at the next `show`.
  forget() { this.shown = undefined; }

  /// `rows`: the selected runs in the order of the table; `columns`: what is compared.
  show(rows, { columns, baseline, differing }) {
    const shown = rows.slice(0, mostBeside);
    const text = JSON.stringify([shown.map(({ id, status, parameters }) => [id, status, parameters]), columns.length, baseline, differing, rows.length]);
    if (text === this.shown && this.rows?.every((row, index) => row === shown[index])) return;
    Object.assign(this, { shown: text, rows: shown });
    this.element.classList.toggle("empty", shown.length < 2);
    if (shown.length < 2) {
      return fill(this.element, h("p", { class: "muted" }, shown.length === 1 ? "One run is selected: select another to see both side by side." : "Select two to six runs, in the table or in the figure, to see them side by side."));
    }
    const base = shown.find((row) => row.id === baseline) ?? shown[0];
    const focused = document.activeElement?.dataset?.diff;
    fill(this.element, this.#controls(shown, base, rows.length, differing), this.#table(shown, base, columns, differing));
    if (focused) this.element.querySelector(`[data-diff="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  #controls(shown, base, count, differing) {
    return h("div", { class: "diff-controls" },
      h("label", {}, "Baseline ", h("select", { "data-diff": "baseline", on: { change: (event) => this.onBaseline(event.target.value) } },
        shown.map((row, index) => h("option", { value: row.id, ...(row === base ? { selected: true } : {}) }, `${index + 1}: ${row.run.name.slice(0, 60)}`)))),
      h("label", { class: "tick" }, h("input", { type: "checkbox", "data-diff": "differing", ...(differing ? { checked: true } : {}), on: { change: (event) => this.onDiffering(event.target.checked) } }), " only what differs"),
      count > mostBeside && h("span", { class: "muted" }, `The first ${mostBeside} of ${count} selected.`),
      h("p", { class: "muted" }, "Ratios are to the baseline, with the ends of dividing one 95 % interval by the other. ≈ within noise: the intervals overlap. Without intervals nothing is said about noise."));
  }

  #table(shown, base, columns, differing) {
    const body = groups.flatMap((group) => {
      const lines = columns.filter((column) => column.group === group && !column.isEnd && !column.rowHeader).map((column) => this.#line(column, shown, base, differing)).filter(Boolean);
      return lines.length === 0 ? [] : [h("tbody", {}, h("tr", { class: "diff-group" }, h("th", { scope: "rowgroup", colspan: shown.length + 1 }, group)), lines)];
    });
    return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-labelledby": "diff-caption" }, h("table", { class: "runs diff" },
      h("caption", { class: "visually-hidden", id: "diff-caption" }, `${counted(shown.length, "run")} side by side; ratios to the baseline`),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Field"), shown.map((row, index) => h("th", { scope: "col", "data-run": row.id }, h("div", { class: "diff-head" },
        h("a", { href: runPath(row.id), title: row.run.name }, `${index + 1}: `, said(row.run.name.slice(0, 200))), row === base && h("span", { class: "muted" }, " baseline"),
        h("button", { type: "button", class: "quiet", "data-diff": `drop ${row.id}`, "aria-label": `Without run ${index + 1}, ${row.run.name.slice(0, 80)}`, on: { click: () => this.onDrop(row.id) } }, "×")))))),
      body.length > 0 ? body : h("tbody", {}, h("tr", {}, h("td", { colspan: shown.length + 1 }, "Nothing differs in what is known of these runs.")))));
  }

  #line(column, shown, base, differing) {
    const values = shown.map(column.value);
    if (values.every((value) => value === undefined || value === null)) return undefined;
    if (differing && values.every((value) => Object.is(value, values[0]))) return undefined;
    return h("tr", {}, h("th", { scope: "row", title: column.title }, h("span", { class: "clip" }, said(column.title)), column.unit && h("span", { class: "unit muted" }, ` ${column.unit.replace(" [95 %]", "")}`)),
      shown.map((row, index) => h("td", { class: column.numeric ? "numeric" : "" }, this.#cell(column, row, values[index], base))));
  }

  #cell(column, row, value, base) {
    if (value === undefined || value === null) return absentMark;
    if (column.key === "grade") return gradeBadge(row.grade, row.noise);
    if (!column.numeric) return h("span", { class: "diff-text" }, said(textOf(column, value)));
    const ends = column.ends?.(row);
    const interval = ends && h("span", { class: "interval" }, ` [${column.show(ends[0])}, ${column.show(ends[1])}]`);
    const compared = row === base || column.isTime || column.isCategory ? undefined : against(value, ends, column.value(base), column.ends?.(base));
    return [h("span", { class: "value" }, column.show(value)), interval, compared && this.#ratio(compared)];
  }

  #ratio({ ratio, low, high, verdict }) {
    const [sign, words] = verdicts[verdict];
    return h("div", { class: `ratio ratio-${verdict}`, title: words }, h("span", { "aria-hidden": "true" }, sign), ratio !== undefined && ` ×${significant(ratio)}`,
      low !== undefined && h("span", { class: "interval" }, ` [${significant(low)}, ${significant(high)}]`), verdict === "noise" ? " within noise" : h("span", { class: "visually-hidden" }, ` ${words}`));
  }
}
