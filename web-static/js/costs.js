import { all, get, send } from "./api.js";
import { Budgets } from "./budgets.js";
import { Connection } from "./connection.js";
import { CostFigure } from "./cost-figure.js";
import { CostQuestion } from "./cost-question.js";
import { costRow } from "./cost-rows.js";
import { questionOf, readCostState, writeCostState } from "./cost-state.js";
import { CostTable } from "./cost-table.js";
import { Devices } from "./devices.js";
import { byId, fill, h, said, setText } from "./dom.js";
import { counted, modelName, whole } from "./format.js";
import { Plans } from "./plans.js";
import { Reconciliation } from "./reconciliation.js";
import { WhatIf } from "./what-if.js";

const page = 300;
const state = readCostState();
const known = { rows: [], total: 0, devices: [] };
let asked = 0, retry;

const question = new CostQuestion(byId("question"), state, () => ask());
const table = new CostTable(byId("cost-table"), state, { onMore: () => more(), onSort: () => writeCostState(state) });
const figure = new CostFigure(byId("interval-figure"));
const plans = new Plans(byId("plan-body"), state);
const whatIf = new WhatIf(byId("whatif-body"), state, { onUse: (device) => devices.edit(device) });
const devices = new Devices(byId("device-list"), byId("device-add"), { onChange: () => loadDevices().then(ask, trouble) });
const budgets = new Budgets(byId("budget-body"), { onTrouble: trouble });
const reconciliation = new Reconciliation(byId("actual-body"));
const connection = new Connection({ onRetry: () => start() });
byId("export-csv").addEventListener("click", () => table.export());
addEventListener("popstate", () => {
  Object.assign(state, readCostState());
  question.fromState();
  ask();
});
start();

async function start() {
  clearTimeout(retry);
  try {
    const [models] = await Promise.all([all("/models"), loadDevices(), budgets.load(), reconciliation.load()]);
    question.offer({ models: models.map((model) => model.name), devices: known.devices.map(({ device }) => device.name) });
    await ask();
  } catch (error) {
    trouble(error);
  }
}

// What belongs to no field: the line at the top, and another try.
function trouble(error) {
  document.documentElement.dataset.ready = "error";
  clearTimeout(retry);
  connection.bad(error, 15_000);
  if (error.kind !== "unauthenticated") retry = setTimeout(start, 15_000);
}

async function loadDevices() {
  known.devices = (await get("/devices")).body.items;
  devices.show(known.devices);
  whatIf.setDevices(known.devices);
}

/// Asks anew; of several questions in a row only the last one's answer is shown.
async function ask() {
  const number = ++asked;
  writeCostState(state);
  question.clear();
  setText(byId("count"), "Asking…");
  try {
    const answer = await comparison(questionOf(state));
    if (number !== asked) return;
    Object.assign(known, answer);
    question.learn(known.rows, answer.refused);
    connection.good();
    show();
    plans.start();
    document.documentElement.dataset.ready = "yes";
  } catch (error) {
    if (number !== asked) return;
    if (error.fields?.length > 0) {
      question.complain(error);
      nothing(h("p", { class: "notice bad" }, "The question cannot be answered as it is. What is wrong stands beside its fields above."));
      document.documentElement.dataset.ready = "yes";
    } else {
      trouble(error);
    }
  }
}

// The first rows in the order asked for; and the own devices, wherever they stand in it.
async function comparison(body) {
  const first = await send("POST", "/costs/compare", { ...body, limit: page });
  const items = [...first.items];
  const hasOwn = known.devices.length > 0 && (body.devices === undefined || body.devices.length > 0);
  if (first.total > items.length && hasOwn) {
    const own = await send("POST", "/costs/compare", { ...body, providers: [], limit: page });
    const there = new Set(items.map((item) => JSON.stringify([item.host, item.model, item.batch, item.precision])));
    items.push(...own.items.filter((item) => !there.has(JSON.stringify([item.host, item.model, item.batch, item.precision]))));
  }
  return { rows: items.map(costRow), asked: first.items.length, total: first.total, refused: first.refused, refusedTotal: first.refused_total, version: first.formula_version, body };
}

async function more() {
  const next = await send("POST", "/costs/compare", { ...known.body, limit: page, offset: known.asked }).catch(trouble);
  if (!next) return;
  const there = new Set(known.rows.map((row) => row.key));
  known.asked += next.items.length;
  known.rows.push(...next.items.map(costRow).filter((row) => !there.has(row.key)));
  show();
}

function show() {
  const { rows, total } = known;
  setText(byId("asked"), `Asked: ${question.words()} through ${state.models.map(modelName).join(", ")}; batch ${state.batches}; ${state.precisions.join(", ")}; compared by ${state.basis} cost.`);
  if (rows.length === 0) return nothing(h("p", { class: "notice" }, "No machine has an estimate for this question. ", known.refusedTotal > 0 && "Why not stands below."));
  for (const id of ["interval-figure", "cost-table", "export-csv"]) byId(id).hidden = false;
  setText(byId("count"), rows.length < total ? `${whole(rows.length)} of ${counted(total, "way")} to do it` : `${counted(total, "way")} to do it`);
  const several = new Set(rows.map((row) => row.configuration)).size > 1;
  fill(byId("answers"), answers(rows));
  table.show(rows, { several, total, version: known.version });
  figure.show(rows, { several, basis: state.basis, work: question.words() });
  whatIf.setRows(rows, question.words());
  refused();
}

function nothing(why) {
  for (const id of ["interval-figure", "cost-table", "export-csv"]) byId(id).hidden = true;
  setText(byId("count"), "");
  fill(byId("answers"), why);
  refused();
}

/// The two figures that are looked for first, and the cheapest of each way to rent.
function answers(rows) {
  const best = (kind) => rows.filter((row) => row.host.kind === kind && row[state.basis]).sort((a, b) => a[state.basis].p50 - b[state.basis].p50)[0];
  const several = new Set(rows.map((row) => row.configuration)).size > 1;
  const tiles = [["device", "Cheapest on your own"], ["spot", "Cheapest spot machine"], ["on_demand", "Cheapest on demand"]];
  return h("dl", { class: "headline" }, tiles.map(([kind, title]) => {
    const row = best(kind);
    return h("div", {}, h("dt", {}, `${title}, ${state.basis} cost`), row ? table.headline(row, several) : h("dd", { class: "muted" }, kind === "device" && known.devices.length === 0
      ? ["No own device is known yet. ", h("a", { href: "#devices" }, "Add one")] : "none among these rows has a cost"));
  }));
}

function refused() {
  const list = known.refused ?? [];
  fill(byId("refused"), list.length > 0 && h("details", { class: "refused", open: known.rows.length === 0 },
    h("summary", {}, `${counted(known.refusedTotal, "way")} without an estimate, and why`),
    h("div", { class: "scroll" }, h("table", { class: "plain" },
      h("caption", {}, known.refusedTotal > list.length ? `The first ${whole(list.length)} of ${whole(known.refusedTotal)}; nothing is made up for them.` : "Nothing is made up for them."),
      h("thead", {}, h("tr", {}, ["Machine", "Configuration", "Why there is no estimate"].map((title) => h("th", { scope: "col" }, title)))),
      h("tbody", {}, list.map((item) => h("tr", {}, h("th", { scope: "row" }, said(item.host)), h("td", {}, said(item.configuration)), h("td", {}, said(item.reason)))))))));
}
