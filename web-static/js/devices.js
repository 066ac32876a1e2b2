import { send } from "./api.js";
import { DeviceForm } from "./device-form.js";
import { fill, h, said } from "./dom.js";
import { usd } from "./money.js";

const titles = { price_usd: "Price", residual_usd: "Worth at the end", lifetime_years: "Years of use", utilisation: "Share of hours at work", tariff: "Electricity", pue: "Building’s overhead (PUE)",
  idle_watts: "Power when idle", load_watts: "Power under load", is_sunk: "Price is spent anyway", is_on_anyway: "Is on anyway", is_dedicated: "Is there for these jobs alone",
  carbon_grams_per_kwh: "Carbon of electricity", embodied_carbon_kg: "Carbon of making it" };

/// The user's own devices as cards: what an hour costs, what is stated and what is assumed, and the form that changes it.
export class Devices {
  #open;

  constructor(container, addButton, { onChange }) {
    Object.assign(this, { container, onChange, bodies: [] });
    addButton.addEventListener("click", () => this.#show(undefined));
  }

  show(bodies) {
    this.bodies = bodies;
    // An open form is not pulled away under the reader.
    if (this.#open) return;
    this.#draw();
  }

  #draw() {
    if (this.bodies.length === 0) {
      fill(this.container, h("div", { class: "notice" }, h("p", {}, h("b", {}, "No own device is known yet.")),
        h("p", {}, "Start a worker with ", h("code", {}, "--host device:NAME"), " and its machine appears here, or add one by hand. With its price and its power under load, its work can be compared with a rented machine’s.")));
      return;
    }
    fill(this.container, h("div", { class: "device-cards" }, this.bodies.map((body) => this.#card(body))));
  }

  #card(body) {
    const { device, rate, missing } = body;
    const inputs = everyInput(body);
    const stated = inputs.filter((input) => input.confirmed).length;
    return h("article", { class: "card device", "data-device": device.name },
      h("h3", {}, h("span", { class: "kind kind-device", "aria-hidden": "true" }, "◆ "), said(device.name)), device.hardware && h("p", { class: "muted" }, said(device.hardware)),
      h("dl", { class: "rates" }, this.#rate("An hour of work adds", rate?.marginal_usd_per_hour), this.#rate("An hour costs altogether", rate?.full_usd_per_hour)),
      rate && h("p", { class: "muted" }, "Power and electricity: ", said(rate.source)),
      missing.length > 0 && h("div", { class: "notice" }, [...new Set(missing)].map((text) => h("p", {}, said(text)))),
      h("details", {}, h("summary", {}, `${stated} stated, ${inputs.length - stated} assumed`), this.#inputs(inputs)),
      h("p", { class: "actions" }, h("button", { type: "button", class: "quiet", on: { click: () => this.edit(device) } }, "Change its figures", h("span", { class: "visually-hidden" }, ` (${device.name})`)),
        h("button", { type: "button", class: "quiet", on: { click: (event) => this.#remove(device, event.currentTarget) } }, "Remove", h("span", { class: "visually-hidden" }, ` ${device.name}`))));
  }

  #rate(title, amount) {
    return h("div", {}, h("dt", {}, title), amount === undefined ? h("dd", { class: "muted" }, "not known") : h("dd", {}, h("span", { class: "figure" }, usd(amount), " ", h("span", { class: "unit" }, "USD/h"))));
  }

  #inputs(inputs) {
    return h("div", { class: "scroll" }, h("table", { class: "plain inputs" }, h("caption", {}, "What its cost goes by. Assumed means: nobody has confirmed it."),
      h("thead", {}, h("tr", {}, ["Input", "Value", "Says who", "Could be"].map((title) => h("th", { scope: "col" }, title)))),
      h("tbody", {}, inputs.map((input) => h("tr", {}, h("th", { scope: "row", title: input.name }, titles[input.name] ?? said(input.name)), h("td", {}, said(input.value)),
        h("td", {}, h("span", { class: input.confirmed ? "stated" : "assumed" }, input.confirmed ? "✓ stated" : "? assumed"), !input.confirmed && input.source !== "default" && h("span", { class: "muted" }, " ", said(input.source))),
        h("td", {}, input.range ? said(input.range) : ""))))));
  }

  async #remove(device, button) {
    // A second press says that it was meant: a dialogue would hide what is being removed.
    if (button.dataset.sure !== "yes") {
      button.dataset.sure = "yes";
      button.textContent = `Remove ${device.name} for good?`;
      button.addEventListener("blur", () => this.#draw(), { once: true });
      return;
    }
    try {
      await send("DELETE", `/devices/${encodeURIComponent(device.name)}`);
      this.onChange();
    } catch (error) {
      button.after(h("p", { class: "wrong", role: "alert" }, error.message));
    }
  }

  /// Opens the form with a device's figures, or with others that the sliders found.
  edit(device) { this.#show(device); }

  #show(device) {
    this.#open = new DeviceForm(device, {
      onDone: () => this.#close(device?.name, true), onCancel: () => this.#close(device?.name, false),
    });
    this.#draw();
    const card = device && [...this.container.querySelectorAll(".device")].find((element) => element.dataset.device === device.name);
    if (card) card.replaceChildren(this.#open.element);
    else this.container.prepend(h("div", { class: "card device" }, this.#open.element));
    this.#open.focus();
  }

  #close(name, isChanged) {
    this.#open = undefined;
    this.#draw();
    [...this.container.querySelectorAll(".device")].find((element) => element.dataset.device === name)?.querySelector(".actions button")?.focus();
    if (isChanged) this.onChange();
  }
}

// The answer lists what has a default; what has none stands in the device itself.
function everyInput({ device, inputs }) {
  const stated = [["price_usd", "USD"], ["load_watts", "W"], ["idle_watts", "W"]].filter(([name]) => device[name] !== undefined && !inputs.some((input) => input.name === name));
  return [...stated.map(([name, unit]) => ({ name, value: `${device[name]} ${unit}`, source: "stated by the user", confirmed: true })), ...inputs];
}
