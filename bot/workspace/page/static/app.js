// The page itself: where one is, what is fetched when, and what happens on a gesture.

import { call, listen } from "./api.js";
import { textObject } from "./blocks.js";
import { connectionBanner, menu, toast } from "./dialogs.js";
import { replace } from "./dom.js";
import { showModal } from "./modal.js";
import { channelPane, homePane, tabs, threadPane, updateMessages } from "./panes.js";
import { drawSidebar } from "./sidebar.js";

const root = { sidebar: document.getElementById("sidebar"), main: document.getElementById("main"), thread: document.getElementById("thread"), scrim: document.getElementById("scrim") };
const state = { me: "", workspace: null, place: {}, thread: "", unread: new Set(), drafts: new Map(), source: null, drawn: "", drawnThread: "" };

const byId = (list, id) => list.find((entry) => entry.id === id);
const names = {
  get me() { return state.me; },
  full: (id) => byId(state.workspace.users, id) || { id, name: id, real_name: id },
  user: (id) => names.full(id).name,
  channel: (id) => byId(state.workspace.channels, id)?.name || id,
  group: (id) => byId(state.workspace.groups, id)?.handle || id,
  people: () => state.workspace.users.filter((user) => user.id !== "USLACKBOT").map((user) => [user.id, user.name, user.real_name]),
  places: () => state.workspace.channels.filter((channel) => channel.name).map((channel) => [channel.id, channel.name]),
};
const plain = (text) => textObject(text, names);
const attempt = (work) => work.catch((error) => toast(error.message));

async function loadWorkspace() {
  state.workspace = await call("workspace", { user: state.me });
  state.me = state.workspace.me;
  drawSidebar(root.sidebar, { workspace: state.workspace, place: state.place, unread: state.unread, go, become, names });
}

function currentChannel() {
  if (state.place.channel) return byId(state.workspace.channels, state.place.channel);
  const app = byId(state.workspace.apps, state.place.app);
  if (!app || state.place.tab === "home") return null;
  const members = [app.bot_user_id, state.me];
  return state.workspace.channels.find((channel) => channel.kind === "im" && members.every((id) => channel.members.includes(id)));
}

function composerFor(channel, threadTs) {
  const key = `${state.me}:${channel.id}:${threadTs}`;
  return {
    draft: state.drafts.get(key),
    onDraft: (text) => state.drafts.set(key, text),
    onSend: (text) => attempt(call("say", { user: state.me, channel: channel.id, text, thread_ts: threadTs })),
    commands: () => state.workspace.commands,
    people: names.people,
    places: names.places,
    shortcuts: globalShortcuts(),
  };
}

function globalShortcuts() {
  const listed = state.workspace.shortcuts.filter((entry) => entry.type === "global");
  if (!listed.length) return null;
  return (anchor) => menu(anchor, listed.map((entry) => ({ label: entry.name, detail: entry.app, run: () => attempt(call("shortcut", { user: state.me, callback_id: entry.callback_id })) })));
}

function messageContext(channel, inThread) {
  const listed = state.workspace.shortcuts.filter((entry) => entry.type === "message");
  return {
    names, plain, me: state.me, thread: state.thread, inThread, openThread,
    hasShortcuts: listed.length > 0,
    shortcuts: (message, anchor) => menu(anchor, listed.map((entry) => ({ label: entry.name, detail: entry.app, run: () => attempt(call("message_shortcut", { user: state.me, channel: channel.id, ts: message.ts, callback_id: entry.callback_id })) }))),
    act: async (message, block, element, value) => (await call("click", { user: state.me, channel: channel.id, what: element.action_id, ts: message.ts, value })).error,
  };
}

async function drawPlace() {
  const app = byId(state.workspace.apps, state.place.app);
  const context = { names, plain, me: state.me, openSidebar: () => sidebar(true), tabs: app ? tabs(app, state.place.tab, (tab) => go({ app: app.id, tab })) : null };
  if (app && state.place.tab === "home") return drawHome(app, context);
  const channel = currentChannel();
  if (!channel) return replace(root.main, app ? context.tabs : null);
  const frame = JSON.stringify([state.me, channel.id, channel.archived, channel.members, channel.topic, state.place.tab]);
  if (state.drawn !== frame) channelPane(root.main, channel, { ...context, composer: composerFor(channel, "") });
  state.drawn = frame;
  await drawMessages(channel);
  return null;
}

async function drawMessages(channel) {
  const said = await call("transcript", { channel: channel.id, user: state.me, with_deleted: true, last: 600 });
  const all = said.filter((message) => !message.deleted || message.reply_count > 0);
  if (currentChannel()?.id !== channel.id) return;
  updateMessages(root.main, all.filter((message) => !message.is_reply || message.broadcast), messageContext(channel, false));
  state.unread.delete(channel.id);
  drawThread(channel, all);
}

