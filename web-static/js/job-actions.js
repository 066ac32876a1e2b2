import { send } from "./api.js";
import { h, said } from "./dom.js";

const waiting = ["blocked", "scheduled", "ready"];
const withoutResult = ["failed", "cancelled", "dead"];

/// What a person may do with a job where it stands: `verb` is the last part of the path below `/jobs/{id}/`.
export function possible(job) {
  const actions = [];
  const isLeaving = job.cancel_requested || job.pause_requested;
  if (waiting.includes(job.state) || (job.state === "running" && !isLeaving)) actions.push({ verb: "pause", words: "Pause" });
  if (job.state === "paused") actions.push({ verb: "resume", words: "Let it go on" });
  if (withoutResult.includes(job.state)) actions.push({ verb: "retry", words: "Try again" });
  if (job.state === "scheduled") actions.push({ verb: "retry", words: "Try now" });
  if ([...waiting, "paused"].includes(job.state) || (job.state === "running" && !job.cancel_requested)) actions.push({ verb: "cancel", words: "Cancel", asks: true });
  return actions;
}

/// Buttons that send what they say below `path`, and then call `done`; what cannot be taken back asks a second time. `name` tells one row's buttons from
/// another's for those who hear them.
export function buttons(path, actions, name, done) {
  const box = h("div", { class: "actions" });
  for (const action of actions) {
    box.append(h("button", { type: "button", class: "quiet", "data-verb": action.verb, on: { click: (event) => press(event.currentTarget, path, action, box, done) } },
      action.words, h("span", { class: "visually-hidden" }, ` ${name}`)));
  }
  return box;
}

async function press(button, path, action, box, done) {
  if (box.getAttribute("aria-busy") === "true") return;
  if (action.asks && button.dataset.sure !== "yes") {
    button.dataset.sure = "yes";
    const before = [...button.childNodes];
    button.replaceChildren(`${action.words} for good?`);
    button.addEventListener("blur", () => {
      delete button.dataset.sure;
      button.replaceChildren(...before);
    }, { once: true });
    return;
  }
  // Not disabled: that would take the focus away from whoever pressed it.
  box.setAttribute("aria-busy", "true");
  box.querySelector(".wrong")?.remove();
  try {
    await send("POST", `${path}/${action.verb}`);
    await done(action);
  } catch (error) {
    box.append(h("p", { class: "wrong", role: "alert" }, "Not done: ", said(error.message)));
  } finally {
    box.removeAttribute("aria-busy");
  }
}
