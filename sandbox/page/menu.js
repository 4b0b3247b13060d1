// A select menu: a closed box that opens a list, used by mouse and keyboard; also in modals.

import { icon, node } from "./dom.js";
import { fold, say } from "./words.js";

let serial = 0;

/** What a menu offers: its own options, or users, roles and channels of the place. */
function choicesOf(one, names) {
  if (one.type === 3) return one.options;
  const chosen = new Set((one.default_values ?? []).map((value) => value.id));
  const entries = [];
  if ([5, 7].includes(one.type)) entries.push(...[...names.users].map(([id, name]) => [id, `@${name}`]));
  if ([6, 7].includes(one.type)) entries.push(...[...names.roles].map(([id, name]) => [id, `@${name}`]));
  if (one.type === 8) {
    const fits = (channel) => !one.channel_types?.length || one.channel_types.includes(channel.type);
    entries.push(...[...names.channels.values()].filter(fits).map((channel) => [channel.id, `#${channel.name}`]));
  }
  return entries.map(([value, label]) => ({ value, label, default: chosen.has(value) }));
}

class Menu {
  #chosen;
  #before;
  #active = 0;
  #typed = "";

  constructor(one, how) {
    this.one = one;
    this.how = how;
    this.choices = choicesOf(one, how.names);
    this.most = one.max_values ?? 1;
    this.least = one.min_values ?? 1;
    this.#chosen = this.choices.filter((choice) => choice.default).map((choice) => choice.value);
    this.#before = [...this.#chosen];
    this.id = `menu-${(serial += 1)}`;
    this.label = node("span.chosen");
    this.box = node("button.select", {
      type: "button", role: "combobox", disabled: Boolean(one.disabled), "aria-haspopup": "listbox",
      "aria-expanded": "false", "aria-controls": this.id, data: { customId: one.custom_id },
    }, this.label, icon("down"));
    this.list = node("ul.menu", { id: this.id, role: "listbox", popover: "auto", tabIndex: -1 });
    if (this.most > 1) this.list.setAttribute("aria-multiselectable", "true");
    this.box.popoverTargetElement = this.list; // opens and closes it by click, Enter and space
    this.box.onkeydown = (event) => this.#key(event);
    this.list.addEventListener("beforetoggle", (event) => event.newState === "open" && this.#opens());
    this.list.addEventListener("toggle", (event) => this.#toggled(event.newState === "open"));
    this.#show();
  }

  get values() {
    return this.#chosen;
  }

  #show() {
    const held = this.choices.filter((choice) => this.#chosen.includes(choice.value));
    const words = held.map((choice) => `${choice.emoji?.name ?? ""} ${choice.label}`.trim());
    this.label.textContent = words.join(", ") || this.one.placeholder || say("select");
    this.label.classList.toggle("placeholder", !held.length);
  }

  #row(choice, at) {
    const isChosen = this.#chosen.includes(choice.value);
    const made = node("li", { role: "option", id: `${this.id}-${at}`, "aria-selected": String(isChosen) },
      choice.emoji && node("span.emoji", choice.emoji.name ?? ""),
      node("span.words", node("b", choice.label), choice.description && node("small", choice.description)),
      node(this.most > 1 ? "span.tick.square" : "span.tick", isChosen && icon("check")));
    made.classList.toggle("active", at === this.#active);
    made.onclick = () => this.#pick(at);
    made.onmousemove = () => this.#active !== at && this.#move(at);
    return made;
  }

  #draw() {
    this.list.replaceChildren(...this.choices.map((choice, at) => this.#row(choice, at)));
  }

  #move(to) {
    this.list.children[this.#active]?.classList.remove("active");
    this.#active = Math.max(0, Math.min(this.choices.length - 1, to));
    this.list.children[this.#active]?.classList.add("active");
    this.list.children[this.#active]?.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", `${this.id}-${this.#active}`);
  }

  #pick(at) {
    const { value } = this.choices[at];
    const isChosen = this.#chosen.includes(value);
    if (this.most === 1) {
      this.#chosen = isChosen && this.least === 0 ? [] : [value];
      this.list.hidePopover();
      return;
    }
    if (isChosen) this.#chosen = this.#chosen.filter((one) => one !== value);
    else if (this.#chosen.length < this.most) this.#chosen = [...this.#chosen, value];
    this.#active = at;
    this.#draw();
    this.#show();
  }

  // Opening and closing

  #opens() {
    this.#active = Math.max(0, this.choices.findIndex((choice) => this.#chosen.includes(choice.value)));
    this.#typed = "";
    this.#draw();
    this.#place();
  }

  /** Below the box, or above it where there is more room. */
  #place() {
    const at = this.box.getBoundingClientRect();
    const needed = Math.min(320, this.choices.length * 46 + 16);
    const below = innerHeight - at.bottom;
    const isUp = below < needed + 12 && at.top > below;
    Object.assign(this.list.style, {
      width: `${at.width}px`, left: `${at.left}px`,
      top: isUp ? "auto" : `${at.bottom + 4}px`,
      bottom: isUp ? `${innerHeight - at.top + 4}px` : "auto",
      maxHeight: `${Math.min(320, (isUp ? at.top : below) - 12)}px`,
    });
  }

  #toggled(isOpen) {
    this.box.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) return this.#move(this.#active);
    this.box.focus();
    const isSame = this.#chosen.length === this.#before.length
      && this.#chosen.every((value) => this.#before.includes(value));
    if (this.#chosen.length < this.least) this.#chosen = [...this.#before];
    else if (!isSame) {
      this.#before = [...this.#chosen];
      this.how.use(this.one.custom_id, this.#chosen, this.box);
    }
    return this.#show();
  }

  // Keys

  #key(event) {
    if (event.key === "Tab") return this.list.hidePopover();
    if (!this.list.matches(":popover-open")) {
      if (!["ArrowDown", "ArrowUp"].includes(event.key)) return null;
      event.preventDefault();
      return this.list.showPopover();
    }
    const last = this.choices.length - 1;
    const steps = { ArrowDown: this.#active + 1, ArrowUp: this.#active - 1, Home: 0, End: last };
    if (event.key in steps) this.#move(steps[event.key]);
    else if (event.key === "Enter" || (event.key === " " && !this.#typed)) this.#pick(this.#active);
    else if (event.key.length === 1) return this.#find(event.key);
    else return null;
    this.#typed = "";
    return event.preventDefault();
  }

  /** Go to the choice that begins with what is being typed. */
  #find(char) {
    this.#typed += fold(char);
    const at = this.choices.findIndex((choice) => fold(choice.label).startsWith(this.#typed));
    if (at >= 0) this.#move(at);
    else this.#typed = "";
    return null;
  }
}

/** Make a menu; `how` has names, and use(customId, values, element) for when something was chosen. */
export function makeMenu(one, how) {
  const menu = new Menu(one, how);
  return { element: node("div.select-box", menu.box, menu.list), values: () => menu.values };
}
