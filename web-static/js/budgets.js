import { all, send } from "./api.js";
import { budgetAmounts, budgetBar, scopeWords } from "./budget-bar.js";
import { fill, h, said } from "./dom.js";
import { showComplaints } from "./field-errors.js";
import { fullTime, time, whole } from "./format.js";

const states = { open: ["✓", "open"], warning: ["!", "four fifths are gone"], exhausted: ["✕", "nothing is left"], closed: ["–", "closed"] };
const scopes = { month: "everything of a month", sweep: "a sweep", experiment: "an experiment", job: "a job" };

/// Budgets: how much of each is gone; opened, changed and closed here.
export class Budgets {
  #items = [];
  #editing;

  constructor(container, { onTrouble }) {
    Object.assign(this, { container, onTrouble });
    this.list = h("div", { class: "budget-list" });
    this.form = this.#form();
    fill(container, this.list, h("details", { class: "card opening" }, h("summary", {}, "Open a budget"), this.form));
  }

  /// Loads them anew.
  async load() {
    this.#items = await all("/budgets");
    this.#draw();
  }

  #draw() {
    const open = this.#items.filter((budget) => budget.state !== "closed"), closed = this.#items.filter((budget) => budget.state === "closed");
    fill(this.list, this.#items.length === 0 && h("p", { class: "notice" }, "No budget yet: nothing is held back for its cost. A budget stops claims as soon as what was spent, and what running attempts may still cost, would go beyond its limit."),
      open.map((budget) => this.#card(budget)),
      closed.length > 0 && h("details", {}, h("summary", {}, `${whole(closed.length)} closed`), h("div", { class: "budget-list" }, closed.map((budget) => this.#card(budget)))));
  }

  #card(budget) {
    const [sign, words] = states[budget.state] ?? ["?", budget.state];
    const isOpen = budget.state !== "closed";
    const box = h("article", { class: "card budget", "data-budget": budget.id }, h("div", { class: "heading" }, h("h3", {}, said(budget.name)), h("span", { class: `budget-state state-${budget.state}` }, h("span", { "aria-hidden": "true" }, sign), ` ${words}`)),
      h("p", { class: "muted" }, scopeWords(budget), ", opened ", h("time", { datetime: budget.created_at, title: fullTime(budget.created_at) }, time(budget.created_at))), budgetBar(budget), budgetAmounts(budget));
    if (this.#editing === budget.id) box.append(this.#change(budget));
    else if (isOpen) {
      box.append(h("p", { class: "actions" }, h("button", { type: "button", class: "quiet", on: { click: () => { this.#editing = budget.id; this.#draw(); this.list.querySelector("form input").focus(); } } }, "Change the limit", h("span", { class: "visually-hidden" }, ` of ${budget.name}`)),
        h("button", { type: "button", class: "quiet", on: { click: (event) => this.#close(budget, event.currentTarget) } }, "Close", h("span", { class: "visually-hidden" }, ` ${budget.name}`))));
    }
    return box;
  }

  #change(budget) {
    const input = h("input", { name: "limit_usd", value: budget.limit_usd, inputmode: "decimal", autocomplete: "off" });
    const stop = () => { this.#editing = undefined; this.#draw(); this.list.querySelector(`[data-budget="${budget.id}"] button`)?.focus(); };
    return h("form", { class: "inline-form", novalidate: true, "aria-label": `Limit of ${budget.name}`, on: { submit: (event) => this.#act(event, async () => {
      await send("PUT", `/budgets/${budget.id}`, { limit_usd: input.value.trim() });
      this.#editing = undefined;
    }), keydown: (event) => event.key === "Escape" && stop() } },
    h("label", { "data-field": "limit_usd" }, "Limit, USD", input), h("button", { type: "submit" }, "Save"), h("button", { type: "button", class: "quiet", on: { click: stop } }, "Cancel"));
  }

  async #close(budget, button) {
    if (button.dataset.sure !== "yes") {
      button.dataset.sure = "yes";
      button.textContent = `Close ${budget.name} for good?`;
      button.addEventListener("blur", () => this.#draw(), { once: true });
      return;
    }
    try {
      await send("DELETE", `/budgets/${budget.id}`);
      await this.load();
    } catch (error) {
      this.#failed(error, button.parentElement);
    }
  }

  #form() {
    const subject = h("label", { "data-field": "subject", hidden: true }, "Its number", h("input", { name: "subject", inputmode: "numeric", autocomplete: "off" }));
    return h("form", { class: "budget-form", novalidate: true, "aria-label": "Open a budget", on: { submit: (event) => this.#open(event), input: (event) => { subject.hidden = event.currentTarget.elements.scope.value === "month"; } } },
      h("div", { class: "fields" },
        h("label", { "data-field": "scope" }, "For", h("select", { name: "scope" }, Object.entries(scopes).map(([value, words]) => h("option", { value }, words)))), subject,
        h("label", { "data-field": "limit_usd" }, "Limit", h("span", { class: "unit" }, " USD"), h("input", { name: "limit_usd", inputmode: "decimal", autocomplete: "off" })),
        h("label", { "data-field": "basis" }, "Counts", h("select", { name: "basis" }, h("option", { value: "marginal" }, "marginal cost"), h("option", { value: "full" }, "full cost"))),
        h("label", { "data-field": "name" }, "Name", h("span", { class: "unit" }, " may be empty"), h("input", { name: "name", autocomplete: "off" }))),
      h("p", { class: "actions" }, h("button", { type: "submit" }, "Open it")));
  }

  #open(event) {
    const { scope, subject, limit_usd: limit, basis, name } = event.currentTarget.elements;
    const number = Number(subject.value.trim());
    const body = { scope: scope.value, basis: basis.value, ...(limit.value.trim() && { limit_usd: limit.value.trim() }), ...(name.value.trim() && { name: name.value.trim() }),
      ...(scope.value !== "month" && subject.value.trim() && { subject: Number.isFinite(number) ? number : subject.value }) };
    return this.#act(event, async () => {
      await send("POST", "/budgets", body);
      this.form.reset();
      this.form.closest("details").open = false;
    });
  }

  async #act(event, work) {
    event.preventDefault();
    const form = event.currentTarget;
    try {
      await work();
    } catch (error) {
      return this.#failed(error, form);
    }
    await this.load().catch(this.onTrouble);
  }

  #failed(error, place) {
    if (error.kind === "unauthenticated") this.onTrouble(error);
    else showComplaints(place, error, { focus: true });
  }
}
