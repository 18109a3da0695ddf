// One message, and lists of them.

import { renderBlocks } from "./blocks.js";
import { h, icon, reconcile } from "./dom.js";
import { emojiNode, mrkdwn } from "./mrkdwn.js";

const HUES = [262, 204, 158, 24, 340, 48, 290, 180];

export function avatar(user, size = "") {
  const hue = HUES[[...user.id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % HUES.length];
  const node = h("span", { class: `avatar ${size}${user.is_bot ? " avatar-bot" : ""}`, "aria-hidden": "true" }, initials(user.real_name || user.name));
  node.style.setProperty("--hue", hue);
  return node;
}

const initials = (name) => name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
const moment = (ts) => new Date(Number(ts) * 1000);
export const clockTime = (ts) => moment(ts).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function dayName(ts) {
  const day = moment(ts);
  const today = new Date();
  if (day.toDateString() === today.toDateString()) return "Today";
  return day.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
}

// `context`: {names, me, thread (open one's ts), inThread, openThread(ts), act(message, block, element, value), shortcuts(message, anchor)}
export function messageList(container, messages, context) {
  const items = [];
  let previous = null;
  for (const message of messages) {
    const newDay = !previous || dayName(previous.ts) !== dayName(message.ts);
    if (newDay && !context.inThread) items.push({ key: `day-${dayName(message.ts)}`, signature: "", day: dayName(message.ts) });
    const close = previous && Number(message.ts) - Number(previous.ts) < 300;
    const grouped = !newDay && close && previous.user === message.user && previous.visible_to === message.visible_to && !message.visible_to && !previous.reply_count;
    const active = !context.inThread && context.thread === message.ts;
    items.push({ key: message.ts, signature: JSON.stringify([message, grouped, active, context.me]), message, grouped, active });
    previous = message;
    if (context.inThread && !message.is_reply) items.push({ key: "count", signature: String(message.reply_count), count: message.reply_count });
  }
  reconcile(container, items, (item) => {
    if (item.day) return h("div", { class: "day" }, h("span", {}, item.day));
    if (item.key === "count") return h("div", { class: "reply-count" }, item.count ? replies(item.count) : "No replies yet");
    return messageNode(item.message, item, context);
  });
}

const replies = (count) => `${count} ${count === 1 ? "reply" : "replies"}`;

function messageNode(message, { grouped, active }, context) {
  const classes = ["message", grouped && "is-grouped", message.visible_to && "is-private", message.deleted && "is-deleted", active && "is-active"];
  return h("article", { class: classes.filter(Boolean).join(" "), dataset: { ts: message.ts } },
    message.visible_to && h("div", { class: "private-note" }, icon("eye"), "Only visible to you"),
    message.broadcast && !context.inThread && h("div", { class: "private-note" }, icon("reply"), "replied to a thread"),
    h("div", { class: "message-row" },
      grouped ? h("time", { class: "gutter-time" }, clockTime(message.ts)) : avatar({ ...message, id: message.user }),
      h("div", { class: "message-main" },
        !grouped && byline(message),
        body(message, context),
        !message.deleted && message.files.map(file),
        reactions(message, context),
        !context.inThread && message.reply_count > 0 && threadLink(message, context))),
    toolbar(message, context));
}

function byline(message) {
  return h("div", { class: "byline" },
    h("span", { class: "author" }, message.real_name || message.name),
    message.is_bot && h("span", { class: "badge" }, "APP"),
    h("time", { class: "time", title: moment(message.ts).toLocaleString() }, clockTime(message.ts)));
}

function body(message, context) {
  const surface = { names: context.names, plain: context.plain, act: (block, element, value) => context.act(message, block, element, value) };
  if (message.deleted) return h("div", { class: "message-body" }, "This message was deleted.");
  const edited = message.edited && h("span", { class: "edited" }, " (edited)");
  if (message.blocks.length) return h("div", { class: "message-body blocks" }, renderBlocks(message.blocks, surface), edited && h("div", {}, edited));
  return h("div", { class: "message-body" }, mrkdwn(message.text, context.names), edited, message.attachments.map((entry) => attachment(entry, surface)));
}

function attachment(entry, surface) {
  const node = h("div", { class: "attachment" },
    entry.title && h("strong", {}, mrkdwn(entry.title, surface.names)),
    entry.text && h("div", {}, mrkdwn(entry.text, surface.names)),
    entry.blocks && renderBlocks(entry.blocks, surface));
  const colour = /^#?([0-9a-f]{6})$/i.exec(entry.color || "");
  if (colour) node.style.borderLeftColor = `#${colour[1]}`;
  return node;
}

function file(entry) {
  if (entry.is_image) {
    return h("figure", { class: "file-image" },
      h("figcaption", {}, entry.title, " ", h("a", { href: entry.url, download: entry.name, "aria-label": `Download ${entry.name}` }, icon("download"))),
      h("a", { href: entry.url, target: "_blank", rel: "noopener" }, h("img", { src: entry.url, alt: entry.alt_text || entry.title })));
  }
  return h("a", { class: "file", href: entry.url, download: entry.name },
    h("span", { class: "file-icon" }, icon("file")),
    h("span", { class: "file-words" }, h("strong", {}, entry.title), h("small", {}, `${kind(entry)} · ${size(entry.size)}`)),
    icon("download"));
}

const kind = (entry) => (entry.name.includes(".") ? entry.name.split(".").pop().toUpperCase() : "File");
const size = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1048576).toFixed(1)} MB`);

function reactions(message, context) {
  const entries = Object.entries(message.reactions);
  if (!entries.length) return null;
  return h("div", { class: "reactions" },
    entries.map(([name, users]) => h("span", { class: "reaction", title: users.map(context.names.user).join(", ") }, emojiNode(name), ` ${users.length}`)));
}

function threadLink(message, context) {
  return h("button", { type: "button", class: "thread-link", onclick: () => context.openThread(message.ts) },
    message.reply_users.slice(0, 3).map((id) => avatar(context.names.full(id), "tiny")),
    h("strong", {}, replies(message.reply_count)),
    h("span", {}, `Last reply ${dayName(message.latest_reply).toLowerCase()} at ${clockTime(message.latest_reply)}`));
}

function toolbar(message, context) {
  if (message.visible_to || message.deleted) return null;
  const reply = !context.inThread && h("button", { type: "button", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => context.openThread(message.ts) }, icon("reply"));
  const more = context.hasShortcuts && h("button", { type: "button", "aria-label": "More actions", title: "Shortcuts", onclick: (event) => context.shortcuts(message, event.currentTarget) }, icon("more"));
  return (reply || more) && h("div", { class: "toolbar" }, reply, more);
}
