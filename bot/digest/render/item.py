"""Write one item of a page for somebody who wants to read it here: its text, or a summary; pure."""

from collections.abc import Sequence

from bot import i18n
from bot.digest.compose import Mention
from bot.digest.render.discord import COLOUR
from bot.digest.render.entry import MAX_KICKER, MAX_SOURCE, MAX_TITLE, headline_line
from bot.digest.render.page_key import PageKey
from bot.message.feed_title import written_title
from bot.message.limits import MAX_BUTTON_URL, MAX_LAYOUT_TEXT
from bot.message.long_text import write_body
from bot.message.markdown import cut, fit, link, one_line, safe_url, whole_lines
from bot.message.message import Button, Container, Message, Row, Text
from bot.model import Feed, Item
from bot.post.title import title_of
from bot.text import markup

_PIECE = 3000  # characters of text on one sheet, its head beside it
_TOLD = 1800  # characters of the others' headlines beside it
_MOST = 40  # sheets of a text; a longer one is read on its own page
_LEAST = 600  # characters of text from which a summary is shorter than reading


def render_text(
    item: Item,
    feed: Feed,
    key: PageKey,
    number: int,
    locale: str,
    *,
    also: Sequence[Mention] = (),
) -> Message:
    """Return one sheet of an item's text, with buttons to the others, a summary and the page.

    Another one saves it. `also` are those who tell the same story: all their headlines stand above
    the text.
    """
    told = whole_lines([headline_line(mention, locale) for mention in also], _TOLD)
    room = min(_PIECE, MAX_LAYOUT_TEXT - len(_head(item, feed, locale)))
    pieces = write_body(whole_text(item), room - len(told), room, most=_MOST)
    last = max(0, len(pieces) - 1)
    number = min(max(0, number), last)
    body = pieces[number] if pieces else i18n.text(locale, "digests.read.empty")
    buttons = [
        Button(
            label=f"‹ {n + 1}/{last + 1}" if n < number else f"{n + 1}/{last + 1} ›",
            custom_id=key.name("text", item.id, n),
        )
        for n in (number - 1, number + 1)
        if 0 <= n <= last
    ]
    if len(markup.plain(item.body[: 4 * _LEAST])) >= _LEAST:
        label = i18n.text(locale, "digests.read.summary")
        buttons.append(Button(label=label, custom_id=key.name("sum", item.id)))
    save = i18n.text(locale, "digests.read.save")
    buttons.append(Button(label=save, custom_id=key.name("save", item.id)))
    return _message(item, feed, body, buttons, locale, told="" if number else told)


def render_summary(
    item: Item,
    feed: Feed,
    sentences: Sequence[str],
    key: PageKey,
    locale: str,
    *,
    notes: Sequence[str] = (),
) -> Message:
    """Return the sentences that sum an item up, with a button to its text; `notes` say how."""
    lines = [f"- {fit(one_line(sentence), _LEAST)}" for sentence in sentences]
    body = "\n".join([*lines, *[f"-# {note}" for note in notes]])
    label = i18n.text(locale, "digests.read.text")
    button = Button(label=label, custom_id=key.name("text", item.id, 0))
    return _message(item, feed, body or i18n.text(locale, "digests.read.empty"), [button], locale)


def whole_text(item: Item) -> str:
    """Return the body, after the lead where it does not begin with it."""
    lead = one_line(item.lead)
    start = one_line(markup.plain(item.body[: len(item.lead) + 200]))
    if not lead or lead.rstrip("…. ")[:80] in start:
        return item.body
    opening = markup.write(markup.BlockKind.PARAGRAPH, markup.escape(item.lead))
    return f"{opening.markup}\n\n{item.body}" if item.body else opening.markup


def _head(item: Item, feed: Feed, locale: str) -> str:
    lines = [f"### {link(cut(title_of(item, locale), MAX_TITLE), item.link)}"]
    if kicker := one_line(item.kicker or ""):
        lines.insert(0, f"-# **{fit(kicker, MAX_KICKER)}**")
    source, when = written_title(feed, MAX_SOURCE), i18n.timestamp(item.published_at, "f")
    return "\n".join([*lines, f"-# {source} · {when}"])


def _message(
    item: Item, feed: Feed, body: str, buttons: Sequence[Button], locale: str, *, told: str = ""
) -> Message:
    texts = (_head(item, feed, locale), *((told,) if told else ()), body)
    box = Container(tuple(map(Text, texts)), colour=COLOUR)
    row = [*buttons]
    address = safe_url(item.link)
    if address is not None and len(address) <= MAX_BUTTON_URL:
        row.append(Button(label=i18n.text(locale, "digests.read.open"), url=address))
    return Message(components=(box, Row(tuple(row))) if row else (box,))
