import { getText } from "./api.js";
import { rows as csvRows } from "./csv-reading.js";
import { h, said } from "./dom.js";
import { significant, whole } from "./format.js";

// A larger table is no table any more.
const mostClasses = 50;
const largest = 1 << 20;

/// The artifact that holds a run's confusion matrix, as runner-torch writes it; undefined without one.
export function confusionFile(artifacts = []) { return artifacts.find((file) => file.name === "confusion.csv" && file.kind === "data"); }

/// Fetches the matrix: `{ matrix }` or `{ reason }`, why it is not shown.
export async function confusionMatrix(run, file) {
  if (file.byte_count > largest) return { reason: "it is too large for a table" };
  try {
    return parsed(await getText(`/runs/${run}/artifacts/${file.name}`));
  } catch (error) {
    return { reason: error.message };
  }
}

/// Reads `true \ named,class,…` with one line a true class (RFC 4180): `{ matrix: { classes, counts } }` or `{ reason }`.
export function parsed(text) {
  const rows = csvRows(text);
  const classes = rows[0]?.slice(1) ?? [];
  if (classes.length === 0 || rows.length !== classes.length + 1) return { reason: "the file is not a square matrix" };
  if (classes.length > mostClasses) return { reason: `it has ${whole(classes.length)} classes, more than a table shows` };
  const counts = rows.slice(1).map((row) => row.slice(1).map((cell) => (/^\d{1,15}$/.test(cell) ? Number(cell) : NaN)));
  if (counts.some((row) => row.length !== classes.length || row.some(Number.isNaN))) return { reason: "the file has cells that are no counts" };
  return { matrix: { classes, counts } };
}

/// The greatest confusions: `{ from, to, count, share }` with the share of the true class's images.
export function worst({ classes, counts }, most = 3) {
  const pairs = counts.flatMap((row, from) => {
    const total = row.reduce((a, b) => a + b, 0);
    return row.map((count, to) => ({ from: classes[from], to: classes[to], count, share: total > 0 ? count / total : 0, isOwn: from === to }));
  });
  return pairs.filter((pair) => !pair.isOwn && pair.count > 0).sort((a, b) => b.count - a.count).slice(0, most);
}

/// The matrix as a table whose cells are the darker the greater their share of the true class.
export function confusionTable({ matrix, reason }) {
  if (!matrix) return h("p", { class: "muted" }, `confusion.csv is not shown: ${reason}. The file is below.`);
  const { classes, counts } = matrix;
  const often = worst(matrix);
  return h("div", { class: "card" },
    h("p", { class: "muted" }, often.length === 0 ? "No image was taken for another class." : ["Taken for another most often: ", often.map((pair, index) => [index > 0 && "; ", said(pair.from), " for ", said(pair.to), ` ${whole(pair.count)} times (${significant(100 * pair.share)} %)`]), "."]),
    h("p", { class: "muted" }, "Rows: the true class of the test images; columns: the class that was named. A cell is the darker the greater its share of the row; right answers are framed."),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Confusion matrix" }, h("table", { class: "confusion" },
      h("caption", { class: "visually-hidden" }, "Test images by their true class (rows) and the class that was named (columns)"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "True \\ named"), classes.map((name) => h("th", { scope: "col" }, said(name))), h("th", { scope: "col" }, "Right"))),
      h("tbody", {}, counts.map((row, index) => {
        const total = row.reduce((a, b) => a + b, 0);
        return h("tr", {}, h("th", { scope: "row" }, said(classes[index])), row.map((count, column) => cell(count, total, index === column)),
          h("td", { class: "share" }, total > 0 ? `${significant((100 * row[index]) / total)} %` : "–"));
      })))));
}

function cell(count, total, isOwn) {
  const element = h("td", { class: isOwn ? "own" : undefined }, whole(count));
  // At most 45 % of the mark's colour: the number keeps its contrast in both themes.
  if (count > 0 && total > 0) element.style.backgroundColor = `color-mix(in srgb, var(--accent-mark) ${Math.max(4, Math.round((45 * count) / total))}%, transparent)`;
  return element;
}
