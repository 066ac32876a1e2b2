import { all, get, send } from "./api.js";
import { costKey } from "./figures-own.js";
import { dollars } from "./money.js";

// What the listing of runs does not say, fetched when a figure that needs it is seen.

const mostAsked = 24;
const mostCosts = 10_000;
const images = 1_000_000;

/// Why runs without energy have none, by worker: the reason that the newest of each worker recorded.
export async function absenceOf(points) {
  const newest = new Map();
  for (const point of points) {
    if (point.status !== "finished" || point.joulesPerImage !== undefined || !point.worker) continue;
    if (!(newest.get(point.worker)?.ended > point.ended)) newest.set(point.worker, point);
  }
  const found = await Promise.all([...newest].slice(0, mostAsked).map(async ([worker, { id }]) => [worker, (await get(`/runs/${id}`)).body.absent?.energy_joules]));
  return new Map(found.map(([worker, reason]) => [worker, reason ?? "the run recorded no reason"]));
}

/// The devices as their owners state them.
export async function statedDevices() { return (await all("/devices")).map(({ device }) => device); }

/// Median marginal cost of a million images on the own devices, by ``costKey``; empty where nothing is known.
export async function costsOf(points, devices) {
  const names = new Set(devices.map(({ name }) => name));
  const usable = points.filter((point) => point.status === "finished" && point.isPriced && names.has(point.worker));
  const costs = new Map();
  if (usable.length === 0) return costs;
  const distinct = (key) => [...new Set(usable.map((point) => point[key]))];
  const body = { models: distinct("reference"), batches: distinct("batch"), precisions: distinct("precision"), work: { images }, devices: distinct("worker"), providers: [], limit: 1000 };
  const items = [];
  let total = 0;
  do {
    const answer = await send("POST", "/costs/compare", { ...body, offset: items.length });
    items.push(...answer.items);
    total = answer.items.length > 0 ? answer.total : 0;
  } while (items.length < total && items.length < mostCosts);
  for (const item of items) {
    const amount = dollars(item.marginal_usd_per_million_images);
    if (amount !== undefined && item.host.startsWith("device:")) costs.set(costKey({ worker: item.host.slice(7), reference: item.model, batch: item.batch, precision: item.precision }), amount);
  }
  return costs;
}

/// Where files of models come from that runs measured, by their reference: `{ title, from, how, facts }`. `from` is the network that a compression or a
/// training made the file of, `facts` what an analysis of the file recorded.
export async function lineageOf(points, runs) {
  const newest = new Map();
  for (const point of points) if (point.reference.startsWith("onnx:") && !(newest.get(point.reference)?.ended > point.ended)) newest.set(point.reference, point);
  const found = await Promise.all([...newest].slice(0, mostAsked).map(async ([reference, { id }]) => {
    const detail = (await get(`/runs/${id}`)).body;
    const parent = (detail.parents ?? []).map(({ run }) => runs.get(run)).find((run) => run?.configuration);
    return [reference, origin(reference, parent?.configuration, detail.facts?.model)];
  }));
  return new Map(found);
}

function origin(reference, parent, recorded) {
  const analysis = recorded?.analysis ?? recorded;
  const facts = Number.isFinite(analysis?.parameters) ? { ...analysis, weight_bytes: analysis.weight_bytes ?? 4 * analysis.parameters } : undefined;
  // Two files of the same making are two networks: the checksum tells them apart.
  const mark = reference.slice(5, 9);
  if (parent?.kind === "compress") return { title: `${parent.model} ${parent.method.replaceAll("_", " ")} ${mark}`, from: parent.model, how: parent.method.replaceAll("_", " "), facts };
  if (parent?.kind === "train") return { title: `${parent.model} trained ${mark}`, facts };
  return { title: `onnx:${reference.slice(5, 13)}…`, facts };
}
