// Numbers, times and names as people read them. Units stand in headers or are given here, never guessed by the reader.

const nothing = "–";

/// A wire number: JSON has no NaN and no infinities, they travel as texts. Undefined where there is none.
export function number(value) {
  if (typeof value === "number") return value;
  if (value === "NaN") return NaN;
  if (value === "Infinity") return Infinity;
  if (value === "-Infinity") return -Infinity;
  return undefined;
}

/// At least three significant digits, never an exponent between 1e-4 and 1e9: 0.0123, 1.23, 12.3, 123, 1,234.
export function significant(value, digits = 3) {
  if (value === undefined || value === null) return nothing;
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e12) return value.toExponential(digits - 1).replace("-", "−");
  const decimals = Math.min(12, Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
  return formatter(decimals).format(value).replace("-", "−");
}

const formatters = new Map();
function formatter(decimals) {
  if (!formatters.has(decimals)) {
    formatters.set(decimals, new Intl.NumberFormat("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
  }
  return formatters.get(decimals);
}

/// A whole number with separators.
export function whole(value) {
  return value === undefined || value === null || Number.isNaN(value) ? nothing : formatter(0).format(value);
}

/// Milliseconds with four digits, which is where the interval of a good run ends.
export function milliseconds(value) { return significant(value, 4); }

const withDate = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });

/// A time of the coordinator's clock in the reader's zone.
export function time(text) {
  const date = new Date(text);
  return text && !Number.isNaN(date.getTime()) ? withDate.format(date) : nothing;
}

/// The same, in full, for tooltips.
export function fullTime(text) {
  const date = new Date(text);
  return text && !Number.isNaN(date.getTime()) ? full.format(date) : "";
}

/// 4 s, 2 min 5 s, 1 h 3 min.
export function duration(seconds) {
  if (!Number.isFinite(seconds) || seconds < 0) return nothing;
  if (seconds < 10) return `${significant(seconds, 2)} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/// A network's name; a stored file's checksum is shortened to eight digits.
export function modelName(model) {
  return model?.startsWith("onnx:") ? `onnx:${model.slice(5, 13)}…` : model;
}

/// What a configuration runs: a network's name, with the input size and the number of classes where it was asked for others than its own.
export function networkName({ model, input_size: size, classes }) {
  return `${modelName(model)}${size === undefined ? "" : ` ${size}px`}${classes === undefined ? "" : ` c${classes}`}`;
}

/// Whether a configuration is a network of the listing as it is listed: facts and prices that go by the name alone say nothing of another size.
export function isAsListed({ kind = "benchmark", input_size: size, classes }) {
  return kind === "benchmark" && size === undefined && classes === undefined;
}

/// The name that a run has when nobody chose one; RunConfiguration.title says the same in Swift.
export function configurationTitle(configuration) {
  if (!configuration) return undefined;
  if (configuration.kind === "selftest") return `selftest ${configuration.outcome}`;
  const model = configuration.model.startsWith("onnx:") ? configuration.model.slice(0, 13) : networkName(configuration);
  if (configuration.kind === "compress") return `${model} ${configuration.method}`;
  if (configuration.kind === "train") return `train ${model} b${configuration.batch} ${configuration.precision}`;
  const threads = configuration.threads === undefined ? "" : ` t${configuration.threads}`;
  const mode = configuration.mode === "latency" ? "" : " throughput";
  return `${model} b${configuration.batch} ${configuration.precision}${threads}${mode}`;
}

/// `1 run`, `2 runs`.
export function counted(count, one, many = `${one}s`) { return `${whole(count)} ${count === 1 ? one : many}`; }

/// What stands where nothing is known.
export const absentMark = nothing;
