// Make DOM nodes from values; text stays text: nothing here or elsewhere writes HTML.

/** node("li.message", { title: "…" }, child, [children]): null and false children leave no trace. */
export function node(what, ...parts) {
  const [tag, ...classes] = what.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  for (const part of parts.flat()) {
    if (part == null || part === false) continue;
    if (part.constructor === Object) dress(made, part);
    else made.append(part);
  }
  return made;
}

function dress(made, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value == null) continue;
    if (name === "data") Object.assign(made.dataset, value);
    else if (name in made && name !== "role") made[name] = value;
    else made.setAttribute(name, value);
  }
}

/** Return an address that may be followed or shown, or null: http and https only. */
export function safeUrl(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens beside this page, and tells the other side nothing about it. */
export function link(address, ...content) {
  const href = safeUrl(address);
  if (!href) return node("span", ...content);
  return node("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...content);
}

export function picture(address, alt, what = "img") {
  const src = safeUrl(address);
  if (!src) return null;
  const made = node(what, { src, alt: alt ?? "", loading: "lazy", referrerPolicy: "no-referrer" });
  made.onerror = () => made.replaceWith(node("span.no-picture", alt || "🖼"));
  if (alt) made.title = alt;
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

// Drawn for a square of 24; lines, unless they begin with "#": those are filled.
const ICONS = {
  text: "M9 4 7 20M17 4l-2 16M4.5 9h16M3.5 15h16",
  announcement: "M4 10v4h3l8 5V5l-8 5zM18.5 9a4 4 0 0 1 0 6",
  forum: "M4 5h12v8H9l-3 3v-3H4zM18 9h2v8h-2v3l-3-3h-5v-1",
  thread: "M5 4v7a4 4 0 0 0 4 4h10M15 11l4 4-4 4",
  direct: "M4 5h16v11H10l-4 4v-4H4z",
  reply: "M20 19v-4a5 5 0 0 0-5-5H4M9 5l-5 5 5 5",
  eye: "M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6zM12 9.5a2.5 2.5 0 1 0 .01 0",
  down: "m6 9 6 6 6-6",
  out: "M13 5h6v6M19 5l-8 8M16 13v6H5V8h6",
  check: "m5 12 5 5L19 7",
  silent: "M6 17V11a6 6 0 0 1 9-5M18 11v6M4 17h16M10 20h4M4 4l16 16",
  more: "#M5 10.5a1.5 1.5 0 1 0 .01 0zM12 10.5a1.5 1.5 0 1 0 .01 0zM19 10.5a1.5 1.5 0 1 0 .01 0z",
  send: "#M4 4.5 21 12 4 19.5 6.5 13l8-1-8-1z",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v8",
};

export function icon(name) {
  const filled = ICONS[name].startsWith("#");
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", "0 0 24 24");
  made.setAttribute("class", filled ? "icon filled" : "icon");
  made.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name].replace("#", ""));
  made.append(path);
  return made;
}

/** A round picture: the app's own for the bot, a letter for everybody else. */
export function avatar(user, isApp, what = "span.avatar") {
  if (isApp) return node(what, node("img", { src: "/page/app.svg", alt: "" }));
  const name = user?.global_name ?? user?.username ?? "?";
  const made = node(what, { "aria-hidden": "true" }, [...name][0]?.toUpperCase() ?? "?");
  made.style.backgroundColor = `hsl(${Number(BigInt(user?.id ?? 0) % 12n) * 30} 38% 46%)`;
  return made;
}

/** Discord's colours are numbers. */
export function colour(number) {
  return `#${(number ?? 0).toString(16).padStart(6, "0")}`;
}
