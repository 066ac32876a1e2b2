import { all, get } from "./api.js";

// Uploaded and compressed networks are not in the listing: each is read once from the record of one of its runs.
const atOnce = 4;
const most = 400;

/// What is known of networks without running them, by the name that configurations use.
export class ModelFacts {
  /// By name: the listing's facts, or a run's own: `{ name, parameters, macs, weight_bytes, peak_live_bytes, isOwn, isLowerBound, run }`.
  known = new Map();
  #asked = new Set();

  /// Fetches the listing, once. Resolves to whether something came.
  async refresh() {
    if (this.isListed) return false;
    const models = await all("/models");
    this.isListed = true;
    this.known = new Map([...this.known, ...models.map((model) => [model.name, model])]);
    return true;
  }

  /// Reads what the listing lacks from the runs that measured it. Resolves to whether something came.
  async readOwn(runs) {
    if (!this.isListed) return false;
    const wanted = new Map();
    for (const run of runs) {
      const model = run.configuration?.model;
      if (model === undefined || run.status !== "finished" || run.configuration.kind !== "benchmark" || this.known.has(model) || this.#asked.has(model)) continue;
      wanted.set(model, run.id);
    }
    const queue = [...wanted].slice(0, most);
    for (const [model] of queue) this.#asked.add(model);
    const found = new Map();
    const work = async () => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        const facts = await this.#read(...next);
        if (facts) found.set(next[0], facts);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    if (found.size > 0) this.known = new Map([...this.known, ...found]);
    return found.size > 0;
  }

  async #read(model, run) {
    try {
      const origin = (await get(`/runs/${run}`)).body.facts?.model?.origin;
      if (typeof origin?.parameters !== "number") return undefined;
      return { name: model, parameters: origin.parameters, macs: origin.macs, weight_bytes: origin.weight_bytes, peak_live_bytes: origin.peak_live_bytes_per_image,
        isOwn: true, isLowerBound: origin.lower_bound === true, run };
    } catch (error) {
      // The run may have been deleted meanwhile: another of the same network is asked next time.
      if (error.kind !== "missing") this.#asked.delete(model);
      return undefined;
    }
  }
}
