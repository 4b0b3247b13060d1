// One message as Discord would draw it: content, embeds, components old and new.

import { inline, markdown, node } from "./markdown.js";

const ONLY_YOU = 1 << 6;
const SILENT = 1 << 12;

/** Draw `message`; `act(message, customId, values)` is called for a button or a menu. */
export function drawMessage(message, names, act) {
  const item = node("li", [], "message");
  item.dataset.id = message.id;
  item.classList.toggle("ephemeral", Boolean(message.flags & ONLY_YOU));
  const body = node("div", [], "body");
  body.append(byline(message), ...content(message, names, act));
  if (message.flags & ONLY_YOU) body.append(node("div", "Only you can see this", "only-you"));
  item.append(avatar(message.author), body);
  return item;
}

function avatar(author) {
  const made = node("div", [...(author.global_name ?? author.username ?? "?")][0] ?? "?", "avatar");
  made.style.backgroundColor = `hsl(${Number(BigInt(author.id) % 360n)} 45% 45%)`;
  return made;
}

function byline(message) {
  const made = node("div", [node("strong", message.author.global_name ?? message.author.username)], "byline");
  if (message.author.bot || message.webhook_id) made.append(node("span", "APP", "app"));
  const when = new Date(message.timestamp);
  const time = node("time", when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  time.title = when.toString();
  made.append(time);
  if (message.flags & SILENT) made.append(node("span", "🔕", "silent"));
  if (message.edited_timestamp) made.append(node("span", "(edited)", "edited"));
  return made;
}

function content(message, names, act) {
  const parts = [];
  if (message.interaction_metadata?.name) {
    parts.push(node("div", [node("b", `/${message.interaction_metadata.name}`)], "reply"));
  }
  if (message.content) parts.push(markdown(message.content, names));
  for (const embed of message.embeds ?? []) parts.push(drawEmbed(embed, names));
  if (message.components?.length) {
    const layout = node("div", [], "layout");
    layout.append(...message.components.map((one) => component(one, message, names, act)));
    parts.push(layout);
  }
  return parts;
}

function colour(number) {
  return `#${(number ?? 0).toString(16).padStart(6, "0")}`;
}

function picture(address, alt, className) {
  const made = node("img", [], className);
  made.src = address;
  made.alt = alt ?? "";
  made.loading = "lazy";
  made.referrerPolicy = "no-referrer";
  return made;
}

function drawEmbed(embed, names) {
  const made = node("div", [], "embed");
  if (embed.color != null) made.style.borderLeftColor = colour(embed.color);
  if (embed.author) made.append(node("div", embed.author.name));
  if (embed.title) {
    const title = node(embed.url ? "a" : "span", inline(embed.title, names), "title");
    if (embed.url) Object.assign(title, { href: embed.url, target: "_blank", rel: "noreferrer" });
    made.append(node("div", [title]));
  }
  if (embed.description) made.append(markdown(embed.description, names));
  for (const field of embed.fields ?? []) made.append(node("strong", field.name), markdown(field.value, names));
  if (embed.thumbnail) made.append(picture(embed.thumbnail.url, "", "thumb"));
  if (embed.image) made.append(picture(embed.image.url, "", "wide"));
  if (embed.footer) made.append(node("footer", embed.footer.text));
  return made;
}

/** Draw one component by its type: https://discord.com/developers/docs/components/reference */
function component(one, message, names, act) {
  const inside = (list) => (list ?? []).map((child) => component(child, message, names, act));
  switch (one.type) {
    case 1: return node("div", inside(one.components), "row");
    case 2: return button(one, message, act);
    case 3: case 5: case 6: case 7: case 8: return select(one, message, act, names);
    case 9: return node("div", [node("div", inside(one.components)), ...inside([one.accessory])], "section");
    case 10: return markdown(one.content, names);
    case 11: return picture(one.media.url, one.description);
    case 12: return node("div", one.items.map((item) => picture(item.media.url, item.description)), "gallery");
    case 14: return node("hr", [], one.divider === false ? "separator plain" : "separator");
    case 17: {
      const made = node("div", inside(one.components), "container layout");
      if (one.accent_color != null) {
        made.classList.add("coloured");
        made.style.borderLeftColor = colour(one.accent_color);
      }
      return made;
    }
    default: return node("em", `component ${one.type}`);
  }
}

function button(one, message, act) {
  const label = [one.emoji?.name, one.label].filter(Boolean).join(" ");
  if (one.style === 5) {
    const made = node("a", `${label} ↗`, "button");
    return Object.assign(made, { href: one.url, target: "_blank", rel: "noreferrer" });
  }
  const made = node("button", label, `style-${one.style}`);
  made.type = "button";
  made.disabled = Boolean(one.disabled);
  made.dataset.customId = one.custom_id;
  made.onclick = () => act(message, one.custom_id, null);
  return made;
}

function choices(one, names) {
  if (one.type === 3) return one.options.map((option) => [option.value, option.label, option.default]);
  const known = { 5: names.users, 6: names.roles, 7: names.users, 8: names.channels }[one.type];
  const chosen = new Set((one.default_values ?? []).map((value) => value.id));
  return [...known].map(([id, name]) => [id, name, chosen.has(id)]);
}

function select(one, message, act, names) {
  const made = node("select");
  made.dataset.customId = one.custom_id;
  made.multiple = (one.max_values ?? 1) > 1;
  made.disabled = Boolean(one.disabled);
  if (!made.multiple) made.append(new Option(one.placeholder ?? "Choose", "", true, true));
  for (const [value, label, chosen] of choices(one, names)) made.append(new Option(label, value, chosen, chosen));
  made.onchange = () => act(message, one.custom_id, [...made.selectedOptions].map((option) => option.value));
  return made;
}
