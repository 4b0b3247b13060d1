// The page's beginning: listens to the sandbox, keeps the world, and lets the parts draw it.

import { act, listen, look, Refusal } from "./api.js";
import { Box } from "./box.js";
import { ChannelView } from "./channel.js";
import { icon, node } from "./dom.js";
import { markdown } from "./markdown.js";
import { askModal } from "./modal.js";
import { Sidebar } from "./sidebar.js";
import { ANNOUNCEMENT, FORUM, World } from "./world.js";
import { reader, say, told } from "./words.js";

const TICK_MS = 10_000;

const world = new World();
const here = { guildId: null, channelId: null };
const channel = () => world.channels.get(here.channelId);
const who = () => ({ user: world.me, channel: here.channelId, locale: reader.locale });
let menus = []; // the message commands of this reader here

const sidebar = new Sidebar({ world, here: () => here, open, go, read });
const view = new ChannelView({
  world, open, use, dismiss, called,
  get apps() {
    return menus.length ? apps : null;
  },
  older: async (one) => world.prepend(one.id, await look("history", { channel: one.id, before: one.messages[0]?.id ?? "" })),
  seen: () => draw("sidebar"),
});
const box = new Box({
  world, channel, here: () => here, run,
  say: (content) => tried(() => act("say", { ...who(), content })),
  complete: async (command, option, typed, options, signal) =>
    (await act("autocomplete", { ...who(), command, option, typed, options }, signal)).choices,
});

// Drawing: what changed is collected and drawn once a frame

const dirty = new Set();

function draw(...parts) {
  if (!dirty.size) setTimeout(drawNow);
  parts.forEach((part) => dirty.add(part));
}

function drawNow() {
  const parts = new Set(dirty);
  dirty.clear();
  if (!channel()) return;
  if (view.isAtEnd && document.visibilityState === "visible") world.read(here.channelId);
  if (parts.has("messages")) view.draw();
  if (parts.has("head")) drawHead();
  if (parts.has("sidebar")) sidebar.draw();
  if (parts.has("reader")) sidebar.drawReader();
  if (parts.has("box")) box.draw();
}

function drawAll() {
  view.forget();
  draw("messages", "head", "sidebar", "reader", "box");
}

function drawHead() {
  const one = channel();
  const parent = one.thread_metadata && world.channels.get(one.parent_id);
  const kind = { [ANNOUNCEMENT]: "announcement", [FORUM]: "forum" }[one.type] ?? "text";
  const up = parent && node("button", { type: "button", data: { channel: parent.id } }, parent.name);
  const sign = one.recipients ? icon("direct") : icon(parent ? "thread" : kind);
  const name = world.nameOf(one);
  document.querySelector("#head").replaceChildren(...[
    sign, up, up && node("span.up", "›"), node("h2", name),
    one.topic && node("div.topic", { title: one.topic }, markdown(one.topic, world.names(one.guild_id))),
    one.recipients && accountButton(),
  ].filter(Boolean));
  const place = world.guilds.get(one.guild_id)?.name ?? world.bot.username;
  document.title = `${one.recipients ? "@" : "#"}${name} · ${place}`;
}

/** What adds the app to the reader's own account, or takes it out again. */
function accountButton() {
  const isThere = world.isInstalled;
  const made = node(isThere ? "button.button.account" : "button.button.style-1.account",
    { type: "button" }, say(isThere ? "uninstall" : "install"));
  made.onclick = () => tried(() => act("installs", { user: world.me, on: !isThere }));
  return made;
}

// Hearing

listen(hear, () => box.tell(say("lost"), true));

function hear(event) {
  const before = channel();
  const what = world.apply(event);
  if (what === "all") return arrive();
  if (what === "state") return refresh();
  if (what === "commands") return learn();
  if (what === "typing") return typing(event.data);
  if (what === "box") return draw("box", "sidebar");
  if (before && !channel()) return go(here.guildId);
  const isHere = event.data.channel_id === here.channelId || channel()?.type === FORUM;
  if (isHere && event.event === "MESSAGE_CREATE") settle(event.data);
  return draw("sidebar", ...(isHere || what === "channels" ? ["messages"] : []), ...(what === "channels" ? ["head"] : []));
}

let asked = null;

/** Servers, roles and channels change rarely: then everything is asked for anew. */
function refresh() {
  asked ??= setTimeout(async () => {
    asked = null;
    world.apply({ event: "STATE", data: await look("state") });
    arrive();
  }, 50);
}

function arrive() {
  if (!world.users.has(world.me)) {
    const users = [...world.users.values()].filter((user) => !user.bot);
    const kept = users.find((user) => user.id === localStorage.getItem("me"));
    const first = kept ?? users.find((user) => user.username !== "owner") ?? users[0];
    const isFrench = navigator.language.startsWith("fr");
    read(first.id, localStorage.getItem("locale") ?? (isFrench ? "fr" : null));
  }
  box.tell("");
  if (channel() && world.sees(channel())) {
    view.channel = channel();
    learn();
    return drawAll();
  }
  const wanted = world.channels.get(location.hash.slice(1));
  if (wanted && world.sees(wanted)) return open(wanted.id);
  return goHome();
}

let typists = null;

function typing({ channel_id: channelId }) {
  if (channelId !== here.channelId) return;
  clearTimeout(typists);
  box.tell(say("typing", { app: world.bot.username }));
  typists = setTimeout(() => box.tell(""), 8000);
}

