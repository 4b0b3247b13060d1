// A modal: a dialog with fields that the bot asked to be filled in.

import { makeMenu } from "./menu.js";
import { icon, node } from "./dom.js";
import { markdown } from "./markdown.js";
import { say } from "./words.js";

const ROW = 1, TEXT_INPUT = 4, TEXT_DISPLAY = 10, LABEL = 18;
const PARAGRAPH = 2;

/** Ask for the fields of `modal`; `send(values)` resolves to null, or to what went wrong. */
export function askModal(modal, names, send) {
  const dialog = document.querySelector("#modal");
  const fields = new Map();
  const problem = node("p.problem", { role: "alert", hidden: true });
  const submit = node("button.button.style-1", { type: "submit" }, say("submit"));
  const cancel = node("button.button.plain", { type: "button" }, say("cancel"));
  const close = node("button.close", { type: "button", "aria-label": say("cancel") }, "×");
  const form = node("form", { method: "dialog", noValidate: false },
    node("header", node("h2", { id: "modal-title" }, modal.title), close),
    node("div.fields", modal.components.map((one) => drawField(one, names, fields))), problem,
    node("footer", cancel, submit));

  return new Promise((resolve) => {
    dialog.onclose = () => resolve();
    cancel.onclick = close.onclick = () => dialog.close();
    form.onsubmit = async (event) => {
      event.preventDefault();
      submit.disabled = true;
      const values = Object.fromEntries([...fields].map(([name, value]) => [name, value()]));
      const wrong = await send(values);
      submit.disabled = false;
      problem.textContent = wrong ?? "";
      problem.hidden = !wrong;
      if (!wrong) dialog.close();
    };
    dialog.setAttribute("aria-labelledby", "modal-title");
    dialog.replaceChildren(form);
    dialog.showModal();
    dialog.querySelector("input, textarea, .select")?.focus();
  });
}

function drawField(one, names, fields) {
  if (one.type === TEXT_DISPLAY) return markdown(one.content, names);
  if (one.type === ROW) return node("div", one.components.map((inner) => labelled(inner.label, null, inner, names, fields)));
  if (one.type === LABEL) return labelled(one.label, one.description, one.component, names, fields);
  return null;
}

function labelled(label, description, one, names, fields) {
  const isRequired = one.required !== false;
  const control = one.type === TEXT_INPUT ? textField(one, fields) : menuField(one, names, fields);
  return node("label.field", node("span.label", label ?? "", isRequired && node("span.star", "*")),
    description && node("span.about", description), control);
}

function textField(one, fields) {
  const made = node(one.style === PARAGRAPH ? "textarea" : "input", {
    name: one.custom_id, value: one.value ?? "", placeholder: one.placeholder ?? "",
    required: one.required !== false, maxLength: one.max_length ?? 4000,
  });
  if (one.min_length) made.minLength = one.min_length;
  if (one.style === PARAGRAPH) made.rows = 5;
  fields.set(one.custom_id, () => made.value);
  return made;
}

function menuField(one, names, fields) {
  const menu = makeMenu(one, { names, use: () => undefined });
  fields.set(one.custom_id, menu.values);
  return menu.element;
}