function drawThread(channel, all) {
  const messages = all.filter((message) => message.ts === state.thread || message.thread_ts === state.thread);
  if (!state.thread || !messages.length) {
    root.thread.hidden = true;
    state.drawnThread = "";
    return;
  }
  const frame = JSON.stringify([state.me, channel.id, state.thread, channel.archived]);
  if (state.drawnThread !== frame) threadPane(root.thread, channel, { names, composer: composerFor(channel, state.thread), closeThread: () => openThread("") });
  state.drawnThread = frame;
  updateMessages(root.thread, messages, messageContext(channel, true));
}

async function drawHome(app, context) {
  root.thread.hidden = true;
  state.drawn = state.drawnThread = "";
  const view = await call("home", { user: state.me, app: app.id });
  const act = async (block, element, value) => (await call("click_in_view", { user: state.me, app: app.id, what: element.action_id, value })).error;
  if (state.place.app === app.id && state.place.tab === "home") homePane(root.main, app, view, { ...context, act });
}

async function drawModal() {
  showModal(await call("modal", { user: state.me }), { me: state.me, names, plain, refresh: () => attempt(drawModal()) });
}

function openThread(ts) {
  state.thread = ts;
  remember();
  attempt(drawPlace());
}

async function go(place) {
  const app = byId(state.workspace.apps, place.app);
  state.place = app ? { app: app.id, tab: place.tab || (app.home ? "home" : "messages") } : { channel: place.channel };
  state.thread = place.thread || "";
  sidebar(false);
  remember();
  if (app) await attempt(call("open_home", { user: state.me, app: app.id }).then(loadWorkspace, () => {}));
  state.unread.delete(place.channel);
  await attempt(loadWorkspace().then(drawPlace));
}

async function become(user) {
  state.me = user;
  sessionStorage.setItem("user", user);
  state.thread = "";
  await start();
}

function sidebar(open) {
  root.sidebar.classList.toggle("is-open", open);
  root.scrim.hidden = !open;
}
root.scrim.addEventListener("click", () => sidebar(false));

function remember() {
  const path = state.place.app ? `app/${state.place.app}/${state.place.tab}` : `channel/${state.place.channel}${state.thread ? `/${state.thread}` : ""}`;
  history.replaceState(null, "", `/#/${path}`);
}

function remembered() {
  const permalink = location.pathname.match(/^\/archives\/(\w+)\/p(\d+)(\d{6})$/);
  if (permalink) {
    const thread = new URLSearchParams(location.search).get("thread_ts");
    return { channel: permalink[1], thread: thread || `${permalink[2]}.${permalink[3]}` };
  }
  const [, kind, id, rest] = location.hash.split("/");
  return kind === "app" ? { app: id, tab: rest } : { channel: id, thread: rest };
}

// Many changes arrive in a burst; each thing is fetched once per burst.
const pending = new Set();
let timer = null;
function changed(changes) {
  for (const change of changes) {
    if (change.kind !== "message") pending.add(change.kind);
    else if (change.channel === currentChannel()?.id) pending.add("messages");
    else {
      state.unread.add(change.channel);
      pending.add("app");
    }
  }
  if (pending.size && !timer) timer = setTimeout(refresh, 30);
}

async function refresh() {
  const kinds = new Set(pending);
  pending.clear();
  if (["app", "channel", "people"].some((kind) => kinds.has(kind))) await attempt(loadWorkspace());
  if (kinds.has("view")) attempt(drawModal());
  if (["messages", "channel", "people", "home"].some((kind) => kinds.has(kind))) await attempt(drawPlace());
  timer = pending.size ? setTimeout(refresh, 30) : null;
}

async function start() {
  state.source?.close();
  await loadWorkspace();
  state.source = listen(state.me, state.workspace.revision, changed, (online) => {
    connectionBanner(online);
    if (online) changed([{ kind: "channel" }, { kind: "view" }]);
  });
  const wanted = remembered();
  const known = byId(state.workspace.channels, wanted.channel) || byId(state.workspace.apps, wanted.app);
  const mine = state.workspace.channels.filter((channel) => channel.kind !== "im" && channel.members.includes(state.me));
  const first = mine.find((channel) => channel.name.startsWith("incident")) || mine[0];
  await go(known ? wanted : { channel: first?.id });
  await drawModal();
  document.body.dataset.ready = "true";
}

state.me = new URLSearchParams(location.search).get("user") || sessionStorage.getItem("user") || "alice";
start().catch(() => {
  sessionStorage.removeItem("user");
  state.me = "alice";
  return attempt(start());
});
