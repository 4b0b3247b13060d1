// A forum: its posts as cards, the newest first; a post opens as a thread.

import { icon, node, picture } from "./dom.js";
import { count, relative, say } from "./words.js";

/** Return the rows of a forum's list. */
export function drawForum(forum, how) {
  const posts = how.world.threadsOf(forum.id);
  const head = node("li.forum-head", node("h3", `#${forum.name}`), forum.topic && node("p", forum.topic),
    node("p.soft", posts.length ? count("posts", posts.length) : say("forum_empty")));
  return [head, ...posts.map((post) => node("li", card(post, forum, how)))];
}

function card(post, forum, how) {
  const first = post.messages[0];
  const tags = forum.available_tags?.filter((tag) => post.applied_tags?.includes(tag.id)) ?? [];
  const { count: fresh } = how.world.unread(post);
  const made = node("button.post", { type: "button", data: { channel: post.id } },
    node("div.words",
      tags.length > 0 && node("div.tags", tags.map((tag) => node("span.tag", tag.emoji_name, tag.name))),
      node("b", post.name),
      node("p", first && [node("strong", `${first.author.global_name ?? first.author.username}: `), plain(first)]),
      node("p.soft", icon("direct"), count("messages", post.messages.length),
        " · ", relative(new Date(first?.timestamp ?? post.thread_metadata.create_timestamp)),
        post.thread_metadata.archived && ` · ${say("archived")}`)),
    first && picture(pictureOf(first), ""));
  made.classList.toggle("unread", fresh > 0);
  made.onclick = () => how.open(post.id);
  return made;
}

function* within(components) {
  for (const one of components ?? []) {
    yield one;
    yield* within(one.components);
    if (one.accessory) yield* within([one.accessory]);
  }
}

/** The words of a message without their markup, short. */
function plain(message) {
  const texts = [message.content, ...message.embeds.flatMap((one) => [one.title, one.description])];
  for (const one of within(message.components)) if (one.type === 10) texts.push(one.content);
  return texts.filter(Boolean).join(" ")
    .replace(/\[((?:\\.|[^\]\\])+)\]\([^)]*\)/g, "$1").replace(/<[^>]*>/g, "").replace(/^(#{1,3}|-#|>|[-*]) /gm, "")
    .replace(/\*\*|__|~~|\|\|/g, "").replace(/\\(.)/g, "$1").replace(/\s+/g, " ").trim().slice(0, 220);
}

function pictureOf(message) {
  for (const embed of message.embeds) if (embed.image ?? embed.thumbnail) return (embed.image ?? embed.thumbnail).url;
  for (const one of within(message.components)) {
    if (one.type === 12) return one.items[0]?.media.url;
    if (one.type === 11) return one.media.url;
  }
  return message.attachments.find((file) => file.content_type?.startsWith("image/"))?.url;
}
