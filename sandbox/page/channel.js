// One channel: its head, its messages with days and the line above what is new, its older pages.

import { node } from "./dom.js";
import { drawMessage, dots } from "./message.js";
import { age, FORUM } from "./world.js";
import { drawForum } from "./forum.js";
import { day, relative, say } from "./words.js";

const NEAR = 80; // pixels from the bottom that still count as being there

/** The view. `how` is what messages need, and: older(channel), head(channel). */
export class ChannelView {
  #waiting = []; // rows of commands that are on their way
  #fresh = "0"; // the last message that was read when the channel was opened
  #asking = false;
  #stuck = true;
  #at = 0; // where the scroller stood
  #rows = new Map(); // message id: what its row was drawn from, and the row

  constructor(how) {
    this.how = how;
    this.list = document.querySelector("#messages");
    this.scroller = document.querySelector("#scroller");
    this.present = document.querySelector("#present");
    this.scroller.onscroll = () => this.#scrolled();
    this.present.onclick = () => this.#toEnd();
    // Pictures arrive late: who reads the end goes on reading the end.
    new ResizeObserver(() => this.#stuck && this.#toEnd()).observe(this.list);
  }

  /** Show a channel from its end. */
  open(channel) {
    this.channel = channel;
    this.#waiting = [];
    this.#fresh = this.how.world.unread(channel).count ? this.how.world.lastRead(channel.id) : "0";
    this.forget();
    this.#stuck = channel.type !== FORUM;
    this.draw();
    if (this.#stuck) this.#toEnd();
    else this.scroller.scrollTop = 0;
  }

  /** Draw every row anew next time: names or the language have changed. */
  forget() {
    this.#rows.clear();
  }

  draw() {
    const { world } = this.how;
    if (this.channel.type === FORUM) {
      this.list.replaceChildren(...drawForum(this.channel, this.how));
      this.present.hidden = true;
      return;
    }
    const messages = world.messagesOf(this.channel);
    const names = world.names(this.channel.guild_id);
    const find = (id) => messages.find((one) => one.id === id);
    const rows = this.channel.more ? [] : [this.#beginning()];
    let before = null;
    for (const message of messages) {
      const isNew = this.#isFirstNew(message, before);
      const isNewDay = dayOf(message) !== (before && dayOf(before));
      if (isNewDay || isNew) rows.push(divider(isNewDay && day(new Date(message.timestamp)), isNew));
      rows.push(this.#row(message, { names, find, before: isNewDay || isNew ? null : before }));
      before = message;
    }
    place(this.list, [...rows, ...this.#waiting]);
    for (const id of this.#rows.keys()) if (!messages.some((one) => one.id === id)) this.#rows.delete(id);
    if (this.#stuck) this.#toEnd();
    else this.#scrolled();
  }

  #isFirstNew(message, before) {
    if (this.#fresh === "0" || message.author.id === this.how.world.me) return false;
    return age(this.#fresh, message.id) < 0 && (!before || age(this.#fresh, before.id) >= 0);
  }

  /** A row is drawn again only when its message or the row above has changed. */
  #row(message, more) {
    const known = this.#rows.get(message.id);
    if (known?.message === message && known.before === more.before) return known.row;
    let row = null;
    try {
      row = drawMessage(message, Object.assign(Object.create(this.how), more));
    } catch (error) { // one message that this page cannot draw must not hide the others
      console.error(error);
      row = node("li.message", message.id);
    }
    this.#rows.set(message.id, { message, before: more.before, row });
    return row;
  }

  #beginning() {
    const { world } = this.how;
    const name = world.nameOf(this.channel);
    if (this.channel.recipients) {
      return node("li.beginning", node("h3", name), node("p", say("start_direct", { name })),
        !world.isInstalled && node("p", say("install_note", { name })));
    }
    if (this.channel.thread_metadata) return node("li.beginning", node("h3", name), this.#tags(), node("p", say("start_post", { name })));
    return node("li.beginning", node("h3", say("welcome", { name })), node("p", say("start", { name })));
  }

  #tags() {
    const forum = this.how.world.channels.get(this.channel.parent_id);
    const applied = forum?.available_tags?.filter((tag) => this.channel.applied_tags?.includes(tag.id)) ?? [];
    return node("div.tags", applied.map((tag) => node("span.tag", tag.emoji_name, tag.name)));
  }

  /** Show a line of progress until the answer is there. */
  wait(text) {
    const row = node("li.waiting", dots(), node("span", text));
    this.#waiting.push(row);
    this.list.append(row);
    this.#toEnd();
    return () => {
      this.#waiting = this.#waiting.filter((one) => one !== row);
      row.remove();
    };
  }

  /** Say what went wrong with a command; it stays until it is dismissed. */
  fail(text) {
    const close = node("button", { type: "button" }, say("dismiss"));
    const row = node("li.waiting.failed", { role: "alert" }, node("span", text), " • ", close);
    close.onclick = () => {
      this.#waiting = this.#waiting.filter((one) => one !== row);
      row.remove();
    };
    this.#waiting.push(row);
    this.list.append(row);
    this.#toEnd();
  }

  /** Go to a message of this channel, if it is among those that are held. */
  show(messageId) {
    const row = this.#rows.get(messageId)?.row;
    if (!row) return;
    this.#stuck = false;
    row.scrollIntoView({ block: "center" });
    this.list.querySelector(".found")?.classList.remove("found");
    void row.offsetWidth; // the same one lights up anew
    row.classList.add("found");
  }

  /** Let relative times go on. */
  tick() {
    for (const time of this.list.querySelectorAll("time[data-relative]")) {
      time.textContent = relative(new Date(Number(time.dataset.relative)));
    }
  }

  get isAtEnd() {
    return this.#stuck;
  }

  #toEnd() {
    this.#stuck = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#at = this.scroller.scrollTop;
    this.present.hidden = true;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const wasStuck = this.#stuck;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    // What grew below leaves a reader of the end where they are: only going up means leaving it.
    this.#stuck = this.channel.type !== FORUM && (isAtEnd || (wasStuck && scrollTop >= this.#at));
    this.#at = scrollTop;
    this.present.hidden = this.#stuck || this.channel.type === FORUM;
    this.present.textContent = say("present");
    if (this.#stuck && !wasStuck) this.how.seen();
    if (scrollTop < 300 && this.channel.more && !this.#asking) this.#older();
  }

  async #older() {
    this.#asking = true;
    const { channel } = this;
    try {
      await this.how.older(channel);
      if (channel !== this.channel) return;
      const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
      this.draw();
      this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
    } finally {
      this.#asking = false;
    }
  }
}

/** Make `rows` the children of a list; rows that are there already keep their focus and their state. */
function place(list, rows) {
  const kept = new Set(rows);
  for (const child of [...list.children]) if (!kept.has(child)) child.remove();
  rows.forEach((row, at) => list.children[at] !== row && list.insertBefore(row, list.children[at] ?? null));
}

function dayOf(message) {
  return new Date(message.timestamp).toDateString();
}

function divider(date, isNew) {
  const made = node("li.divider", { role: "separator" }, node("span", date || ""), isNew && node("b", say("new")));
  made.classList.toggle("new", Boolean(isNew));
  return made;
}
