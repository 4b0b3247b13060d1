// Components old and new: rows, buttons, menus, containers, sections, galleries, separators.
// https://discord.com/developers/docs/components/reference

import { colour, icon, link, node, picture } from "./dom.js";
import { makeMenu } from "./menu.js";
import { markdown } from "./markdown.js";

const LINK_STYLE = 5;

/** Draw one component; `how.use(customId, values)` is called for a button (values null) or a menu. */
export function drawComponent(one, how) {
  const inside = (list) => (list ?? []).map((child) => drawComponent(child, how));
  switch (one.type) {
    case 1: return node("div.row", inside(one.components));
    case 2: return button(one, how);
    case 3: case 5: case 6: case 7: case 8: return makeMenu(one, how).element;
    case 9: return node("div.section", node("div.texts", inside(one.components)), inside([one.accessory]));
    case 10: return markdown(one.content, how.names);
    case 11: return media(one, "figure.thumbnail");
    case 12: return node(`div.gallery.of-${Math.min(one.items.length, 5)}`, one.items.map((item) => media(item, "figure")));
    case 13: return node("div.file", icon("file"), link(one.file.url, one.file.url.split("/").at(-1)));
    case 14: return separator(one);
    case 17: return container(one, inside);
    default: return node("em", `component ${one.type}`);
  }
}

function container(one, inside) {
  const made = node("div.container", inside(one.components));
  if (one.accent_color != null) {
    made.classList.add("coloured");
    made.style.setProperty("--accent-bar", colour(one.accent_color));
  }
  return one.spoiler ? hidden(made) : made;
}

function separator(one) {
  const made = node("hr", { "aria-hidden": one.divider === false ? "true" : null });
  made.classList.toggle("plain", one.divider === false);
  made.classList.toggle("large", one.spacing === 2);
  return made;
}

function media(item, what) {
  const made = node(what, picture(item.media.url, item.description));
  return item.spoiler ? hidden(made) : made;
}

function hidden(made) {
  made.classList.add("hidden-media");
  made.addEventListener("click", (event) => {
    if (made.classList.replace("hidden-media", "shown")) event.preventDefault();
  });
  return made;
}

function button(one, how) {
  const label = [one.emoji && node("span.emoji", one.emoji.name ?? ""), one.label && node("span", one.label)];
  if (one.style === LINK_STYLE) {
    const made = link(one.url, ...label.filter(Boolean), icon("out"));
    made.classList.add("button", "style-5");
    return made;
  }
  const made = node(`button.button.style-${one.style}`, {
    type: "button", disabled: Boolean(one.disabled), data: { customId: one.custom_id },
  }, label);
  made.onclick = () => how.use(one.custom_id, null, made);
  return made;
}
