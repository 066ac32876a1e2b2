/// The rows of a CSV text (RFC 4180) as arrays of cells; empty lines are left out.
export function rows(text) {
  const found = [[""]];
  let isQuoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const row = found.at(-1);
    const c = text[i];
    if (isQuoted && c === "\"" && text[i + 1] === "\"") row[row.length - 1] += text[i += 1];
    else if (c === "\"") isQuoted = !isQuoted;
    else if (c === "," && !isQuoted) row.push("");
    else if (c === "\n" && !isQuoted) found.push([""]);
    else if (c !== "\r" || isQuoted) row[row.length - 1] += c;
  }
  return found.filter((row) => row.length > 1 || row[0] !== "");
}
