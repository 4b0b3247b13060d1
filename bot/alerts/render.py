"""Write what alerts found as one Discord message; pure, sends nothing."""

from collections.abc import Mapping, Sequence

from bot import i18n
from bot.message.feed_title import written_title
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import cut, fit, link, one_line, whole_lines
from bot.message.message import Container, Message, Option, Row, Select, Text
from bot.model import AlertHit, Item
from bot.post.title import title_of

SHOWN = 10  # items; the rest are counted
MAX_TITLE, MAX_LEAD, MAX_WORDS = 200, 160, 60
STOP_MENU = "alert:stop"
_COLOUR = 0x5865F2


def render_hits(
    articles: Sequence[Sequence[AlertHit]], items: Mapping[int, Item], locale: str
) -> Message:
    """Return the message of what a member's alerts found, by article, the newest first."""
    lines = [f"### {i18n.text(locale, 'alerts.title', n=len(articles))}"]
    for place, hits in enumerate(articles[:SHOWN]):
        lines += [""] * (place > 0)
        lines += _lines(items[hits[0].item_id], hits, locale)
    if len(articles) > SHOWN:
        lines.append(i18n.text(locale, "alerts.more", n=len(articles) - SHOWN))
    text = whole_lines(lines, MAX_LAYOUT_TEXT)
    alerts = {hit.alert_id: hit.words for hits in articles for hit in hits}
    options = tuple(
        [
            Option(label=one_line(words)[:MAX_WORDS], value=str(alert_id))
            for alert_id, words in list(alerts.items())[:25]
        ]
    )
    menu = Select(
        custom_id=STOP_MENU, placeholder=i18n.text(locale, "alerts.stop_menu"), options=options
    )
    return Message(components=(Container((Text(text),), colour=_COLOUR), Row((menu,))))


def _lines(item: Item, hits: Sequence[AlertHit], locale: str) -> list[str]:
    asked = list(dict.fromkeys(hit.words for hit in hits))
    words = ", ".join(f"`{_quoted(one)}`" for one in asked[:3])
    title = link(cut(title_of(item, locale), MAX_TITLE), item.link)
    lines = [f"**{title}**"]
    if item.lead:
        lines.append(fit(one_line(item.lead), MAX_LEAD))
    lines.append(f"-# {written_title(hits[0].feed)} · {words}")
    return lines


def _quoted(words: str) -> str:
    return one_line(words).replace("`", "'")[:MAX_WORDS]
