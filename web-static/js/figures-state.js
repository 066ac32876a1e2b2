import { paretoAxes } from "./figures-own.js";

/// The filters that every figure shares, by their names in the address.
export const filterNames = ["experiment", "worker", "engine", "precision", "threads"];
const standard = ["latency", "accuracy"];

/// What the reader chose, from the address: `{ filters, pareto }`. `networks` is a list, absent for all of them.
export function readFiguresState(search = location.search) {
  const query = new URLSearchParams(search);
  const filters = {};
  for (const name of filterNames) filters[name] = (query.get(name) ?? "").slice(0, 200);
  filters.networks = query.has("networks") ? query.get("networks").slice(0, 4000).split(",").filter(Boolean) : undefined;
  const axes = ["pareto_x", "pareto_y"].map((name, index) => (Object.hasOwn(paretoAxes, query.get(name) ?? "") ? query.get(name) : standard[index]));
  return { filters, pareto: axes };
}

/// Writes it back, without what has its default and without a step in the history. The anchor stays.
export function writeFiguresState({ filters, pareto }) {
  const query = new URLSearchParams();
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme) query.set("theme", theme);
  for (const name of filterNames) if (filters[name]) query.set(name, filters[name]);
  if (filters.networks) query.set("networks", filters.networks.join(","));
  pareto.forEach((name, index) => { if (name !== standard[index]) query.set(index === 0 ? "pareto_x" : "pareto_y", name); });
  const text = query.toString();
  history.replaceState(null, "", `${text ? `?${text}` : location.pathname}${location.hash}`);
}
