import { configurationTitle, isAsListed, networkName, number } from "./format.js";

const cache = new WeakMap();

/// What a row needs of a run, for listings of thousands.
export const rowFields = ["name", "experiment", "status", "job", "configuration", "created_at", "ended_at", "failure", "tags",
  ...["latency_median_ms", "latency_median_low_ms", "latency_median_high_ms", "latency_p90_ms", "images_per_second", "memory_peak_mib", "parameters", "macs"].map((name) => `metrics.${name}`)];

/// A run as the table, the figure and the filters see it: flat, numbers as numbers, undefined where nothing is known. Facts of networks (`models`,
/// by the name that configurations use) are looked up each time, since they may arrive after the runs.
export function rowOf(run, models) {
  let row = cache.get(run);
  if (!row || row.facts !== models.get(row.modelReference)) {
    row = make(run, models);
    cache.set(run, row);
  }
  return row;
}

function make(run, models) {
  const configuration = run.configuration ?? {};
  const metric = (name) => number(run.metrics?.[name]);
  const facts = models.get(configuration.model);
  const tags = run.tags ?? {};
  const title = configurationTitle(run.configuration);
  // A compressed or retrained network is another than the one it was made of, and so is one for other images: its run says what it has.
  const isListed = configuration.model !== undefined && isAsListed(configuration);
  return {
    run, facts,
    id: run.id,
    modelReference: configuration.model,
    model: (configuration.kind === "compress" ? title : configuration.model && networkName(configuration)) ?? title ?? run.name,
    name: title !== undefined && run.name !== title ? run.name : undefined,
    batch: configuration.batch,
    asked: configuration.precision,
    ran: tags.precision_executed,
    mode: configuration.mode ?? configuration.kind,
    measuring: configuration.mode ?? tags.mode,
    threads: configuration.threads,
    engine: configuration.engine,
    device: configuration.device,
    isListed,
    median: metric("latency_median_ms"),
    low: metric("latency_median_low_ms"),
    high: metric("latency_median_high_ms"),
    p90: metric("latency_p90_ms"),
    imagesPerSecond: metric("images_per_second"),
    memory: metric("memory_peak_mib"),
    parameters: metric("parameters") ?? (isListed ? facts?.parameters : undefined),
    macs: metric("macs") ?? (isListed ? facts?.macs : undefined),
    isLowerBound: isListed && facts?.isLowerBound === true,
    grade: tags.grade,
    noise: tags.noise,
    status: run.status,
    failure: run.failure,
    worker: tags.worker,
    experiment: run.experiment,
    finished: run.ended_at ? Date.parse(run.ended_at) : undefined,
    words: [configuration.model, run.name, run.id, tags.worker, run.failure?.code, run.failure?.message, tags.precision_executed,
      ...Object.entries(tags).map(([key, value]) => `${key}=${value}`)].filter(Boolean).join("\n").toLowerCase(),
  };
}

/// Where a run has its own page.
export function runPath(id) { return `/run.html?id=${encodeURIComponent(id)}`; }

/// Time per image in milliseconds: the median of one request over its images. Only latency mode has one: with several requests in flight a
/// request's time says nothing about an image's.
export function timePerImage(row) {
  if (row.measuring !== "latency" || !(row.median > 0) || !(row.batch > 0)) return undefined;
  return row.median / row.batch;
}

/// The precision that ran; where it was not read back, the one that was asked for.
export function executed(row) { return row.ran ?? row.asked; }
