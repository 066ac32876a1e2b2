/// The report that a page is part of (report.js); undefined where a coordinator serves it.
export const report = globalThis.shoestringReport;
