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
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(element, children);
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

/// Text that a person or a machine chose: isolated, so that right-to-left text does not reorder what stands around it.
export function said(text) { return h("bdi", {}, text); }

/// The element with an id, which the page's own HTML promises.
export function byId(id) { return document.getElementById(id); }

/// Sets text only when it differs: screen readers and selections are left alone.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
