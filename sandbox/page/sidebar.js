// The rail of servers, the channels of one with their unread marks, and who reads in which language.

import { avatar, icon, node } from "./dom.js";
import { ANNOUNCEMENT, CATEGORY, FORUM } from "./world.js";
import { reader, say } from "./words.js";

const SHOWN_THREADS = 6;

function iconOf(channel) {
  if (channel.thread_metadata) return icon("thread");
  if (channel.type === ANNOUNCEMENT) return icon("announcement");
  return icon(channel.type === FORUM ? "forum" : "text");
}

/** The sidebar. `how` has: world, here() -> {guildId, channelId}, open(channelId), go(guildId), read(userId, locale). */
export class Sidebar {
  constructor(how) {
    this.how = how;
    this.rail = document.querySelector("#rail");
    this.title = document.querySelector("#guild");
    this.list = document.querySelector("#channels");
    this.foot = document.querySelector("#reader");
  }

  draw() {
    this.#drawRail();
    const { world } = this.how;
    const { guildId } = this.how.here();
    document.querySelector("#sidebar").setAttribute("aria-label", say("channels"));
    this.title.textContent = world.guilds.get(guildId)?.name ?? say("directs");
    this.list.replaceChildren(...(guildId ? this.#channels(guildId) : [this.#direct()]));
  }

  #drawRail() {
    const { world } = this.how;
    const { guildId } = this.how.here();
    this.rail.setAttribute("aria-label", say("servers"));
    const home = this.#server(null, say("directs"), icon("direct"), guildId === null);
    const servers = [...world.guilds.values()].filter((guild) => guild.members.has(world.me)).map((guild) =>
      this.#server(guild.id, guild.name, initials(guild.name), guild.id === guildId));
    this.rail.replaceChildren(home, node("hr"), ...servers);
  }

  #server(guildId, name, content, isHere) {
    const made = node("button.server", { type: "button", title: name, "aria-label": name }, content);
    if (isHere) made.setAttribute("aria-current", "true");
    const inside = this.#placesOf(guildId).map((channel) => this.how.world.unread(channel));
    made.classList.toggle("unread", !isHere && inside.some(({ count }) => count));
    const calls = inside.reduce((sum, one) => sum + one.calls, 0);
    if (calls) made.append(node("span.badge", String(calls)));
    made.onclick = () => this.how.go(guildId);
    return made;
  }

  #placesOf(guildId) {
    const { world } = this.how;
    return guildId ? world.channelsOf(guildId) : [world.direct].filter(Boolean);
  }

  /** The channels a reader may move through, in the order they are shown. */
  order(guildId) {
    const { world } = this.how;
    const all = world.channelsOf(guildId).filter((one) => !one.thread_metadata);
    const rank = (one) => (one.parent_id ? (world.channels.get(one.parent_id)?.position ?? 0) : -1);
    const plain = all.filter((one) => one.type !== CATEGORY)
      .sort((a, b) => rank(a) - rank(b) || a.position - b.position);
    return plain.flatMap((channel) => [channel, ...this.#threads(channel)]);
  }

  #threads(channel) {
    const { world } = this.how;
    const { channelId } = this.how.here();
    const open = world.threadsOf(channel.id).filter((one) => !one.thread_metadata.archived || one.id === channelId);
    return open.filter((one, at) => at < SHOWN_THREADS || one.id === channelId || world.unread(one).calls);
  }

  #channels(guildId) {
    const { world } = this.how;
    const rows = [];
    let category = null;
    for (const channel of this.order(guildId)) {
      if (!channel.thread_metadata && channel.parent_id && channel.parent_id !== category) {
        category = channel.parent_id;
        rows.push(node("li.category", world.channels.get(category)?.name ?? ""));
      }
      rows.push(this.#row(channel));
    }
    return rows;
  }

  #row(channel) {
    const { world } = this.how;
    const isThread = Boolean(channel.thread_metadata);
    const { count, calls } = world.unread(channel);
    const isHere = channel.id === this.how.here().channelId;
    const made = node("button", { type: "button", data: { channel: channel.id } },
      isThread ? null : iconOf(channel), node("span", channel.name), calls > 0 && node("span.badge", String(calls)));
    if (isHere) made.setAttribute("aria-current", "page");
    made.classList.toggle("unread", count > 0 && !isHere);
    made.onclick = () => this.how.open(channel.id);
    return node(isThread ? "li.thread" : "li", made);
  }

  #direct() {
    const { world } = this.how;
    const made = node("button.direct", { type: "button" },
      avatar(world.bot, true, world.connected ? "span.avatar.small.online" : "span.avatar.small"),
      node("span", world.bot.username), node("span.app", say("app")));
    const channel = world.direct;
    if (channel?.id === this.how.here().channelId) made.setAttribute("aria-current", "page");
    made.classList.toggle("unread", Boolean(channel && world.unread(channel).count));
    made.onclick = () => this.how.open(channel?.id ?? null);
    return node("li", made);
  }

  /** Who reads, and in which language; drawn again only when users or languages change. */
  drawReader() {
    const { world } = this.how;
    const users = [...world.users.values()].filter((user) => !user.bot);
    const who = node("select", { id: "user" }, users.map((user) => new Option(user.global_name ?? user.username, user.id)));
    who.value = world.me;
    const language = node("select", { id: "locale" }, new Option("English", "en-US"), new Option("Français", "fr"));
    language.value = reader.locale.startsWith("fr") ? "fr" : "en-US";
    who.onchange = () => this.how.read(who.value, null);
    language.onchange = () => this.how.read(world.me, language.value);
    this.foot.replaceChildren(
      avatar(world.users.get(world.me), false, "span.avatar.small.online"),
      node("div.who", node("label", say("you"), who), node("label", say("language"), language)),
      node("p", say("note")));
  }
}

function initials(name) {
  return name.split(/\s+/).map((word) => [...word][0] ?? "").join("").slice(0, 3);
}