async function learn() {
  const commands = await look("commands", { user: world.me, channel: here.channelId }).catch(() => []);
  const had = menus.length;
  menus = commands.filter((one) => one.type === 3);
  box.learn(commands);
  if (Boolean(had) !== Boolean(menus.length)) drawAll();
}

/** A command's name as this reader knows it. */
function called(path) {
  const menu = menus.find((one) => one.name === path);
  return box.commands.find((one) => one.path === path)?.name ?? (menu ? told(menu) : path);
}

// Going about

/** To the reader's first server; who is in none has their direct messages. */
function goHome() {
  go([...world.guilds.values()].find((guild) => guild.members.has(world.me))?.id ?? null);
}

function go(guildId) {
  here.guildId = guildId;
  if (guildId === null) return open(world.direct?.id ?? null);
  return open(sidebar.order(guildId)[0]?.id ?? null);
}

async function open(channelId) {
  if (channelId === null) channelId = await tried(openDirect);
  const one = world.channels.get(channelId);
  if (!one || !world.sees(one)) return;
  here.channelId = channelId;
  here.guildId = one.guild_id ?? null;
  history.replaceState(null, "", `#${channelId}`);
  view.open(one);
  world.read(channelId);
  box.clear();
  draw("head", "sidebar", "box", "reader");
  learn();
  box.focus();
}

async function openDirect() {
  const made = await act("direct", { user: world.me });
  world.apply({ event: "STATE", data: await look("state") });
  return made.id;
}

/** Read as somebody, in a language; null for that user's own. */
function read(userId, locale) {
  world.me = userId;
  reader.locale = locale ?? world.users.get(userId).locale;
  document.documentElement.lang = reader.locale;
  localStorage.setItem("me", userId);
  if (locale) localStorage.setItem("locale", locale);
  if (!channel()) return;
  if (!world.sees(channel())) goHome();
  drawAll();
  learn();
}

// Acting

async function tried(doing) {
  try {
    return await doing();
  } catch (error) {
    box.tell(error instanceof Refusal ? error.message : say("lost"), true);
    return null;
  }
}

const pending = []; // what takes the lines of waiting commands away, the oldest first

async function run(command, options, name) {
  const done = view.wait(`/${name} — ${say("sending")}`);
  pending.push(done);
  const reply = await tried(() => act("slash", { ...who(), command, options }));
  finish(done);
  if (reply?.failed) view.fail(say("no_answer"));
  else if (reply?.modal) await fill(reply);
}

/** The first answer is there: its command waits no longer. */
function settle(message) {
  if (message.interaction_metadata?.user.id === world.me && pending.length) finish(pending[0]);
}

function finish(done) {
  done();
  const at = pending.indexOf(done);
  if (at >= 0) pending.splice(at, 1);
}

async function use(message, customId, values, element) {
  const row = element.closest(".message");
  const problem = row.querySelector(".problem");
  problem.hidden = true;
  row.classList.add("busy");
  element.classList.add("used");
  const ask = { ...who(), message: message.id, custom_id: customId };
  const reply = await tried(() => (values ? act("select", { ...ask, values }) : act("click", ask)));
  row.classList.remove("busy");
  element.classList.remove("used");
  problem.textContent = say("failed_click");
  problem.hidden = Boolean(reply && !reply.failed);
  if (reply?.modal) await fill(reply);
}

async function fill(opened) {
  await askModal(opened.modal, world.names(here.guildId), async (values) => {
    const ask = { ...who(), interaction: opened.interaction, values };
    try {
      const reply = await act("submit", ask);
      return reply.failed ? say("failed_click") : null;
    } catch (error) {
      return error.message;
    }
  });
  box.focus();
}

function dismiss(message) {
  world.drop(message.channel_id, message.id);
  draw("messages");
}

/** The commands that can be run on a message, in a list beside it. */
function apps(message, element) {
  const list = node("ul.menu.apps", { popover: "auto", role: "menu" }, menus.map((command) => {
    const made = node("button", { type: "button", role: "menuitem" }, told(command));
    made.onclick = async () => {
      list.hidePopover();
      const done = view.wait(`${made.textContent} — ${say("sending")}`);
      pending.push(done);
      const reply = await tried(() => act("context_menu", { ...who(), command: command.name, message: message.id }));
      finish(done);
      if (reply?.failed) view.fail(say("no_answer"));
    };
    return node("li", { role: "none" }, made);
  }));
  const at = element.getBoundingClientRect();
  list.style.top = `${Math.min(at.bottom + 4, innerHeight - 48 * menus.length - 16)}px`;
  list.style.right = `${innerWidth - at.right}px`;
  list.addEventListener("toggle", (event) => event.newState === "closed" && list.remove());
  document.body.append(list);
  list.showPopover();
  list.querySelector("button").focus();
}

// What can be clicked anywhere: mentions of channels and commands

document.addEventListener("click", ({ target }) => {
  const hit = target.closest("[data-command], .mention[data-channel], #head [data-channel]");
  if (hit?.dataset.command) box.begin(hit.dataset.command);
  else if (hit?.dataset.message) open(hit.dataset.channel).then(() => view.show(hit.dataset.message));
  else if (hit) open(hit.dataset.channel);
});

document.addEventListener("keydown", (event) => {
  if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key) && here.guildId) {
    event.preventDefault();
    const order = sidebar.order(here.guildId).map((one) => one.id);
    const at = order.indexOf(here.channelId) + (event.key === "ArrowUp" ? -1 : 1);
    open(order[(at + order.length) % order.length]);
  }
});

document.addEventListener("visibilitychange", () => draw("sidebar"));
setInterval(() => view.tick(), TICK_MS);
