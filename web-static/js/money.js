import { absentMark, significant } from "./format.js";

// Amounts travel as decimal text with up to nine decimals. They are added as whole nano-dollars; only what is drawn or scaled becomes a number.

/// Nano-dollars of an amount as the API writes it; undefined for anything else.
export function nanodollars(text) {
  const match = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(text ?? "");
  if (!match) return undefined;
  const amount = BigInt(match[2]) * 1_000_000_000n + BigInt((match[3] ?? "").padEnd(9, "0"));
  return match[1] ? -amount : amount;
}

/// The exact text of an amount in nano-dollars.
export function moneyText(amount) {
  const size = amount < 0n ? -amount : amount;
  const decimals = String(size % 1_000_000_000n).padStart(9, "0").replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${size / 1_000_000_000n}${decimals ? `.${decimals}` : ""}`;
}

/// The exact sum of amounts; what is absent does not count.
export function sum(texts) { return moneyText(texts.reduce((total, text) => total + (nanodollars(text) ?? 0n), 0n)); }

/// An amount as a number, for axes, sorting and ratios.
export function dollars(text) { return nanodollars(text) === undefined ? undefined : Number(text); }

/// An amount as people read it, without its unit: cents from one dollar on, three digits below.
export function usd(value) {
  const amount = typeof value === "string" ? dollars(value) : value;
  if (amount === undefined || amount === null) return absentMark;
  if (!Number.isFinite(amount)) return significant(amount);
  const size = Math.abs(amount);
  if (size >= 1 && size < 1e9) return centsFormat.format(amount).replace("-", "−");
  // Bills of seconds are hundred-thousandths of a dollar: decimals down to the nano-dollar, never an exponent.
  if (size > 0 && size < 1e-4) return amount.toFixed(Math.min(9, 2 - Math.floor(Math.log10(size)))).replace("-", "−");
  return significant(amount, 3);
}

const centsFormat = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/// Hours as people read them: 12 s, 4.1 min, 3.20 h, 6.5 days.
export function hours(value) {
  if (!(value >= 0) || !Number.isFinite(value)) return significant(value);
  if (value === 0) return "0 s";
  if (value < 1 / 60) return `${significant(value * 3600, 2)} s`;
  if (value < 1) return `${significant(value * 60, 2)} min`;
  return value < 72 ? `${significant(value, 3)} h` : `${significant(value / 24, 3)} days`;
}
