// The middle and the right: a channel, an app's home, a thread.

import { renderBlocks } from "./blocks.js";
import { composer } from "./composer.js";
import { h, icon, replace } from "./dom.js";
import { messageList } from "./messages.js";

// Draws the frame of a channel once; `updateMessages` fills it.
export function channelPane(root, channel, context) {
  const joined = channel.members.includes(context.me);
  const title = channel.kind === "im" ? [context.names.full(channel.members.find((id) => id !== context.me) || context.me).real_name] : [icon(channel.kind === "private_channel" ? "lock" : "hash"), channel.name];
  replace(root,
    h("header", { class: "pane-head" }, hamburger(context),
      h("div", { class: "pane-title" }, h("h1", {}, title), channel.topic && h("p", {}, channel.topic)),
      h("span", { class: "members", title: channel.members.map(context.names.user).join(", ") }, icon("people"), channel.members.length)),
    context.tabs,
    h("div", { class: "scroller" }, welcome(channel), h("div", { class: "messages", role: "log", "aria-live": "polite", "aria-label": "Messages" })),
    channel.archived ? h("div", { class: "closed" }, "This channel is archived. Nobody can post here.")
      : joined ? composer({ ...context.composer, placeholder: channel.kind === "im" ? "Write a message" : `Message #${channel.name}` })
      : h("div", { class: "closed" }, `You are not in #${channel.name}.`));
}

const hamburger = (context) => h("button", { type: "button", class: "icon-button hamburger", "aria-label": "Channels", onclick: context.openSidebar }, icon("menu"));

function welcome(channel) {
  if (channel.kind === "im") return null;
  return h("div", { class: "welcome" }, h("div", { class: "welcome-mark" }, icon("hash")), h("h2", {}, `#${channel.name}`), h("p", {}, channel.topic || "The very beginning of this channel."), h("p", { class: "welcome-hint" }, "Type ", h("kbd", {}, "/"), " to see the commands of the installed apps."));
}

export function updateMessages(root, messages, context) {
  const scroller = root.querySelector(".scroller");
  const list = root.querySelector(".messages");
  if (!list) return;
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80 || !list.childElementCount;
  messageList(list, messages, context);
  if (atEnd) scroller.scrollTop = scroller.scrollHeight;
  for (const image of list.querySelectorAll("img")) {
    if (!image.complete && atEnd) image.addEventListener("load", () => (scroller.scrollTop = scroller.scrollHeight), { once: true });
  }
}

export function homePane(root, app, view, context) {
  const surface = { names: context.names, plain: context.plain, values: view ? view.state.values : {}, act: context.act };
  replace(root,
    h("header", { class: "pane-head" }, hamburger(context), h("div", { class: "pane-title" }, h("h1", {}, app.name), h("p", {}, "App"))),
    context.tabs,
    h("div", { class: "scroller home" }, view ? h("div", { class: "home-card blocks" }, renderBlocks(view.blocks, surface)) : emptyHome(app)));
}

function emptyHome(app) {
  return h("div", { class: "home-empty" }, h("div", { class: "welcome-mark" }, icon("home")), h("h2", {}, `${app.name} has no home yet`), h("p", {}, "The app publishes it when somebody opens this tab."));
}

export function tabs(app, current, onSelect) {
  const tab = (name, label) => h("button", { type: "button", role: "tab", "aria-selected": String(current === name), onclick: () => onSelect(name) }, label);
  return h("div", { class: "tabs", role: "tablist" }, app.home && tab("home", "Home"), tab("messages", "Messages"));
}

export function threadPane(root, channel, context) {
  root.hidden = false;
  replace(root,
    h("header", { class: "pane-head" }, h("div", { class: "pane-title" }, h("h1", {}, "Thread"), h("p", {}, channel.name ? `#${channel.name}` : "Direct message")),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close thread", onclick: context.closeThread }, icon("close"))),
    h("div", { class: "scroller" }, h("div", { class: "messages", role: "log", "aria-live": "polite", "aria-label": "Replies" })),
    channel.archived ? null : composer({ ...context.composer, placeholder: "Reply…" }));
}
