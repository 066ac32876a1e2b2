// Vega-Lite figures: the specification is a file of its own, the data come from the page, the colours from the stylesheet.

/// Below this width of its element, in CSS pixels, a figure is laid out for a phone.
export const narrow = 560;

let library;
const specifications = new Map();

async function load(path) {
  library ??= import("/vendor/vega.js");
  if (!specifications.has(path)) {
    specifications.set(path, fetch(path).then((response) => {
      if (!response.ok) throw new Error(`${path} answered ${response.status}`);
      return response.json();
    }));
  }
  try {
    const [{ vegaEmbed }, specification] = await Promise.all([library, specifications.get(path)]);
    return { vegaEmbed, specification: structuredClone(specification) };
  } catch (error) {
    library = undefined;
    specifications.delete(path);
    throw error;
  }
}

// Names of all colours that figures have used.
const used = new Set();

/// The value of a colour of the stylesheet in the theme that is shown, or in `scheme` (`light`, `dark`).
export function colour(name, scheme) {
  used.add(name);
  const probe = document.createElement("span");
  probe.style.color = `var(--${name})`;
  if (scheme) probe.style.colorScheme = scheme;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

// Paper is light. A figure that was drawn in the dark theme gets the light one's colours while the document is printed: at once, since a browser takes the
// pages as soon as its listeners return, and drawing anew would come too late. The pixels of a canvas are turned from dark to light as they are, each in its hue.
let restorations = [];
let isPaper = false;
// Figures that were made anew on paper, which is another width: the screen wants them in its own colours again.
const anew = new Set();

function onPaper() {
  isPaper = true;
  if (restorations.length > 0) return;
  const light = new Map([...used].map((name) => [colour(name, "dark"), colour(name, "light")]));
  const ground = colour("surface", "dark");
  const change = (element, property) => {
    const before = element.style.getPropertyValue(property);
    if (!light.has(before)) return;
    element.style.setProperty(property, light.get(before));
    restorations.push(() => element.style.setProperty(property, before));
  };
  const exchange = (element, name) => {
    const before = element.getAttribute(name);
    if (!light.has(before)) return;
    element.setAttribute(name, light.get(before));
    restorations.push(() => element.setAttribute(name, before));
  };
  for (const plot of document.querySelectorAll(".plot")) {
    if (plot.style.backgroundColor !== ground) continue;
    change(plot, "background-color");
    for (const { style } of plot.querySelectorAll("canvas")) {
      style.filter = "invert(1) hue-rotate(180deg)";
      restorations.push(() => style.removeProperty("filter"));
    }
    for (const element of plot.querySelectorAll("svg *")) {
      for (const name of ["fill", "stroke"]) {
        exchange(element, name);
        change(element, name);
      }
    }
  }
}

function restore() {
  for (const step of restorations) step();
  restorations = [];
}

function onScreen() {
  isPaper = false;
  restore();
  for (const figure of anew) figure.redraw();
  anew.clear();
}

// Vega has written its own colours again.
function drawn() {
  if (!isPaper) return;
  restore();
  onPaper();
}

addEventListener("beforeprint", onPaper);
addEventListener("afterprint", onScreen);
matchMedia("print").addEventListener("change", ({ matches }) => (matches ? onPaper() : onScreen()));

/// A figure in `element`; its named data are replaced by ``update``. Redrawn when the theme changes.
export class Figure {
  #queue = Promise.resolve();
  #data = {};
  #signals = {};
  #wanted = 0;

  /// `onClick(datum)` is told which mark was clicked, undefined for the ground; `prepare(specification)` may adapt what the file says.
  constructor(element, path, { onClick, prepare } = {}) {
    Object.assign(this, { element, path, onClick, prepare });
    document.addEventListener("themechange", () => this.redraw());
    // Vega follows the window's width by itself, but not its container's. What is drawn where nothing has a width yet, or none any more, is drawn again.
    let width = 0;
    new ResizeObserver(([entry]) => {
      const now = Math.round(entry.contentRect.width), before = width;
      if (now === 0) return;
      width = now;
      this.#then(() => {
        const { view } = this.result ?? {};
        if (!view) return;
        if (!(view.width() > 0) || (before && (now < narrow) !== (before < narrow))) return this.#embed();
        if (before && now !== before) return view.resize().runAsync().then(drawn);
      });
    }).observe(element);
  }

  /// Draws the data sets, by name; resolves when they are on the page. `layout`: what `prepare` makes of the data; the figure is made anew only when it
  /// changes.
  update(data, signals = {}, layout = "") {
    this.#data = data;
    this.#signals = signals;
    const number = ++this.#wanted;
    return this.#then(async () => {
      // The page is painted first, and of several updates in a row only the last one is drawn.
      await new Promise((resolve) => setTimeout(resolve));
      if (number !== this.#wanted) return;
      const points = Object.values(this.#data).reduce((sum, values) => sum + values.length, 0);
      // Above some thousand marks an SVG document costs more than its sharpness is worth.
      const renderer = points > 4000 ? "canvas" : "svg";
      const isSame = layout === this.layout && renderer === this.renderer;
      Object.assign(this, { layout, renderer });
      if (!this.result || !isSame) return this.#embed();
      for (const [name, values] of Object.entries(this.#data)) this.result.view.data(name, values);
      Object.assign(this.source.datasets, this.#data);
      for (const [name, value] of Object.entries(this.#signals)) this.result.view.signal(name, value);
      await this.result.view.runAsync();
      drawn();
    });
  }

  /// Makes it anew from what it has.
  redraw() { if (this.result) this.#then(() => this.#embed()); }

  /// Puts `content` in the figure's place; what was still to be drawn is not. Vega complains about scales without an end to go to.
  clear(content) {
    this.#wanted++;
    return this.#then(() => {
      this.result?.finalize();
      this.result = undefined;
      this.element.replaceChildren(content);
    });
  }

  #then(work) {
    this.#queue = this.#queue.then(work, work);
    return this.#queue;
  }

  async #embed() {
    const { vegaEmbed, specification } = await load(this.path);
    this.prepare?.(specification);
    // With its data from the start: an empty logarithmic scale would have no ends.
    Object.assign(specification.datasets, this.#data);
    for (const [name, value] of Object.entries(this.#signals)) specification.params.find((param) => param.name === name).value = value;
    this.result?.finalize();
    // In an element of its own: Vega gives its container a role, and this one has the figure's.
    // It is one picture with a text beside it: its hundreds of marks are not for the screen reader.
    const ground = document.createElement("div");
    ground.setAttribute("aria-hidden", "true");
    this.element.replaceChildren(ground);
    this.element.style.backgroundColor = colour("surface");
    this.source = { ...specification, config: configuration(specification.config) };
    this.result = await vegaEmbed(ground, structuredClone(this.source), {
      // Without these Vega would need 'unsafe-eval' and inline styles, which the page's policy refuses.
      ast: true, actions: false, defaultStyle: false, tooltip: { disableDefaultStyle: true },
      renderer: this.renderer,
    });
    const { view } = this.result;
    if (this.onClick) view.addEventListener("click", (_, item) => this.onClick(item?.datum?.id ? item.datum : undefined));
    // vega-embed leaves an empty form for inputs that no figure here has.
    ground.querySelector(".vega-bindings")?.remove();
    if (isPaper) anew.add(this);
    drawn();
  }
}

function configuration(own = {}) {
  const text = colour("text"), muted = colour("muted"), line = colour("line");
  const font = getComputedStyle(document.body).fontFamily;
  return {
    ...own, font, background: "transparent",
    view: { stroke: null, ...own.view },
    axis: { labelColor: muted, titleColor: text, gridColor: line, domainColor: colour("line-strong"), tickColor: colour("line-strong"), labelFontSize: 12,
      titleFontSize: 13, titleFontWeight: 500, titlePadding: 10, labelFlush: false, ...own.axis },
    legend: { labelColor: text, titleColor: muted, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 500, symbolStrokeWidth: 1.5, layout: { top: { margin: 28 } }, ...own.legend },
  };
}
