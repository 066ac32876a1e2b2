// Files that a run made, and the runs on either side of it.

import { h, said } from "./dom.js";
import { fullTime, time, whole } from "./format.js";

/// The files of a run. A browser sends no token with a link, so with a token the command that fetches a file stands in its place.
export function files({ run, artifacts = [] }, needsToken) {
  if (artifacts.length === 0) return undefined;
  return h("div", { class: "card" },
    h("table", { class: "plain" }, h("caption", { class: "visually-hidden" }, "Files of this run"),
      h("thead", {}, h("tr", {}, ["Name", "Kind", "Step", "Bytes", "Stored"].map((title) => h("th", { scope: "col" }, title)))),
      h("tbody", {}, artifacts.map((file) => h("tr", {},
        h("th", { scope: "row" }, needsToken ? h("code", {}, said(file.name)) : h("a", { href: address(run.id, file.name), download: true }, said(file.name))),
        h("td", {}, said(file.kind)), h("td", { class: "numeric" }, file.step === undefined ? "–" : whole(file.step)),
        h("td", { class: "numeric" }, whole(file.byte_count)),
        h("td", {}, h("time", { datetime: file.created_at, title: fullTime(file.created_at) }, time(file.created_at))))))),
    needsToken && h("p", { class: "muted" }, "To fetch one: ", h("code", {}, `shoestring artifacts ${run.id} --get NAME`)));
}

function address(run, name) {
  return `/api/v1/runs/${encodeURIComponent(run)}/artifacts/${name.split("/").map(encodeURIComponent).join("/")}`;
}

/// Parents and children with links.
export function lineage({ parents = [], children = [] }) {
  if (parents.length + children.length === 0) return undefined;
  return h("div", { class: "card" }, list("Made from", parents), list("Used by", children));
}

function list(title, relatives) {
  if (relatives.length === 0) return undefined;
  return [h("h3", {}, title), h("ul", {}, relatives.map(({ run, name, relation }) =>
    h("li", {}, h("a", { href: `/run.html?id=${encodeURIComponent(run)}` }, said(name || run)), ` (${relation === "model" ? "its model" : "its weights"})`)))];
}
