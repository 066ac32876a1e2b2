import { milliseconds, number, significant, whole } from "./format.js";

const share = { unit: "%", scale: 100 };
// The names are Vocabulary/MetricName.swift's, and so is what they mean.
const known = {
  latency_median_ms: ["Latency", "Median", { interval: ["latency_median_low_ms", "latency_median_high_ms"] }],
  latency_p90_ms: ["Latency", "90th percentile"], latency_p99_ms: ["Latency", "99th percentile"], latency_min_ms: ["Latency", "Minimum"],
  latency_mean_ms: ["Latency", "Mean"], latency_stddev_ms: ["Latency", "Standard deviation"], latency_mad_ms: ["Latency", "Median absolute deviation"],
  latency_iqr_ratio: ["Latency", "Interquartile range over median", share],
  images_per_second: ["Throughput", "Images per second", { unit: "images/s" }], streams: ["Throughput", "Requests in flight", { unit: "requests", whole: true }],
  sample_count: ["Measuring", "Samples kept", { unit: "samples", whole: true }], measured_seconds: ["Measuring", "Time measured"],
  warmup_count: ["Measuring", "Requests of the warm-up", { unit: "requests", whole: true }],
  warmup_settled: ["Measuring", "Warm-up settled", { truth: true }],
  input_copy_ms: ["Start", "Copying one input, outside the latency"],
  read_ms: ["Start", "Reading the model file"], compile_ms: ["Start", "Compiling for the device"], first_inference_ms: ["Start", "First inference"],
  memory_peak_mib: ["Memory", "Peak of the whole process"], memory_running_mib: ["Memory", "Peak while running"], memory_estimate_mib: ["Memory", "Peak as estimated beforehand"],
  memory_compiled_mib: ["Memory", "Peak until compiled"], memory_baseline_mib: ["Memory", "Engine without a model"], model_file_mib: ["Memory", "Model file"],
  energy_joules: ["Energy", "Energy of the measuring"], energy_joules_per_image: ["Energy", "Energy per image"], idle_power_watts: ["Energy", "Idle power before"],
  foreign_cpu_share: ["Noise", "Other programs’ share of the processors", share], steal_share: ["Noise", "Taken by the hypervisor", share],
  cpu_pressure_share: ["Noise", "Some task waited for a processor", share],
  involuntary_switches: ["Noise", "Involuntary context switches", { unit: "switches", whole: true }],
  canary_ratio: ["Noise", "Canary after over before (above 1.05: throttled)", { unit: "ratio" }],
  train_loss: ["Training", "Loss of the training images"], epoch_train_loss: ["Training", "Loss of the last epoch’s training images"], validation_loss: ["Training", "Loss of the validation images"],
  train_accuracy: ["Training", "Training images named rightly", share], validation_accuracy: ["Training", "Validation images named rightly", share],
  test_accuracy: ["Training", "Test images named rightly", { ...share, interval: ["test_accuracy_low", "test_accuracy_high"] }], test_loss: ["Training", "Loss of the test images"],
  learning_rate: ["Training", "Learning rate"], gradient_norm: ["Training", "Length of the gradient"], data_wait_share: ["Training", "Time spent waiting for data", share],
  step_time_ms: ["Training", "Median time of a step"], train_seconds: ["Training", "Time of training and testing"], epochs: ["Training", "Epochs begun", { whole: true }],
  updates: ["Training", "Updates of the weights", { whole: true }], parameters: ["Size", "Parameters", { whole: true }],
  trainable_parameters: ["Size", "Parameters that learned", { whole: true }], macs: ["Size", "Multiply-accumulates of one image", { whole: true }],
  logit_max_abs_difference: ["Agreement with fp32", "Greatest difference of a logit", { unit: "logits" }],
  logit_relative_difference: ["Agreement with fp32", "Greatest difference over the spread of logits", share],
  top1_agreement: ["Agreement with fp32", "Same highest logit", share],
};
const groups = ["Training", "Size", "Latency", "Throughput", "Memory", "Start", "Energy", "Agreement with fp32", "Noise", "Measuring", "Other"];
const suffixes = [["_ms", "ms"], ["_mib", "MiB"], ["_seconds", "s"], ["_joules", "J"], ["_watts", "W"], ["_per_second", "per second"], ["_ratio", "ratio"],
  ["_joules_per_image", "J/image"], ["_percent", "%"], ["_count", "count"]];

/// The name of a metric for people.
export function metricTitle(key) { return known[key]?.[1] ?? key; }

function unitOf(key, options) {
  if (options.unit) return options.unit;
  return suffixes.find(([suffix]) => key.endsWith(suffix))?.[1] ?? "";
}

/// A metric's value with what belongs to it: `{ key, title, value, unit, interval, raw }`.
export function describe(key, metrics) {
  const [group, title, options = {}] = known[key] ?? ["Other", key];
  const value = number(metrics[key]);
  const scale = options.scale ?? 1;
  const show = (v) => {
    if (v === undefined) return undefined;
    if (options.truth) return v === 1 ? "yes" : v === 0 ? "no" : significant(v);
    if (options.whole && Number.isFinite(v)) return whole(v);
    return key.endsWith("_ms") ? milliseconds(v) : significant(v * scale, options.scale ? 3 : 4);
  };
  const ends = options.interval?.map((name) => number(metrics[name]));
  return { key, group, title, value: show(value), unit: options.truth ? "" : unitOf(key, options), isNumber: Number.isFinite(value),
    interval: ends?.every((end) => end !== undefined) ? ends.map(show) : undefined };
}

/// Every metric, by group in reading order; the ends of an interval stand with their middle.
export function grouped(metrics) {
  const ends = new Set(Object.entries(known).flatMap(([key, [, , options]]) => (key in metrics && options?.interval) || []));
  const described = Object.keys(metrics).filter((key) => !ends.has(key)).map((key) => describe(key, metrics));
  const order = Object.keys(known);
  described.sort((a, b) => rank(order, a.key) - rank(order, b.key) || (a.key < b.key ? -1 : 1));
  return groups.map((name) => ({ name, metrics: described.filter((metric) => metric.group === name) })).filter((group) => group.metrics.length > 0);
}

function rank(order, key) {
  const index = order.indexOf(key);
  return index < 0 ? order.length : index;
}

/// What a metric is, without a value: `{ group, title, unit, scale, isWhole, isTruth, ends }`; `ends` are the names that the ends of its interval have, if
/// it has one.
export function metricInfo(key) {
  const [group, title, options = {}] = known[key] ?? ["Other", key];
  const ends = options.interval ?? (key.endsWith("_ms") ? ["low", "high"].map((end) => `${key.slice(0, -3)}_${end}_ms`) : [`${key}_low`, `${key}_high`]);
  return { group, title, unit: options.truth ? "" : unitOf(key, options), scale: options.scale ?? 1, isWhole: options.whole === true, isTruth: options.truth === true, ends };
}
