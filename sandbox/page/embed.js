// Embeds and files of a message, as Discord draws them.

import { colour, icon, link, node, picture } from "./dom.js";
import { inline, markdown } from "./markdown.js";
import { reader, stampOf } from "./words.js";

export function drawEmbed(embed, names) {
  const made = node("article.embed",
    node("div.grid",
      embed.author && titled("div.author", embed.author, embed.author.name),
      embed.title && node("div.title", embed.url ? link(embed.url, ...inline(embed.title, names)) : inline(embed.title, names)),
      embed.description && node("div.description", markdown(embed.description, names)),
      embed.fields?.length && node("div.fields", embed.fields.map((field) => drawField(field, names))),
      embed.image && node("div.image", picture(embed.image.url, "")),
      footer(embed)),
    embed.thumbnail && node("div.thumbnail", picture(embed.thumbnail.url, "")));
  if (embed.color != null) made.style.borderLeftColor = colour(embed.color);
  return made;
}

function titled(what, part, text) {
  return node(what, part.icon_url && picture(part.icon_url, ""), part.url ? link(part.url, text) : text);
}

function drawField(field, names) {
  return node(field.inline ? "div.field.inline" : "div.field",
    node("div.name", inline(field.name, names)), markdown(field.value, names));
}

function footer(embed) {
  const parts = [embed.footer?.text, embed.timestamp && stampOf(new Date(embed.timestamp))].filter(Boolean);
  if (!parts.length) return null;
  return node("footer", embed.footer?.icon_url && picture(embed.footer.icon_url, ""), parts.join(" • "));
}

export function drawFile(file) {
  if (file.content_type?.startsWith("image/")) {
    return node("div.image", picture(file.url, file.description ?? file.filename));
  }
  return node("div.file", icon("file"), node("div",
    link(file.url, file.filename), node("small", size(file.size))));
}

function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte"];
  let step = 0;
  while (bytes >= 1024 && step < 2) {
    bytes /= 1024;
    step += 1;
  }
  const unitDisplay = step ? "short" : "long";
  const style = { style: "unit", unit: units[step], unitDisplay, maximumFractionDigits: 1 };
  return bytes.toLocaleString(reader.locale, style);
}
