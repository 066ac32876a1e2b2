import { h, said } from "./dom.js";

let counter = 0;

/// Puts the coordinator's complaints beside the fields that they are about; what fits no field goes to the form's own line. The first wrong field gets the
/// focus when the reader has just sent the form.
export function showComplaints(form, error, { focus = false, rename = (name) => name } = {}) {
  clearComplaints(form);
  const rest = [];
  let first;
  const complaints = error.fields?.length > 0 ? error.fields : [{ field: "", expected: error.message }];
  for (const complaint of complaints) {
    const name = rename(complaint.field).replace(/\[\d+\]/g, "");
    const field = [...form.querySelectorAll("[data-field]")].find((element) => element.dataset.field === name);
    const words = [complaint.received !== undefined ? ["“", said(complaint.received), "” is not right: "] : "", "expected ", said(complaint.expected)];
    if (!field) {
      rest.push(error.fields?.length > 0 ? h("p", {}, complaint.field && [h("code", {}, said(complaint.field)), ": "], words) : h("p", {}, said(error.message)));
      continue;
    }
    const note = h("p", { class: "wrong", id: `wrong-${++counter}` }, words);
    field.append(note);
    const input = field.querySelector("input, select, summary");
    input?.setAttribute("aria-invalid", "true");
    input?.setAttribute("aria-describedby", note.id);
    first ??= input;
  }
  if (rest.length > 0) form.append(h("div", { class: "wrong rest", role: "alert" }, rest));
  if (focus) first?.focus();
}

/// Takes them away again.
export function clearComplaints(form) {
  for (const note of form.querySelectorAll(".wrong")) note.remove();
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
}
