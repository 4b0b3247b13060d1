// Discord's markdown to DOM nodes, near enough for a try-out; never through innerHTML.

const INLINE = [
  [/^\\([\\`*_{}[\]()#+\-.!|~>:<@])/, (m) => m[1]],
  [/^`([^`]+)`/, (m) => node("code", m[1])],
  [/^\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/, (m, names) => node("strong", inline(m[1], names))],
  [/^__((?:\\.|[^\\])+?)__/, (m, names) => node("u", inline(m[1], names))],
  [/^~~((?:\\.|[^\\])+?)~~/, (m, names) => node("s", inline(m[1], names))],
  [/^\|\|((?:\\.|[^\\])+?)\|\|/, (m, names) => node("span", inline(m[1], names), "spoiler")],
  [/^\*((?:\\.|[^\\*])+?)\*/, (m, names) => node("em", inline(m[1], names))],
  [/^_((?:\\.|[^\\_])+?)_(?!\w)/, (m, names) => node("em", inline(m[1], names))],
  [/^\[((?:\\.|[^\]\\])+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/, (m, names) => link(m[2], inline(m[1], names))],
  [/^<(https?:\/\/[^\s>]+)>/, (m) => link(m[1], [m[1]])],
  [/^https?:\/\/[^\s<>)\]]+/, (m) => link(m[0], [m[0]])],
  [/^<t:(-?\d+)(?::([tTdDfFR]))?>/, (m) => stamp(Number(m[1]), m[2] || "f")],
  [/^<#(\d+)>/, (m, names) => node("span", `#${names.channels.get(m[1]) ?? m[1]}`, "mention")],
  [/^<@!?(\d+)>/, (m, names) => node("span", `@${names.users.get(m[1]) ?? m[1]}`, "mention")],
  [/^<@&(\d+)>/, (m, names) => node("span", `@${names.roles.get(m[1]) ?? m[1]}`, "mention")],
  [/^<\/([^:>]+):\d+>/, (m) => node("span", `/${m[1]}`, "mention")],
];

export function node(tag, content = [], className = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...(typeof content === "string" ? [content] : content));
  return made;
}

function link(address, content) {
  const made = node("a", content);
  made.href = address;
  made.target = "_blank";
  made.rel = "noreferrer";
  return made;
}

const STAMPS = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
};

function stamp(seconds, style) {
  const when = new Date(seconds * 1000);
  const language = document.querySelector("#locale").value;
  const made = node("time", style === "R" ? relative(when, language)
    : new Intl.DateTimeFormat(language, STAMPS[style]).format(when));
  made.title = when.toString();
  return made;
}

function relative(when, language) {
  const seconds = (when - Date.now()) / 1000;
  const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, length] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units[3];
  return new Intl.RelativeTimeFormat(language).format(Math.round(seconds / length), unit);
}

export function inline(text, names) {
  const out = [];
  let plain = "";
  while (text) {
    const hit = INLINE.map(([pattern, make]) => [pattern.exec(text), make]).find(([m]) => m);
    // A word may hold an address or an underscore: only its beginning can open markup.
    const boundary = !/\w$/.test(plain) || !/^[\w]/.test(text);
    if (hit && boundary) {
      if (plain) out.push(plain);
      plain = "";
      out.push(hit[1](hit[0], names));
      text = text.slice(hit[0][0].length);
    } else {
      plain += text[0];
      text = text.slice(1);
    }
  }
  if (plain) out.push(plain);
  return out;
}

export function markdown(text, names) {
  const root = node("div", [], "md");
  const lines = text.split("\n");
  let list = null;
  let fresh = true;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const heading = /^(#{1,3}) (.+)/.exec(line);
    const item = /^\s*[-*] (.+)/.exec(line);
    if (!item) list = null;
    if (line.startsWith("```")) {
      const end = lines.findIndex((one, at) => at > i && one.includes("```"));
      root.append(node("pre", lines.slice(i + 1, end < 0 ? undefined : end).join("\n")));
      if (end < 0) break;
      i = end;
    } else if (heading) root.append(node(`h${heading[1].length}`, inline(heading[2], names)));
    else if (line.startsWith("-# ")) root.append(node("small", inline(line.slice(3), names)));
    else if (line.startsWith("> ")) root.append(node("blockquote", inline(line.slice(2), names)));
    else if (item) {
      if (!list) root.append((list = node("ul")));
      list.append(node("li", inline(item[1], names)));
    } else {
      if (!fresh && root.lastChild?.nodeType !== Node.ELEMENT_NODE) root.append("\n");
      else if (!fresh && root.lastChild?.tagName && !/^(H\d|SMALL|BLOCKQUOTE|UL|PRE)$/.test(root.lastChild.tagName)) root.append("\n");
      root.append(...inline(line, names));
      if (!line) root.append("\n");
    }
    fresh = false;
  }
  return root;
}
