import { number } from "./format.js";

// More points than this are more than a screen has columns: then each drawn point stands for several samples.
const mostPoints = 3000;

/// A histogram whose bins follow Freedman and Diaconis (1981): width 2·IQR/∛n, at most 80 bins, at least 8. Samples beyond the upper quartile by more
/// than six interquartile ranges would squeeze all others into one bin: they are not binned but counted in `beyond`, for the caption to name.
export function histogram(sorted) {
  const [first, third] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const spread = third - first;
  const low = sorted[0];
  const limit = spread > 0 ? third + 6 * spread : sorted[sorted.length - 1];
  const binned = sorted.filter((value) => value <= limit);
  const beyond = sorted.length - binned.length;
  const high = binned[binned.length - 1];
  if (high === low) return { bins: [{ from: low * 0.999, to: low * 1.001, count: binned.length }], beyond, limit };
  const width = 2 * spread / Math.cbrt(sorted.length);
  const count = Math.min(80, Math.max(8, width > 0 ? Math.ceil((high - low) / width) : 8));
  const step = (high - low) / count;
  const bins = Array.from({ length: count }, (_, i) => ({ from: low + i * step, to: low + (i + 1) * step, count: 0 }));
  for (const value of binned) bins[Math.min(count - 1, Math.floor((value - low) / step))].count += 1;
  return { bins, beyond, limit };
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
