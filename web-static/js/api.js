// The public API, as any other program would call it.

const base = "/api/v1";

/// Why a request brought nothing. `kind`: unreachable (no answer), unauthenticated (a token is needed), missing (404, 410) or refused. `fields`: what is
/// wrong with what was sent, each with `field`, `expected` and perhaps `received`.
export class APIError extends Error {
  constructor(kind, message, status, fields = []) {
    super(message);
    Object.assign(this, { kind, status, fields });
  }
}

/// The token of this tab, for coordinators that ask for one; it is forgotten with the tab.
export const token = {
  get() { return sessionStorage.getItem("token"); },
  set(value) { sessionStorage.setItem("token", value); },
  clear() { sessionStorage.removeItem("token"); },
};

/// Fetches a path below /api/v1. With the `etag` of an earlier answer the result may be `{ unchanged: true }`.
export async function get(path, { etag } = {}) {
  // Ten seconds: a page of 1,000 runs takes a coordinator well under one.
  const response = await ask(path, { headers: etag ? { "If-None-Match": etag } : {}, seconds: 10 });
  return response.status === 304 ? { unchanged: true, etag } : { body: response.body, etag: response.etag };
}

/// Fetches a text below /api/v1, as a table that a run made.
export async function getText(path) {
  const { status, text } = await fetched(path, { headers: {}, seconds: 30 });
  if (status === 200) return text;
  throw refusal(status, parse(text));
}

/// Sends a body (or nothing) by POST, PUT or DELETE; resolves to what came back, undefined for an answer without a body.
export async function send(method, path, content) {
  // A question about thousands of machines is computed while one waits.
  const headers = content === undefined ? {} : { "Content-Type": "application/json" };
  return (await ask(path, { method, headers, content: content === undefined ? undefined : JSON.stringify(content), seconds: 60 })).body;
}

async function fetched(path, { method = "GET", headers, content, seconds }) {
  const secret = token.get();
  const all = { ...headers, ...(secret ? { Authorization: `Bearer ${secret}` } : {}) };
  try {
    const response = await fetch(base + path, { method, headers: all, body: content, cache: "no-store", signal: AbortSignal.timeout(seconds * 1000) });
    return { status: response.status, text: await response.text(), etag: response.headers.get("ETag") };
  } catch (error) {
    throw new APIError("unreachable", error.name === "TimeoutError" ? `it did not answer within ${seconds} seconds` : "the connection failed");
  }
}

async function ask(path, options) {
  const { status, text, etag } = await fetched(path, { ...options, headers: { Accept: "application/json", ...options.headers } });
  if (status === 304 || status === 204) return { status };
  const parsed = parse(text);
  if (status >= 200 && status < 300 && parsed !== undefined) return { status, body: parsed, etag };
  throw refusal(status, parsed);
}

function refusal(status, parsed) {
  const message = parsed?.error?.message ?? `it answered ${status} without words`;
  const kind = { 401: "unauthenticated", 404: "missing", 410: "missing" }[status] ?? (status >= 502 && status <= 504 ? "unreachable" : "refused");
  return new APIError(kind, message, status, parsed?.error?.fields);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/// All items of a listing, page after page; at most `most`, so that a huge one does not hold the page up.
export async function all(path, { most = 10_000 } = {}) {
  const items = [];
  let cursor;
  do {
    const separator = path.includes("?") ? "&" : "?";
    const { body } = await get(cursor ? `${path}${separator}cursor=${encodeURIComponent(cursor)}` : path);
    items.push(...body.items);
    cursor = body.next_cursor;
  } while (cursor && items.length < most);
  return items;
}
