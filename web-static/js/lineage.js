import { get } from "./api.js";
import { statusBadge } from "./columns.js";
import { h, said } from "./dom.js";
import { milliseconds, modelName, number, significant } from "./format.js";

// Beyond these the line is cut, and says so.
const mostAncestors = 6;
const mostChildren = 12;
const doing = { train: "Trained", compress: "Compressed", benchmark: "Measured", selftest: "Self-test" };

/// What came before a run and after it: `{ ancestors: [[relative, …], …] (the oldest first), descendants (the next first), isCut, more }`, each relative with its run where it could be
/// fetched. Only what is needed is asked for, each run once.
export async function relatives(detail) {
  const runs = new Map();
  const fetched = async (relative) => {
    if (!runs.has(relative.run)) runs.set(relative.run, await get(`/runs/${relative.run}`).then(({ body }) => body, () => undefined));
    return { ...relative, detail: runs.get(relative.run) };
  };
  const ancestors = [];
  const seen = new Set([detail.run.id]);
  let generation = detail.parents ?? [];
  while (generation.length > 0 && ancestors.length < mostAncestors) {
    const here = await Promise.all(generation.filter(({ run }) => !seen.has(run)).map(fetched));
    here.forEach(({ run }) => seen.add(run));
    if (here.length > 0) ancestors.unshift(here);
    generation = here.flatMap((relative) => relative.detail?.parents ?? []).filter(({ run }) => !seen.has(run));
  }
  // What was made of what was made of it: a measuring of the compressed network.
  const descendants = [];
  let more = 0;
  for (let next = detail.children ?? []; next.length > 0 && descendants.length < 2;) {
    const here = await Promise.all(next.filter(({ run }) => !seen.has(run)).slice(0, mostChildren).map(fetched));
    here.forEach(({ run }) => seen.add(run));
    if (descendants.length === 0) more = next.length - here.length;
    if (here.length > 0) descendants.push(here);
    next = here.flatMap((relative) => relative.detail?.children ?? []);
  }
  return { ancestors, descendants, isCut: generation.length > 0, more };
}

/// The number by which a run is remembered, as `[name, value with its unit]`; undefined where it has none.
export function keyFigure(run) {
  const value = (name) => number(run.metrics[name]);
  const percent = (name) => `${significant(100 * value(name), 4)} %`;
  if (value("test_accuracy") !== undefined) return ["test accuracy", percent("test_accuracy")];
  if (value("latency_ratio") !== undefined) return ["latency, after over before", significant(value("latency_ratio"))];
  if (value("latency_median_ms") !== undefined) return ["median latency", `${milliseconds(value("latency_median_ms"))} ms`];
  return undefined;
}

/// The chain as a list in the order of work; the run itself is marked. Undefined where nothing came before or after.
export function chain(detail, found) {
  if ((detail.parents ?? []).length + (detail.children ?? []).length === 0) return undefined;
  if (!found) return h("p", { class: "muted" }, "Looking for the runs before and after…");
  const { ancestors, descendants, isCut, more } = found;
  return h("div", { class: "card" },
    isCut && h("p", { class: "muted" }, "There are older ones; the oldest that is shown here leads to them."),
    h("ol", { class: "chain", "aria-label": "From what came first to what came last" },
      ancestors.map((generation) => h("li", {}, generation.map((relative) => node(relative)))),
      h("li", {}, node({ run: detail.run.id, name: detail.run.name, detail }, true)),
      descendants.map((generation, index) => h("li", {}, generation.map((relative) => node(relative)), index === 0 && more > 0 && h("p", { class: "muted" }, `and ${more} more: GET /api/v1/runs/${detail.run.id}`)))));
}

function node({ run, name, relation, detail }, isThis = false) {
  const whole = detail?.run;
  const c = whole?.configuration;
  const figure = whole && keyFigure(whole);
  const title = said(name || run);
  const what = c ? `${doing[c.kind] ?? c.kind}${c.kind === "compress" && c.method ? `, ${c.method}` : ""}: ` : "";
  return h("div", { class: isThis ? "node this" : "node", "aria-current": isThis ? "true" : undefined },
    h("p", {}, h("b", {}, what), isThis ? title : h("a", { href: `/run.html?id=${encodeURIComponent(run)}` }, title), isThis && " (this run)"),
    h("p", { class: "muted" }, c && c.model !== name && [said(modelName(c.model)), " · "], relation && `${relation === "model" ? "its model" : "its weights"} · `,
      whole ? [statusBadge(whole.status), figure && ` ${figure[0]} ${figure[1]}`] : isThis ? "" : "it cannot be fetched"));
}
