"""List the titles of a page's section, or of all that its messages left away, 25 at a time; pure.

The doors behind "and 46 more": one menu names the sections, and each opens its list.
"""

from collections.abc import Sequence

from bot import i18n
from bot.digest.compose import Page, PageEntry
from bot.digest.render import labels
from bot.digest.render.discord import COLOUR, read_menu
from bot.digest.render.entry import MAX_SOURCE, title_link
from bot.digest.render.page_key import PageKey
from bot.digest.render.pagination import SheetPart
from bot.message.limits import MAX_LAYOUT_TEXT, MAX_OPTIONS
from bot.message.markdown import cut, escape, fit, one_line
from bot.message.message import Button, Container, Message, Row, Text
from bot.post.title import title_of

A_PAGE = MAX_OPTIONS  # so that one menu opens each of them
WHOLE_REST = 0  # the number that stands for no section
_ROOM = MAX_LAYOUT_TEXT - 300  # the heading above
_SHORT_TITLE = 100


def render_titles(
    page: Page, key: PageKey, parts: Sequence[SheetPart], part: int, number: int
) -> Message:
    """Return one page of the titles of some parts, with buttons to the others.

    `part` is the section's number that the buttons carry on, or `WHOLE_REST`.
    """
    rows = [(one, entry) for one in parts for entry in one.entries]
    last = max(0, -(-len(rows) // A_PAGE) - 1)
    number = min(max(0, number), last)
    shown = rows[number * A_PAGE : (number + 1) * A_PAGE]
    texts = (Text(_heading(page, parts)), Text(_list(shown, page)))
    children: list[Row] = [read_menu([entry for _, entry in shown], page, key)]
    if last:
        children.append(Row(_turning(key, part, number, last)))
    return Message(components=(Container(texts, colour=COLOUR), *children))


def _heading(page: Page, parts: Sequence[SheetPart]) -> str:
    name = escape(parts[0].title) if len(parts) == 1 else ""
    count = i18n.text(page.occasion.locale, "digest.titles", n=sum(len(p.entries) for p in parts))
    said = f"-# {escape(labels.heading(page.occasion))} · {count}"
    return f"## {name}\n{said}" if name else said


def _list(shown: Sequence[tuple[SheetPart, PageEntry]], page: Page) -> str:
    """Return a line a title, under its section; with links as far as there is room."""
    several = len({part.title for part, _ in shown}) > 1
    lines: list[str] = []
    titles: list[tuple[int, str]] = []  # where a title stands among the lines, and without link
    above = ""
    for part, entry in shown:
        if several and part.title != above:
            above = part.title
            lines.append(f"**{escape(cut(above, MAX_SOURCE))}**")
        day = labels.other_day(entry.item, page.occasion)
        names_source = labels.names_source(page, part.section)
        source = fit(one_line(entry.source), MAX_SOURCE) if names_source else ""
        notes = [note for note in (source, day) if note]
        plain = escape(cut(title_of(entry.item, page.occasion.locale), _SHORT_TITLE))
        titles.append((len(lines), " · ".join((f"- {plain}", *notes))))
        lines.append(" · ".join((f"- {title_link(entry, page)}", *notes)))
    titles.sort(key=lambda title: len(lines[title[0]]))
    while sum(map(len, lines)) + len(lines) > _ROOM and titles:
        place, plain = titles.pop()  # the longest address first: its menu opens it all the same
        lines[place] = plain
    return "\n".join(lines)


def _turning(key: PageKey, part: int, number: int, last: int) -> tuple[Button, ...]:
    here = f"{number + 1}/{last + 1}"
    return (
        Button(label="«", custom_id=key.name("first", part, 0), disabled=number == 0),
        Button(
            label="‹", custom_id=key.name("rest", part, max(0, number - 1)), disabled=number == 0
        ),
        Button(label=here, custom_id="page:here", disabled=True),
        Button(
            label="›",
            custom_id=key.name("turn", part, min(last, number + 1)),
            disabled=number == last,
        ),
        Button(label="»", custom_id=key.name("last", part, last), disabled=number == last),
    )
