// Discord's Markdown to DOM nodes. `names` has the users, roles and channels behind mentions.

import { link, node } from "./dom.js";
import { full, timestamp } from "./words.js";

const TEXT = String.raw`((?:\\[\s\S]|[^\\])+?)`;
const ADDRESS = String.raw`https?:\/\/[^\s<>]+`;

// Each pattern is tried where the last one ended; the first that fits counts.
const RULES = [
  [/\\([!-/:-@[-`{-~])/y, (m) => m[1]],
  [/(`+)((?:(?!\1)[\s\S])+?|[^`])\1(?!`)/y, (m) => node("code", m[2].replace(/^ (?=`)|(?<=`) $/g, ""))],
  [rule(String.raw`\*\*${TEXT}\*\*(?!\*)`), (m, names) => node("strong", inline(m[1], names))],
  [rule(String.raw`__${TEXT}__(?!_)`), (m, names) => node("u", inline(m[1], names))],
  [rule(String.raw`~~${TEXT}~~`), (m, names) => node("s", inline(m[1], names))],
  [rule(String.raw`\|\|${TEXT}\|\|`), (m, names) => spoiler(inline(m[1], names))],
  [/\*(?=\S)((?:\*\*|\\[\s\S]|[^*\\])+?)(?<!\s)\*(?!\*)/y, (m, names) => node("em", inline(m[1], names))],
  [/_((?:__|\\[\s\S]|[^_\\])+?)_(?!\w)/y, (m, names) => node("em", inline(m[1], names))],
  [rule(String.raw`\[((?:\\[\s\S]|[^\]\\])+)\]\(\s*<?(${ADDRESS}?)>?(?:\s+"[^"]*")?\s*\)`), masked],
  [rule(`<(${ADDRESS})>`), (m, names) => place(m[1], placeName(m[1], names)) ?? link(m[1], m[1])],
  [/https?:\/\/[^\s<>]+/y, bare],
  [/<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/y, (m) => stamp(Number(m[1]), m[2] ?? "f")],
  [/<#(\d+)>/y, channelMention],
  [/<@!?(\d+)>/y, (m, names) => node("span.mention", `@${names.users.get(m[1]) ?? m[1]}`)],
  [/<@&(\d+)>/y, (m, names) => node("span.mention", `@${names.roles.get(m[1]) ?? m[1]}`)],
  [/@(?:everyone|here)\b/y, (m) => node("span.mention", m[0])],
  [/<\/([^:>]+):(\d+)>/y, (m) => node("button.mention", { type: "button", data: { command: m[1] } }, `/${m[1]}`)],
  [/<a?:(\w+):\d+>/y, (m) => `:${m[1]}:`],
];

function rule(source) {
  return new RegExp(source, "y");
}

function masked(m, names) {
  return place(m[2], inline(m[1], names)) ?? link(m[2], inline(m[1], names));
}

const PLACE = /^https:\/\/(?:\w+\.)?discord\.com\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?$/;

/** An address of a channel or message in Discord leads to it on this page; null for any other. */
function place(address, content) {
  const m = PLACE.exec(address);
  return m && node("button.mention", { type: "button", data: { channel: m[1], message: m[2] ?? "" } }, content);
}

function placeName(address, names) {
  const [, channel, message] = PLACE.exec(address) ?? [];
  return channel && `#${names.channels.get(channel)?.name ?? channel}${message ? " › 💬" : ""}`;
}

function bare(m, names) {
  // A sentence's last mark and a bracket that was opened before belong to the text.
  let end = m[0].replace(/[.,:;!?'"\]*_~|]+$/, "");
  while (end.endsWith(")") && end.split("(").length < end.split(")").length) end = end.slice(0, -1);
  m.taken = end.length;
  return place(end, placeName(end, names)) ?? link(end, end);
}

function channelMention(m, names) {
  const channel = names.channels.get(m[1]);
  const type = "button";
  return node("button.mention", { type, data: { channel: m[1] } }, `#${channel?.name ?? m[1]}`);
}

function spoiler(content) {
  const made = node("span.spoiler", { role: "button", tabIndex: 0 }, content);
  const show = () => made.classList.add("shown");
  made.onclick = show;
  made.onkeydown = (event) => event.key === "Enter" && show();
  return made;
}

function stamp(seconds, style) {
  const when = new Date(seconds * 1000);
  if (Number.isNaN(when.getTime())) return `<t:${seconds}>`;
  const made = node("time", { title: full(when), dateTime: when.toISOString() }, timestamp(when, style));
  if (style === "R") made.dataset.relative = when.getTime();
  return made;
}

/** Draw what stands within a line. */
export function inline(text, names) {
  const out = [];
  let from = 0; // where the plain text that is not yet given out begins
  for (let at = 0; at < text.length; ) {
    const hit = mayBegin(text, at) && first(text, at);
    if (!hit) {
      at += 1;
      continue;
    }
    const [m, draw] = hit;
    const made = draw(m, names);
    if (from < at) out.push(text.slice(from, at));
    out.push(...[made].flat());
    at = from = at + (m.taken ?? m[0].length);
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

/** A word may hold an underscore or an address: markup begins where a word does not go on. */
function mayBegin(text, at) {
  const char = text[at];
  if (char === "h" || char === "_") return !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "");
  return "\\`*~|[<@".includes(char);
}

function first(text, at) {
  for (const [pattern, draw] of RULES) {
    pattern.lastIndex = at;
    const m = pattern.exec(text);
    if (m) return [m, draw];
  }
  return null;
}

const BLOCKS = [
  [/^```(?:([\w+-]*)\n)?([\s\S]*?)```\n?/, (m) => node("pre", node("code", m[2].replace(/\n$/, "")))],
  [/^(#{1,3}) +(.+)(?:\n|$)/, (m, names) => node(`h${m[1].length + 2}.h${m[1].length}`, inline(m[2], names))],
  [/^-# +(.+)(?:\n|$)/, (m, names) => node("small", inline(m[1], names))],
  [/^>>> ([\s\S]+)/, (m, names) => node("blockquote", blocks(m[1], names))],
  [/^(?:> ?.*(?:\n|$))+/, quote],
  [/^(?: *(?:[-*]|\d{1,9}\.) +.+(?:\n|$)(?: {2,}\S.*(?:\n|$))*)+/, (m, names) => list(m[0], names)],
];

function quote(m, names) {
  const text = m[0].replace(/\n$/, "").replace(/^> ?/gm, "");
  return m[0].startsWith("> ") ? node("blockquote", blocks(text, names)) : null;
}

const ITEM = /^( *)([-*]|\d+\.) +/;

/** Draw the items of a list; what stands further in belongs to the item before it. */
function list(text, names) {
  const made = [];
  const indent = ITEM.exec(text)[1].length;
  for (const [head, ...rest] of items(text.replace(/\n$/, "").split("\n"), indent)) {
    const [whole, , mark] = ITEM.exec(head);
    const tag = mark.length > 1 ? "OL" : "UL";
    if (made.at(-1)?.tagName !== tag) made.push(tag === "OL" ? node("ol", { start: parseInt(mark, 10) }) : node("ul"));
    const at = rest.findIndex((line) => ITEM.test(line));
    const more = at < 0 ? rest : rest.slice(0, at);
    const words = [head.slice(whole.length), ...more.map((line) => line.trim())].join("\n");
    made.at(-1).append(node("li", inline(words, names), at < 0 ? [] : list(rest.slice(at).join("\n"), names)));
  }
  return made;
}

/** The lines of each item that begins no further in than `indent`. */
function items(lines, indent) {
  const groups = [];
  for (const line of lines) {
    const begins = ITEM.exec(line);
    if (begins && begins[1].length <= indent) groups.push([line]);
    else groups.at(-1).push(line);
  }
  return groups;
}

function blocks(text, names) {
  const out = [];
  let plain = "";
  const flush = () => {
    if (plain.trim()) out.push(node("p", inline(plain.replace(/\n$/, ""), names)));
    else if (plain && out.length) out.push(node("p.gap"));
    plain = "";
  };
  while (text) {
    const hit = block(text, names);
    if (hit) {
      flush();
      out.push(...[hit[1]].flat());
      text = text.slice(hit[0]);
      continue;
    }
    const end = text.indexOf("\n") + 1 || text.length;
    const fence = text.slice(0, end).indexOf("```");
    const cut = fence > 0 && text.indexOf("```", fence + 3) > 0 ? fence : end;
    plain += text.slice(0, cut);
    text = text.slice(cut);
  }
  flush();
  return out;
}

function block(text, names) {
  for (const [pattern, draw] of BLOCKS) {
    const m = pattern.exec(text);
    const made = m && draw(m, names);
    if (made) return [m[0].length, made];
  }
  return null;
}

const ONLY_EMOJI = /^(?:\p{RI}\p{RI}|\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\u200D|[\u{1F3FB}-\u{1F3FF}]|\s){1,60}$/u;

/** Draw a whole text. */
export function markdown(text, names) {
  const what = ONLY_EMOJI.test(text) ? "div.md.jumbo" : "div.md";
  return node(what, blocks(text, names));
}
