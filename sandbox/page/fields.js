// A command in the box: its name, a field for each option in use, and the optional ones to add.

import { node } from "./dom.js";
import { ATTACHMENT, narrowed, offered, pasted, problem } from "./options.js";
import { fold, say, told } from "./words.js";

const PAUSE_MS = 150; // between the last key and asking the bot for completions

/** `how` has: world, guildId, popup, tell, send, leave, cancel, complete(option, typed, signal). */
export class Fields {
  #chips = new Map(); // option name: {option, field, input, element}
  #asking = null;

  constructor(command, how) {
    this.command = command;
    this.how = how;
    this.tail = node("input.tail", { spellcheck: false, "aria-label": say("add_option") });
    this.tail.oninput = this.tail.onfocus = () => this.#offerOptions();
    this.tail.onblur = () => how.popup.hide();
    this.tail.onkeydown = (event) => this.#tailKey(event);
    this.element = node("div.command", node("span.name", `/${command.name}`), this.tail);
    this.element.onclick = (event) => event.target === this.element && this.tail.focus();
    command.options.filter((one) => one.required).forEach((one) => this.#add(one));
    this.#count();
  }

  get all() {
    return [...this.#chips.values()];
  }

  /** Put in what was typed or pasted after the command's name. */
  fill(values) {
    for (const [name, text] of values) {
      const option = this.command.options.find((one) => one.name === name);
      const chip = this.#chips.get(name) ?? this.#add(option);
      chip.input.value = text;
      this.#typed(chip);
    }
  }

  /** Go to an option, or to the first that needs something, or to the end. */
  focus(option) {
    const missing = this.all.find((one) => problem(one.option, one.field));
    const chip = option ? this.#chips.get(option.name) : missing;
    (chip?.input ?? this.tail).focus();
  }

  firstWrong() {
    let first = null;
    for (const chip of this.all) {
      const why = problem(chip.option, chip.field);
      chip.element.classList.toggle("wrong", Boolean(why));
      if (why) first ??= { option: chip.option, name: told(chip.option), why };
    }
    return first;
  }

  // Fields

  #add(option) {
    const isFile = option.type === ATTACHMENT;
    const input = node("input", isFile ? { type: "file" } : { spellcheck: false, maxLength: 6000 });
    const label = node("span", told(option));
    const element = node("label.chip", label, input);
    element.title = told(option, "description");
    const chip = { option, field: { text: "" }, input, element };
    this.#chips.set(option.name, chip);
    this.tail.before(element);
    input.oninput = () => this.#typed(chip);
    input.onfocus = () => this.#offer(chip);
    input.onblur = () => this.#left();
    input.onkeydown = (event) => this.#key(event, chip);
    if (isFile) input.onchange = () => this.#chosen(chip);
    this.#size(chip);
    this.#count();
    return chip;
  }

  #remove(chip) {
    this.#chips.delete(chip.option.name);
    chip.element.remove();
    this.#count();
  }

