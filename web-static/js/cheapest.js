import { get, send } from "./api.js";
import { gradeBadge } from "./columns.js";
import { costRow } from "./cost-rows.js";
import { levelBadge } from "./cost-table.js";
import { byId, fill, h, said } from "./dom.js";
import { whole } from "./format.js";
import { usd } from "./money.js";
import { runPath } from "./row.js";

const images = 1_000_000;
const page = 1000;
const mostPages = 5;
const askAgain = 5 * 60_000;
// Published top-1 accuracies that a reader may need at least, in percent.
const steps = [70, 75, 80];

/// The cheapest good configuration so far, as the coordinator prices it: among those that one of the own devices measured with grade A or B, the one with the
/// least marginal cost of a million images there.
export class Cheapest {
  #askedAt = 0;

  /// Asks again when other configurations have been measured, and every five minutes. `models`: facts of networks by name.
  async refresh(rows, workers, models) {
    const good = goodRuns(rows, workers, models);
    const text = JSON.stringify([[...good].map(([key, row]) => [key, row.id])]);
    if (this.isBusy || (text === this.asked && Date.now() - this.#askedAt < askAgain)) return;
    Object.assign(this, { isBusy: true, asked: text });
    this.#askedAt = Date.now();
    try {
      this.#show(await this.#find(good), good, models);
    } catch (error) {
      this.asked = undefined;
      this.#say("It is not known: the coordinator could not price what was measured. ", said(error.message));
    } finally {
      this.isBusy = false;
    }
  }

  async #find(good) {
    if (good.size === 0) return { why: "No run in latency mode of a network of the zoo has finished with grade A or B yet." };
    if ((await get("/devices")).body.items.length === 0) return { why: "No own device is described yet, so nothing says what its work costs.", isDevice: true };
    const rows = [...good.values()];
    const each = (value) => [...new Set(rows.map(value))];
    const question = { models: each((r) => r.modelReference), batches: each((r) => r.batch), precisions: each((r) => r.asked), work: { images }, basis: "marginal", order: "cost", providers: [], simulate: 0 };
    const found = [], reasons = new Set();
    for (let offset = 0, total = 1; offset < Math.min(total, page * mostPages); offset += page) {
      const answer = await send("POST", "/costs/compare", { ...question, limit: page, offset });
      total = answer.total;
      for (const item of answer.items) {
        if (item.time_evidence.level !== "measured" || !good.has(keyOf(item.host, item))) continue;
        const row = costRow(item);
        if (row.marginal) found.push(row);
        else reasons.add(item.marginal_usd.absent);
      }
    }
    found.sort((a, b) => a.marginal.p50 - b.marginal.p50);
    if (found.length === 0) return { why: reasons.size > 0 ? `Its cost is not known: ${[...reasons].slice(0, 2).join("; ")}.` : "No device that is described has measured one with grade A or B.", isDevice: true };
    return { found };
  }

  #show({ found, why, isDevice }, good, models) {
    if (!found) return this.#say(why, isDevice && [" ", h("a", { href: "/costs.html#devices" }, "Describe the device")]);
    const top1 = (row) => models.get(row.item.model)?.published_top1_percent;
    const [best] = found;
    let last = best;
    const ladder = steps.map((step) => ({ step, row: found.find((row) => top1(row) >= step) })).filter(({ row }) => row && row !== last && (last = row));
    fill(byId("cheapest"), h("dl", { class: "answers" }, h("div", {}, h("dt", {}, "A million images, marginal cost"), this.#answer(best, good, top1(best)), h("dd", {}, h("a", { class: "more", href: `/costs.html?${new URLSearchParams({ models: best.item.model, batches: best.item.batch, precisions: best.item.precision })}#comparison` }, "The same on rented machines"))),
      ladder.map(({ step, row }) => h("div", {}, h("dt", {}, `With a published top-1 of at least ${step} %`), this.#answer(row, good, top1(row))))),
    h("details", {}, h("summary", {}, "What does this mean?"), h("p", { class: "more" }, `Good: measured in latency mode by one of your own devices, grade A or B. Cheapest: the least marginal cost (what the work adds to your bill) of ${whole(images)} images on that device, as `,
      h("a", { href: "/costs.html" }, "the costs page"), " estimates it, median with 10th to 90th percentile. Only networks of the zoo are priced. Accuracies are published ones for the zoo’s networks; weights here may be random, and precisions below fp32 may lose some.")));
  }

  #answer(row, good, top1) {
    const run = good.get(keyOf(row.item.host, row.item));
    return h("dd", {}, h("span", { class: "figure" }, usd(row.marginal.p50), " ", h("span", { class: "unit" }, "USD")), h("span", { class: "more" }, `${usd(row.marginal.p10)} to ${usd(row.marginal.p90)} USD`),
      h("span", { class: "of" }, h("a", { href: runPath(run.id) }, said(row.item.model)), ` · batch ${whole(row.item.batch)} · `, said(row.item.precision), " on ", said(row.host.name)),
      h("span", { class: "more" }, gradeBadge(run.grade, run.noise), " weakest evidence: ", levelBadge(row.level)),
    h("span", { class: "more" }, top1 === undefined ? "no published top-1 is known" : `published top-1 ${top1} %`));
  }

  #say(...words) { fill(byId("cheapest"), h("p", { class: "muted" }, words)); }
}

function keyOf(host, { model, batch, precision }) { return JSON.stringify([host, model, batch, precision]); }

// By machine and configuration; of several runs the newest. A worker without a stated host is the own device of its name.
function goodRuns(rows, workers, models) {
  const hosts = new Map(workers.map((worker) => [worker.name, worker.host]));
  const processors = new Map(workers.map((worker) => [worker.name, worker.machine?.usable_processors]));
  const good = new Map();
  for (const row of rows) {
    const isGood = row.status === "finished" && row.mode === "latency" && (row.grade === "A" || row.grade === "B");
    const isZoo = row.isListed && models.has(row.modelReference) && !models.get(row.modelReference).isOwn;
    // What the coordinator prices: the engine on all processors.
    const isUsual = row.engine === "openvino" && row.device === "cpu" && (row.threads === undefined || row.threads === processors.get(row.worker));
    // What ran must be what was asked for: another precision is another configuration.
    if (!isGood || !isZoo || !isUsual || row.worker === undefined || (row.ran !== undefined && row.ran !== row.asked)) continue;
    const key = keyOf(hosts.get(row.worker) ?? `device:${row.worker}`, { model: row.modelReference, batch: row.batch, precision: row.asked });
    if (!(good.get(key)?.finished > row.finished)) good.set(key, row);
  }
  return good;
}
