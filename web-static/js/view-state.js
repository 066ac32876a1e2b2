import { columns } from "./columns.js";

export const filterNames = ["q", "model", "precision", "batch", "latency", "status", "experiment"];
const sortable = new Set(columns.map((column) => column.key));

/// What the reader chose to see. It lives in the address, so that a link shows the same view; what is not said there has its default.
export function readState(search = location.search) {
  const query = new URLSearchParams(search);
  const state = { filters: {}, sort: "finished", descending: true, selected: query.get("run") ?? undefined };
  for (const name of filterNames) state.filters[name] = (query.get(name) ?? "").slice(0, 500);
  const sort = query.get("sort") ?? "";
  const key = sort.replace(/^-/, "");
  if (sortable.has(key)) Object.assign(state, { sort: key, descending: sort.startsWith("-") });
  return state;
}

/// Writes the choice into the address without a step in the history: the back button leaves the page as people expect.
export function writeState(state) {
  const query = new URLSearchParams(location.search);
  for (const name of filterNames) set(query, name, state.filters[name]);
  const isDefault = state.sort === "finished" && state.descending;
  set(query, "sort", isDefault ? "" : (state.descending ? "-" : "") + state.sort);
  set(query, "run", state.selected);
  const text = query.toString();
  history.replaceState(null, "", text ? `?${text}` : location.pathname);
  // A run's page links back to this view.
  sessionStorage.setItem("view", text ? `?${text}` : "");
}

function set(query, name, value) {
  if (value) query.set(name, value);
  else query.delete(name);
}

/// The longest latency in milliseconds that a filter's text lets through: undefined where nothing is asked, NaN where the text is no such number. A comma
/// is a decimal one, but for `1,500`: whether that is more than a thousand or less than two depends on who typed it.
export function longest(text) {
  const typed = text.trim();
  if (/^[1-9]\d{0,2}(,\d{3})+$/.test(typed)) return NaN;
  const plain = typed.replace(",", ".");
  if (plain === "") return undefined;
  const limit = Number(plain);
  return limit > 0 ? limit : NaN;
}

/// The rows that pass every filter, sorted; missing values come last in either direction, so that sorting never opens with blanks.
export function select(rows, { filters, sort, descending }) {
  const words = filters.q.toLowerCase().split(/\s+/).filter(Boolean);
  const limit = longest(filters.latency);
  const kept = rows.filter((row) =>
    (!filters.model || row.modelReference === filters.model)
    && (!filters.precision || row.asked === filters.precision)
    && (!filters.batch || String(row.batch) === filters.batch)
    && (!(limit > 0) || row.median <= limit)
    && (!filters.status || row.status === filters.status)
    && (!filters.experiment || String(row.experiment) === filters.experiment)
    && words.every((word) => row.words.includes(word)));
  const { value } = columns.find((column) => column.key === sort);
  const keyed = kept.map((row) => ({ row, key: value(row) }));
  const sign = descending ? -1 : 1;
  keyed.sort((a, b) => compare(a.key, b.key, sign) || compare(a.row.run.created_at, b.row.run.created_at, -1) || compare(a.row.id, b.row.id, 1));
  return keyed.map((entry) => entry.row);
}

const isMissing = (value) => value === undefined || value === null || Number.isNaN(value);

function compare(a, b, sign) {
  if (isMissing(a) || isMissing(b)) return isMissing(a) - isMissing(b);
  if (a === b) return 0;
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * (String(a) < String(b) ? -1 : 1);
}
