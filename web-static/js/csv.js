import { runPath, timePerImage } from "./row.js";

const fields = [
  ["run", (r) => r.id], ["name", (r) => r.run.name], ["model", (r) => r.modelReference], ["batch", (r) => r.batch],
  ["precision_requested", (r) => r.asked], ["precision_executed", (r) => r.ran], ["mode", (r) => r.mode], ["threads", (r) => r.threads],
  ["latency_median_ms", (r) => r.median], ["latency_median_low_ms", (r) => r.low], ["latency_median_high_ms", (r) => r.high],
  ["latency_p90_ms", (r) => r.p90], ["latency_per_image_ms", timePerImage], ["images_per_second", (r) => r.imagesPerSecond],
  ["memory_peak_mib", (r) => r.memory], ["parameters", (r) => r.parameters], ["macs_per_image", (r) => r.macs], ["grade", (r) => r.grade],
  ["noise", (r) => r.noise], ["status", (r) => r.status], ["failure_code", (r) => r.failure?.code], ["failure_message", (r) => r.failure?.message],
  ["worker", (r) => r.worker], ["ended_at", (r) => r.run.ended_at], ["engine", (r) => r.engine], ["device", (r) => r.device],
  ["input_size", (r) => r.run.configuration?.input_size], ["classes", (r) => r.run.configuration?.classes], ["link", (r) => new URL(runPath(r.id), location.origin).href],
];

/// The rows as CSV (RFC 4180) with the names and units of the API; an empty field where nothing is known.
export function csv(rows) {
  const lines = [fields.map(([name]) => name).join(",")];
  for (const row of rows) lines.push(fields.map(([, value]) => fieldText(value(row))).join(","));
  return lines.join("\r\n") + "\r\n";
}

/// A value as a field of a CSV file; empty where nothing is known.
export function fieldText(value) {
  if (value === undefined || value === null) return "";
  if (typeof value === "number") return String(value);
  // A spreadsheet would run a text that begins like a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/// Hands a text, or bytes, to the reader as a file.
export function download(name, content, type = "text/csv;charset=utf-8") {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

