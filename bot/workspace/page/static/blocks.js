// Block Kit -> nodes. `surface` says what happens on interaction: {names, act(block, element, value), values, errors}.

import { h, icon } from "./dom.js";
import { actionElement, inputElement } from "./elements.js";
import { emojiNode, mrkdwn, words } from "./mrkdwn.js";
import { markdown, richText } from "./rich_text.js";

export function textObject(text, names) {
  if (text.type === "mrkdwn") return mrkdwn(text.text, names);
  return text.text.split(/(:[a-z0-9_+-]+:)/).map((part, index) => (index % 2 && text.emoji !== false ? emojiNode(part.slice(1, -1)) : words(part)));
}

const RENDER = {
  header: (block, { names }) => h("div", { class: "b-header", role: "heading", "aria-level": "3" }, textObject(block.text, names)),
  divider: () => h("hr", { class: "b-divider" }),
  section: (block, surface) =>
    h("div", { class: "b-section" },
      h("div", { class: "b-section-body" },
        block.text && h("div", { class: "b-text" }, textObject(block.text, surface.names)),
        block.fields && h("div", { class: "b-fields" }, block.fields.map((field) => h("div", { class: "b-field" }, textObject(field, surface.names))))),
      block.accessory && h("div", { class: "b-accessory" }, block.accessory.type === "image" ? image(block.accessory, "b-thumb") : actionElement(block, block.accessory, surface))),
  context: (block, { names }) =>
    h("div", { class: "b-context" },
      block.elements.map((element) => (element.type === "image" ? image(element, "b-context-image") : h("span", {}, textObject(element, names))))),
  actions: (block, surface) => h("div", { class: "b-actions" }, block.elements.map((element) => actionElement(block, element, surface))),
  image: (block, { names }) =>
    h("figure", { class: "b-image" }, block.title && h("figcaption", {}, textObject(block.title, names)), image(block, "b-picture")),
  input: (block, surface) => input(block, surface),
  rich_text: (block, { names }) => richText(block, names),
  markdown: (block) => h("div", { class: "b-text" }, markdown(block.text)),
  table: (block, surface) => table(block, surface),
};

export function renderBlocks(blocks, surface) {
  return blocks.map((block) => {
    const render = RENDER[block.type];
    const node = render ? render(block, surface) : h("div", { class: "b-unknown" }, `[${block.type} block]`);
    node.dataset.blockId = block.block_id || "";
    return node;
  });
}

function image(element, className) {
  const source = element.image_url || "";
  if (!/^https?:/.test(source)) return h("span", { class: "b-noimage" }, icon("file"), element.alt_text);
  return h("img", { class: className, src: source, alt: element.alt_text, loading: "lazy", referrerpolicy: "no-referrer" });
}

function input(block, surface) {
  const error = (surface.errors || {})[block.block_id];
  const id = `input-${block.block_id}`;
  return h("div", { class: error ? "b-input has-error" : "b-input" },
    h("label", { class: "b-label", for: id }, block.label.text, block.optional && h("span", { class: "b-optional" }, " (optional)")),
    inputElement(block, block.element, surface, id),
    error && h("div", { class: "b-error", role: "alert" }, icon("warn"), error),
    block.hint && h("div", { class: "b-hint" }, block.hint.text));
}

function table(block, surface) {
  const settings = block.column_settings || [];
  const cell = (value, index, tag) =>
    h(tag, { class: `align-${(settings[index] || {}).align || "left"}${(settings[index] || {}).is_wrapped ? " wrapped" : ""}` },
      value.type === "rich_text" ? richText(value, surface.names) : String(value.text ?? value.value ?? ""));
  const [head, ...rows] = block.rows;
  return h("div", { class: "b-table-wrap", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", { class: "b-table" },
      h("thead", {}, h("tr", {}, head.map((value, index) => cell(value, index, "th")))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((value, index) => cell(value, index, "td")))))));
}
