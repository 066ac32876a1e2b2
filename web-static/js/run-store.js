import { get } from "./api.js";

const limit = 1000;
// What stands on the screen at first, and is there before the thousands below it.
const firstLimit = 100;
const rebuildEvery = 5 * 60_000;

/// The runs that the coordinator lists, kept up to date with as little traffic as the listing allows: the newest page is asked for each time (304
/// when nothing changed), an older page only while one of its runs still changes, everything anew every five minutes (runs may have
/// been deleted).
export class RunStore {
  runs = new Map();
  #pages = [];
  #rebuiltAt = 0;
  #fields;

  /// `fields`: the names that the page needs of a run, as the API's parameter has them; all without.
  constructor({ fields } = {}) { this.#fields = fields ? `&fields=${fields.join()}` : ""; }

  /// Whether older runs are still on their way.
  get isPartial() { return this.#pages.length === 0; }

  get isLive() {
    for (const run of this.runs.values()) if (isLive(run)) return true;
    return false;
  }

  /// Brings the runs up to date; calls `onPage` when the newest have come and others follow. Resolves to whether anything changed.
  async refresh(onPage = () => {}) {
    if (this.#pages.length === 0 || Date.now() - this.#rebuiltAt > rebuildEvery) return this.#rebuild(onPage);
    const [first] = this.#pages;
    const answer = await get(first.path, { etag: first.etag });
    let changed = false;
    if (!answer.unchanged) {
      const known = answer.body.items.some((run) => this.runs.has(run.id));
      const pushedOut = first.ids.filter((id) => !answer.body.items.some((run) => run.id === id));
      if (!known || pushedOut.some((id) => isLive(this.runs.get(id)))) return this.#rebuild(onPage);
      this.#keep(first, answer);
      changed = true;
    }
    for (const page of this.#pages.slice(1)) {
      if (!page.ids.some((id) => isLive(this.runs.get(id)))) continue;
      const older = await get(page.path, { etag: page.etag });
      if (older.unchanged) continue;
      this.#keep(page, older);
      changed = true;
    }
    return changed;
  }

  async #rebuild(onPage) {
    const pages = [];
    const seen = new Map();
    const page = async (count, cursor) => {
      const path = `/runs?limit=${count}${this.#fields}` + (cursor ? `&cursor=${encodeURIComponent(cursor)}` : "");
      const { body, etag } = await get(path);
      for (const run of body.items) seen.set(run.id, run);
      return { path, etag, ids: body.items.map((run) => run.id), next: body.next_cursor };
    };
    const newest = this.runs.size === 0 ? await page(firstLimit) : undefined;
    if (newest?.next) {
      this.runs = new Map(seen);
      onPage();
    }
    if (newest && !newest.next) pages.push(newest);
    else do pages.push(await page(limit, pages.at(-1)?.next)); while (pages.at(-1).next);
    this.runs = seen;
    this.#pages = pages;
    this.#rebuiltAt = Date.now();
    return true;
  }

  #keep(page, { body, etag }) {
    page.etag = etag;
    page.ids = body.items.map((run) => run.id);
    for (const run of body.items) this.runs.set(run.id, run);
  }
}

/// Whether a run may still change.
export function isLive(run) { return run !== undefined && (run.status === "scheduled" || run.status === "running"); }
