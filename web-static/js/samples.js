import { number } from "./format.js";

// More points than this are more than a screen has columns: then each drawn point stands for several samples.
const mostPoints = 3000;

/// A histogram whose bins follow Freedman and Diaconis (1981): width 2·IQR/∛n, at most 80 bins, at least 8. When the greatest sample is beyond four
/// times the median the bins are equal in the logarithm instead: no sample is dropped, and the bulk still has a shape.
export function histogram(values) {
  const sorted = Float64Array.from(values).sort();
  const [least, greatest] = [sorted[0], sorted[sorted.length - 1]];
  const isLogarithmic = least > 0 && greatest > 4 * quantile(sorted, 0.5);
  const scale = isLogarithmic ? Math.log : (v) => v;
  const back = isLogarithmic ? Math.exp : (v) => v;
  const [low, high] = [scale(least), scale(greatest)];
  const spread = scale(quantile(sorted, 0.75)) - scale(quantile(sorted, 0.25));
  const width = 2 * spread / Math.cbrt(sorted.length);
  const count = high > low ? Math.min(80, Math.max(8, width > 0 ? Math.ceil((high - low) / width) : 8)) : 1;
  const step = (high - low) / count || 1;
  const bins = Array.from({ length: count }, (_, i) => ({ from: back(low + i * step), to: back(low + (i + 1) * step), count: 0 }));
  for (const value of sorted) bins[Math.min(count - 1, Math.floor((scale(value) - low) / step))].count += 1;
  if (high === low) Object.assign(bins[0], { from: least * 0.999, to: least * 1.001 });
  return { bins, isLogarithmic };
}

/// The value below which the share `p` of sorted samples lies (linear between neighbours).
export function quantile(sorted, p) {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

/// The samples in the order in which they were taken; of many, each stretch keeps its smallest and greatest, so that no peak is lost.
export function series(values) {
  const points = values.map((value, index) => ({ request: index + 1, value }));
  if (points.length <= mostPoints) return { points, isThinned: false };
  const size = Math.ceil(points.length / (mostPoints / 2));
  const kept = [];
  for (let start = 0; start < points.length; start += size) {
    const stretch = points.slice(start, start + size);
    const least = stretch.reduce((a, b) => (b.value < a.value ? b : a));
    const greatest = stretch.reduce((a, b) => (b.value > a.value ? b : a));
    kept.push(...(least.request < greatest.request ? [least, greatest] : least === greatest ? [least] : [greatest, least]));
  }
  return { points: kept, isThinned: true };
}

/// The samples that are numbers.
export function finite(values) { return values.map(number).filter(Number.isFinite); }
