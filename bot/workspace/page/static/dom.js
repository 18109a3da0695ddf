// Building elements without ever parsing text as HTML: children are nodes or strings, and strings become text nodes.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (["value", "checked", "disabled", "selected", "required", "hidden", "multiple"].includes(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child);
  }
  return element;
}

export function replace(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

// Keeps the nodes whose signature has not changed, so that open menus, scroll positions and focus survive an update.
export function reconcile(container, items, render) {
  const known = new Map([...container.children].map((node) => [node.dataset.key, node]));
  let previous = null;
  for (const item of items) {
    let node = known.get(item.key);
    known.delete(item.key);
    if (!node || node.dataset.signature !== item.signature) {
      const fresh = render(item);
      fresh.dataset.key = item.key;
      fresh.dataset.signature = item.signature;
      if (node) node.replaceWith(fresh);
      node = fresh;
    }
    const expected = previous ? previous.nextSibling : container.firstChild;
    if (node !== expected) container.insertBefore(node, expected);
    previous = node;
  }
  for (const node of known.values()) node.remove();
}

const PATHS = {
  hash: "M9 3 7 21M17 3l-2 18M4 8.5h17M3 15.5h17",
  lock: "M6 11V8a6 6 0 1 1 12 0v3M5 11h14v10H5z",
  send: "M3 20.5 21 12 3 3.5 3 10l11 2-11 2z",
  reply: "M4 5h16v11H10l-4 4v-4H4z",
  close: "M5 5l14 14M19 5 5 19",
  menu: "M4 6h16M4 12h16M4 18h16",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  file: "M6 2h8l5 5v15H6zM14 2v5h5",
  download: "M12 3v12M7 11l5 5 5-5M4 21h16",
  more: "M12 5h.01M12 12h.01M12 19h.01",
  people: "M8 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-4 3-6 6-6s6 2 6 6M16 11a3.5 3.5 0 1 0 0-7M17 15c3 0 5 2 5 5",
  bolt: "M13 2 5 13h6l-1 9 8-12h-6z",
  warn: "M12 3 2 20h20zM12 10v4M12 17h.01",
  down: "M6 9l6 6 6-6",
  home: "M3 11 12 3l9 8v10h-6v-6H9v6H3z",
};

export function icon(name, label) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute(label ? "aria-label" : "aria-hidden", label || "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
