// The box under the messages: plain text, or a slash command with its options and completions.

import { icon, node } from "./dom.js";
import { Fields } from "./fields.js";
import { begun, matching, pasted, problem, runnable, valueOf } from "./options.js";
import { Popup } from "./popup.js";
import { say, told } from "./words.js";

/**
 * `how` has: world, here() -> {guildId, channelId}, channel(), say(text), run(path, values, name),
 * complete(path, option, typed, values, signal) -> [{name, value}].
 */
export class Box {
  commands = [];
  #fields = null; // the command that is being filled in

  constructor(how) {
    this.how = how;
    this.form = document.querySelector("#box");
    this.popup = new Popup();
    this.typed = node("input", { id: "typed", spellcheck: false, maxLength: 2000 });
    this.line = node("div.line", this.typed);
    this.send = node("button.send", { type: "submit" }, icon("send"));
    this.hint = node("p", { id: "hint", role: "status" });
    this.form.append(this.popup.element, node("div.holder", this.line, this.send), this.hint);
    this.popup.control(this.typed);
    this.typed.oninput = () => this.#typing();
    this.typed.onkeydown = (event) => this.#key(event);
    this.typed.onfocus = () => this.#typing();
    this.typed.onblur = () => this.popup.hide();
    this.form.onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
  }

  /** Take the commands that this reader may use here. */
  learn(commands) {
    this.registered = commands;
    this.commands = runnable(commands);
    if (document.activeElement === this.typed) this.#typing();
  }

  draw() {
    const { world } = this.how;
    const channel = this.how.channel();
    const name = world.nameOf(channel);
    this.typed.placeholder = say(channel.recipients ? "type_direct" : "type", { name });
    this.typed.setAttribute("aria-label", this.typed.placeholder);
    this.send.title = say("send");
    this.send.setAttribute("aria-label", say("send"));
    if (!world.connected) this.tell(say("away", { app: world.bot.username }));
    else if (this.#away) this.tell("");
    this.#away = !world.connected;
  }

  #away = false;

  tell(text, isWrong = false) {
    this.hint.textContent = text;
    this.hint.classList.toggle("wrong", isWrong);
  }

  focus() {
    (this.#fields ?? this.typed).focus();
  }

  /** Forget what was being typed, as when another channel is opened. */
  clear() {
    this.#leave("");
  }

  /** Begin a command by its registered name, as a mention of it in a message does. */
  begin(path) {
    const command = this.commands.find((one) => one.path === path);
    if (command) this.#enter(command, "");
    else this.tell(say("no_command"), true);
  }

  // Plain text and the list of commands

  #typing() {
    this.tell("");
    const line = this.typed.value;
    if (!line.startsWith("/")) return this.popup.hide();
    const whole = begun(this.commands, line);
    if (whole && /^\s/.test(whole.rest)) return this.#enter(whole.command, whole.rest);
    const found = matching(this.commands, line.slice(1));
    if (!found.length) return this.popup.note(say("no_command"));
    return this.popup.show(say("commands"), found.slice(0, 50).map((command) => this.#offer(command)));
  }

  #offer(command) {
    const wanted = command.options.map((one) => node(one.required ? "i.wanted" : "i", told(one)));
    return {
      content: [node("img", { src: "/page/app.svg", alt: "" }),
        node("span.words", node("span", node("b", `/${command.name}`), wanted), node("small", command.description)),
        node("span.whose", this.how.world.bot.username)],
      pick: () => this.#enter(command, ""),
    };
  }

  #key(event) {
    if (this.popup.key(event)) return;
    if (event.key === "Escape") this.#leave("");
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    if (this.#fields) return this.#send();
    const text = this.typed.value.trim();
    if (!text) return this.typed.focus();
    if (text.startsWith("/")) return this.#choose(text);
    this.#leave("");
    return this.how.say(text);
  }

  /** Take the command that was typed in full, or the one that is marked in the list. */
  #choose(line) {
    const whole = begun(this.commands, line);
    if (!whole) return this.popup.pick() || this.tell(say("no_command"), true);
    const isReady = !whole.rest.trim() && !whole.command.options.some((one) => one.required);
    return isReady ? this.#run(whole.command, []) : this.#enter(whole.command, whole.rest);
  }

  // A command and its options

  #enter(command, rest) {
    this.popup.hide();
    this.tell("");
    this.#fields = new Fields(command, {
      world: this.how.world,
      popup: this.popup,
      guildId: this.how.here().guildId,
      tell: (text, isWrong) => this.tell(text, isWrong),
      send: () => this.#send(),
      leave: () => this.#leave(`/${command.name}`),
      cancel: () => this.#leave(""),
      complete: (option, typed, signal) => this.how.complete(command.path, option.name, typed, this.#values(option), signal),
    });
    this.line.replaceChildren(this.#fields.element);
    this.#fields.fill(pasted(command.options, rest));
    this.#fields.focus();
  }

  #leave(text) {
    this.#fields = null;
    this.popup.hide();
    this.line.replaceChildren(this.typed);
    this.typed.value = text;
    this.popup.control(this.typed);
    if (document.activeElement === document.body) this.typed.focus();
    if (document.activeElement === this.typed) this.#typing();
  }

  /** The values that may be sent; those of `except` and of wrong fields are left out. */
  #values(except) {
    const good = this.#fields.all.filter(({ option, field }) => option !== except
      && (field.text.trim() || field.file) && !problem(option, field));
    return Object.fromEntries(good.map(({ option, field }) => [option.name, valueOf(option, field)]));
  }

  #send() {
    const fields = this.#fields;
    const wrong = fields.firstWrong();
    if (wrong) {
      fields.focus(wrong.option);
      return this.tell(`${wrong.name}: ${wrong.why}`, true);
    }
    return this.#run(fields.command, this.#values());
  }

  #run(command, values) {
    this.#leave("");
    this.typed.focus();
    this.how.run(command.path, values, command.name);
  }
}
