"""Write a composed digest as plain Markdown (CommonMark); decides nothing about what is in it."""

import re
from collections.abc import Iterator

from bot import i18n
from bot.digest.compose import OpeningLine, Page, PageEntry, PageSection
from bot.digest.render import labels
from bot.message.markdown import honest, one_line, safe_url
from bot.model import Item
from bot.post.title import lead_under, title_of

_MARKS = re.compile(r"([\\`*_\[\]<>#|~&])")
_LINE_START = re.compile(r"^(\d*)([-+=.)])")


def render_markdown(page: Page) -> str:
    """Return the whole page, ending with a newline."""
    return "\n\n".join(_blocks(page)) + "\n"


def _blocks(page: Page) -> Iterator[str]:
    locale = page.occasion.locale
    yield f"# {escape(labels.heading(page.occasion))}"
    if not page.is_empty:
        yield f"*{labels.counts(page)}*"
    yield from (f"> {escape(notice)}" for notice in labels.notices(page))
    if page.opening:
        yield " ".join(_opening_line(line) for line in page.opening)
        yield f"*{i18n.text(locale, 'digest.by_model')}*"
    if contents := labels.contents(page):
        lines = [f"- {labels.told_by(locale, escape(title), count)}" for title, count in contents]
        yield "\n".join((f"**{i18n.text(locale, 'digest.contents')}**", "", *lines))
    for section in page.sections:
        yield f"## {escape(labels.section_title(section, locale))}"
        for entry in section.entries:
            yield from _article(entry, page, section)
    if page.briefs:
        yield f"## {i18n.text(locale, 'digest.section.briefs')}"
        yield "\n".join(_brief(entry, page) for entry in page.briefs)


def _opening_line(line: OpeningLine) -> str:
    numbers = (
        f"[\\[{each.number}\\]](<{address}>)"
        if (address := safe_url(each.item.link))
        else f"\\[{each.number}\\]"
        for each in line.citations
    )
    return " ".join((escape(line.text), *numbers))


def _article(entry: PageEntry, page: Page, section: PageSection) -> Iterator[str]:
    item = entry.item
    if item.kicker:
        yield f"*{escape(item.kicker)}*"
    yield f"### {_title(entry, page)}"
    yield _notes(entry, page, section)
    if lead := escape(lead_under(title_of(item, page.occasion.locale), item)):
        yield lead
    if headlines := _headlines(entry, page):
        yield "\n".join(headlines)


def _brief(entry: PageEntry, page: Page) -> str:
    notes = " — ".join(filter(None, (_title(entry, page), _notes(entry, page, None))))
    return "\n".join((f"- {notes}", *(f"  {line}" for line in _headlines(entry, page))))


def _title(entry: PageEntry, page: Page) -> str:
    return _linked_title(entry.item, page.occasion.locale)


def _linked_title(item: Item, locale: str) -> str:
    return link(title_of(item, locale), item.link)


def _notes(entry: PageEntry, page: Page, section: PageSection | None) -> str:
    """Return when and by whom; a brief has no time, unless it is of another day."""
    notes = [(labels.moment if section else labels.other_day)(entry.item, page.occasion)]
    if labels.names_source(page, section):
        notes.append(escape(entry.source))
    told = labels.other_headlines(entry)
    also = [link(one.source, one.item.link) for one in entry.also if one not in told]
    notes.append(labels.also_in(page.occasion.locale, also))
    return " · ".join(filter(None, notes))


def _headlines(entry: PageEntry, page: Page) -> list[str]:
    """Return the headlines of the others who tell the story, a line each."""
    locale = page.occasion.locale
    return [
        f"- {labels.told_by(locale, escape(one.source), _linked_title(one.item, locale))}"
        for one in labels.other_headlines(entry)
    ]


def link(text: str, url: str | None) -> str:
    """Return text as a link; without an address that is safe, the text alone."""
    address = safe_url(url)
    return f"[{escape(honest(text, address))}](<{address}>)" if address else escape(text)


def escape(text: str) -> str:
    """Return one line of text that reads as it was written."""
    return _LINE_START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", one_line(text)))
