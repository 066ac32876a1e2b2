// The ground that a static report stands on (`shoestring report`). The pages' modules run unchanged; what they ask a coordinator is answered from what
// was saved. Classic scripts only: a page that is opened from disk may load neither modules nor data. docs/page.md says what lies where.
(() => {
  const settings = JSON.parse(document.getElementById("report-settings").textContent);
  const modules = new Map(), instances = new Map(), answers = new Map(), loading = new Map();
  const base = "/api/v1";
  // Parameters that only say in which parts a listing comes: a report has it whole.
  const parts = ["limit", "cursor", "fields"];
  const anywhere = "http://report.invalid";
  let page = settings.page;

  globalThis.shoestringReport = {
    asOf: settings.as_of,
    address,
    /// Keeps a module: `make(require, exports, …)` fills `exports` when it is first required.
    define(name, make) { modules.set(name, make); },
    save,
    start,
  };

  // Saved answers: JSON text of an object, by `path?query` below /api/v1, by `POST path body`, or by the path of a file.
  function save(text) { for (const [key, body] of Object.entries(JSON.parse(text))) answers.set(key, body); }

  /// Where a link of the pages leads within the report; undefined for what is not in it.
  function address(href) {
    if (typeof href !== "string" || !href.startsWith("/")) return href;
    const { pathname, searchParams, hash } = new URL(href, anywhere);
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    const id = searchParams.get("id");
    if (name === "run.html" ? !isSaved(id) : !settings.pages.includes(name)) return undefined;
    if (settings.single) {
      if (name !== "index.html") searchParams.set("page", name);
      return `?${searchParams}${hash}`;
    }
    if (name === "run.html") return `${settings.root}runs/${id}.html${hash}`;
    return settings.root + name + (searchParams.size > 0 ? `?${searchParams}` : "") + hash;
  }

  function isSaved(id) { return answers.get("/runs")?.items.some((run) => run.id === id) ?? false; }

  // Stands in the place of fetch.
  async function answer(path, { method = "GET", body } = {}) {
    const url = new URL(path, anywhere);
    const isAPI = url.pathname.startsWith(`${base}/`);
    const key = isAPI ? keyOf(method, url, body) : url.pathname;
    const id = /^\/api\/v1\/runs\/([0-9a-f]{32})/.exec(url.pathname)?.[1];
    if (!answers.has(key) && id && !settings.single && isSaved(id)) await load(`data/${id}.js`);
    if (answers.has(key)) return respond(200, answers.get(key));
    if (["PUT", "DELETE"].includes(method)) return respond(403, { error: { code: "forbidden", message: "a report cannot be changed" } });
    return respond(404, { error: { code: "not_found", message: "this was not saved with the report; a running coordinator can answer it" } });
  }

  function keyOf(method, url, body) {
    for (const name of parts) url.searchParams.delete(name);
    // A curve is saved whole, in as many stretches as a wide screen shows: a closer look has no more.
    if (/^\/api\/v1\/runs\/[0-9a-f]{32}\/series\//.test(url.pathname)) for (const name of ["from", "to", "points"]) url.searchParams.delete(name);
    url.searchParams.sort();
    const path = url.pathname.slice(base.length) + (url.searchParams.size > 0 ? `?${url.searchParams}` : "");
    if (method === "GET") return path;
    const { limit, ...question } = JSON.parse(body ?? "{}");
    return `${method} ${path} ${JSON.stringify(sorted(question))}`;
  }

  function sorted(value) {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
  }

  // A file is saved as its text, everything else is JSON.
  function respond(status, body) {
    if (typeof body === "string") return new Response(body, { status, headers: { "Content-Type": "text/plain" } });
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
  }

  function load(path) {
    if (!loading.has(path)) {
      loading.set(path, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = settings.root + path;
        script.onload = resolve;
        script.onerror = () => reject(new Error(`${path} is missing beside this page`));
        document.head.append(script);
      }));
    }
    return loading.get(path);
  }

  function require(name) {
    if (instances.has(name)) return instances.get(name);
    const make = modules.get(name);
    if (!make) throw new Error(`${name} was not there when this report was made`);
    const exports = {};
    instances.set(name, exports);
    make(require, exports, answer, place, past, memory, importing);
    return exports;
  }

  // Stands in the place of import(…).
  async function importing(path) {
    const name = path.replace(/^\//, "");
    if (!modules.has(name) && settings.later.includes(name)) await load(name);
    return require(name);
  }

  // What the pages see as `location`: the address's query, and the run of a page that has its own file.
  const place = {
    get search() { return settings.run ? `?id=${settings.run}` : location.search; },
    get pathname() { return location.pathname; },
    get hash() { return location.hash; },
    get href() { return location.href; },
    host: "this report",
    // Commands that a page shows are for the coordinator that the command line asks by itself.
    origin: "http://127.0.0.1:8080",
  };

  const past = {
    replaceState(state, unused, text) {
      const url = new URL(text, location.href);
      if (settings.single && page !== "index.html") url.searchParams.set("page", page);
      try {
        history.replaceState(state, unused, url.href);
      } catch (error) {
        console.info("The address does not follow:", error.message);
      }
    },
  };

  // A report opened from disk shares its storage with every other file there: it keeps nothing.
  const memory = { getItem: () => null, setItem() {}, removeItem() {} };

  function start() {
    if (settings.single) {
      save(document.getElementById("report-data").textContent);
      choose();
    }
    for (const name of settings.entries[page]) require(name);
  }

  // All pages are in the one file; the address says which is seen.
  function choose() {
    const asked = new URLSearchParams(location.search).get("page");
    page = settings.pages.includes(asked) || asked === "run.html" ? asked : "index.html";
    const template = document.querySelector(`template[data-page="${page}"]`);
    for (const style of document.querySelectorAll("style[data-pages]")) {
      if (style.dataset.pages.split(" ").includes(page)) style.media = "all";
    }
    document.title = template.dataset.title;
    document.body.append(template.content.cloneNode(true));
    for (const link of document.querySelectorAll("body > :not(template) a[href^='/']")) {
      const target = address(link.getAttribute("href"));
      if (target === undefined) link.remove();
      else link.setAttribute("href", target);
    }
  }
})();
