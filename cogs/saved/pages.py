"""Saved articles as messages to their member: lists, found ones, and one opened; asks nobody."""

from collections.abc import Callable, Sequence

from bot import i18n
from bot.digest.render.item import whole_text
from bot.message.limits import MAX_BUTTON_URL, MAX_BUTTONS, MAX_LAYOUT_TEXT, MAX_OPTION_TEXT
from bot.message.long_text import write_body
from bot.message.markdown import cut, escape, fit, link, one_line, safe_url, whole_lines
from bot.message.message import Button, Component, Message, Option, Row, Select, Text
from bot.model import Item
from bot.model.members.saved import SavedArticle
from bot.post.title import title_of
from bot.saved.article import to_item
from bot.saved.service import A_PAGE, SavedPage
from bot.search.service import Hit, SearchAnswer
from cogs.search_page import corrected_note, quoted_query, write_snippet
from cogs.ui.pages import page_buttons

OPEN_MENU = "saved:open"
_MAX_TITLE, _MAX_LEAD, _MAX_SNIPPET, _MAX_SOURCE = 150, 160, 320, 60
_PIECE, _MOST = 2300, 40  # characters of a text beside the longest head, and sheets

Names = Callable[[int], str]  # the custom id of the button to a page


def list_page(page: SavedPage, locale: str) -> Message:
    """Return a page of all that is saved."""
    if not page.total:
        return Message(components=(Text(i18n.text(locale, "saved.none")),))
    items = [to_item(article) for article in page.articles]
    lines = [f"### {i18n.text(locale, 'saved.title', n=page.total)}"]
    for article, item in zip(page.articles, items, strict=True):
        lines += _lines(item, article.feed_title, fit(one_line(article.lead), _MAX_LEAD), locale)
    has_next = (page.number + 1) * A_PAGE < page.total
    pages = -(-page.total // A_PAGE)
    turning = page_buttons(locale, page.number, pages, "saved:page:{}".format, has_next=has_next)
    return _page(lines, items, turning, locale)


def found_page(
    answer: SearchAnswer,
    query: str,
    locale: str,
    name: Names,
    *,
    meant: Sequence[tuple[str, str]] = (),
) -> Message:
    """Return a page of what was found; `meant` are other queries, each with its custom id.

    Where the question was corrected, `meant` is the one as it was typed.
    """
    shown = answer.corrected or query
    if answer.total:
        count = i18n.text(locale, "saved.found", n=answer.total)
        heading = i18n.text(
            locale, "saved.found_for", found=count, query=quoted_query(shown, locale)
        )
    else:
        heading = i18n.text(locale, "saved.found_none", query=quoted_query(query, locale))
    lines = [f"### {heading}"]
    if answer.corrected is not None:
        lines.append(corrected_note(query, locale))
    for hit in answer.hits:
        lines += _hit(hit, locale)
    number, pages = answer.offset // A_PAGE, -(-answer.total // A_PAGE)
    has_next = answer.offset + A_PAGE < answer.total
    turning = page_buttons(locale, number, pages, name, has_next=has_next)
    others = tuple(
        [
            Button(label=cut(_other(text, answer, locale), 75), custom_id=custom_id)
            for text, custom_id in meant[:3]
        ]
    )
    buttons = (*others[: MAX_BUTTONS - len(turning)], *turning)
    return _page(lines, [hit.item for hit in answer.hits], buttons, locale)


def article_page(article: SavedArticle, number: int, locale: str) -> Message:
    """Return one sheet of a saved article, with buttons to the others, its page, and an end."""
    item = to_item(article)
    pieces = write_body(whole_text(item), _PIECE, _PIECE, most=_MOST) or [""]
    number = min(max(0, number), len(pieces) - 1)
    head = f"### {link(cut(title_of(item, locale), _MAX_TITLE), article.link)}"
    saved = i18n.text(locale, "saved.saved_on", day=i18n.timestamp(article.saved_at, "D"))
    when = i18n.timestamp(article.published_at, "D")
    small = " · ".join(filter(None, (_source(article.feed_title), when, saved)))
    texts = (f"{head}\n-# {small}", pieces[number] or i18n.text(locale, "digests.read.empty"))
    buttons = [
        Button(
            label=f"‹ {n + 1}/{len(pieces)}" if n < number else f"{n + 1}/{len(pieces)} ›",
            custom_id=f"saved:text:{article.id}:{n}",
        )
        for n in (number - 1, number + 1)
        if 0 <= n < len(pieces)
    ]
    address = safe_url(article.link)
    if address is not None and len(address) <= MAX_BUTTON_URL:
        buttons.append(Button(label=i18n.text(locale, "digests.read.open"), url=address))
    label = i18n.text(locale, "saved.button.remove")
    buttons.append(Button(label=label, custom_id=f"saved:remove:{article.id}"))
    return Message(components=(*map(Text, texts), Row(tuple(buttons))))


def removal_question(article: SavedArticle, locale: str) -> Message:
    """Return the question whether an article is to be removed, which cannot be undone."""
    text = i18n.text(locale, "saved.ask_remove", title=_title(to_item(article), locale))
    button = Button(
        label=i18n.text(locale, "saved.button.remove"),
        custom_id=f"saved:gone:{article.id}",
        style="danger",
    )
    return Message(components=(Text(text), Row((button,))))


def removed(article: SavedArticle, locale: str) -> Message:
    """Say that an article was removed."""
    text = i18n.text(locale, "saved.removed", title=_title(to_item(article), locale))
    return Message(components=(Text(text),))


def _page(
    lines: Sequence[str], items: Sequence[Item], buttons: Sequence[Button], locale: str
) -> Message:
    parts: list[Component] = [Text(whole_lines(lines, MAX_LAYOUT_TEXT - 50))]
    if items:
        options = tuple(
            [
                Option(label=cut(title_of(item, locale), MAX_OPTION_TEXT), value=str(item.id))
                for item in items
            ]
        )
        placeholder = i18n.text(locale, "saved.open")
        parts.append(Row((Select(custom_id=OPEN_MENU, options=options, placeholder=placeholder),)))
    if buttons:
        parts.append(Row(tuple(buttons)))
    return Message(components=tuple(parts))


def _hit(hit: Hit, locale: str) -> list[str]:
    return _lines(hit.item, hit.feed, write_snippet(hit.pieces, _MAX_SNIPPET) or "", locale)


def _lines(item: Item, feed: str, text: str, locale: str) -> list[str]:
    when = i18n.timestamp(item.published_at, "D")
    small = " · ".join(filter(None, (_source(feed), when)))
    return [_title(item, locale), *([text] if text else []), f"-# {small}"]


def _title(item: Item, locale: str) -> str:
    return f"**{link(cut(title_of(item, locale), _MAX_TITLE), item.link)}**"


def _source(feed: str) -> str:
    return escape(cut(one_line(feed), _MAX_SOURCE))


def _other(text: str, answer: SearchAnswer, locale: str) -> str:
    if answer.corrected is not None:
        return i18n.text(locale, "search.button.as_typed", query=one_line(text))
    return one_line(text) or "?"
