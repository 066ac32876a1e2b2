// What the compare page shows lives in its address, so that a link shows the same view; what is not said there has its default.

/// What stands in the table at first, after the run itself.
export const defaultColumns = ["batch", "precision", "latency", "grade", "image_time", "rate", "memory", "macs", "worker", "status", "finished"];
const axes = { x: "macs", y: "image_time", colour: "ran" };
const scopes = ["runs", "models", "sweeps", "experiments"];
// Beyond this many the selection stands behind the #, which no server sees and no server refuses for its length.
const mostInQuery = 100;
let written;

/// Reads the address.
export function readCompareState(search = location.search, hash = location.hash) {
  const query = new URLSearchParams(search);
  const state = { q: (query.get("q") ?? "").slice(0, 500), where: new Map(), differing: query.get("differing") === "yes", baseline: query.get("baseline") ?? undefined };
  for (const name of scopes) state[name] = split(query.get(name));
  state.selected = split(query.get("selected") ?? (hash.startsWith("#selected=") ? hash.slice(10) : "")).filter(isID);
  state.runs = state.runs.filter(isID);
  state.columns = query.has("columns") ? split(query.get("columns")) : [...defaultColumns];
  state.pinned = split(query.get("pinned"));
  state.group = split(query.get("group")).slice(0, 2);
  state.folded = new Set(split(query.get("folded")));
  state.sort = (query.has("sort") ? split(query.get("sort")) : ["-finished"]).map((text) => ({ key: text.replace(/^-/, ""), descending: text.startsWith("-") })).slice(0, 5);
  for (const [name, value] of query) if (name.startsWith("f.")) state.where.set(name.slice(2), readFilter(value));
  for (const [name, standard] of Object.entries(axes)) state[name] = query.get(name) ?? standard;
  for (const name of ["xscale", "yscale"]) state[name] = query.get(name) === "linear" ? "linear" : "log";
  return state;
}

/// Writes the state into the address, without a step in the history.
export function writeCompareState(state) {
  const query = new URLSearchParams();
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme) query.set("theme", theme);
  for (const name of scopes) set(query, name, join(state[name]));
  set(query, "q", state.q);
  for (const [key, filter] of state.where) query.set(`f.${key}`, filterText(filter));
  set(query, "group", join(state.group));
  set(query, "folded", join([...state.folded]));
  set(query, "sort", join(state.sort.map(({ key, descending }) => (descending ? "-" : "") + key)), "-finished");
  const columns = join(state.columns);
  if (columns !== join(defaultColumns)) query.set("columns", columns);
  set(query, "pinned", join(state.pinned));
  for (const [name, standard] of Object.entries(axes)) set(query, name, state[name], standard);
  for (const name of ["xscale", "yscale"]) set(query, name, state[name], "log");
  const selected = join(state.selected);
  if (state.selected.length <= mostInQuery) set(query, "selected", selected);
  set(query, "baseline", state.baseline);
  if (state.differing) query.set("differing", "yes");
  const text = query.toString();
  written = text ? `?${text}` : "";
  history.replaceState(null, "", (written || location.pathname) + (state.selected.length > mostInQuery ? `#selected=${selected}` : ""));
}

/// Whether the address says something else than was last written: a jump within the page does not.
export function isAddressNew() { return location.search !== written; }

function set(query, name, value, standard = "") {
  if (value !== undefined && value !== "" && value !== standard) query.set(name, value);
}

const isID = (text) => /^[0-9a-f-]{32,36}$/i.test(text);

/// A filter of a column: `{ low, high }`, `{ values: Set }` (an empty text: not known) or `{ words }`.
function readFilter(text) {
  if (text.startsWith("in:")) return { values: new Set(split(text.slice(3), { keepEmpty: true })) };
  if (text.startsWith("~")) return { words: text.slice(1, 500) };
  const [low, high] = text.split("..").map((end) => (end === undefined || end.trim() === "" || Number.isNaN(Number(end)) ? undefined : Number(end)));
  return { low, high };
}

function filterText({ values, words, low, high }) {
  if (values) return `in:${join([...values])}`;
  return words !== undefined ? `~${words}` : `${low ?? ""}..${high ?? ""}`;
}

// A comma within a name is escaped, since the lists are separated by commas.
function join(names) { return names.map((name) => String(name).replace(/[\\,]/g, "\\$&")).join(","); }

function split(text, { keepEmpty = false } = {}) {
  if (text === null || text === undefined || (text === "" && !keepEmpty)) return [];
  const parts = [];
  let part = "";
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\" && at + 1 < text.length) part += text[++at];
    else if (text[at] === ",") {
      parts.push(part);
      part = "";
    } else part += text[at];
  }
  return [...parts, part].filter((name) => keepEmpty || name !== "");
}

/// The address of a comparison: `scope` has lists of `runs`, `models`, `sweeps`, `experiments`.
export function comparePath(scope, more = {}) {
  const query = new URLSearchParams();
  for (const [name, list] of Object.entries(scope)) set(query, name, join(list));
  for (const [name, value] of Object.entries(more)) set(query, name, value);
  const text = query.toString();
  return `/compare.html${text ? `?${text}` : ""}`;
}

/// A filter for ``comparePath``: one of these values.
export function oneOfValues(values) { return `in:${join(values)}`; }
