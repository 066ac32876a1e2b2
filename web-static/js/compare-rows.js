// From all runs to the lines of the table: which are compared, which pass the filters, in which order and groups.

/// The runs that are compared: what the address names, in any of its ways; all where it names none.
export function inScope(rows, { runs, models, sweeps, experiments }) {
  if (runs.length + models.length + sweeps.length + experiments.length === 0) return rows;
  const [byRun, byModel, bySweep, byExperiment] = [runs, models, sweeps, experiments].map((list) => new Set(list));
  return rows.filter((row) => byRun.has(row.id) || byModel.has(row.modelReference) || bySweep.has(String(row.run.sweep)) || byExperiment.has(String(row.experiment)));
}

/// The runs that pass every filter.
export function passing(rows, { q, where }, catalogue) {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const tests = [...where].map(([key, filter]) => ({ column: catalogue.get(key), filter })).filter(({ column }) => column).map(({ column, filter }) => test(column, filter));
  if (words.length === 0 && tests.length === 0) return rows;
  return rows.filter((row) => words.every((word) => row.words.includes(word)) && tests.every((passes) => passes(row)));
}

function test({ value }, { values, words, low, high }) {
  if (values) return (row) => values.has(filterKey(value(row)));
  if (words !== undefined) {
    const wanted = words.toLowerCase();
    return (row) => String(value(row) ?? "").toLowerCase().includes(wanted);
  }
  if (low === undefined && high === undefined) return () => true;
  return (row) => {
    const number = value(row);
    return typeof number === "number" && number >= (low ?? -Infinity) && number <= (high ?? Infinity);
  };
}

/// How a value is written in a filter; nothing where it is not known.
export function filterKey(value) { return value === undefined || value === null ? "" : String(value); }

/// The values that rows have in a column, the most frequent first: `[[text, count]]`.
export function valuesOf(rows, { value }) {
  const counts = new Map();
  for (const row of rows) {
    const key = filterKey(value(row));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}

const isMissing = (value) => value === undefined || value === null || Number.isNaN(value);

function compare(a, b, sign) {
  if (isMissing(a) || isMissing(b)) return isMissing(a) - isMissing(b);
  if (a === b) return 0;
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * (String(a) < String(b) ? -1 : 1);
}

/// In the order asked for, by one column after the other; missing values come last in either direction.
export function ordered(things, sort, valueOf) {
  const known = sort.filter(({ key }) => valueOf(key));
  const keys = known.map(({ key, descending }) => ({ values: things.map(valueOf(key)), sign: descending ? -1 : 1 }));
  const places = things.map((_, index) => index);
  places.sort((a, b) => {
    for (const { values, sign } of keys) {
      const result = compare(values[a], values[b], sign);
      if (result !== 0) return result;
    }
    return a - b;
  });
  return places.map((place) => things[place]);
}

/// The lines of the table: rows, or groups with their rows unless they are folded. A group: `{ key, parts, rows, isFolded }`.
export function arranged(rows, { group, sort, folded }, catalogue) {
  const sorted = ordered(rows, sort, (key) => catalogue.get(key)?.value);
  const by = group.map((key) => catalogue.get(key)).filter(Boolean);
  if (by.length === 0) return { lines: sorted, groups: [] };
  const groups = new Map();
  for (const row of sorted) {
    const values = by.map(({ value }) => value(row));
    const key = values.map(filterKey).join("¦");
    if (!groups.has(key)) groups.set(key, { key, parts: by.map((column, index) => ({ column, value: values[index] })), rows: [], isFolded: folded.has(key), id: `group:${key}` });
    groups.get(key).rows.push(row);
  }
  // Groups stand by what they summarise: the medians of what the rows are sorted by, or the value that they share.
  const inOrder = ordered([...groups.values()], sort, (key) => {
    const place = by.findIndex((column) => column.key === key);
    if (place >= 0) return (one) => one.parts[place].value;
    const column = catalogue.get(key);
    return column?.numeric && !column.isCategory ? (one) => summary(column, one.rows).median : column?.value && ((one) => column.value(one.rows[0]));
  });
  return { lines: inOrder.flatMap((one) => (one.isFolded ? [one] : [one, ...one.rows])), groups: inOrder };
}

/// What a group has in a column: `{ median, count }` of numbers (a run's own number is mostly a median already), `{ values, count }` of texts.
export function summary({ numeric, isCategory, value }, rows) {
  const known = rows.map(value).filter((one) => !isMissing(one));
  if (!numeric || isCategory) return { values: [...new Set(known)], count: known.length };
  const sorted = known.sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length === 0 ? undefined : sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, count: sorted.length };
}
