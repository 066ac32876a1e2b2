// Files that a run made.

import { h, said } from "./dom.js";
import { fullTime, time, whole } from "./format.js";

/// The files of a run. A browser sends no token with a link, so with a token the command that fetches a file stands in its place.
export function files({ run, artifacts = [] }, needsToken) {
  if (artifacts.length === 0) return undefined;
  return h("div", { class: "card" },
    h("div", { class: "scroll" }, h("table", { class: "plain" }, h("caption", { class: "visually-hidden" }, "Files of this run"),
      h("thead", {}, h("tr", {}, ["Name", "Kind", "Step", "Bytes", "Stored"].map((title) => h("th", { scope: "col", class: (title === "Step" || title === "Bytes") && "numeric" }, title)))),
      h("tbody", {}, artifacts.map((file) => h("tr", {},
        h("th", { scope: "row" }, needsToken ? h("code", {}, said(file.name)) : h("a", { href: address(run.id, file.name), download: true }, said(file.name))),
        h("td", {}, said(file.kind)), h("td", { class: "numeric" }, file.step === undefined ? "–" : whole(file.step)),
        h("td", { class: "numeric" }, whole(file.byte_count)),
        h("td", {}, h("time", { datetime: file.created_at, title: fullTime(file.created_at) }, time(file.created_at)))))))),
    needsToken && h("p", { class: "muted" }, "To fetch one: ", h("code", {}, `shoestring artifacts ${run.id} --get NAME`)));
}

function address(run, name) {
  return `/api/v1/runs/${encodeURIComponent(run)}/artifacts/${name.split("/").map(encodeURIComponent).join("/")}`;
}
