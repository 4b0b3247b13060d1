"""Write items as Discord messages in a subscription's look; pure, sends and stores nothing.

Every text from outside goes through `bot.delivery.escape`; a field that an item does not have
leaves no trace. All that comes out keeps Discord's limits, whatever goes in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import i18n
from bot.delivery.escape import cut, fit, link, one_line, safe_url
from bot.delivery.message import Component, Container, Gallery, Message, Picture, Text
from bot.model import Feed, Item, Look, Style

MAX_TITLE = 250
MAX_KICKER = 150
MAX_LEAD = 700
MAX_SOURCE = 80
MAX_ALT = 200
_NAMED_SOURCES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a message needs to know beside the item: whose, how, for whom, and what became of it."""

    feed: Feed
    look: Look
    locale: str
    also_in: tuple[str, ...] = ()
    updated: bool = False
    mention: bool = False


def render_item(item: Item, setting: Setting) -> tuple[Message, ...]:
    """Return the messages that show `item`: one, but for the full style."""
    match setting.look.style:
        case Style.COMPACT:
            return (_compact(item, setting),)
        case Style.CARD | Style.FULL | Style.TEMPLATE:
            return (_card(item, setting),)


def _card(item: Item, setting: Setting) -> Message:
    head = [f"-# {source(setting.feed)}", f"### {title_link(item, setting)}"]
    if item.kicker:
        head.append(f"**{fit(one_line(item.kicker), MAX_KICKER)}**")
    children: list[Text | Gallery] = [Text("\n".join(head))]
    if item.lead.strip():
        children.append(Text(fit(one_line(item.lead), MAX_LEAD)))
    children += picture_of(item, setting.look)
    children.append(Text(f"-# {footer(item, setting)}"))
    return laid_out((Container(tuple(children), colour=setting.look.colour),), setting)


def _compact(item: Item, setting: Setting) -> Message:
    line = f"{title_link(item, setting)} · {source(setting.feed)} · {footer(item, setting)}"
    return plain(line, setting)


def source(feed: Feed) -> str:
    """Return the feed's name, written for markdown."""
    return fit(one_line(feed.title) or feed.url, MAX_SOURCE)


def title_of(item: Item, locale: str) -> str:
    """Return an item's title in one line, or the best that can stand in for it."""
    words = one_line(item.title) or one_line(item.lead) or i18n.text(locale, "delivery.untitled")
    return cut(words, MAX_TITLE)


def title_link(item: Item, setting: Setting) -> str:
    return link(title_of(item, setting.locale), item.link)


def footer(item: Item, setting: Setting) -> str:
    """Return when, where else, and whether changed, in one line."""
    notes = [f"<t:{int(item.published_at.timestamp())}:f>"]
    if setting.also_in:
        notes.append(also_in(setting.also_in, setting.locale))
    if setting.updated:
        notes.append(i18n.text(setting.locale, "delivery.updated"))
    return " · ".join(notes)


def also_in(feeds: Sequence[str], locale: str) -> str:
    """Return "also in: B, C", the first few of them."""
    names = [fit(one_line(name), MAX_SOURCE) for name in feeds[:_NAMED_SOURCES]]
    if len(feeds) > _NAMED_SOURCES:
        names.append(f"+{len(feeds) - _NAMED_SOURCES}")
    return i18n.text(locale, "delivery.also_in", feeds=", ".join(names))


def picture_of(item: Item, look: Look) -> list[Gallery]:
    """Return the item's picture at full width, where there is one and it is wanted."""
    url = safe_url(item.image_url) if look.picture else None
    if url is None:
        return []
    return [Gallery((Picture(url, cut(one_line(item.title), MAX_ALT) or None),))]


def laid_out(components: tuple[Component, ...], setting: Setting) -> Message:
    """Return a laid-out message, the role that is to be called before it."""
    role_id = setting.look.mention_role_id if setting.mention else None
    if role_id is not None:
        components = (Text(f"<@&{role_id}>"), *components)
    return Message(components=components, silent=setting.look.silent, mention_role_id=role_id)


def plain(content: str, setting: Setting) -> Message:
    """Return a message of text alone, the role that is to be called before it."""
    role_id = setting.look.mention_role_id if setting.mention else None
    if role_id is not None:
        content = f"<@&{role_id}> {content}"
    return Message(content=content, silent=setting.look.silent, mention_role_id=role_id)
