// The modal in front of the user: drawn from the server's view, its typed values kept across updates.

import { call } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { h, icon, replace } from "./dom.js";
import { collect } from "./elements.js";

let dialog = null;
let shown = "";

// `context`: {me, names, plain, refresh()}
export function showModal(view, context) {
  const signature = view ? JSON.stringify([view.id, view.hash, view.errors, view.trouble]) : "";
  if (signature === shown) return;
  const typed = dialog && view && shown.includes(view.id) ? collect(dialog) : {};
  shown = signature;
  if (!view) {
    dialog?.close();
    dialog?.remove();
    dialog = null;
    return;
  }
  if (!dialog) {
    dialog = h("dialog", { class: "dialog", oncancel: (event) => { event.preventDefault(); leave(context); } });
    document.body.append(dialog);
    dialog.showModal();
  }
  draw(view, context, typed);
}

function draw(view, context, typed) {
  const surface = { names: context.names, plain: context.plain, values: view.state.values, errors: view.errors, act: (block, element, value) => act(context, element, value) };
  const form = h("form", { class: "dialog-form", novalidate: true, onsubmit: (event) => { event.preventDefault(); submit(form, context); } },
    h("div", { class: "dialog-head" }, h("h2", {}, view.title.text), h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => leave(context) }, icon("close"))),
    view.trouble && h("div", { class: "dialog-trouble", role: "alert" }, icon("warn"), view.trouble),
    h("div", { class: "dialog-body blocks" }, renderBlocks(view.blocks, surface)),
    h("div", { class: "dialog-foot" },
      h("button", { type: "button", class: "button", onclick: () => leave(context) }, view.close ? view.close.text : view.submit ? "Cancel" : "Close"),
      view.submit && h("button", { type: "submit", class: "button button-primary" }, view.submit.text)));
  replace(dialog, form);
  dialog.setAttribute("aria-label", view.title.text);
  for (const node of form.querySelectorAll("[data-input-block]")) {
    const value = typed[node.dataset.inputBlock];
    if (typeof value === "string" && value && "value" in node && !node.value) node.value = value;
  }
  (form.querySelector(".has-error .control") || form.querySelector(".control"))?.focus();
}

async function act(context, element, value) {
  const seen = await call("click_in_view", { user: context.me, what: element.action_id, value });
  context.refresh();
  return seen.error;
}

async function submit(form, context) {
  const button = form.querySelector("[type=submit]");
  button.classList.add("is-busy");
  button.disabled = true;
  const failure = await call("submit", { user: context.me, values: collect(form) }).then(() => "", (error) => error.message);
  button.classList.remove("is-busy");
  button.disabled = false;
  if (failure) form.prepend(h("div", { class: "dialog-trouble", role: "alert" }, icon("warn"), failure));
  context.refresh();
}

async function leave(context) {
  await call("close", { user: context.me }).catch(() => {});
  context.refresh();
}
