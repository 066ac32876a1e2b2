import { h } from "./dom.js";

/// A command to read and to copy. `label` says which, for screen readers.
export function commandBlock(text, label) {
  const code = h("pre", { tabindex: "0", "aria-label": label }, h("code", {}, text));
  const button = h("button", { type: "button", class: "quiet copy", "aria-label": `Copy: ${label}` }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      // Without the clipboard (plain HTTP on another host) the text is selected, ready for the keyboard.
      getSelection().selectAllChildren(code);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  return h("div", { class: "command" }, code, button);
}
