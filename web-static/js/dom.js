import { report } from "./saved.js";

// Everything on the page is made here: text goes in as text, so that no name, tag or message from outside can become markup.

/// An element. `attributes`: `class`, `on` (an object of listeners), properties that attributes cannot say (`value`, `open`), or plain attributes;
/// undefined, null and false leave an attribute out. Children are elements or texts.
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "value" || name === "open") {
      element[name] = value;
    } else {
      // A report has its pages elsewhere, and not all of them.
      const text = name === "href" && report ? report.address(value) : value;
      if (text !== undefined) element.setAttribute(name, text === true ? "" : asText.has(name) ? plain(text) : String(text));
    }
  }
  // An option holds no elements that could isolate a text.
  append(element, tag === "option" ? children.flat(Infinity).map((child) => (typeof child === "string" ? plain(child) : child)) : children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/// Puts `children` in place of what `element` holds.
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/// Text that a person or a machine chose: isolated, so that right-to-left text does not reorder what stands around it. Characters that would reorder
/// or hide text (bidirectional overrides and isolates, controls, zero-width ones) are named instead of obeyed: `evil\u202Egnp.exe` must not read
/// as a picture.
export function said(text) {
  return h("bdi", {}, plain(text));
}

/// The same where only text can stand, as in a title or an option.
export function plain(text) {
  return String(text).replace(invisible, (character) => `[U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
}

// Attributes that are shown or read out.
const asText = new Set(["title", "aria-label", "label"]);

// Line breaks and tabs are white space; right-to-left letters themselves are text.
const invisible = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

/// The element with an id, which the page's own HTML promises.
export function byId(id) { return document.getElementById(id); }

/// Sets text only when it differs: screen readers and selections are left alone.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
