// The options of a command: what may be typed in each, what is offered, and whether it fits. No DOM.

import { ANNOUNCEMENT, CATEGORY, FORUM, TEXT } from "./world.js";
import { fold, say, told } from "./words.js";

export const SUB = 1, GROUP = 2;
const STRING = 3, INTEGER = 4, BOOLEAN = 5, USER = 6, CHANNEL = 7, ROLE = 8, MENTIONABLE = 9, NUMBER = 10;
export const ATTACHMENT = 11;
const MOST = 25;

/** Flatten the registered commands to what can be run: {path, name, description, options, command}. */
export function runnable(commands) {
  const walk = (node, path, name, command) => {
    const subs = (node.options ?? []).filter((one) => [SUB, GROUP].includes(one.type));
    if (subs.length) return subs.flatMap((one) => walk(one, `${path} ${one.name}`, `${name} ${told(one)}`, command));
    return [{ path, name, description: told(node, "description"), options: node.options ?? [], command }];
  };
  return commands.filter((one) => one.type === 1).flatMap((one) => walk(one, one.name, told(one), one))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The commands that fit what was typed after the slash, the best first. */
export function matching(commands, typed) {
  const words = fold(typed).trim();
  const rank = (one) => {
    const names = [fold(one.name), fold(one.path)];
    if (names.some((name) => name.startsWith(words))) return 0;
    if (names.some((name) => name.split(" ").some((word) => word.startsWith(words)))) return 1;
    if (names.some((name) => name.includes(words))) return 2;
    return fold(one.description).includes(words) && words.length > 2 ? 3 : 9;
  };
  return commands.map((one) => [rank(one), one]).filter(([r]) => r < 9)
    .sort((a, b) => a[0] - b[0]).map(([, one]) => one);
}

/** The command whose whole name begins a line, and what follows it; null for none. */
export function begun(commands, line) {
  const text = fold(line.slice(1));
  for (const one of [...commands].sort((a, b) => b.name.length - a.name.length)) {
    for (const name of [one.name, one.path]) {
      if (text === fold(name) || text.startsWith(`${fold(name)} `)) {
        return { command: one, rest: line.slice(1 + name.length) };
      }
    }
  }
  return null;
}

/** Read `url:https://… channel:#news`; a text without names goes to the first option. */
export function pasted(options, text) {
  const values = new Map();
  const names = options.flatMap((one) => [[told(one), one], [one.name, one]]).sort((a, b) => b[0].length - a[0].length);
  const spelled = names.map(([name]) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  if (!spelled) return values;
  const parts = text.split(new RegExp(`(?:^|\\s)(${spelled}):`));
  if (parts[0].trim()) values.set(options[0].name, parts[0].trim());
  for (let at = 1; at < parts.length; at += 2) {
    const [, option] = names.find(([name]) => name === parts[at]);
    values.set(option.name, parts[at + 1].trim());
  }
  return values;
}

/** What can be offered without asking the bot, as {label, value, about}; null for free text. */
export function offered(option, world, guildId) {
  if (option.choices?.length) return option.choices.map((one) => ({ label: told(one), value: one.value }));
  const { users, roles } = world.names(guildId);
  const people = () => [...users].map(([id, name]) => ({ label: `@${name}`, value: id, about: world.users.get(id).username }));
  const held = () => [...roles].map(([id, name]) => ({ label: `@${name}`, value: id }));
  switch (option.type) {
    case BOOLEAN: return [{ label: say("true"), value: true }, { label: say("false"), value: false }];
    case USER: return people();
    case ROLE: return held();
    case MENTIONABLE: return [...people(), ...held()];
    case CHANNEL: return channels(option, world, guildId);
    default: return null;
  }
}

function channels(option, world, guildId) {
  const fits = (one) => (option.channel_types?.length ? option.channel_types.includes(one.type) : one.type !== CATEGORY);
  const order = [TEXT, ANNOUNCEMENT, FORUM];
  const rank = (one) => (order.includes(one.type) ? 0 : 1);
  return world.channelsOf(guildId).filter(fits).sort((a, b) => rank(a) - rank(b))
    .map((one) => ({ label: `#${one.name}`, value: one.id, about: world.channels.get(one.parent_id)?.name }));
}

/** Those of a list that hold what was typed, those that begin with it first. */
export function narrowed(list, typed) {
  const text = fold(typed).replace(/^[#@]/, "");
  const bare = (one) => fold(one.label).replace(/^[#@]/, "");
  const found = list.filter((one) => bare(one).includes(text));
  return found.sort((a, b) => !bare(a).startsWith(text) - !bare(b).startsWith(text)).slice(0, MOST);
}

/** What is wrong with a value, for the reader; null when it may be sent. */
export function problem(option, field) {
  const text = field.text.trim();
  const isEmpty = option.type === ATTACHMENT ? !field.file : !text;
  if (isEmpty) return option.required ? say("required") : null;
  if (field.picked !== undefined) return null;
  if (option.type === STRING) {
    const [low, high] = [option.min_length ?? 0, option.max_length ?? 6000];
    if (option.choices?.length) return say("no_option");
    return text.length < low || text.length > high ? say("length", { low, high }) : null;
  }
  if (option.type === INTEGER || option.type === NUMBER) {
    const number = Number(text.replace(",", "."));
    if (Number.isNaN(number) || (option.type === INTEGER && !Number.isInteger(number))) return say("not_number");
    const [low, high] = [option.min_value ?? -Infinity, option.max_value ?? Infinity];
    return number < low || number > high ? say("between", { low, high }) : null;
  }
  return option.type === ATTACHMENT ? null : say("no_option");
}

/** The value as the sandbox takes it. */
export function valueOf(option, field) {
  if (option.type === ATTACHMENT) return field.file;
  if (field.picked !== undefined) return field.picked;
  if (option.type === INTEGER || option.type === NUMBER) return Number(field.text.replace(",", "."));
  return field.text.trim();
}
