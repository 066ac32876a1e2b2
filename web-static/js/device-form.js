import { send } from "./api.js";
import { scalar } from "./cost-state.js";
import { h, said } from "./dom.js";
import { showComplaints } from "./field-errors.js";

let counter = 0;
// Money stays text; numbers that are none go as they are, so that the coordinator says what it expects.
const money = new Set(["price_usd", "residual_usd"]);
const fields = [
  ["price_usd", "Price", "USD"], ["residual_usd", "Worth at the end", "USD"], ["lifetime_years", "Years of use", "years"], ["utilisation", "Share of all hours at work", "0.001 to 1"],
  ["idle_watts", "Power when idle, at the wall", "W"], ["load_watts", "Power under load, at the wall", "W"], ["tariff.usd_per_kwh", "Electricity", "USD/kWh"],
];
const switches = [["is_on_anyway", "Is it on anyway?"], ["is_dedicated", "Is it there for these jobs alone?"], ["is_sunk", "Is its price spent anyway?"]];

/// The figures of one device. An empty field means that nothing is said about it: a stated default is taken then.
export class DeviceForm {
  constructor(device, { onDone, onCancel }) {
    Object.assign(this, { device: device ?? {}, isNew: device === undefined, onDone });
    const number = ++counter;
    this.element = h("form", { class: "device-form", novalidate: true, "aria-labelledby": `device-form-${number}`, on: { submit: (event) => this.#send(event) } },
      h("h3", { id: `device-form-${number}` }, this.isNew ? "A new device" : ["The figures of ", said(device.name)]),
      h("p", { class: "muted" }, "An empty field says nothing: a default is assumed then, and shown as assumed."),
      h("div", { class: "fields" },
        this.isNew && this.#input("name", "Name", "as in --host device:NAME", ""),
        this.#input("hardware", "Accelerator or processor", "", this.device.hardware ?? ""),
        fields.map(([name, title, unit]) => this.#input(name, title, unit, this.#value(name))),
        switches.map(([name, title]) => h("label", { "data-field": name }, title, h("select", { name, value: "" },
          [["", "not said"], ["true", "yes"], ["false", "no"]].map(([value, words]) => h("option", { value, selected: String(this.device[name] ?? "") === value }, words)))))),
      this.device.tariff?.bands?.length > 0 && h("p", { class: "muted" }, `Its ${this.device.tariff.bands.length} rates by the hour (${this.device.tariff.time_zone}) stay as they are; the field has the rate outside of them.`),
      h("p", { class: "actions" }, h("button", { type: "submit" }, "Save"), h("button", { type: "button", class: "quiet", on: { click: onCancel } }, "Cancel")));
    this.element.addEventListener("keydown", (event) => { if (event.key === "Escape") onCancel(); });
  }

  focus() {
    this.element.querySelector("input").focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  #value(name) { return (name === "tariff.usd_per_kwh" ? this.device.tariff?.usd_per_kwh : this.device[name]) ?? ""; }

  #input(name, title, unit, value) {
    const isNumber = name !== "name" && name !== "hardware";
    return h("label", { "data-field": name }, title, unit && h("span", { class: "unit" }, ` ${unit}`), h("input", { name, value, autocomplete: "off", spellcheck: "false", inputmode: isNumber ? "decimal" : undefined }));
  }

  /// The body of the request: what the form does not show stays as it was.
  get body() {
    const body = structuredClone(this.device);
    for (const input of this.element.elements) {
      const { name, value } = input;
      if (!name || name === "tariff.usd_per_kwh") continue;
      const text = value.trim();
      if (text === "") delete body[name];
      else if (input.tagName === "SELECT") body[name] = text === "true";
      else body[name] = ["name", "hardware"].includes(name) ? text : money.has(name) ? String(scalar(text)) : scalar(text);
    }
    const rate = this.element.elements["tariff.usd_per_kwh"].value.trim();
    if (rate !== "") body.tariff = { ...body.tariff, usd_per_kwh: rate };
    else delete body.tariff;
    return body;
  }

  async #send(event) {
    event.preventDefault();
    const { body } = this;
    try {
      if (!body.name) throw Object.assign(new Error("name"), { fields: [{ field: "name", expected: "text of 1 to 200 characters" }] });
      await send("PUT", `/devices/${encodeURIComponent(body.name)}`, body);
      this.onDone();
    } catch (error) {
      // `tariff` alone is complained about when it is no object at all, which this form cannot send.
      showComplaints(this.element, error, { focus: true, rename: (name) => (name === "tariff" || name === "usd_per_kwh" ? "tariff.usd_per_kwh" : name) });
    }
  }
}
