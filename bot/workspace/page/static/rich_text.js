// rich_text blocks, and the standard Markdown of markdown blocks.

import { h } from "./dom.js";
import { emojiNode, formatDate, mention, safeLink, words } from "./mrkdwn.js";

export function richText(block, names) {
  return h("div", { class: "rich-text" }, block.elements.map((part) => piece(part, names)));
}

function piece(part, names) {
  const inner = () => part.elements.map((element) => leaf(element, names));
  if (part.type === "rich_text_preformatted") return h("pre", { class: "code-block" }, inner());
  if (part.type === "rich_text_quote") return h("blockquote", { class: "quote" }, inner());
  if (part.type === "rich_text_list") {
    const items = part.elements.map((section) => h("li", {}, section.elements.map((element) => leaf(element, names))));
    const list = h(part.style === "ordered" ? "ol" : "ul", { class: `indent-${part.indent || 0}`, start: part.offset ? part.offset + 1 : null }, items);
    return list;
  }
  return h("div", { class: "rich-text-section" }, inner());
}

function leaf(element, names) {
  return styled(content(element, names), element.style || {});
}

function content(element, names) {
  switch (element.type) {
    case "text": return h("span", {}, words(element.text));
    case "link": return safeLink(element.url, element.text);
    case "emoji": return emojiNode(element.name);
    case "user": return mention("user", element.user_id, names);
    case "usergroup": return mention("group", element.usergroup_id, names);
    case "channel": return mention("channel", element.channel_id, names);
    case "broadcast": return h("span", { class: "mention mention-me" }, "@" + element.range);
    case "date": return h("time", {}, formatDate(Number(element.timestamp), element.format) || element.fallback);
    case "color": return h("code", { class: "code" }, element.value);
    default: return document.createTextNode("");
  }
}

function styled(node, style) {
  const wraps = [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]];
  return wraps.reduce((inner, [name, tag]) => (style[name] ? h(tag, { class: tag === "code" ? "code" : null }, inner) : inner), node);
}

export function markdown(text) {
  const out = [];
  let list = null;
  text.split("```").forEach((part, index) => {
    if (index % 2) return out.push(h("pre", { class: "code-block" }, part.replace(/^\w*\n|\n$/g, "")));
    for (const line of part.split("\n")) {
      const heading = line.match(/^(#{1,6})\s+(.*)/);
      const bullet = line.match(/^\s*(?:[-*+]|(\d+)[.)])\s+(.*)/);
      if (!bullet) list = null;
      if (heading) out.push(h("div", { class: `md-heading md-${heading[1].length}` }, span(heading[2])));
      else if (bullet) {
        if (!list) out.push((list = h(bullet[1] ? "ol" : "ul", { class: "indent-0" })));
        list.append(h("li", {}, span(bullet[2])));
      } else if (line.startsWith("> ")) out.push(h("blockquote", { class: "quote" }, span(line.slice(2))));
      else if (line.trim()) out.push(h("div", { class: "md-line" }, span(line)));
    }
  });
  return out;
}

const SPANS = [
  [/`([^`]+)`/, (match) => h("code", { class: "code" }, match[1])],
  [/\[([^\]]+)\]\(([^)\s]+)\)/, (match) => safeLink(match[2], match[1])],
  [/\*\*([^*]+)\*\*/, (match) => h("strong", {}, span(match[1]))],
  [/~~([^~]+)~~/, (match) => h("s", {}, span(match[1]))],
  [/(?<!\w)[*_]([^*_]+)[*_](?!\w)/, (match) => h("em", {}, span(match[1]))],
  [/:([a-z0-9_+-]+):/, (match) => emojiNode(match[1])],
];

function span(text) {
  let first = null;
  for (const [pattern, make] of SPANS) {
    const match = pattern.exec(text);
    if (match && (!first || match.index < first.match.index)) first = { match, make };
  }
  if (!first) return words(text);
  const { match, make } = first;
  return [...words(text.slice(0, match.index)), make(match), ...span(text.slice(match.index + match[0].length))];
}