  #count() {
    const left = this.command.options.length - this.#chips.size;
    this.tail.placeholder = left ? `+ ${say("optional", { n: left })}` : "";
  }

  #size(chip) {
    if (chip.option.type === ATTACHMENT) return;
    const letters = Math.min(Math.max([...chip.input.value].length, 4), 60);
    chip.input.style.width = `calc(${letters}ch + ${14 + letters * 1.5}px)`; // capitals are wider than "0"
  }

  #typed(chip) {
    if (this.#names(chip)) return;
    chip.field = { text: chip.input.value };
    chip.element.classList.remove("wrong");
    const list = offered(chip.option, this.how.world, this.how.guildId);
    const bare = (text) => fold(text).replace(/^[#@]/, "").trim();
    const exact = list?.find((one) => bare(one.label) === bare(chip.field.text));
    if (exact) chip.field.picked = exact.value;
    this.#size(chip);
    if (document.activeElement === chip.input) this.#offer(chip);
  }

  /** "… silent:" typed into another field goes on to that option. */
  #names(chip) {
    const text = chip.input.value;
    for (const option of this.#unused) {
      const name = [told(option), option.name].find((one) => text.endsWith(` ${one}:`));
      if (!name) continue;
      chip.input.value = text.slice(0, -name.length - 2).trimEnd();
      this.#typed(chip);
      this.#add(option).input.focus();
      return true;
    }
    return false;
  }

  async #chosen(chip) {
    const [file] = chip.input.files;
    const bytes = file ? new Uint8Array(await file.arrayBuffer()) : [];
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    chip.field = { text: file?.name ?? "", file: file && { filename: file.name, base64: btoa(text) } };
    chip.element.classList.remove("wrong");
  }

  // What is offered

  #offer(chip) {
    const { option } = chip;
    this.how.tell(told(option, "description"));
    this.how.popup.control(chip.input);
    if (option.autocomplete) return this.#ask(chip);
    const list = offered(option, this.how.world, this.how.guildId);
    if (!list) return this.how.popup.hide();
    const fitting = chip.field.picked === undefined ? narrowed(list, chip.field.text) : list.slice(0, 25);
    return this.#show(chip, fitting);
  }

  #show(chip, list) {
    if (!list.length) return this.how.popup.note(say("no_option"));
    return this.how.popup.show(told(chip.option), list.map((one) => ({
      content: [node("span.words", node("b", one.label)), one.about && node("span.whose", one.about)],
      pick: () => this.#pick(chip, one),
    })));
  }

  #pick(chip, one) {
    chip.input.value = one.label;
    chip.field = { text: one.label, picked: one.value };
    this.#size(chip);
    this.how.popup.hide();
    this.focus();
  }

  /** Ask the bot for completions, when the typing has paused. */
  async #ask(chip) {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    if (chip.field.picked !== undefined) return this.how.popup.hide();
    if (!this.how.popup.isOffering) this.how.popup.note(say("loading"));
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    if (asking.signal.aborted) return null;
    try {
      const found = await this.how.complete(chip.option, chip.input.value, asking.signal);
      if (!asking.signal.aborted) this.#show(chip, found.map((one) => ({ label: one.name, value: one.value })));
    } catch {
      if (!asking.signal.aborted) this.how.popup.note(say("failed_load"));
    }
    return null;
  }

  #left() {
    this.#asking?.abort();
    this.how.popup.hide();
    this.how.tell("");
  }

  get #unused() {
    return this.command.options.filter((one) => !this.#chips.has(one.name));
  }

  #offerOptions() {
    this.how.popup.control(this.tail);
    const left = this.#unused;
    const named = left.find((one) => [`${told(one)}:`, `${one.name}:`].includes(this.tail.value.trim()));
    if (named) {
      this.tail.value = "";
      return this.#add(named).input.focus();
    }
    const typed = fold(this.tail.value.trim());
    const fitting = left.filter((one) => fold(told(one)).includes(typed));
    if (!fitting.length) return this.how.popup.hide();
    return this.how.popup.show(say("options"), fitting.map((option) => ({
      content: [node("span.words", node("b", told(option)), node("small", told(option, "description")))],
      pick: () => {
        this.tail.value = "";
        this.#add(option).input.focus();
      },
    })), typed ? 0 : -1);
  }

  // Keys

  #tailKey(event) {
    if (this.how.popup.key(event)) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (!this.how.popup.pick()) this.#sendAll();
    } else if (event.key === "Escape") this.how.cancel();
    else if (event.key === "Backspace" && !this.tail.value) this.#back(this.all.at(-1), event);
    else if (event.key === "ArrowLeft" && !this.tail.selectionStart) this.all.at(-1)?.input.focus();
  }

  /** What was typed without an option's name belongs to the next one. */
  #sendAll() {
    const text = this.tail.value.trim();
    this.tail.value = "";
    if (text && this.#unused.length) this.fill(pasted(this.#unused, text));
    this.how.send();
  }

  #key(event, chip) {
    const isSettled = chip.field.picked !== undefined;
    if (!(isSettled && ["Enter", "Tab"].includes(event.key)) && this.how.popup.key(event)) return;
    const { input } = chip;
    const isAtStart = input.selectionStart === 0 && input.selectionEnd === 0;
    if (event.key === "Enter") {
      event.preventDefault();
      if (isSettled || !this.how.popup.pick()) this.#done();
    } else if (event.key === "Escape") this.how.cancel();
    else if (event.key === "Backspace" && !input.value) this.#back(chip, event);
    else if (event.key === "ArrowLeft" && isAtStart) this.#step(chip, -1);
    else if (event.key === "ArrowRight" && input.selectionStart === input.value.length) this.#step(chip, 1);
  }

  /** Enter in a field: on to what is missing, or off with it. */
  #done() {
    const missing = this.all.find((one) => one.option.required && problem(one.option, one.field) && !one.field.text);
    if (missing && missing.input !== document.activeElement) missing.input.focus();
    else this.how.send();
  }

  #step(chip, by) {
    const at = this.all.indexOf(chip) + by;
    if (at >= 0) (this.all[at]?.input ?? this.tail).focus();
  }

  /** Backspace where nothing is left to delete: an optional field goes, then the command. */
  #back(chip, event) {
    event.preventDefault();
    if (!chip) return this.how.leave();
    if (document.activeElement === this.tail) return chip.input.focus();
    const at = this.all.indexOf(chip);
    if (!chip.option.required) this.#remove(chip);
    if (at > 0) return this.all[at - 1].input.focus();
    return chip.option.required ? this.how.leave() : this.tail.focus();
  }
}
