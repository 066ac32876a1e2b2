import { kinds, machineLabel } from "./cost-rows.js";
import { BreakEvenFigure } from "./break-even.js";
import { breakEvenHours, hoursPerMonth, ratesInputs, ratesOf } from "./device-rates.js";
import { writeCostState } from "./cost-state.js";
import { fill, h, said, setText } from "./dom.js";
import { significant } from "./format.js";
import { hours, usd } from "./money.js";

const sliders = [
  { name: "tariff", title: "Electricity", unit: "USD/kWh", min: 0, max: 0.6, step: 0.005 },
  { name: "lifetime", title: "Years of use", unit: "years", min: 1, max: 10, step: 0.25 },
  { name: "utilisation", title: "Share of all hours at work", unit: "%", min: 0.01, max: 1, step: 0.01 },
  { name: "hours_a_month", title: "Hours of such work a month", unit: "h", min: 1, max: 730, step: 1 },
];
const standardHours = 60;

/// Sliders that answer at once: what an hour of an own device would cost, and after how many hours it is cheaper than renting.
export class WhatIf {
  #bodies = [];
  #rows = [];
  #timer;

  constructor(container, state, { onUse }) {
    Object.assign(this, { container, state, onUse });
  }

  setDevices(bodies) {
    this.#bodies = bodies;
    this.#build();
  }

  /// The comparison's rows: they say how long the work takes here and what it costs elsewhere.
  setRows(rows, work) {
    this.#rows = rows;
    this.work = work;
    this.#update();
  }

  get #body() { return this.#bodies.find(({ device }) => device.name === this.state.device) ?? this.#bodies.find((body) => ratesInputs(body).missing.length === 0) ?? this.#bodies[0]; }

