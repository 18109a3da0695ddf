// The left side: workspace, channels, apps, and who one is.

import { h, icon, replace } from "./dom.js";
import { menu } from "./dialogs.js";
import { avatar } from "./messages.js";

// `context`: {workspace, place, unread, go(place), become(user id), names}
export function drawSidebar(root, context) {
  const { workspace } = context;
  const channels = workspace.channels.filter((channel) => channel.kind !== "im").sort((a, b) => a.name.localeCompare(b.name));
  const mine = channels.filter((channel) => channel.members.includes(workspace.me));
  replace(root,
    h("div", { class: "workspace-name" }, h("span", { class: "workspace-mark", "aria-hidden": "true" }, "✚"), h("span", {}, workspace.team)),
    h("div", { class: "sidebar-scroll" },
      h("h2", { class: "sidebar-title" }, "Channels"),
      mine.map((channel) => entry(context, { channel: channel.id }, icon(channel.kind === "private_channel" ? "lock" : "hash"), channel.name, channel.archived)),
      h("h2", { class: "sidebar-title" }, "Apps"),
      workspace.apps.length ? workspace.apps.map((app) => appEntry(context, app)) : h("p", { class: "sidebar-empty" }, "No app is installed yet.")),
    account(context));
}

function entry(context, place, mark, label, muted, extra) {
  const current = JSON.stringify(context.place) === JSON.stringify({ ...context.place, ...place });
  const unread = place.channel && context.unread.has(place.channel);
  const classes = ["sidebar-item", current && "is-current", unread && "is-unread", muted && "is-muted"].filter(Boolean).join(" ");
  return h("button", { type: "button", class: classes, "aria-current": current ? "page" : null, onclick: () => context.go(place) },
    mark, h("span", { class: "sidebar-label" }, label), extra);
}

function appEntry(context, app) {
  const bot = context.names.full(app.bot_user_id);
  const online = app.socket_mode ? app.sockets > 0 : true;
  const status = app.socket_mode ? `${app.sockets} socket${app.sockets === 1 ? "" : "s"} open` : "signed HTTP";
  return entry(context, { app: app.id }, avatar(bot, "small"), app.name, false, h("span", { class: online ? "presence is-online" : "presence", title: status, "aria-label": online ? "connected" : "not connected" }));
}

function account(context) {
  const me = context.names.full(context.workspace.me);
  const people = context.workspace.users.filter((user) => !user.is_bot && user.id !== "USLACKBOT");
  return h("button", {
    type: "button", class: "account", "aria-haspopup": "menu", "aria-label": `You are ${me.real_name}. Switch user`,
    onclick: (event) => menu(event.currentTarget, people.map((user) => ({
      label: user.real_name, detail: `@${user.name}`, icon: avatar(user, "small"), current: user.id === me.id, run: () => context.become(user.id),
    }))),
  }, avatar(me, "small"), h("span", { class: "account-words" }, h("strong", {}, me.real_name), h("small", {}, "Switch user")), icon("down"));
}
