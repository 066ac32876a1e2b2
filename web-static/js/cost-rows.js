import { modelName } from "./format.js";
import { dollars } from "./money.js";

/// Ways to have a machine: words, and a sign that tells them apart without colour.
export const kinds = {
  device: { sign: "◆", word: "own", title: "own device" }, spot: { sign: "●", word: "spot", title: "rented until the provider takes it back" },
  on_demand: { sign: "■", word: "on demand", title: "rented at the list price" }, reserved: { sign: "▲", word: "reserved", title: "rented for a term" },
};

/// Kinds of evidence, best first: what each means, and the class of its badge.
export const levels = {
  measured: "this very configuration was measured on this very machine", calibrated: "fitted to runs on this machine",
  transferred: "carried over from runs on other machines", datasheet: "from data sheets alone", assumed: "a stated default that nobody has confirmed",
};

/// A machine's parts, from `device:attic` or `aws/g4dn.xlarge/us-east-1[/zone]/spot`.
export function hostOf(text) {
  if (text.startsWith("device:")) return { kind: "device", name: text.slice(7), place: "own device" };
  const parts = text.split("/");
  const purchase = parts.at(-1);
  return { kind: purchase in kinds ? purchase : "on_demand", provider: parts[0], name: parts[1] ?? text, region: parts[2],
    place: parts.slice(2, -1).join(" ") + (parts[0] ? `, ${parts[0]}` : "") };
}

/// A row of an answer as table and figure see it: money also as numbers, undefined where nothing is known.
export function costRow(item) {
  const host = hostOf(item.host);
  const configuration = `${modelName(item.model)} b${item.batch} ${item.precision}`;
  const amounts = (figure) => (figure.absent === undefined ? { p10: dollars(figure.p10), p50: dollars(figure.p50), p90: dollars(figure.p90) } : undefined);
  return {
    item, host, configuration, key: `${item.host}|${item.model}|${item.batch}|${item.precision}|${item.policy ?? ""}`, marginal: amounts(item.marginal_usd), full: amounts(item.full_usd),
    isOwn: host.kind === "device", level: item.level, perMillion: dollars(item.marginal_usd_per_million_images),
  };
}

/// What a machine is called in a figure.
export function machineLabel(row, withConfiguration) {
  const name = row.isOwn ? row.host.name : [row.host.name, row.host.region, kinds[row.host.kind].word].filter(Boolean).join(" ");
  return withConfiguration ? `${name}, ${row.configuration}` : name;
}

/// The rows in an order; missing values come last in either direction.
export function sorted(rows, value, descending) {
  const sign = descending ? -1 : 1;
  const isMissing = (v) => v === undefined || v === null || Number.isNaN(v);
  return rows.map((row, index) => ({ row, index, value: value(row) })).sort((a, b) => {
    if (isMissing(a.value) || isMissing(b.value)) return isMissing(a.value) - isMissing(b.value) || a.index - b.index;
    if (a.value === b.value) return a.index - b.index;
    return sign * (a.value < b.value ? -1 : 1);
  }).map((entry) => entry.row);
}
