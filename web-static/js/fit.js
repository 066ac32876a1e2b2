// Fits of the figures: least squares, a constant that becomes a line, Pareto fronts. Pure functions over points `{ x, y }`; nothing here knows the page.

const finite = (points) => points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));

/// The straight line of least squares: `{ intercept, slope, r2, sse, count }`. Undefined for fewer than two different x. `r2` is one less the residual
/// sum of squares over the sum about the mean; undefined where all y are the same.
export function line(points) {
  const all = finite(points);
  const n = all.length;
  if (n < 2) return undefined;
  const mx = all.reduce((sum, p) => sum + p.x, 0) / n, my = all.reduce((sum, p) => sum + p.y, 0) / n;
  let xx = 0, xy = 0, yy = 0;
  for (const { x, y } of all) {
    xx += (x - mx) ** 2;
    xy += (x - mx) * (y - my);
    yy += (y - my) ** 2;
  }
  if (xx === 0) return undefined;
  const slope = xy / xx, intercept = my - slope * mx;
  const sse = all.reduce((sum, p) => sum + (p.y - intercept - slope * p.x) ** 2, 0);
  return { intercept, slope, r2: yy > 0 ? 1 - sse / yy : undefined, sse, count: n };
}

/// What `fit` says at x.
export function at(fit, x) { return fit.intercept + fit.slope * x; }

/// When a straight line of times over operations counts as a law: R² from 0.90, and every network within a factor of 2 of it. R² alone is not enough: one
/// large network gives a line through the origin a high R² whatever the small ones do.
export const lawCriterion = { r2: 0.9, factor: 2, count: 4 };

/// A line with its residuals and whether it holds: `{ ...line, holds, why, residuals: [{ residual, ratio }] }` in the points' order. `ratio` is measured
/// over fitted, infinite where the line is not above zero. Undefined for fewer than two different x.
export function law(points, criterion = lawCriterion) {
  const fit = line(points);
  if (!fit) return undefined;
  const residuals = points.map(({ x, y }) => ({ residual: y - at(fit, x), ratio: at(fit, x) > 0 ? y / at(fit, x) : Infinity }));
  const off = residuals.filter(({ ratio }) => ratio > criterion.factor || ratio < 1 / criterion.factor).length;
  const why = fit.count < criterion.count ? "few" : !(fit.r2 >= criterion.r2) ? "r2" : off > 0 ? "off" : !(fit.slope > 0) ? "slope" : undefined;
  return { ...fit, residuals, off, why, holds: why === undefined };
}

/// Constant, then linear: y = max(floor, intercept + slope · x), as `{ kind, floor, intercept, slope, knee, r2, sse, count }` with kind `constant`,
/// `linear` or `knee`. Every breakpoint is tried: each measured x between the ends, and each crossing of a constant over the first k points with
/// the line through the others where it lies between them; with the breakpoint given, floor and slope are least squares over max(0, x − knee). Of the
/// three kinds the one with the least Bayesian information criterion (Schwarz 1978) is taken, so a knee must earn its parameter.
/// Undefined for fewer than three points or two different x.
export function constantThenLinear(points) {
  const all = finite(points).sort((a, b) => a.x - b.x);
  const n = all.length;
  const straight = line(all);
  if (n < 3 || !straight) return undefined;
  const mean = all.reduce((sum, p) => sum + p.y, 0) / n;
  const total = all.reduce((sum, p) => sum + (p.y - mean) ** 2, 0);
  const candidates = [{ kind: "constant", floor: mean, intercept: mean, slope: 0, sse: total, parameters: 1 }];
  if (straight.slope > 0) candidates.push({ kind: "linear", floor: undefined, ...straight, parameters: 2 });
  const bent = hinge(all);
  if (bent) candidates.push({ kind: "knee", ...bent, parameters: 3 });
  // Below a millionth of the values a residual is rounding, and its logarithm would decide everything.
  const least = n * (1e-6 * Math.max(...all.map((p) => Math.abs(p.y)))) ** 2 || Number.MIN_VALUE;
  const score = ({ sse, parameters }) => n * Math.log(Math.max(sse, least) / n) + parameters * Math.log(n);
  const best = candidates.reduce((a, b) => (score(b) < score(a) ? b : a));
  return { ...best, r2: total > 0 ? 1 - best.sse / total : undefined, count: n };
}

/// The value of a fit of ``constantThenLinear`` at x.
export function bentAt(fit, x) { return fit.kind === "knee" ? Math.max(fit.floor, at(fit, x)) : at(fit, x); }

// The best bend, or undefined: three points have a bend through all of them whatever they are, so four are the least.
function hinge(all) {
  const xs = [...new Set(all.map((p) => p.x))];
  if (all.length < 4 || xs.length < 4) return undefined;
  let best;
  for (const knee of breakpoints(all, xs)) {
    const fit = line(all.map(({ x, y }) => ({ x: Math.max(0, x - knee), y })));
    if (!fit || fit.slope <= 0 || (best && fit.sse >= best.sse)) continue;
    best = { floor: fit.intercept, slope: fit.slope, intercept: fit.intercept - fit.slope * knee, knee, sse: fit.sse };
  }
  return best;
}

function breakpoints(all, xs) {
  const found = xs.slice(1, -1);
  for (let k = 1; k < xs.length - 1; k += 1) {
    const before = all.filter((p) => p.x < xs[k]), after = line(all.filter((p) => p.x >= xs[k]));
    const floor = before.reduce((sum, p) => sum + p.y, 0) / before.length;
    const crossing = after && (floor - after.intercept) / after.slope;
    if (crossing > xs[k - 1] && crossing < xs[k]) found.push(crossing);
  }
  return found;
}

/// The points that no other beats in both directions: `x` and `y` say `least` or `most`. Sorted by x; of equals the first stays.
export function front(points, { x = "least", y = "least" } = {}) {
  const sx = x === "least" ? 1 : -1, sy = y === "least" ? 1 : -1;
  const sorted = finite(points).sort((a, b) => sx * (a.x - b.x) || sy * (a.y - b.y));
  const kept = [];
  let best = Infinity;
  for (const point of sorted) {
    if (sy * point.y >= best) continue;
    best = sy * point.y;
    kept.push(point);
  }
  return kept.sort((a, b) => a.x - b.x);
}

/// Mean and sample standard deviation (undefined for one value): `{ mean, deviation, count }`; undefined for none.
export function spread(values) {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  return { mean, deviation: n > 1 ? Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1)) : undefined, count: n };
}
