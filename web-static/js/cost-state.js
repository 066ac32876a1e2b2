// The question of the costs page. It lives in the address under the names that `GET /api/v1/costs/compare` has, so that a link shows the same view and
// the same address asks the API.

const lists = ["models", "precisions", "devices", "providers", "regions", "purchases"];
/// The kinds of work and their numbers, with what stands there at first: an ImageNet pass is 1,281,167 images; a month 730.5 hours.
export const works = {
  images: { images: 1_000_000 },
  epochs: { epochs: 90, images_per_epoch: 1_281_167 },
  requests: { requests_per_second: 10, hours: 730.5 },
};
/// What a plan must keep; absent limits do not bind.
export const limitNames = ["deadline_hours", "on_time_probability", "budget_usd", "latency_ms", "memory_mib", "top1_percent"];
/// What the sliders move.
export const whatNames = ["tariff", "lifetime", "utilisation", "hours_a_month"];
const defaultModel = "resnet18";

/// Reads the address. `undefined` for a list means all of them, an empty one none.
export function readCostState(search = location.search) {
  const query = new URLSearchParams(search);
  const state = { sort: "marginal", descending: false, kind: "images", work: structuredClone(works), limits: {}, what: {} };
  for (const name of lists) state[name] = query.has(name) ? split(query.get(name)) : undefined;
  state.models ??= [defaultModel];
  state.precisions ??= ["fp32"];
  state.batches = (query.get("batches") ?? "1").slice(0, 200);
  state.interruptions = (query.get("interruptions_per_hour") ?? "").slice(0, 40);
  if (query.has("epochs")) state.kind = "epochs";
  if (query.has("requests_per_second")) state.kind = "requests";
  for (const name of Object.keys(state.work[state.kind])) if (query.has(name)) state.work[state.kind][name] = query.get(name).slice(0, 40);
  state.basis = query.get("basis") === "full" ? "full" : "marginal";
  state.order = ["cost", "cost_p90", "time", "latency"].includes(query.get("order")) ? query.get("order") : "cost";
  const sort = query.get("sort");
  if (/^-?[a-z_]{1,20}$/.test(sort ?? "")) Object.assign(state, { sort: sort.replace("-", ""), descending: sort.startsWith("-") });
  for (const name of limitNames) if (query.has(name)) state.limits[name] = query.get(name).slice(0, 40);
  for (const name of whatNames) if (Number.isFinite(Number.parseFloat(query.get(name)))) state.what[name] = Number.parseFloat(query.get(name));
  state.device = query.get("device")?.slice(0, 200);
  return state;
}

/// Writes the state into the address, without what has its default, and without a step in the history.
export function writeCostState(state) {
  const query = new URLSearchParams();
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme) query.set("theme", theme);
  for (const name of lists) if (state[name] !== undefined) query.set(name, join(state[name]));
  if (query.get("models") === defaultModel) query.delete("models");
  if (query.get("precisions") === "fp32") query.delete("precisions");
  set(query, "batches", state.batches, "1");
  // The first number says which kind it is, so it is written even where it has its default.
  const isDefault = state.kind === "images" && String(state.work.images.images) === String(works.images.images);
  if (!isDefault) for (const [name, value] of Object.entries(state.work[state.kind])) query.set(name, value);
  set(query, "interruptions_per_hour", state.interruptions, "");
  set(query, "basis", state.basis, "marginal");
  set(query, "order", state.order, "cost");
  set(query, "sort", (state.descending ? "-" : "") + state.sort, "marginal");
  for (const name of limitNames) set(query, name, state.limits[name], undefined);
  for (const name of whatNames) set(query, name, state.what[name], undefined);
  set(query, "device", state.device, undefined);
  const text = query.toString();
  history.replaceState(null, "", text ? `?${text}` : location.pathname);
}

function set(query, name, value, standard) {
  if (value !== undefined && value !== "" && value !== standard) query.set(name, String(value));
}

/// The body that asks the question. What is no number goes as it is: the coordinator says what it expects instead.
export function questionOf(state) {
  const body = {
    models: state.models, batches: state.batches.split(/[\s,;]+/).filter(Boolean).map(scalar), precisions: state.precisions,
    work: Object.fromEntries(Object.entries(state.work[state.kind]).map(([name, value]) => [name, scalar(value)])), basis: state.basis, order: state.order,
  };
  for (const name of ["devices", "providers", "regions", "purchases"]) if (state[name] !== undefined) body[name] = state[name];
  if (state.interruptions.trim() !== "") body.assumptions = { interruptions_per_hour: scalar(state.interruptions) };
  return body;
}

/// The limits as the body of a plan has them.
export function limitsOf(state) {
  const limits = { basis: state.basis };
  // Money stays text: a number would be read as floating point.
  for (const [name, value] of Object.entries(state.limits)) if (value !== "") limits[name] = name === "budget_usd" ? String(value).trim() : scalar(value);
  return limits;
}

/// A number where a text is one; with separators as people write them, 1,000,000 or 1 000 000.
export function scalar(text) {
  if (typeof text === "number") return text;
  const plain = String(text).trim().replace(/(\d)[,\s_'’](?=\d{3}(\D|$))/g, "$1");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : String(text).trim();
}

// A comma within a name is escaped, since the lists are separated by commas.
function join(names) { return names.map((name) => name.replace(/[\\,]/g, "\\$&")).join(","); }

function split(text) { return text === "" ? [] : (text.slice(0, 4000).match(/(?:\\.|[^,\\])+/gs) ?? []).map((name) => name.replace(/\\(.)/gs, "$1")); }
