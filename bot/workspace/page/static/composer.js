// Where one types: grows with the text, completes commands, people and channels, sends with Enter.

import { h, icon, replace } from "./dom.js";

// `options`: {placeholder, draft, onDraft(text), onSend(text), commands(), people(), places(), shortcuts(anchor)}
export function composer(options) {
  const field = h("textarea", { class: "composer-field", rows: "1", placeholder: options.placeholder, "aria-label": options.placeholder, value: options.draft || "" });
  const send = h("button", { type: "submit", class: "composer-send", "aria-label": "Send" }, icon("send"));
  const bolt = options.shortcuts && h("button", { type: "button", class: "composer-tool", "aria-label": "Shortcuts", title: "Shortcuts", onclick: (event) => options.shortcuts(event.currentTarget) }, icon("bolt"));
  const hint = h("span", { class: "composer-hint" }, h("b", {}, "Enter"), " to send · ", h("b", {}, "/"), " for commands");
  const list = h("div", { class: "completions", role: "listbox", hidden: true });
  const form = h("form", { class: "composer" }, list, field, h("div", { class: "composer-bar" }, bolt, hint, send));
  const state = { field, list, send, chosen: 0, entries: [] };

  const refresh = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 220)}px`;
    send.disabled = !field.value.trim();
    options.onDraft(field.value);
    complete(state, options);
  };
  const submit = () => {
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    refresh();
    options.onSend(text);
  };
  field.addEventListener("input", refresh);
  field.addEventListener("blur", () => setTimeout(() => (list.hidden = true), 150));
  field.addEventListener("keydown", (event) => {
    if (completing(state, event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
    field.focus();
  });
  queueMicrotask(refresh);
  return form;
}

function complete(state, options) {
  const before = state.field.value.slice(0, state.field.selectionStart);
  const command = before.match(/^(\/\S*)$/);
  const person = before.match(/(?:^|\s)@([\w.-]*)$/);
  const place = before.match(/(?:^|\s)#([\w-]*)$/);
  if (command) show(state, options.commands().filter((entry) => entry.command.startsWith(command[1])).map(commandEntry), command[1]);
  else if (person) show(state, options.people().filter(([, name]) => name.startsWith(person[1].toLowerCase())).map(([, name, real]) => ({ insert: `@${name} `, label: `@${name}`, detail: real })), `@${person[1]}`);
  else if (place) show(state, options.places().filter(([, name]) => name.startsWith(place[1])).map(([, name]) => ({ insert: `#${name} `, label: `#${name}` })), `#${place[1]}`);
  else show(state, [], "");
}

const commandEntry = (entry) => ({ insert: `${entry.command} `, label: entry.command, usage: entry.usage_hint, detail: entry.description, app: entry.app });

function show(state, entries, typed) {
  state.entries = entries.slice(0, 8);
  state.typed = typed;
  state.chosen = 0;
  state.list.hidden = !state.entries.length;
  draw(state);
}

function draw(state) {
  replace(state.list, state.entries.map((entry, index) =>
    h("button", { type: "button", role: "option", "aria-selected": String(index === state.chosen), class: "completion", onpointerdown: (event) => { event.preventDefault(); accept(state, index); } },
      h("span", { class: "completion-main" }, h("strong", {}, entry.label), entry.usage && h("span", { class: "completion-usage" }, ` ${entry.usage}`)),
      h("small", {}, entry.detail || ""), entry.app && h("span", { class: "completion-app" }, entry.app))));
}

function completing(state, event) {
  if (state.list.hidden) return false;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    state.chosen = (state.chosen + (event.key === "ArrowDown" ? 1 : -1) + state.entries.length) % state.entries.length;
    draw(state);
    return true;
  }
  if (event.key === "Escape") return (state.list.hidden = true);
  const exact = state.entries[state.chosen].insert.trim() === state.typed;
  if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !exact)) {
    accept(state, state.chosen);
    return true;
  }
  return false;
}

function accept(state, index) {
  const { field } = state;
  const end = field.selectionStart;
  field.setRangeText(state.entries[index].insert, end - state.typed.length, end, "end");
  field.dispatchEvent(new Event("input"));
  field.focus();
}
