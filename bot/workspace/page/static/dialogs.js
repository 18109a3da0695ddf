// Small things on top of the page: confirmation, menus, short messages.

import { h, replace } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";

export function confirmDialog(confirm, names) {
  return new Promise((resolve) => {
    const answer = (value) => () => {
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    const body = confirm.text.type === "mrkdwn" ? mrkdwn(confirm.text.text, names) : confirm.text.text;
    const dialog = h("dialog", { class: "dialog dialog-small", "aria-label": confirm.title.text, oncancel: answer(false) },
      h("div", { class: "dialog-head" }, h("h2", {}, confirm.title.text)),
      h("div", { class: "dialog-body" }, body),
      h("div", { class: "dialog-foot" },
        h("button", { type: "button", class: "button", onclick: answer(false) }, confirm.deny.text),
        h("button", { type: "button", class: `button button-${confirm.style || "primary"}`, onclick: answer(true) }, confirm.confirm.text)));
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function menu(anchor, entries) {
  document.querySelector(".menu")?.remove();
  const box = h("div", { class: "menu", role: "menu" },
    entries.map((entry) =>
      h("button", { type: "button", role: "menuitem", class: entry.current ? "menu-item is-current" : "menu-item", onclick: () => { close(); entry.run(); } },
        entry.icon, h("span", {}, entry.label, entry.detail && h("small", {}, entry.detail)))));
  const close = () => {
    box.remove();
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", keys, true);
  };
  const outside = (event) => !box.contains(event.target) && close();
  const keys = (event) => {
    const items = [...box.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    if (event.key === "Escape") { close(); anchor.focus(); event.stopPropagation(); }
    if (event.key === "ArrowDown") { items[(at + 1) % items.length].focus(); event.preventDefault(); }
    if (event.key === "ArrowUp") { items[(at - 1 + items.length) % items.length].focus(); event.preventDefault(); }
  };
  (anchor.closest("dialog") || document.body).append(box);
  const place = anchor.getBoundingClientRect();
  const below = place.bottom + box.offsetHeight + 8 < window.innerHeight;
  box.style.left = `${Math.max(8, Math.min(place.left, window.innerWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${below ? place.bottom + 4 : Math.max(8, place.top - box.offsetHeight - 4)}px`;
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", keys, true);
  box.querySelector("button")?.focus();
}

export function toast(text) {
  const node = h("div", { class: "toast" }, text);
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), 6000);
}

export function connectionBanner(online) {
  let banner = document.querySelector(".offline");
  if (online) return banner?.remove();
  if (!banner) document.body.append((banner = h("div", { class: "offline", role: "alert" })));
  return replace(banner, "Connection lost. Trying again…");
}
