import { all } from "./api.js";
import { scalar, works } from "./cost-state.js";
import { kinds } from "./cost-rows.js";
import { fill, h, said } from "./dom.js";
import { clearComplaints, showComplaints } from "./field-errors.js";
import { modelName, significant, whole } from "./format.js";

const workWords = { images: "Inference, once", epochs: "Training", requests: "Serving" };
const fieldWords = { images: "Images", epochs: "Epochs", images_per_epoch: "Images of an epoch", requests_per_second: "Requests a second", hours: "Hours (a month: 730.5)" };
const choices = [
  ["models", "Models", "network"], ["precisions", "Precision", "precision"], ["devices", "Own devices", "device"], ["providers", "Providers", "provider"],
  ["regions", "Regions", "region"], ["purchases", "Ways of renting", "way"],
];
// These must have at least one; without a word about the others, all are asked for.
const needed = new Set(["models", "precisions"]);

/// The form above everything: which work, in which configuration, on which machines. What the reader changes is asked a moment later.
export class CostQuestion {
  #timer;

  constructor(form, state, onChange) {
    Object.assign(this, { form, state, onChange });
    this.offered = { models: new Set(state.models), precisions: new Set(["fp32", "bf16", "fp16", "int8", ...state.precisions]), devices: new Set(state.devices),
      providers: new Set(state.providers), regions: new Set(state.regions), purchases: new Set(["spot", "on_demand", "reserved", ...(state.purchases ?? [])]) };
    this.lists = Object.fromEntries(choices.map(([name, title]) => [name, this.#choice(name, title)]));
    this.work = h("div", { class: "fields", "data-field": "work" });
    const basis = this.#select("basis", "Compare by", [["marginal", "marginal cost"], ["full", "full cost"]]);
    const order = this.#select("order", "First come", [["cost", "the least cost"], ["cost_p90", "the least cost at 90 %"], ["time", "the soonest done"], ["latency", "the least latency"]]);
    fill(form, h("h2", { id: "question-title" }, "The question"),
      h("div", { class: "fields" }, this.#select("kind", "Work", Object.entries(workWords)), this.work),
      h("div", { class: "fields" }, this.lists.models.element,
        h("label", { "data-field": "batches" }, "Batch, images (1, 8, …)", h("input", { name: "batches", autocomplete: "off", inputmode: "numeric" })),
        this.lists.precisions.element, basis, order),
      h("div", { class: "fields" }, ["devices", "providers", "regions", "purchases"].map((name) => this.lists[name].element),
        h("label", { "data-field": "interruptions_per_hour" }, "Interruptions an hour on spot (empty: as observed)",
          h("input", { name: "interruptions", autocomplete: "off", inputmode: "decimal" }))));
    form.addEventListener("input", () => this.#changed());
    form.addEventListener("submit", (event) => event.preventDefault());
    this.fromState();
  }

  #select(name, title, options) {
    return h("label", {}, title, h("select", { name }, options.map(([value, words]) => h("option", { value }, words))));
  }

  #choice(name, title) {
    const summary = h("summary");
    const box = h("div", { class: "options", role: "group", "aria-label": title });
    const details = h("details", { class: "choice" }, summary, box);
    details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      summary.focus();
    });
    if (name === "providers" || name === "regions") details.addEventListener("toggle", () => details.open && this.#readPrices());
    // A list that was left closes, so that it does not lie over what stands below.
    details.addEventListener("focusout", (event) => { if (event.relatedTarget && !details.contains(event.relatedTarget)) details.open = false; });
    addEventListener("pointerdown", (event) => { if (!details.contains(event.target)) details.open = false; });
    return { element: h("div", { class: "field", "data-field": name }, h("span", { id: `choice-${name}` }, title), details), summary, box };
  }

  /// Puts the state into the fields.
  fromState() {
    for (const name of ["kind", "basis", "order", "batches", "interruptions"]) this.form.elements[name].value = this.state[name];
    this.#drawWork();
    for (const [name] of choices) this.#drawChoice(name);
  }

  #drawWork() {
    fill(this.work, Object.keys(works[this.state.kind]).map((name) => h("label", {}, fieldWords[name],
      h("input", { name: `work-${name}`, value: shown(this.state.work[this.state.kind][name]), autocomplete: "off", inputmode: "decimal" }))));
    this.drawnKind = this.state.kind;
  }

  #drawChoice(name) {
    const { summary, box } = this.lists[name];
    const title = choices.find(([key]) => key === name)[1].toLowerCase();
    const chosen = this.state[name];
    const all = [...this.offered[name]];
    fill(summary, h("span", { class: "visually-hidden" }, `${title}: `), chosen === undefined ? "all" : chosen.length === 0 ? "none" : said(shortened(name, chosen)));
    const draw = (value) => h("label", {}, h("input", { type: "checkbox", name: `choice-${name}`, "data-value": value, checked: chosen === undefined || chosen.includes(value) }),
      said(label(name, value)));
    const focused = document.activeElement?.name === `choice-${name}` ? document.activeElement.dataset.value : undefined;
    fill(box, !needed.has(name) && h("div", { class: "actions" },
      h("button", { type: "button", class: "quiet", on: { click: () => this.#set(name, undefined) } }, "All"),
      h("button", { type: "button", class: "quiet", on: { click: () => this.#set(name, []) } }, "None")),
    all.length > 0 ? all.map(draw) : h("p", { class: "muted" }, name === "devices" ? "none is known yet" : "none has been seen in an answer yet"));
    [...box.querySelectorAll("input")].find((input) => input.dataset.value === focused)?.focus();
  }

  #set(name, value) {
    this.state[name] = value;
    this.#drawChoice(name);
    this.#changed();
  }

  #changed() {
    const { state, form } = this;
    state.kind = form.elements.kind.value;
    if (state.kind !== this.drawnKind) this.#drawWork();
    for (const name of ["basis", "order", "batches", "interruptions"]) state[name] = form.elements[name].value;
    for (const name of Object.keys(works[state.kind])) state.work[state.kind][name] = String(scalar(form.elements[`work-${name}`].value));
    for (const [name] of choices) {
      const boxes = [...this.lists[name].box.querySelectorAll("input")];
      if (boxes.length === 0) continue;
      const chosen = boxes.filter((box) => box.checked).map((box) => box.dataset.value);
      const now = !needed.has(name) && chosen.length === boxes.length ? undefined : chosen;
      // Of networks and precisions the last one stays: a question about none has no answer.
      if (JSON.stringify(now) === JSON.stringify(state[name])) continue;
      if (!needed.has(name) || chosen.length > 0) state[name] = now;
      this.#drawChoice(name);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.onChange(), 300);
  }

  /// Names that can be chosen.
  offer({ models, devices }) {
    for (const name of models) this.offered.models.add(name);
    this.offered.devices = new Set([...devices, ...(this.state.devices ?? [])]);
    this.#drawChoice("models");
    this.#drawChoice("devices");
  }

  // Providers and regions are those of the price book, which is looked at only when a reader opens one of their lists.
  async #readPrices() {
    if (this.pricesAsked) return;
    this.pricesAsked = true;
    try {
      const quotes = (await all("/prices?limit=10000", { most: 100_000 })).map((item) => item.quote);
      this.#learn(quotes.map((quote) => [quote.provider, quote.region]));
    } catch (error) {
      this.pricesAsked = false;
      for (const name of ["providers", "regions"]) this.lists[name].box.append(h("p", { class: "wrong" }, `The price book cannot be read: ${error.message}`));
    }
  }

  /// Remembers the providers and regions of an answer.
  learn(rows, refused) {
    this.#learn([...rows.map((row) => row.item.host), ...refused.map((item) => item.host)].filter((host) => !host.startsWith("device:")).map((host) => host.split("/")).map((parts) => [parts[0], parts[2]]));
  }

  #learn(pairs) {
    const before = this.offered.providers.size + this.offered.regions.size;
    for (const [provider, region] of pairs) {
      if (provider) this.offered.providers.add(provider);
      if (region) this.offered.regions.add(region);
    }
    if (this.offered.providers.size + this.offered.regions.size === before) return;
    for (const name of ["providers", "regions"]) {
      this.offered[name] = new Set([...this.offered[name]].sort());
      this.#drawChoice(name);
    }
  }

  /// The work in words.
  words() {
    const work = Object.fromEntries(Object.entries(this.state.work[this.state.kind]).map(([name, value]) => [name, scalar(value)]));
    if (this.state.kind === "images") return `${whole(work.images)} images`;
    if (this.state.kind === "epochs") return `${whole(work.epochs)} epochs of ${whole(work.images_per_epoch)} images`;
    return `${significant(work.requests_per_second)} requests a second for ${significant(work.hours, 4)} h`;
  }

  /// Puts what the coordinator says beside the fields.
  complain(error) {
    showComplaints(this.form, error, { rename: (name) => (name.startsWith("work") ? "work" : name.startsWith("assumptions.") ? name.slice("assumptions.".length) : { model: "models", batch: "batches", precision: "precisions" }[name] ?? name) });
  }

  /// Takes it away again.
  clear() { clearComplaints(this.form); }
}

function shown(value) { return typeof scalar(value) === "number" && Number.isInteger(scalar(value)) ? whole(scalar(value)) : String(value); }

function label(name, value) { return name === "models" ? modelName(value) : name === "purchases" ? kinds[value]?.word ?? value : value; }

function shortened(name, chosen) {
  const first = chosen.slice(0, 2).map((value) => label(name, value)).join(", ");
  return chosen.length > 2 ? `${first} and ${chosen.length - 2} more` : first;
}
