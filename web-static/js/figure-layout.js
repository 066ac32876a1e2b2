// Where axes end and labels stand: pure functions in pixels, so that a figure and a report lay out alike.

const letter = 6.5;
const lineHeight = 14;

/// An axis `{ domain, isLog }` around values with room at both ends; a logarithmic one by a factor, a linear one by a share of its length.
export function axisAround(values, { isLog = false, zero = false, room = 0.06 } = {}) {
  const all = values.filter((value) => Number.isFinite(value) && (!isLog || value > 0));
  if (all.length === 0) return { domain: isLog ? [1, 10] : [0, 1], isLog };
  const low = Math.min(...all), high = Math.max(...all);
  if (isLog) {
    const more = Math.max(room * Math.log(high / low), Math.log(1.25));
    return { domain: [Math.exp(Math.log(low) - more), Math.exp(Math.log(high) + more)], isLog };
  }
  const more = room * (high - low) || Math.abs(high) * 0.1 || 1;
  return { domain: [zero ? Math.min(0, low) : low - more, high + more], isLog };
}

/// The same axis with room for labels behind its greatest value: `share` of its length.
export function withRoom(axis, share) {
  const [low, high] = axis.domain.map((end) => (axis.isLog ? Math.log(end) : end));
  const end = low + (high - low) / (1 - share);
  return { ...axis, domain: [axis.domain[0], axis.isLog ? Math.exp(end) : end] };
}

function place(axis, value) {
  const [low, high, here] = [...axis.domain, value].map((v) => (axis.isLog ? Math.log(v) : v));
  return (here - low) / (high - low);
}

function valueAt(axis, share) {
  const [low, high] = axis.domain.map((v) => (axis.isLog ? Math.log(v) : v));
  const here = low + share * (high - low);
  return axis.isLog ? Math.exp(here) : here;
}

// Around a mark: right, left, above, below, then the corners, then the same a line further away.
const spots = [1, 2.4, 4].flatMap((far) => [[1, 0, "left"], [-1, 0, "right"], [0, -1, "center"], [0, 1, "center"], [0.7, -0.8, "left"], [0.7, 0.8, "left"], [-0.7, -0.8, "right"], [-0.7, 0.8, "right"]]
  .map(([dx, dy, align]) => ({ dx: dx * far, dy: dy * far, align })));

/// Labels beside their marks, none over another or over a mark: items `{ x, y, text, radius }`, the most important first. Each label has `lx`, `ly` in
/// the axes' units and `align`; points of `avoid`, as a curve's, are not covered either. What finds no place is left out and counted.
export function placeLabels(items, { x, y, width, height, avoid = [] }) {
  const marks = items.map((item) => ({ ...item, px: place(x, item.x) * width, py: (1 - place(y, item.y)) * height, r: item.radius ?? 5 }));
  const taken = marks.map(({ px, py, r }) => ({ left: px - r, right: px + r, top: py - r, bottom: py + r }));
  for (const point of avoid) {
    const px = place(x, point.x) * width, py = (1 - place(y, point.y)) * height;
    taken.push({ left: px - 4, right: px + 4, top: py - 2, bottom: py + 2 });
  }
  const labels = [];
  for (const mark of marks) {
    const wide = mark.text.length * letter;
    for (const spot of spots) {
      const gap = mark.r + 4;
      const lx = mark.px + spot.dx * gap, ly = mark.py + spot.dy * (gap + 5);
      const left = spot.align === "left" ? lx : spot.align === "right" ? lx - wide : lx - wide / 2;
      const box = { left, right: left + wide, top: ly - lineHeight / 2, bottom: ly + lineHeight / 2 };
      if (box.left < 0 || box.right > width || box.top < 0 || box.bottom > height || taken.some((other) => overlaps(box, other))) continue;
      taken.push(box);
      labels.push({ text: mark.text, series: mark.series, x: mark.x, y: mark.y, lx: valueAt(x, lx / width), ly: valueAt(y, 1 - ly / height), align: spot.align });
      break;
    }
  }
  return { labels, dropped: items.length - labels.length };
}

function overlaps(a, b) { return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom; }

/// Names behind the last points of lines, moved apart where they would cover one another: items `{ x, y, text, series }`; each label has `lx`, `ly`.
export function endLabels(items, { x, y, width, height }) {
  const labels = items.map((item) => ({ ...item, py: (1 - place(y, item.y)) * height })).sort((a, b) => a.py - b.py);
  const gap = Math.min(lineHeight, height / Math.max(1, labels.length));
  // Down first, so that none touches the one above; then up from the bottom where the last ones left the figure.
  labels.forEach((label, index) => { label.at = Math.max(label.py, index > 0 ? labels[index - 1].at + gap : 7); });
  for (let index = labels.length - 1; index >= 0; index -= 1) {
    const limit = index === labels.length - 1 ? height - 7 : labels[index + 1].at - gap;
    labels[index].at = Math.min(labels[index].at, limit);
  }
  const last = Math.max(...items.map((item) => item.x));
  const lx = valueAt(x, place(x, last) + 14 / width);
  return labels.map(({ text, series, x: from, y: at, at: py }) => ({ text, series, x: from, y: at, lx, ly: valueAt(y, 1 - py / height) }));
}

/// How much of a figure's width its longest end label needs.
export function labelShare(texts, width) { return Math.min(0.45, (Math.max(0, ...texts.map((text) => text.length)) * letter + 22) / width); }

/// Values along an axis for drawing a curve.
export function steps(axis, [from, to] = axis.domain, count = 60) {
  const [low, high] = axis.isLog ? [Math.log(from), Math.log(to)] : [from, to];
  return Array.from({ length: count + 1 }, (_, index) => low + ((high - low) * index) / count).map((v) => (axis.isLog ? Math.exp(v) : v));
}

/// Powers of two, or of ten and their doubles and fives, within an axis: where a logarithmic one has its ticks.
export function logTicks({ domain: [low, high] }, most = 7) {
  const decades = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) decades.push(power);
  for (const factors of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = decades.flatMap((power) => factors.map((factor) => Number((factor * 10 ** power).toPrecision(2)))).filter((tick) => tick >= low && tick <= high);
    if (ticks.length <= most) return ticks;
  }
  return decades.filter((_, index) => index % 2 === 0).map((power) => 10 ** power).filter((tick) => tick >= low && tick <= high);
}
