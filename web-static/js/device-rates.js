import { dollars } from "./money.js";

// What an hour of an own device costs, by the formulas of docs/pricing-devices.md, so that a slider answers at once. The coordinator's figures are the ones
// that count: these say what they would be if an input were another one.

/// Hours of a year of 365 days, as in DeviceTerms.hoursPerYear, and of a month of 365.25/12 days, as in Work.monthHours.
export const hoursPerYear = 8760;
export const hoursPerMonth = 730.5;

/// The inputs of a device's rates as numbers, from what the coordinator answered; `missing` names what keeps a rate from being computed.
export function ratesInputs({ device, inputs, rate }) {
  const assumed = Object.fromEntries(inputs.map((input) => [input.name, Number.parseFloat(input.value)]));
  const tariff = dollars(device.tariff?.usd_per_kwh) ?? assumed.tariff;
  const pue = device.pue ?? assumed.pue ?? 1;
  const price = dollars(device.price_usd);
  const residual = dollars(device.residual_usd) ?? (price === undefined ? undefined : price * (assumed.residual_usd ?? 0));
  const marginal = dollars(rate?.marginal_usd_per_hour);
  const idle = device.idle_watts ?? 0;
  // The power that the coordinator reckons with follows from its rate; without one, or with free electricity, from what is stated.
  const counted = marginal !== undefined && tariff > 0 ? (marginal / (tariff * pue)) * 1000 : undefined;
  const watts = counted === undefined ? device.load_watts : counted + (device.is_on_anyway ? idle : 0);
  const values = { price, residual, tariff, pue, watts, idle, lifetime: device.lifetime_years ?? assumed.lifetime_years, utilisation: device.utilisation ?? assumed.utilisation,
    isSunk: device.is_sunk ?? false, isOnAnyway: device.is_on_anyway ?? false, isDedicated: device.is_dedicated ?? false };
  const missing = [price === undefined && !values.isSunk && "its price", !(watts > 0) && "its power under load"].filter(Boolean);
  return { ...values, missing };
}

/// What an hour of work costs: `electricity` is all of its power, `marginal` what the work adds, `full` with the machine's share and, where it is there for
/// these jobs alone, its idle hours. Undefined where an input is missing.
export function ratesOf({ price, residual, tariff, pue, watts, idle, lifetime, utilisation, isSunk, isOnAnyway, isDedicated }) {
  const electricity = (pue * watts * tariff) / 1000;
  const marginal = isOnAnyway ? (pue * Math.max(0, watts - idle) * tariff) / 1000 : electricity;
  const capital = isSunk ? 0 : (price - residual) / (lifetime * hoursPerYear * utilisation);
  const waiting = isDedicated ? (idle * pue * tariff * (1 - utilisation)) / utilisation / 1000 : 0;
  return { electricity, marginal, capital, waiting, full: electricity + capital + waiting };
}

/// After how many hours of work the device is cheaper than renting for `rented` dollars an hour of the device's work:
/// H* = (price − residual) / (r·s − e). Infinity: never.
export function breakEvenHours({ price, residual, isSunk }, electricity, rented) {
  const loss = isSunk ? 0 : price - residual;
  if (loss <= 0) return 0;
  return rented > electricity ? loss / (rented - electricity) : Infinity;
}
