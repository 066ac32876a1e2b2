// The command line that does what the page shows. Kept in one place: it follows `shoestring --help`.

/// One argument, quoted for a POSIX shell where it needs to be.
export function quoted(text) {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${String(text).replaceAll("'", "'\\''")}'`;
}

// The command line asks this coordinator unless told otherwise (Client's Endpoint.defaultURL).
const defaultAddress = "http://127.0.0.1:8080";

/// The option that names this coordinator, where it is not the one that the command line asks by itself.
export function address() { return location.origin === defaultAddress ? "" : ` --url ${quoted(location.origin)}`; }

/// The command that submits a configuration again; undefined for a kind, or a field, that has none.
export function submitCommand(configuration) {
  switch (configuration?.kind) {
    case "benchmark": return benchmarkCommand(configuration);
    case "train": return trainCommand(configuration);
    case "compress": return compressCommand(configuration);
    default: return undefined;
  }
}

function option(name, value) { return [`--${name.replaceAll("_", "-")}`, quoted(String(value))]; }

const trainOptions = ["data", "epochs", "batch", "precision", "optimizer", "learning_rate", "schedule", "recipe", "weights", "threads"];

/// TrainCommand's options; every other field by --set with its value in JSON.
function trainCommand({ kind, model, seed, device, engine, ...c }) {
  const parts = ["shoestring train", quoted(model), ...trainOptions.filter((name) => c[name] !== undefined).flatMap((name) => option(name, c[name]))];
  if (device !== "cpu") parts.push(...option("device", device));
  if (seed !== 1) parts.push(...option("seed", seed));
  const others = Object.entries({ ...c, ...(engine === "torch" ? {} : { engine }) }).filter(([name]) => !trainOptions.includes(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, value] of others) parts.push("--set", quoted(`${name}=${typeof value === "string" ? value : JSON.stringify(value)}`));
  return parts.join(" ") + address();
}

const compressOptions = ["method", "weights", "data", "calibration_images", "evaluation_images", "calibrator", "percentile", "keep_fp32", "sparsity", "scope", "ratio",
  "importance", "channel_multiple", "batch", "classes", "threads", "measure_seconds"];

/// CompressCommand's options; a device and an input of other shape can only be asked for by a request.
function compressCommand({ kind, model, engine, seed, device = "cpu", ...c }) {
  if (device !== "cpu" || Object.keys(c).some((name) => !compressOptions.includes(name))) return undefined;
  const parts = ["shoestring compress", quoted(model)];
  for (const name of compressOptions) for (const value of [c[name] ?? []].flat()) parts.push(...option(name, value));
  if (engine !== "openvino") parts.push(...option("engine", engine));
  if (seed !== 1) parts.push(...option("seed", seed));
  return parts.join(" ") + address();
}

function benchmarkCommand(c) {
  const parts = ["shoestring submit", quoted(c.model), "--batch", c.batch, "--precision", quoted(c.precision)];
  if (c.input_size !== undefined) parts.push("--input-size", c.input_size);
  if (c.classes !== undefined) parts.push("--classes", c.classes);
  if (c.engine !== "openvino") parts.push("--engine", quoted(c.engine));
  if (c.device !== "cpu") parts.push("--device", quoted(c.device));
  if (c.threads !== undefined) parts.push("--threads", c.threads);
  if (c.mode !== "latency") parts.push("--mode", quoted(c.mode));
  if (c.seed !== 1) parts.push("--seed", c.seed);
  if (c.measure_seconds !== 30) parts.push("--measure-seconds", c.measure_seconds);
  return parts.join(" ") + address();
}

/// The request that does the same.
export function submitRequest(configuration, needsToken) {
  const authorization = needsToken ? " \\\n  -H \"Authorization: Bearer $SHOESTRING_TOKEN\"" : "";
  const body = quoted(JSON.stringify({ configuration }, null, 2));
  return `curl -X POST ${quoted(location.origin + "/api/v1/jobs")} \\\n  -H 'Content-Type: application/json'${authorization} \\\n  -d ${body}`;
}

/// What a reader types when there is nothing to see yet.
export const firstSteps = [
  { say: "Start a worker on this machine, or on any spare one", command: () => `shoestring worker${address()}` },
  { say: "Measure one network", command: () => `shoestring submit resnet18 --batch 1 --precision fp32${address()}` },
  { say: "Or a whole grid: two networks, two batch sizes, two precisions",
    command: () => `shoestring sweep --models mobilenet_v2,resnet18 --batch 1,8 --precision fp32,bf16${address()}` },
];
