// Interactive elements: buttons and menus that act at once, inputs that wait for submit.

import { confirmDialog, menu } from "./dialogs.js";
import { h, icon } from "./dom.js";

const words = (text) => (text ? text.text : "");

export function actionElement(block, element, surface) {
  if (element.type === "button") return button(block, element, surface);
  if (element.type === "overflow") return overflow(block, element, surface);
  const node = control(element, current(block, element, surface), surface, "");
  node.addEventListener("change", () => perform(surface, block, element, read(node, element), node));
  return node;
}

export function inputElement(block, element, surface, id) {
  const node = control(element, current(block, element, surface), surface, id);
  node.dataset.inputBlock = block.block_id;
  node.dataset.kind = element.type;
  if (block.dispatch_action) {
    node.addEventListener(element.type.endsWith("_input") ? "keydown" : "change", (event) => {
      if (event.type === "change" || event.key === "Enter") perform(surface, block, element, read(node, element), node);
    });
  }
  return node;
}

// The values of all inputs inside `root`, by block id, as the `submit` verb wants them.
export function collect(root) {
  const values = {};
  for (const node of root.querySelectorAll("[data-input-block]")) values[node.dataset.inputBlock] = read(node, { type: node.dataset.kind });
  return values;
}

function button(block, element, surface) {
  const style = element.style ? ` button-${element.style}` : "";
  const node = h("button", { type: "button", class: `button${style}`, "aria-label": element.accessibility_label, dataset: { actionId: element.action_id } }, emojiWords(element.text, surface));
  node.addEventListener("click", () => {
    if (element.url && /^https?:/.test(element.url)) window.open(element.url, "_blank", "noopener,noreferrer");
    perform(surface, block, element, element.value ?? null, node);
  });
  return node;
}

const emojiWords = (text, surface) => surface.plain(text);

function overflow(block, element, surface) {
  const node = h("button", { type: "button", class: "button button-icon", "aria-label": "More actions", "aria-haspopup": "menu" }, icon("more"));
  node.addEventListener("click", () => {
    menu(node, element.options.map((option) => ({
      label: words(option.text),
      detail: words(option.description),
      run: () => perform(surface, block, element, option.value, node),
    })));
  });
  return node;
}

async function perform(surface, block, element, value, node) {
  if (element.confirm && !(await confirmDialog(element.confirm, surface.names))) return;
  node.classList.add("is-busy");
  node.classList.remove("is-failed");
  node.setAttribute("aria-busy", "true");
  const error = await surface.act(block, element, value).catch((failure) => failure.message);
  node.classList.remove("is-busy");
  node.removeAttribute("aria-busy");
  if (!error) return;
  node.classList.add("is-failed");
  node.title = `The app did not respond (${error})`;
}

function current(block, element, surface) {
  return ((surface.values || {})[block.block_id] || {})[element.action_id];
}

function control(element, value, surface, id) {
  const common = { id, class: "control", "data-action-id": element.action_id, "aria-label": id ? null : words(element.placeholder) || element.type };
  const held = value || {};
  switch (element.type) {
    case "plain_text_input": {
      const text = { ...common, placeholder: words(element.placeholder), maxlength: element.max_length, value: held.value ?? element.initial_value ?? "" };
      return element.multiline ? h("textarea", { ...text, rows: "4" }) : h("input", { ...text, type: "text" });
    }
    case "number_input": return h("input", { ...common, type: "text", inputmode: "decimal", placeholder: words(element.placeholder), value: held.value ?? element.initial_value ?? "" });
    case "email_text_input": return h("input", { ...common, type: "email", placeholder: words(element.placeholder), value: held.value ?? "" });
    case "url_text_input": return h("input", { ...common, type: "url", placeholder: words(element.placeholder), value: held.value ?? "" });
    case "datepicker": return h("input", { ...common, type: "date", value: held.selected_date ?? element.initial_date ?? "" });
    case "timepicker": return h("input", { ...common, type: "time", value: held.selected_time ?? element.initial_time ?? "" });
    case "checkboxes": return choices(element, "checkbox", (held.selected_options ?? element.initial_options ?? []).map((option) => option.value), common, surface);
    case "radio_buttons": return choices(element, "radio", [(held.selected_option ?? element.initial_option ?? {}).value], common, surface);
    default: return select(element, held, common, surface);
  }
}

function choices(element, type, chosen, common, surface) {
  const name = `choice-${Math.random().toString(36).slice(2)}`;
  return h("div", { ...common, class: "choices", role: type === "radio" ? "radiogroup" : "group" },
    element.options.map((option) =>
      h("label", { class: "choice" },
        h("input", { type, name, value: option.value, checked: chosen.includes(option.value) }),
        h("span", {}, surface.plain(option.text), option.description && h("small", {}, surface.plain(option.description))))));
}

function select(element, held, common, surface) {
  const multiple = element.type.startsWith("multi_");
  const chosen = chosenIn(element, held);
  const make = ([value, label]) => h("option", { value, selected: chosen.includes(value) }, label);
  const node = h("select", { ...common, class: "control control-select", multiple });
  if (!multiple) node.append(h("option", { value: "" }, words(element.placeholder) || "Choose…"));
  for (const group of element.option_groups || []) {
    node.append(h("optgroup", { label: words(group.label) }, group.options.map((option) => make([option.value, words(option.text)]))));
  }
  node.append(...listed(element, surface).map(make));
  return node;
}

function listed(element, surface) {
  if (element.type.endsWith("users_select")) return surface.names.people().map(([id, , real]) => [id, real]);
  if (element.type.endsWith("channels_select") || element.type.endsWith("conversations_select")) return surface.names.places();
  return (element.options || []).map((option) => [option.value, words(option.text)]);
}

function chosenIn(element, held) {
  const one = held.selected_option ?? element.initial_option;
  const many = held.selected_options ?? element.initial_options ?? [];
  const id = held.selected_user ?? held.selected_conversation ?? held.selected_channel ?? element.initial_user ?? element.initial_channel ?? element.initial_conversation;
  const ids = held.selected_users ?? element.initial_users ?? [];
  return [one && one.value, id, ...many.map((option) => option.value), ...ids].filter(Boolean);
}

function read(node, element) {
  if (element.type === "checkboxes") return [...node.querySelectorAll("input:checked")].map((box) => box.value);
  if (element.type === "radio_buttons") return node.querySelector("input:checked")?.value ?? "";
  if (node.multiple) return [...node.selectedOptions].map((option) => option.value);
  return node.value;
}
