import { gradeBadge, statusBadge } from "./columns.js";
import { commandBlock } from "./command-block.js";
import { submitCommand, submitRequest } from "./commands.js";
import { h, said } from "./dom.js";
import { counted, duration, fullTime, modelName, significant, time, whole } from "./format.js";
import { describe, grouped, metricTitle } from "./metrics.js";

const fields = [
  ["model", "Model"], ["input_size", "Height and width of images (pixels)"], ["classes", "Classes"],
  ["batch", "Batch (images per request)"], ["precision", "Precision asked for"], ["engine", "Engine"], ["device", "Device"],
  ["threads", "Threads"], ["mode", "Mode"], ["seed", "Seed"], ["measure_seconds", "Measure at most (s)"], ["kind", "Kind"], ["outcome", "Outcome asked for"], ["seconds", "Seconds"],
];

/// Title, status and times.
export function head({ run, attempts }, experiment, progress) {
  const configuration = run.configuration;
  const model = configuration?.model;
  const worker = attempts.at(-1)?.worker_name;
  const took = run.started_at && run.ended_at ? (Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000 : undefined;
  return [
    h("h1", {}, said(run.name || modelName(model) || run.id)),
    h("p", { class: "badges" }, statusBadge(run.status, progress), run.tags.grade && gradeBadge(run.tags.grade, run.tags.noise),
      run.lifecycle_stage === "deleted" && h("span", { class: "status status-failed" }, "deleted: in the bin")),
    h("dl", { class: "inline" },
      pair("Experiment", said(experiment)), run.sweep !== undefined && pair("Sweep", h("a", { href: `/sweep.html?id=${run.sweep}` }, whole(run.sweep))), run.job !== undefined && pair("Job", whole(run.job)),
      worker && pair("Worker", said(worker)), pair("Submitted", when(run.created_at)), run.started_at && pair("Started", when(run.started_at)),
      run.ended_at && pair("Ended", [when(run.ended_at), took >= 0 && ` after ${duration(took)}`]), pair("Run", h("code", { class: "id" }, run.id))),
  ];
}

function pair(term, ...definition) { return h("div", {}, h("dt", {}, term), h("dd", {}, ...definition)); }

function when(text) { return h("time", { datetime: text, title: fullTime(text) }, time(text)); }

/// Why there is no result, or not yet.
export function outcome({ run }) {
  if (run.status === "failed") {
    return h("div", { class: "notice bad" }, h("p", {}, h("b", {}, "This run failed: "), h("code", {}, said(run.failure?.code ?? "failed"))),
      h("p", {}, said(run.failure?.message ?? "No reason was recorded.")), h("p", { class: "muted" }, "A failure is a result too: it says that this configuration does not run there."));
  }
  const why = run.end_reason ?? run.tags.stopped;
  if (run.status === "killed" && why) return h("p", { class: "notice" }, h("b", {}, "This run was not carried out: "), said(why), ".");
  if (run.status === "finished" && why) return h("p", { class: "notice" }, h("b", {}, "Stopped early: "), said(why), ". Its numbers are of what was done until then.");
  if (run.status === "killed") return h("p", { class: "notice" }, "This run was cancelled; it has no result.");
  return undefined;
}

/// The numbers that are looked for first.
export function headline({ run }) {
  const keys = ["test_accuracy", "validation_accuracy", "latency_median_ms", "latency_p90_ms", "images_per_second", "memory_peak_mib"].filter((key) => key in run.metrics);
  if (keys.length === 0) return undefined;
  return h("dl", { class: "headline" }, keys.map((key) => {
    const metric = describe(key, run.metrics);
    const title = { latency_median_ms: "Median latency of a request", latency_p90_ms: "90th percentile" }[key] ?? metric.title;
    return h("div", {}, h("dt", {}, title), h("dd", {}, h("span", { class: "figure" }, metric.value, " ", h("span", { class: "unit" }, metric.unit)),
      metric.interval && h("span", { class: "more" }, `95 % interval ${metric.interval[0]} to ${metric.interval[1]} ${metric.unit}`)));
  }));
}

/// Every number, grouped.
export function measurements({ run }) {
  const groups = grouped(run.metrics);
  if (groups.length === 0) return h("p", { class: "muted" }, "No number has been recorded for this run.");
  return h("div", { class: "cards" }, groups.map((group) => h("section", { class: "card" }, h("h3", {}, group.name),
    h("table", { class: "plain" }, h("caption", { class: "visually-hidden" }, `${group.name}: measured values with units`),
      h("thead", { class: "visually-hidden" }, h("tr", {}, h("th", { scope: "col" }, "Quantity"), h("th", { scope: "col" }, "Value and unit"))),
      h("tbody", {}, group.metrics.map((metric) => h("tr", {}, h("th", { scope: "row", title: metric.key }, said(metric.title)),
        h("td", { class: "numeric" }, h("span", { class: metric.isNumber || metric.value === "yes" || metric.value === "no" ? "" : "odd" }, metric.value ?? "not a number"),
          metric.unit && h("span", { class: "unit" }, ` ${metric.unit}`),
          metric.interval && h("div", { class: "more" }, `95 %: ${metric.interval[0]} to ${metric.interval[1]}`)))))))));
}

/// What was asked for.
export function configuration({ run }, model) {
  const c = run.configuration;
  if (!c) return h("p", { class: "muted" }, "A client logged this run; it has no configuration that Shoestring could repeat.");
  const rows = fields.filter(([name]) => c[name] !== undefined || (name === "threads" && c.kind === "benchmark"))
    .map(([name, title]) => [h("dt", {}, title), h("dd", {}, name === "threads" && c.threads === undefined ? "all that the worker may use" : said(String(c[name])))]);
  if (run.tags.precision_executed) {
    const differs = run.tags.precision_executed !== c.precision;
    rows.splice(3, 0, [h("dt", {}, "Precision that ran"), h("dd", { class: differs ? "differs" : "" }, said(run.tags.precision_executed), differs ? " (not what was asked for)" : "")]);
  }
  for (const [name, value] of Object.entries(c).filter(([name]) => !fields.some(([known]) => known === name)).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const words = name.replaceAll("_", " ");
    rows.push([h("dt", { title: name }, said(words.charAt(0).toUpperCase() + words.slice(1))), h("dd", {}, said(typeof value === "string" ? value : JSON.stringify(value)))]);
  }
  if (model) {
    rows.push([h("dt", {}, "Network"), h("dd", {}, `${model.family}, ${model.year}; `, said(model.paper))],
      [h("dt", {}, "Input [C, H, W]"), h("dd", {}, `[${model.input.join(", ")}]`)],
      [h("dt", {}, "Parameters"), h("dd", {}, whole(model.parameters))],
      [h("dt", {}, "Multiply-accumulates per image"), h("dd", {}, `${whole(model.macs)} (convolutions and linear layers)`)],
      [h("dt", {}, "Weights in fp32"), h("dd", {}, `${significant(model.weight_bytes / 2 ** 20, 4)} MiB`)]);
  }
  return h("dl", { class: "pairs" }, rows);
}

/// What could not be measured and why.
export function absent(detail) {
  const entries = Object.entries(detail.absent ?? {});
  if (entries.length === 0) return undefined;
  return h("div", { class: "card" }, h("dl", { class: "pairs" }, entries.map(([name, reason]) => [h("dt", { title: name }, said(metricTitle(name))), h("dd", {}, said(reason))])));
}

/// Every try at the job.
export function attempts(detail) {
  if (detail.attempts.length === 0) return h("p", { class: "muted" }, detail.run.job === undefined ? "A client logged this run: there was no job." : "No worker has taken it yet.");
  return h("div", { class: "scroll" }, h("table", { class: "plain" }, h("caption", { class: "visually-hidden" }, "Every try of a worker at this run’s job"),
    h("thead", {}, h("tr", {}, ["Attempt", "Worker", "Started", "Took", "Outcome", "Why"].map((title) => h("th", { scope: "col" }, title)))),
    h("tbody", {}, detail.attempts.map((attempt) => {
      const seconds = attempt.ended_at ? (Date.parse(attempt.ended_at) - Date.parse(attempt.started_at)) / 1000 : undefined;
      const counts = detail.attempt && detail.attempt.attempt === attempt.id.attempt;
      return h("tr", {}, h("th", { scope: "row" }, whole(attempt.id.attempt), counts && h("span", { class: "muted" }, " (counts)")), h("td", {}, said(attempt.worker_name ?? "removed")),
        h("td", {}, when(attempt.started_at)), h("td", {}, seconds === undefined ? "still running" : duration(seconds)), h("td", {}, attempt.outcome ?? "running"),
        h("td", {}, attempt.failure ? [h("code", {}, said(attempt.failure.code)), " ", said(attempt.failure.message)] : ""));
    }))));
}

/// Tags and parameters.
export function texts(entries, none) {
  if (entries.length === 0) return h("p", { class: "muted" }, none);
  return h("dl", { class: "pairs" }, entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [h("dt", {}, said(key)), h("dd", {}, said(value))]));
}

/// How to do it again.
export function reproduce({ run }, needsToken) {
  const command = submitCommand(run.configuration);
  if (!run.configuration) return undefined;
  return [h("p", { class: "muted" }, "The same configuration on an equal machine is a repetition of this run."),
    command && commandBlock(command, "the command that submits it again"),
    commandBlock(submitRequest(run.configuration, needsToken), "the request that submits it again")];
}

/// The log, newest part last.
export function logLines(lines, isCut) {
  if (lines.length === 0) return h("p", { class: "muted" }, "The attempts have said nothing.");
  return [isCut && h("p", { class: "muted" }, `The first ${counted(lines.length, "line")} of more; shoestring and the API have the rest.`),
    h("div", { class: "log", tabindex: "0", role: "region", "aria-label": "Log" }, h("ol", {}, lines.map((line) => h("li", { class: `level-${line.level}` },
      h("time", { datetime: line.stored_at, title: fullTime(line.stored_at) }, new Date(line.stored_at).toLocaleTimeString("en-GB")),
      h("span", { class: "attempt" }, `#${line.attempt}`), line.level !== "info" && h("b", {}, `${line.level} `), h("span", { class: "message" }, said(line.message))))))];
}
