// Slack's mrkdwn -> nodes. Text only ever becomes text nodes; addresses are checked before they become links.

import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { drawing } from "./glyphs.js";

const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

export function safeLink(address, label) {
  const allowed = /^(https?:|mailto:)/i.test(address);
  const words = label || address.replace(/^mailto:/, "");
  if (!allowed) return document.createTextNode(words);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, words);
}

// `names` resolves ids: {user(id), channel(id), group(id), me}.
export function mrkdwn(text, names) {
  const parts = [];
  text.split(/```/).forEach((part, index, all) => {
    const isCode = index % 2 === 1 && index < all.length - 1;
    if (isCode) parts.push(h("pre", { class: "code-block" }, unescape(part.replace(/^\n|\n$/g, "")).replace(/<([^|>\s]+)(?:\|([^>]*))?>/g, (_, a, b) => b || a)));
    else if (index % 2 === 1) parts.push(...lines("```" + part, names));
    else parts.push(...lines(index > 0 ? part.replace(/^\n/, "") : part, names));
  });
  return parts;
}

function lines(text, names) {
  const out = [];
  let quote = null;
  const rows = text.split("\n");
  rows.forEach((row, index) => {
    const quoted = row.match(/^(?:&gt;|>) ?(.*)$/);
    if (quoted) {
      if (!quote) out.push((quote = h("blockquote", { class: "quote" })));
      else quote.append(h("br"));
      quote.append(...inline(quoted[1], names));
      return;
    }
    if (!quote && index > 0 && out.length) out.push(h("br"));
    quote = null;
    out.push(...inline(row, names));
  });
  return out;
}

const RULES = [
  [/`([^`\n]+)`/, (match) => h("code", { class: "code" }, unescape(match[1]))],
  [/<([^<>\n]+)>/, (match, names) => reference(match[1], names)],
  [/(?<![\w*])\*(?=\S)([^*\n]*[^\s*])\*(?![\w*])/, (match, names) => h("strong", {}, inline(match[1], names))],
  [/(?<![\w_])_(?=\S)([^_\n]*[^\s_])_(?![\w_])/, (match, names) => h("em", {}, inline(match[1], names))],
  [/(?<![\w~])~(?=\S)([^~\n]*[^\s~])~(?![\w~])/, (match, names) => h("s", {}, inline(match[1], names))],
  [/:([a-z0-9_+-]+(?:::skin-tone-\d)?):/, (match) => emojiNode(match[1])],
];

export function inline(text, names) {
  let first = null;
  for (const [pattern, make] of RULES) {
    const match = pattern.exec(text);
    if (match && (!first || match.index < first.match.index)) first = { match, make };
  }
  if (!first) return words(unescape(text));
  const { match, make } = first;
  const before = text.slice(0, match.index);
  return [
    ...words(unescape(before)),
    make(match, names),
    ...inline(text.slice(match.index + match[0].length), names),
  ];
}

// Plain words as nodes; emoji written as characters are drawn like those written as shortcodes.
export const words = (text) => withEmoji(text).map((piece) => (typeof piece === "string" ? document.createTextNode(piece) : emojiNode(piece.name)));

export function emojiNode(name) {
  const glyph = emoji(name);
  if (!glyph) return document.createTextNode(`:${name}:`);
  return h("span", { class: "emoji", title: `:${name}:`, role: "img", "aria-label": name.replace(/_/g, " ") }, drawing(name) || glyph);
}

export function mention(kind, id, names, label) {
  const words = { user: () => "@" + names.user(id), channel: () => "#" + names.channel(id), group: () => "@" + names.group(id) };
  const own = kind === "user" && id === names.me;
  return h("span", { class: own ? "mention mention-me" : "mention" }, label || words[kind]());
}

function reference(body, names) {
  const [target, label] = [body.split("|")[0], body.includes("|") ? body.slice(body.indexOf("|") + 1) : ""];
  if (target.startsWith("@")) return mention("user", target.slice(1), names);
  if (target.startsWith("#")) return mention("channel", target.slice(1), names);
  if (target.startsWith("!subteam^")) return mention("group", target.slice(9), names);
  if (target.startsWith("!date^")) return dateNode(target, label);
  if (target.startsWith("!")) return h("span", { class: "mention mention-me" }, "@" + (label || target.slice(1)));
  return safeLink(unescape(target), unescape(label));
}

function dateNode(target, fallback) {
  const [, stamp, format = ""] = target.split("^");
  return h("time", { title: unescape(fallback) }, formatDate(Number(stamp), format) || unescape(fallback));
}

export function formatDate(stamp, format) {
  if (!Number.isFinite(stamp)) return "";
  const date = new Date(stamp * 1000);
  const shown = (options) => date.toLocaleString("en-GB", options);
  return format
    .replace(/\{date_num\}/g, date.toISOString().slice(0, 10))
    .replace(/\{date(_long|_pretty|_long_pretty)?\}/g, shown({ day: "numeric", month: "long", year: "numeric" }))
    .replace(/\{date_short(_pretty)?\}/g, shown({ day: "numeric", month: "short", year: "numeric" }))
    .replace(/\{time_secs\}/g, shown({ hour: "2-digit", minute: "2-digit", second: "2-digit" }))
    .replace(/\{time\}/g, shown({ hour: "2-digit", minute: "2-digit" }));
}
