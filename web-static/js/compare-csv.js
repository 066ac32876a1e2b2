import { summary } from "./compare-rows.js";
import { fieldText } from "./csv.js";
import { runPath } from "./row.js";

/// What the table shows as CSV (RFC 4180): its columns from left to right with the API's names and units, ends of intervals beside their middle, its
/// lines from top to bottom. Of groups: their line, with medians, and the lines of their runs unless they are folded.
export function compareCSV(lines, columns, grouping) {
  const fields = [
    ...(grouping.length > 0 ? [{ name: "line", run: () => "run", group: () => "group" }, ...grouping.map((column, index) => ({ name: `group_by_${column.csv}`, run: (row) => exact(column, row),
      group: (group) => group.parts[index].value })), { name: "runs", run: () => 1, group: (group) => group.rows.length }] : []),
    { name: "run", run: (row) => row.id, group: () => undefined },
    ...columns.flatMap((column) => fieldsOf(column)),
    { name: "link", run: (row) => new URL(runPath(row.id), location.origin).href, group: () => undefined },
  ];
  const text = (value) => fieldText(typeof value === "boolean" ? String(value) : value);
  return [fields.map(({ name }) => fieldText(name)).join(","), ...lines.map((line) => fields.map(({ run, group }) => text(line.rows ? group(line) : run(line))).join(","))].join("\r\n") + "\r\n";
}

function fieldsOf(column) {
  const scale = column.key === "parameters" || column.key === "macs" ? 1e-6 : column.csvScale ?? 1;
  const fields = [{ name: column.csv, run: (row) => exact(column, row), group: (group) => {
    const { median, values } = summary(column, group.rows);
    return values ? (values.length === 1 ? values[0] : undefined) : column.isTime ? undefined : median === undefined ? undefined : median / scale;
  } }];
  if (!column.ends) return fields;
  const end = (which) => (row) => (column.ends(row)?.[which] === undefined ? undefined : column.ends(row)[which] / scale);
  const [low, high] = column.endNames ?? (column.csv.endsWith("_ms") ? ["low", "high"].map((word) => column.csv.replace(/_ms$/, `_${word}_ms`)) : ["low", "high"].map((word) => `${column.csv}_${word}`));
  return [...fields, { name: low, run: end(0), group: () => undefined }, { name: high, run: end(1), group: () => undefined }];
}

function exact(column, row) { return column.raw ? column.raw(row) : column.value(row); }
