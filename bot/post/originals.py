"""Show what was translated as it was written: titles and leads, with links; pure."""

from collections.abc import Sequence

from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import cut, fit, link, one_line, whole_lines
from bot.message.message import Container, Message, Text
from bot.model import Item
from bot.post.render import MAX_LEAD, MAX_TITLE
from bot.post.title import title_of


def render_originals(items: Sequence[Item], locale: str) -> Message:
    """Return as many of the items as a message holds, whole."""
    shown = whole_lines([_original(item, locale) for item in items], MAX_LAYOUT_TEXT)
    return Message(components=(Container((Text(shown),)),))


def _original(item: Item, locale: str) -> str:
    title = link(cut(title_of(item, locale), MAX_TITLE), item.link)
    return "\n".join(filter(None, (f"### {title}", fit(one_line(item.lead), MAX_LEAD))))
