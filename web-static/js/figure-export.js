import { download } from "./csv.js";
import { h } from "./dom.js";
import { colour } from "./figure.js";

/// Buttons that hand a figure to the reader as it is seen: SVG, PNG (twice the size, for print), and its Vega-Lite source with the data in it.
export function exportButtons(figure, name, onError) {
  const button = (words, work) => h("button", { type: "button", class: "quiet", "data-export": words, on: { click: async () => {
    try {
      if (!figure.result) throw new Error("it has not been drawn yet");
      await work(figure.result.view);
    } catch (error) {
      onError(`The figure cannot be exported as ${words}: ${error.message}.`);
    }
  } } }, words);
  return h("p", { class: "exports" }, h("span", { class: "muted" }, "This figure as "),
    button("SVG", async (view) => download(`${name}.svg`, await onGround(view, () => view.toSVG()), "image/svg+xml")),
    button("PNG", async (view) => {
      const canvas = await onGround(view, () => view.toCanvas(2));
      download(`${name}.png`, await new Promise((resolve) => canvas.toBlob(resolve, "image/png")), "image/png");
    }),
    button("Vega-Lite", async () => download(`${name}.vl.json`, `${JSON.stringify(figure.source, null, 2)}\n`, "application/json")));
}

// On the page the ground is the element's; a file needs its own, or dark theme's light text would stand on white paper.
async function onGround(view, work) {
  const before = view.background();
  try {
    return await view.background(colour("surface")).runAsync().then(work);
  } finally {
    await view.background(before).runAsync();
  }
}
