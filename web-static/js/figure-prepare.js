// What a figure's file leaves open: ends of axes, ticks, sizes, colours. A pure function over the specification, so that a report can do the same.

/// Colours of layers by the beginning of their name (tokens of the stylesheets); what the name does not say keeps the colour of its data.
const paints = { label: "text", value: "muted", leader: "line-strong", front: "line-strong", ideal: "line-strong", failed: "bad", knee: "warm", curve: "warm", median: "text", joining: "line-strong", bar: "accent-mark" };

/// Below this width of a figure, in CSS pixels, titles of axes are wrapped and legends stand in two columns.
const narrow = 560;

/// Changes `specification` to draw `result`, what a figure's `data` returned; `colour` gives a token's colour.
export function prepare(specification, result, { colour, width }) {
  if (result.height) specification.height = Math.max(60, result.height);
  const parts = [specification, ...(specification.layer ?? [])];
  for (const part of parts) {
    for (const axis of ["x", "y"]) position(part.encoding?.[axis], axis, result, width);
    for (const style of result.styles ?? []) applyStyle(part.encoding, style, colour, width);
    const size = part.encoding?.size;
    if (size?.field && result.sizes) {
      size.scale = { ...size.scale, domain: result.sizes.domain, range: result.sizes.range };
      if (size.legend) Object.assign(size.legend, { values: result.sizes.legend }, width < narrow ? { orient: "bottom" } : {});
    }
    const token = paints[Object.keys(paints).find((name) => part.name?.startsWith(name))];
    if (token && !colouredByData(part.encoding)) part.mark.color = colour(token);
    if (part.name === "front" && result.interpolate) part.mark.interpolate = result.interpolate;
  }
  return specification;
}

function colouredByData(encoding) { return ["color", "stroke", "fill"].some((channel) => encoding?.[channel]?.field); }

function position(encoding, axis, result, width) {
  if (!encoding) return;
  const wanted = result.axes?.[axis];
  // Every layer says the same: one that says nothing would have zero on a linear axis.
  if (wanted && encoding.type === "quantitative") encoding.scale = { ...encoding.scale, domain: wanted.domain, nice: false, ...(wanted.isLog ? {} : { zero: false }), ...(wanted.isLog === undefined ? {} : { type: wanted.isLog ? "log" : "linear" }) };
  if (!encoding.axis) return;
  if (result.ticks?.[axis]) encoding.axis.values = result.ticks[axis];
  if (result.titles?.[axis]) encoding.axis.title = result.titles[axis];
  if (axis === "x" && encoding.axis.title) encoding.axis.title = wrapped(encoding.axis.title, width);
  // Names take at most two fifths of a phone's width.
  if (axis === "y" && encoding.type === "nominal") encoding.axis.labelLimit = Math.min(330, Math.round(width * 0.42));
}

function wrapped(title, width) {
  const most = Math.max(20, Math.floor(width / 8.5));
  const lines = [""];
  for (const word of title.split(" ")) {
    if (lines.at(-1) && `${lines.at(-1)} ${word}`.length > most) lines.push(word);
    else lines[lines.length - 1] = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
  }
  return lines.length === 1 ? title : lines;
}

function applyStyle(encoding, style, colour, width) {
  const drawn = style.names.map((_, index) => index).filter((index) => !style.drawn || style.drawn.has(style.names[index]));
  const domain = drawn.map((index) => style.names[index]);
  for (const channel of ["color", "stroke", "fill", "shape"]) {
    const legend = encoding?.[channel]?.field === style.field && encoding[channel].legend;
    if (legend && width < narrow) legend.columns = style.field === "kind" ? 1 : 2;
  }
  for (const channel of ["color", "stroke", "fill"]) if (encoding?.[channel]?.field === style.field) encoding[channel].scale = { domain, range: drawn.map((index) => colour(style.colours[index])) };
  if (encoding?.shape?.field === style.field) encoding.shape.scale = { domain, range: drawn.map((index) => style.shapes[index]) };
}