  #build() {
    if (this.#bodies.length === 0) {
      this.inputs = undefined;
      fill(this.container, h("p", { class: "muted" }, "With an own device and its price, sliders here show when buying is cheaper than renting."));
      return;
    }
    const { device } = this.#body;
    this.base = ratesInputs(this.#body);
    const select = h("select", { name: "device", on: { change: (event) => this.#choose(event.target.value) } }, this.#bodies.map((body) => h("option", { value: body.device.name, selected: body.device.name === device.name }, body.device.name)));
    this.inputs = Object.fromEntries(sliders.map((slider) => [slider.name, this.#slider(slider)]));
    this.words = h("dl", { class: "headline", "aria-live": "polite" });
    this.note = h("p", { class: "muted" });
    this.plot = new BreakEvenFigure();
    fill(this.container, h("p", { class: "notice what" }, h("b", {}, "What-if numbers. "), "Computed in this page from the device’s rates and the comparison’s medians; nothing is stored, and the comparison above keeps the coordinator’s figures."),
      this.base.missing.length > 0 ? h("div", { class: "card" }, h("label", { class: "pick" }, "Device", select), h("p", { class: "muted" }, said(device.name), ` needs ${this.base.missing.join(" and ")} before it can be compared: `,
        h("button", { type: "button", class: "quiet", on: { click: () => this.onUse(device) } }, "State its figures")))
        : h("div", { class: "what-if" }, h("div", { class: "card sliders" }, h("label", { class: "pick" }, "Device", select), Object.values(this.inputs).map(({ element }) => element),
          h("p", { class: "actions" }, h("button", { type: "button", class: "quiet", on: { click: () => this.#reset() } }, "Back to its own figures"),
            h("button", { type: "button", class: "quiet", on: { click: () => this.onUse(this.#changed()) } }, "Put these into its form"))),
        h("div", { class: "what-answer" }, this.words, this.note, this.plot.element)));
    this.isComplete = this.base.missing.length === 0;
    this.#update();
  }

  #choose(name) {
    this.state.device = name;
    this.state.what = {};
    writeCostState(this.state);
    this.#build();
    this.container.querySelector("select")?.focus();
  }

  #standard(name) { return name === "hours_a_month" ? standardHours : this.base[name]; }

  #slider({ name, title, unit, min, max, step }) {
    const value = this.state.what[name] ?? this.#standard(name);
    const id = `what-${name}`;
    const output = h("output", { for: id });
    const input = h("input", { type: "range", id, name, min, max: Math.max(max, value), step, on: { input: () => this.#moved(name) } });
    input.value = String(value);
    return { input, output, unit, element: h("div", { class: "slider" }, h("p", {}, h("label", { for: id }, title), output), input) };
  }

  #reset() {
    this.state.what = {};
    for (const { name } of sliders) this.inputs[name].input.value = String(this.#standard(name));
    this.#saved();
    this.#update();
  }

  #moved(name) {
    this.state.what[name] = Number(this.inputs[name].input.value);
    this.#saved();
    this.#update();
  }

  // Browsers refuse hundreds of changes of the address a second, which a dragged slider would make.
  #saved() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => writeCostState(this.state), 200);
  }

  get #values() {
    const own = (name) => this.state.what[name] ?? this.#standard(name);
    return { ...this.base, tariff: own("tariff"), lifetime: own("lifetime"), utilisation: own("utilisation"), monthly: own("hours_a_month") };
  }

  #changed() {
    const { device } = this.#body;
    const { tariff, lifetime, utilisation } = this.state.what;
    return { ...device, ...(tariff !== undefined && { tariff: { ...device.tariff, usd_per_kwh: String(tariff) } }), ...(lifetime !== undefined && { lifetime_years: lifetime }), ...(utilisation !== undefined && { utilisation }) };
  }

  /// What an hour of this device's work costs when it is rented: the cheapest of a kind, for the same configuration.
  #rented(kind) {
    const own = new Map(this.#rows.filter((row) => row.isOwn && row.host.name === this.#body.device.name).map((row) => [row.configuration, row]));
    const offers = this.#rows.filter((row) => row.host.kind === kind && row.marginal && own.has(row.configuration))
      .map((row) => ({ row, perHour: row.marginal.p50 / own.get(row.configuration).item.work_hours.p50, own: own.get(row.configuration) }));
    return offers.sort((a, b) => a.perHour - b.perHour)[0];
  }

  #update() {
    if (!this.inputs || !this.isComplete) return;
    const values = this.#values;
    const rates = ratesOf(values);
    for (const { name, unit } of sliders) {
      const value = name === "hours_a_month" ? values.monthly : values[name];
      const text = unit === "%" ? `${significant(value * 100)} %` : `${significant(value)} ${unit}`;
      setText(this.inputs[name].output, text);
      this.inputs[name].input.setAttribute("aria-valuetext", text);
    }
    const spot = this.#rented("spot"), listed = this.#rented("on_demand");
    const tile = (title, value, unit, more) => h("div", {}, h("dt", {}, title), h("dd", {}, h("span", { class: "figure" }, value, unit && [" ", h("span", { class: "unit" }, unit)]), more && h("span", { class: "more" }, more)));
    const years = values.lifetime * 12;
    const pays = (offer, words) => {
      if (!offer) return tile(`Cheaper than ${words} after`, "–", "", "no such machine in the comparison runs the same");
      const needed = breakEvenHours(values, rates.electricity, offer.perHour);
      const months = needed / values.monthly;
      const when = needed === Infinity ? "its electricity alone costs more than the rent" : months > years ? `${significant(months)} months, longer than it lives` : `${significant(months)} months at ${significant(values.monthly)} h a month`;
      return tile(`Cheaper than ${words} after`, needed === Infinity ? "never" : needed >= 10 ? significant(Math.round(needed), 3) : significant(needed, 2), needed === Infinity ? "" : "h of work", when);
    };
    fill(this.words, tile("An hour of work adds", usd(rates.marginal), "USD/h", `${significant(values.watts)} W at the wall`), tile("An hour costs altogether", usd(rates.full), "USD/h", `${usd(rates.capital)} of it for having the machine`),
      pays(spot, "spot"), pays(listed, "on demand"));
    this.#say(values, rates, spot ?? listed);
    this.plot.show({ values, rates, offers: [spot, listed].filter(Boolean).map((offer) => ({ ...offer, kind: kinds[offer.row.host.kind].word, label: machineLabel(offer.row, false) })), device: this.#body.device.name });
  }

  #say(values, rates, offer) {
    const share = values.monthly / hoursPerMonth;
    const server = Number(this.#body.rate?.full_usd_per_hour);
    const plain = ratesOf(this.base).full;
    fill(this.note, offer && [said(`${this.work ?? "The work"}, ${offer.own.configuration}: ${usd(rates.marginal * offer.own.item.work_hours.p50)} USD marginal, ${usd(rates.full * offer.own.item.work_hours.p50)} USD full, in ${hours(offer.own.item.work_hours.p50)}. `)],
      share > values.utilisation + 0.005 && `${significant(values.monthly)} h a month are ${significant(share * 100)} % of all hours, more than the share at work above. `,
      Number.isFinite(server) && Math.abs(server - plain) > 0.02 * plain && `With its own figures the coordinator says ${usd(server)} USD/h altogether, this page ${usd(plain)}: rates by the hour or the spread of the power make the difference.`);
  }
}
