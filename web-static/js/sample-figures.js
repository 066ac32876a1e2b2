import { fill, h, said } from "./dom.js";
import { colour, Figure } from "./figure.js";
import { counted, milliseconds, number, whole } from "./format.js";
import { finite, histogram, quantile, series } from "./samples.js";

/// The distribution of one sample series and its course, with words that say the same.
export class SampleFigures {
  constructor(item, metrics) {
    const values = finite(item.values);
    this.element = h("div", { class: "samples" }, h("h3", {}, said(capital(item.name)), item.unit && [", ", said(item.unit)]));
    if (values.length === 0) {
      this.element.append(h("p", { class: "muted" }, `None of the ${whole(item.values.length)} samples is a finite number.`));
      return;
    }
    const sorted = Float64Array.from(values).sort();
    const median = medianOf(item.name, sorted, metrics);
    const distribution = histogram(sorted);
    const course = series(values);
    const isLogarithmic = sorted[0] > 0 && sorted[sorted.length - 1] > 10 * median.value;
    this.element.append(
      h("p", { class: "muted" }, words(item, values, sorted, median, distribution, course, isLogarithmic)),
      h("div", { class: "pair" },
        this.#draw("samples-histogram", `Distribution of ${item.name}`, {
          bins: distribution.bins.map((bin) => ({ ...bin, tip: { [item.name]: `${milliseconds(bin.from)} to ${milliseconds(bin.to)} ${item.unit}`, Samples: whole(bin.count) } })),
          median: [median],
        }, (specification) => {
          specification.layer[0].encoding.x.axis.title = axisTitle(item);
          paint(specification, "bars");
        }),
        this.#draw("samples-series", `${item.name} in the order taken`, {
          samples: course.points.map((p) => ({ ...p, tip: { Request: whole(p.request), [item.name]: `${milliseconds(p.value)} ${item.unit}` } })), median: [median],
        }, (specification) => {
          const y = specification.layer[1].encoding.y;
          y.axis.title = axisTitle(item);
          if (isLogarithmic) y.scale = { type: "log", nice: false };
          paint(specification, "samples");
        })));
  }

  #draw(file, label, data, prepare) {
    const element = h("div", { class: "plot", role: "img", "aria-label": `${label}; the text above says the same in numbers` });
    // The element must stand in the document before Vega measures it.
    requestAnimationFrame(async () => {
      try {
        await new Figure(element, `/figures/${file}.vl.json`, { prepare }).update(data);
      } catch (error) {
        console.warn("A figure is not drawn:", error.message);
        fill(element, h("p", { class: "notice" }, `The figure cannot be drawn: ${error.message}.`));
      }
    });
    return element;
  }
}

function paint(specification, main) {
  for (const layer of specification.layer) layer.mark.color = colour(layer.name === main ? "accent-mark" : "warm");
}

function axisTitle(item) { return item.unit ? `${capital(item.name)} (${item.unit})` : capital(item.name); }

function capital(text) { return text.charAt(0).toUpperCase() + text.slice(1); }

function medianOf(name, sorted, metrics) {
  const value = quantile(sorted, 0.5);
  const recorded = name === "latency" ? [number(metrics.latency_median_low_ms), number(metrics.latency_median_high_ms)] : [];
  const [low, high] = recorded;
  return { value, low: low ?? value, high: high ?? value, hasInterval: low !== undefined && high !== undefined };
}

function words(item, values, sorted, median, distribution, course, isLogarithmic) {
  const unit = item.unit ? ` ${item.unit}` : "";
  const dropped = item.values.length - values.length;
  return `${whole(item.values.length)} samples, none dropped. Median ${milliseconds(median.value)}${unit} (dashed)`
    + (median.hasInterval ? `, 95 % interval ${milliseconds(median.low)} to ${milliseconds(median.high)}${unit} (band)` : "")
    + `; from ${milliseconds(sorted[0])} to ${milliseconds(sorted[sorted.length - 1])}${unit}; the middle half from ${milliseconds(quantile(sorted, 0.25))} to ${milliseconds(quantile(sorted, 0.75))}${unit}.`
    + (dropped > 0 ? ` ${whole(dropped)} are not finite numbers and are not drawn.` : "")
    + (distribution.beyond > 0 ? ` ${counted(distribution.beyond, "sample")} above ${milliseconds(distribution.limit)}${unit} would flatten the distribution and ${distribution.beyond === 1 ? "is" : "are"} only in the course.` : "")
    + (isLogarithmic ? " The axis of the course is logarithmic." : "")
    + (course.isThinned ? ` Of so many samples the course shows the smallest and greatest of each stretch (${whole(course.points.length)} points).` : "");
}
