// The public API, as any other program would call it.

const base = "/api/v1";

/// Why a request brought nothing. `kind`: unreachable (no answer), unauthenticated (a token is needed), missing (404) or refused.
export class APIError extends Error {
  constructor(kind, message, status) {
    super(message);
    this.kind = kind;
    this.status = status;
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
  const headers = { Accept: "application/json" };
  const secret = token.get();
  if (secret) headers.Authorization = `Bearer ${secret}`;
  if (etag) headers["If-None-Match"] = etag;
  let response, body;
  try {
    // Ten seconds: a page of 1,000 runs takes a coordinator well under one.
    response = await fetch(base + path, { headers, cache: "no-store", signal: AbortSignal.timeout(10_000) });
    if (response.status === 304) return { unchanged: true, etag };
    body = await response.text();
  } catch (error) {
    const why = error.name === "TimeoutError" ? "it did not answer within 10 seconds" : "the connection failed";
    throw new APIError("unreachable", why);
  }
  const parsed = parse(body);
  if (response.ok && parsed !== undefined) return { body: parsed, etag: response.headers.get("ETag") };
  const message = parsed?.error?.message ?? `it answered ${response.status} without words`;
  if (response.status === 401) throw new APIError("unauthenticated", message, 401);
  if (response.status === 404) throw new APIError("missing", message, 404);
  if (response.status >= 502 && response.status <= 504) throw new APIError("unreachable", message, response.status);
  throw new APIError("refused", message, response.status);
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
