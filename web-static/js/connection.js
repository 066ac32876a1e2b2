import { token } from "./api.js";
import { byId, fill, h, setText } from "./dom.js";
import { duration } from "./format.js";
import { report } from "./saved.js";

/// The line that says what is wrong between this page and its coordinator, and the question for a token.
export class Connection {
  #lastGood;

  constructor({ onRetry }) {
    this.onRetry = onRetry;
    this.box = byId("connection");
    setInterval(() => this.#age(), 1000);
  }

  /// The coordinator answered.
  good() {
    this.#lastGood = Date.now();
    this.box.hidden = true;
    this.problem = undefined;
  }

  /// It did not, or it refused; it is asked again after `pause` milliseconds.
  bad(error, pause) {
    if (error.kind === "unauthenticated") return this.#askForToken(error);
    if (error.kind === undefined) console.error(error);
    const isSilent = error.kind === "unreachable" && error.status === undefined;
    if (report) return this.#fromReport(error);
    const headline = isSilent ? `The coordinator at ${location.host} cannot be reached: ${error.message}.`
      : error.kind ? `The coordinator at ${location.host} cannot answer: ${error.message}.` : `This page failed: ${error.message}`;
    if (this.problem === headline && !this.box.hidden) return;
    this.problem = headline;
    this.age = h("span", { "aria-live": "off" });
    fill(this.box, h("p", {}, h("b", {}, headline), " ", this.age,
      isSilent && [" Is it running? ", h("code", {}, "make run"), " or ", h("code", {}, "shoestringd"), " starts it."],
      ` It is asked again every ${Math.round(pause / 1000)} s or so.`),
    h("button", { type: "button", on: { click: () => this.onRetry() } }, "Try now"));
    this.box.hidden = false;
    this.#age();
  }

  // Nobody is asked again: what was not saved will not come.
  #fromReport(error) {
    fill(this.box, h("p", {}, h("b", {}, `Not in this report: ${error.message}.`)));
    this.box.hidden = false;
  }

  #age() {
    if (this.box.hidden || !this.age) return;
    // In steps of five seconds: a figure that ticks draws the eye from what matters.
    const seconds = this.#lastGood && Math.floor((Date.now() - this.#lastGood) / 5000) * 5;
    setText(this.age, seconds === undefined ? "Nothing has been loaded yet."
      : seconds < 5 ? "What you see is from a moment ago." : `What you see is from ${duration(seconds)} ago.`);
  }

  #askForToken(error) {
    this.box.hidden = true;
    if (this.dialog?.open) {
      setText(this.dialog.querySelector(".wrong"), token.get() ? "That token was not accepted." : "");
      return;
    }
    const input = h("input", { id: "token", type: "password", autocomplete: "off", spellcheck: "false", required: true, "aria-describedby": "token-help" });
    const form = h("form", { on: { submit: (event) => {
      event.preventDefault();
      token.set(input.value.trim());
      this.dialog.close();
    } } },
    h("h2", { id: "token-title" }, "This coordinator asks for a token"),
    h("p", { id: "token-help" }, `It says: ${error.message} A token with the role read is enough: `, h("code", {}, "shoestring token create --role read"),
      ". It is kept in this tab only."),
    h("p", { class: "wrong", role: "alert" }, token.get() ? "The token of this tab was not accepted." : ""),
    h("label", { for: "token" }, "Token"), input, h("button", { type: "submit" }, "Use this token"));
    this.dialog = h("dialog", { class: "token", "aria-labelledby": "token-title", on: { close: () => {
      this.dialog.remove();
      this.onRetry();
    } } }, form);
    document.body.append(this.dialog);
    this.dialog.showModal();
  }
}
