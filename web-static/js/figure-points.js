import { isAsListed, modelName, networkName, number } from "./format.js";

// Runs as the figures see them. Nothing here knows the page: a report may draw the same points elsewhere.

const grades = ["A", "B", "C"];

/// A run of a benchmark as a point: flat, numbers as numbers, undefined where nothing is known. `facts` are what is known of its network without running
/// it, as GET /models says (for other models what `lineage` of ``pointOf`` adds). Undefined for runs that are no benchmark or not over.
export function pointOf(run, models, lineage = new Map()) {
  const c = run.configuration;
  if ((c?.kind ?? "benchmark") !== "benchmark" || !c?.model || !["finished", "failed"].includes(run.status)) return undefined;
  const metric = (name) => finite(number(run.metrics?.[name]));
  const tags = run.tags ?? {};
  const origin = lineage.get(c.model);
  const facts = isAsListed(c) ? models.get(c.model) : undefined;
  const isLatency = (c.mode ?? "latency") === "latency";
  const median = metric("latency_median_ms");
  const point = {
    id: run.id, status: run.status, failure: run.failure, reference: c.model, name: origin?.title ?? networkName(c), facts, origin, batch: c.batch,
    precision: tags.precision_executed ?? c.precision, asked: c.precision, mode: c.mode ?? "latency", threads: c.threads, engine: c.engine, device: c.device,
    worker: tags.worker, experiment: run.experiment, grade: tags.grade, noise: tags.noise, ended: run.ended_at ?? "",
    time: isLatency && median > 0 && c.batch > 0 ? median / c.batch : undefined, median, low: metric("latency_median_low_ms"), high: metric("latency_median_high_ms"),
    p90: metric("latency_p90_ms"), p99: metric("latency_p99_ms"), least: metric("latency_min_ms"), rate: metric("images_per_second"),
    memory: metric("memory_running_mib") ?? metric("memory_peak_mib"), baseline: metric("memory_baseline_mib"), peak: metric("memory_peak_mib"),
    isWholeProcess: metric("memory_running_mib") === undefined, joulesPerImage: metric("energy_joules_per_image"),
  };
  const joules = metric("energy_joules"), seconds = metric("measured_seconds");
  point.idle = metric("idle_power_watts");
  point.watts = joules !== undefined && seconds > 0 ? joules / seconds : undefined;
  point.netWatts = point.watts !== undefined && point.idle !== undefined ? point.watts - point.idle : undefined;
  // What a network costs is known by its name: of the listed one, as the engine runs it unless told otherwise.
  point.isPriced = facts !== undefined && c.engine === "openvino" && c.device === "cpu" && c.threads === undefined;
  point.network = [c.model, c.input_size ?? "", c.classes ?? ""].join("\n");
  point.key = [point.network, c.batch, point.mode, c.threads ?? "", point.worker ?? "", c.engine, c.device].join("\n");
  return point;
}

function finite(value) { return Number.isFinite(value) ? value : undefined; }

/// One point a configuration: of its finished runs the latest of the best grade; without one its latest failure. A configuration is a model, batch,
/// precision that ran, mode, threads, worker, engine and device.
export function settled(points) {
  const best = new Map(), failed = new Map();
  for (const point of points) {
    const key = `${point.key}\n${point.status === "finished" ? point.precision : point.asked}`;
    const kept = point.status === "finished" ? best : failed;
    if (isBetter(point, kept.get(key))) kept.set(key, point);
  }
  const repeated = points.length - best.size - [...failed.keys()].filter((key) => !best.has(key)).length;
  return { points: [...best.values(), ...[...failed].filter(([key]) => !best.has(key)).map(([, point]) => point)], repeated };
}

function isBetter(point, kept) {
  if (!kept) return true;
  const rank = (grade) => (grades.includes(grade) ? grades.indexOf(grade) : grades.length);
  return rank(point.grade) - rank(kept.grade) < 0 || (rank(point.grade) === rank(kept.grade) && point.ended > kept.ended);
}

/// What the filters at the top say; an absent one lets everything through. Threads of a run that asked for none are `all`.
export function passes(point, filters) {
  return (!filters.experiment || String(point.experiment) === filters.experiment) && (!filters.worker || point.worker === filters.worker)
    && (!filters.engine || point.engine === filters.engine) && (!filters.precision || point.precision === filters.precision || point.asked === filters.precision)
    && (!filters.threads || String(point.threads ?? "all") === filters.threads) && (!filters.networks || filters.networks.includes(point.reference));
}

/// Accuracies that runs measured: of trainings on the test images, of compressions before and after, each with data set and 95 % interval as shares.
export function accuraciesOf(run) {
  const c = run.configuration;
  if (run.status !== "finished" || !c) return [];
  const metric = (name) => finite(number(run.metrics?.[name]));
  const common = { id: run.id, reference: c.model, name: modelName(c.model), data: c.data ?? run.tags?.data ?? "unnamed data", ended: run.ended_at ?? "", worker: run.tags?.worker, experiment: run.experiment,
    engine: c.engine, threads: c.threads, parameters: metric("parameters") };
  const one = (kind, name, more) => ({ ...common, kind, value: metric(name), low: metric(`${name}_low`), high: metric(`${name}_high`), ...more });
  const found = c.kind === "train" ? [one("trained", "test_accuracy", { precision: c.precision, asked: c.precision })]
    : c.kind === "compress" ? [one("before compression", "before_top1_accuracy", { precision: "fp32", asked: "fp32", parameters: metric("before_parameters") }), one(c.method.replaceAll("_", " "), "top1_accuracy", compressed(c))]
      : [one("measured", "top1_accuracy", { precision: run.tags?.precision_executed ?? c.precision, asked: c.precision })];
  return found.filter((item) => item.value !== undefined);
}

/// The precision that a method of compression leaves the model in.
export function compressed({ method }) {
  const precision = { int8_static: "int8", int8_weights: "int8", fp16_weights: "fp16", bf16_weights: "bf16" }[method] ?? "fp32";
  return { precision, asked: precision };
}

/// Of accuracies of one network, data set and kind the latest.
export function latestAccuracies(items) {
  const kept = new Map();
  for (const item of items) {
    const key = [item.reference, item.data, item.kind, item.precision].join("\n");
    if (!(kept.get(key)?.ended > item.ended)) kept.set(key, item);
  }
  return [...kept.values()];
}

/// What the networks' facts say in the figures' units: giga-operations as Canziani et al. count them, megabytes of fp32 weights, millions of
/// parameters, published accuracy in percent.
export function sizes(facts) {
  if (!facts) return {};
  return {
    gops: facts.ops_canziani_style === undefined ? undefined : facts.ops_canziani_style / 1e9,
    megabytes: facts.weight_bytes / 1e6, millions: facts.parameters / 1e6, published: facts.published_top1_percent, source: facts.published_source,
  };
}
