import { h, said } from "./dom.js";
import { whole } from "./format.js";

// Words and units for the facts that every machine has; others are shown under their own names.
const labels = {
  processor: "Processor", architecture: "Architecture", flags: "Instruction sets", logical_processors: "Logical processors", cores: "Cores", sockets: "Sockets",
  usable_processors: "Processors we may use", processor_quota: "Processor quota (cgroup)", caches_kib: "Caches (KiB)", memory_mib: "Memory (MiB)",
  memory_limit_mib: "Memory limit (cgroup, MiB)", virtualised: "Virtual machine", governor: "Frequency governor", kernel: "Kernel",
  operating_system: "Operating system", host_name: "Host name",
};
const titles = { machine: "Machine", engine: "Engine", measuring: "Measuring protocol", load: "Load while measuring", model: "Model", runner: "Runner", inputs: "Inputs" };
const first = ["machine", "engine", "runner", "model", "measuring", "load"];
const deepest = 6;

/// The facts of an attempt as cards, one a section; whatever shape a runner gave them.
export function factCards(facts) {
  if (typeof facts !== "object" || facts === null) return [];
  const sections = Object.entries(facts).filter(([, value]) => isObject(value));
  const loose = Object.fromEntries(Object.entries(facts).filter(([, value]) => !isObject(value)));
  sections.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const cards = sections.map(([name, value]) => card(titles[name] ?? spaced(name), value));
  if (Object.keys(loose).length > 0) cards.push(card("Other facts", loose));
  return cards;
}

function card(title, object) { return h("section", { class: "card" }, h("h3", {}, said(title)), list(object, 0)); }

const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });
const order = Object.keys(labels);

function list(object, depth) {
  const place = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
  const entries = Object.entries(object).sort(([a], [b]) => place(a) - place(b));
  return h("dl", { class: "pairs" }, entries.map(([name, value]) => {
    const nested = isObject(value) ? "nested" : undefined;
    return [h("dt", { class: nested }, said(labels[name] ?? spaced(name))), h("dd", { class: nested }, show(value, depth))];
  }));
}

function show(value, depth) {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return plain.format(value);
  if (typeof value === "string") return said(value);
  if (depth >= deepest) return "…";
  if (Array.isArray(value)) return array(value, depth);
  return list(value, depth + 1);
}

function array(value, depth) {
  if (value.length === 0) return "none";
  if (value.every((item) => typeof item === "string")) return h("span", { class: "words" }, value.map((item) => [h("code", {}, said(item)), " "]));
  if (value.every((item) => typeof item === "number")) return value.map((item) => show(item, depth)).join(", ");
  return h("details", {}, h("summary", {}, `a list of ${whole(value.length)}`), h("ol", {}, value.slice(0, 100).map((item) => h("li", {}, show(item, depth + 1)))));
}

function isObject(value) { return typeof value === "object" && value !== null && !Array.isArray(value); }

function spaced(name) {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function rank(name) {
  const index = first.indexOf(name);
  return index < 0 ? first.length : index;
}
