// One row of a channel: who wrote when, what it answers, content, embeds, components, thread.

import { avatar, icon, node } from "./dom.js";
import { drawComponent } from "./components.js";
import { drawEmbed, drawFile } from "./embed.js";
import { markdown } from "./markdown.js";
import { clock, count, full, say, stampOf } from "./words.js";

const CROSSPOSTED = 1, EPHEMERAL = 1 << 6, LOADING = 1 << 7, SILENT = 1 << 12;
const REPLY = 19;
const TOGETHER_MS = 7 * 60 * 1000;

const has = (message, flag) => Boolean(message.flags & flag);

/** Whether a message stands under the one before it without its author being named again. */
export function follows(message, before) {
  if (!before || message.interaction || message.type === REPLY) return false;
  const same = before.author.id === message.author.id && before.author.username === message.author.username;
  return same && has(before, EPHEMERAL) === has(message, EPHEMERAL)
    && new Date(message.timestamp) - new Date(before.timestamp) < TOGETHER_MS;
}

/**
 * Draw a message. `how` has: world, names, before (the row above), use(message, customId, values, element),
 * dismiss(message), open(channelId), apps(message, element), find(messageId), called(command).
 */
export function drawMessage(message, how) {
  const isShort = follows(message, how.before);
  const made = node(isShort ? "li.message.short" : "li.message", { data: { id: message.id } });
  const isHidden = has(message, EPHEMERAL);
  made.classList.toggle("ephemeral", isHidden);
  made.classList.toggle("called", how.world.isMentioned(message));
  made.append(...[
    answers(message, how),
    isShort ? gutter(message) : avatar(message.author, isApp(message, how)),
    node("div.body", !isShort && byline(message), ...content(message, how),
      isHidden && onlyYou(message, how), node("div.problem", { role: "alert", hidden: true })),
    !isHidden && how.apps && tools(message, how),
  ].filter(Boolean));
  return made;
}

/** The app's own picture goes with its own messages, and not with webhooks that speak for others. */
function isApp(message, { world }) {
  return message.author.id === world.bot.id;
}

function nameOf(user) {
  return user.global_name ?? user.username;
}

function gutter(message) {
  return node("time.gutter", { "aria-hidden": "true" }, clock(new Date(message.timestamp)));
}

function byline(message) {
  const when = new Date(message.timestamp);
  return node("div.byline",
    node("strong", nameOf(message.author)),
    (message.author.bot || message.webhook_id) && node("span.app", say("app")),
    node("time", { dateTime: message.timestamp, title: full(when) }, stampOf(when)),
    has(message, SILENT) && marked("silent"),
    has(message, CROSSPOSTED) && marked("announcement", "published"));
}

function marked(name, key = name) {
  return node("span.mark", { title: say(key), role: "img", "aria-label": say(key) }, icon(name));
}

/** The line above: the command that a message answers, or the message it is a reply to. */
function answers(message, how) {
  const asked = message.interaction;
  if (asked?.name) {
    const name = message.type === 20 ? `/${how.called(asked.name)}` : how.called(asked.name);
    return node("div.answers", avatar(asked.user, false, "span.avatar.tiny"),
      node("strong", nameOf(asked.user)), ` ${say("used")} `, node("span.asked", name));
  }
  if (message.type !== REPLY) return null;
  const first = how.find?.(message.message_reference?.message_id);
  if (!first) return null;
  return node("div.answers", avatar(first.author, isApp(first, how), "span.avatar.tiny"),
    node("strong", nameOf(first.author)), ` ${first.content.slice(0, 120)}`);
}

function content(message, how) {
  const parts = [];
  if (has(message, LOADING)) {
    parts.push(node("div.thinking", dots(), say("thinking", { app: nameOf(message.author) })));
  }
  const edited = message.edited_timestamp && !has(message, LOADING)
    && node("span.edited", { title: full(new Date(message.edited_timestamp)) }, say("edited"));
  if (message.content) {
    const text = markdown(message.content, how.names);
    if (edited) (text.lastElementChild?.tagName === "P" ? text.lastElementChild : text).append(" ", edited);
    parts.push(text);
  }
  parts.push(...message.attachments.map(drawFile));
  parts.push(...message.embeds.map((embed) => drawEmbed(embed, how.names)));
  if (message.components.length) {
    const use = (customId, values, element) => how.use(message, customId, values, element);
    parts.push(node("div.layout", message.components.map((one) => drawComponent(one, { names: how.names, use }))));
  }
  if (!message.content && edited) parts.push(edited);
  if (message.reactions?.length) parts.push(node("div.reactions",
    message.reactions.map((one) => node("span", `${one.emoji.name} ${one.count}`))));
  if (message.thread) parts.push(thread(message.thread, how));
  return parts;
}

function thread(channel, how) {
  const known = how.world.channels.get(channel.id) ?? channel;
  const made = node("button.thread-box", { type: "button" },
    node("b", known.name), node("span", `${count("messages", known.messages?.length ?? 0)} ›`));
  made.onclick = () => how.open(channel.id);
  return made;
}

function onlyYou(message, how) {
  const dismiss = node("button", { type: "button" }, say("dismiss"));
  dismiss.onclick = () => how.dismiss(message);
  return node("div.only-you", icon("eye"), say("only_you"), " • ", dismiss);
}

function tools(message, how) {
  const more = node("button", { type: "button", title: say("menu"), "aria-label": say("menu"), "aria-haspopup": "menu" }, icon("more"));
  more.onclick = () => how.apps(message, more);
  return node("div.tools", more);
}

export function dots() {
  return node("span.dots", { "aria-hidden": "true" }, node("i"), node("i"), node("i"));
}
