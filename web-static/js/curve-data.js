// From what the coordinator answers about a metric to what is drawn; no part of the document is touched here.

import { number } from "./format.js";

/// One line of a figure. `series`: a body of `/runs/ID/series/KEY`; `toX`: from a step, or a time in ms, to the figure's axis.
///
/// `line`: values, or means of stretches, in their order, null where there is none; `band`: least and greatest of each stretch; `lost`: how many
/// values are NaN or infinite at which place; `isExact`: whether each value stands for itself.
export function drawn(series, toX) {
  const [step, time] = [(item) => [item.step, item.step], (item) => [item.timestamp_ms, item.timestamp_ms]];
  const [steps, times] = [(item) => [item.first_step, item.last_step], (item) => [item.first_timestamp_ms, item.last_timestamp_ms]];
  const ends = series.complete ? (series.axis === "time" ? time : step) : series.axis === "time" ? times : steps;
  const result = { line: [], band: [], lost: [], isExact: series.complete, count: series.count };
  for (const item of series.complete ? series.points : series.buckets) {
    const [first, last] = ends(item);
    const x = toX((first + last) / 2);
    add(result, series.complete ? exact(item) : stretch(item), x, last);
  }
  return result;
}

function exact({ value }) {
  const v = number(value);
  return Number.isFinite(v) ? { value: v, lost: 0 } : { value: null, lost: 1 };
}

function stretch(bucket) {
  const [low, high, mean] = [number(bucket.min), number(bucket.max), number(bucket.mean)];
  const isInfinite = low === -Infinity || high === Infinity;
  return { value: Number.isFinite(mean) ? mean : null, low: Number.isFinite(low) ? low : mean, high: Number.isFinite(high) ? high : mean,
    lost: bucket.nan_count + (isInfinite ? 1 : 0), count: bucket.count };
}

function add(result, { value, low, high, lost, count }, x, place) {
  result.line.push({ x, place, value, low, high, count });
  if (Number.isFinite(low) && Number.isFinite(high)) result.band.push({ x, low, high });
  if (lost > 0) result.lost.push({ x, count: lost });
}

/// The line smoothed by an exponential moving average whose memory halves every `halfLife` of the axis, so that it means the same however many
/// points there are. It begins at the first value; gaps stay gaps.
export function smoothed(line, halfLife) {
  let [mean, before] = [0, undefined];
  return line.map((point) => {
    if (point.value === null) return { x: point.x, value: null };
    // A value weighs as much as the axis between it and the one before.
    const keep = before === undefined ? 0 : 0.5 ** (Math.max(0, point.x - before) / halfLife);
    mean = keep * mean + (1 - keep) * point.value;
    before = point.x;
    return { x: point.x, value: mean };
  });
}

/// What a logarithmic axis can show of the rows, and how many it cannot.
export function positive(rows, ...fields) {
  const kept = rows.filter((row) => fields.every((field) => row[field] === null || row[field] > 0));
  return { kept, dropped: rows.length - kept.length };
}

/// The ends of an axis for values that are all the same, around them: an axis without an extent would have one tick with a label that is rounded
/// away (0.93 as 1). Undefined where they differ. `isLogarithmic`: by a factor instead of a distance.
export function flatEnds(values, isLogarithmic) {
  const [value] = values;
  if (value === undefined || values.some((other) => other !== value)) return undefined;
  if (isLogarithmic) return [value / 1.05, value * 1.05];
  const reach = value === 0 ? 1 : Math.abs(value) * 0.05;
  return [value - reach, value + reach];
}

/// The row whose x is nearest; undefined without rows.
export function nearest(rows, x) {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].x < x) low = middle + 1;
    else high = middle;
  }
  const before = rows[low - 1];
  return before && Math.abs(before.x - x) <= Math.abs(rows[low].x - x) ? before : rows[low];
}
