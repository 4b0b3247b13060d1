"""Write a composed digest as plain Markdown (CommonMark); decides nothing about what is in it."""

import re
from collections.abc import Iterator

from bot import i18n
from bot.delivery.escape import honest, one_line, safe_url
from bot.digest import words
from bot.digest.compose import Digest, Entry, Section

_MARKS = re.compile(r"([\\`*_\[\]<>#|~&])")
_LINE_START = re.compile(r"^(\d*)([-+=.)])")


def render_markdown(digest: Digest) -> str:
    """Return the whole page, ending with a newline."""
    return "\n\n".join(_blocks(digest)) + "\n"


def _blocks(digest: Digest) -> Iterator[str]:
    locale = digest.occasion.locale
    yield f"# {_escape(words.heading(digest.occasion))}"
    if not digest.is_empty:
        yield f"*{words.counts(digest)}*"
    yield from (f"> {_escape(notice)}" for notice in words.notices(digest))
    if contents := words.contents(digest):
        lines = [f"- {_escape(title)}: {count}" for title, count in contents]
        yield "\n".join((f"**{i18n.text(locale, 'digest.contents')}**", "", *lines))
    for section in digest.sections:
        yield f"## {_escape(words.section_title(section, locale))}"
        for entry in section.entries:
            yield from _article(entry, digest, section)
    if digest.briefs:
        yield f"## {i18n.text(locale, 'digest.section.briefs')}"
        yield "\n".join(_brief(entry, digest) for entry in digest.briefs)


def _article(entry: Entry, digest: Digest, section: Section) -> Iterator[str]:
    item = entry.item
    if item.kicker:
        yield f"*{_escape(item.kicker)}*"
    yield f"### {_title(entry, digest)}"
    yield _notes(entry, digest, section)
    if lead := _escape(item.lead):
        yield lead


def _brief(entry: Entry, digest: Digest) -> str:
    return f"- {_title(entry, digest)} — {_notes(entry, digest, None)}"


def _title(entry: Entry, digest: Digest) -> str:
    return _link(words.title(entry.item, digest.occasion.locale), entry.item.link)


def _notes(entry: Entry, digest: Digest, section: Section | None) -> str:
    notes = [words.moment(entry.item, digest.occasion)]
    if words.names_source(digest, section):
        notes.append(_escape(entry.source))
    also = ", ".join(_link(mention.source, mention.item.link) for mention in entry.also)
    notes.append(words.also_in(entry, digest.occasion.locale, also))
    return " · ".join(filter(None, notes))


def _link(text: str, url: str | None) -> str:
    address = safe_url(url)
    return f"[{_escape(honest(text, address))}](<{address}>)" if address else _escape(text)


def _escape(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", one_line(text)))
