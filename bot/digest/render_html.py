"""Write a composed digest as one HTML page that loads nothing from anywhere."""

from collections.abc import Iterator
from functools import cache
from html import escape
from importlib import resources

from bot import i18n
from bot.delivery.escape import honest, one_line, safe_url
from bot.digest import words
from bot.digest.compose import Digest, Entry, Section, SectionKind
from bot.model import Item


def render_html(digest: Digest) -> str:
    """Return the whole page; everything from outside is escaped, addresses are http(s) alone."""
    heading = escape(words.heading(digest.occasion))
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{digest.occasion.locale}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            '<meta http-equiv="Content-Security-Policy"'
            " content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>{heading}</title>",
            f"<style>\n{_style()}</style>",
            "</head>",
            "<body>",
            *_header(digest, heading),
            *_main(digest),
            "</body>",
            "</html>\n",
        )
    )


@cache
def _style() -> str:
    return (resources.files("bot.digest") / "page.css").read_text(encoding="utf-8")


def _header(digest: Digest, heading: str) -> Iterator[str]:
    yield f"<header>\n<h1>{heading}</h1>"
    if not digest.is_empty:
        yield f'<p class="small">{escape(words.counts(digest))}</p>'
    for notice in words.notices(digest):
        yield f'<p class="notice">{escape(notice)}</p>'
    if contents := words.contents(digest):
        yield f"<nav>\n<h2>{_own(digest, 'contents')}</h2>\n<ul>"
        for number, (title, count) in enumerate(contents):
            yield f'<li><a href="#s{number}">{escape(title)} <span>{count}</span></a></li>'
        yield "</ul>\n</nav>"
    yield "</header>"


def _main(digest: Digest) -> Iterator[str]:
    both = bool(digest.sections and digest.briefs)
    yield f'<main class="{"wide" if both else "page"}">\n<div>'
    for number, section in enumerate(digest.sections):
        yield from _section(section, number, digest)
    yield "</div>"
    if digest.briefs:
        yield f'<section class="briefs" id="s{len(digest.sections)}">'
        yield f"<h2>{_own(digest, 'section.briefs')}</h2>\n<ul>"
        for entry in digest.briefs:
            yield f"<li{_lang(entry.item, digest)}>{_title(entry.item, digest)}"
            yield f"{_notes(entry, digest, None)}</li>"
        yield "</ul>\n</section>"
    yield "</main>"


def _section(section: Section, number: int, digest: Digest) -> Iterator[str]:
    name = "front" if section.kind is SectionKind.FRONT else "rest"
    title = words.section_title(section, digest.occasion.locale)
    yield f'<section class="{name}" id="s{number}">\n<h2>{escape(title)}</h2>'
    for entry in section.entries:
        yield from _article(entry, section, digest)
    yield "</section>"


def _article(entry: Entry, section: Section, digest: Digest) -> Iterator[str]:
    item = entry.item
    yield f"<article{_lang(item, digest)}>"
    if kicker := one_line(item.kicker or ""):
        yield f'<p class="kicker">{escape(kicker)}</p>'
    yield f"<h3>{_title(item, digest)}</h3>"
    yield _notes(entry, digest, section)
    if lead := one_line(item.lead):
        yield f'<p class="lead">{escape(lead)}</p>'
    yield "</article>"


def _title(item: Item, digest: Digest) -> str:
    return _link(words.title(item, digest.occasion.locale), item.link)


def _notes(entry: Entry, digest: Digest, section: Section | None) -> str:
    occasion = digest.occasion
    local = entry.item.published_at.astimezone(occasion.zone)
    clock = escape(words.moment(entry.item, occasion))
    notes = [f'<time datetime="{local.isoformat()}">{clock}</time>']
    if words.names_source(digest, section):
        notes.append(escape(one_line(entry.source)))
    also = ", ".join(_link(one_line(mention.source), mention.item.link) for mention in entry.also)
    notes.append(words.also_in(entry, occasion.locale, also))
    return f'<p class="small" lang="{occasion.locale}">{" · ".join(filter(None, notes))}</p>'


def _lang(item: Item, digest: Digest) -> str:
    """Return the attribute that tells a browser how to hyphenate and read an item aloud."""
    language = one_line(item.language or "")
    if not language or language.split("-")[0].lower() == digest.occasion.locale:
        return ""
    return f' lang="{escape(language)}"'


def _link(text: str, url: str | None) -> str:
    address = safe_url(url)
    if address is None:
        return escape(text)
    return f'<a href="{escape(address)}">{escape(honest(text, address))}</a>'


def _own(digest: Digest, key: str) -> str:
    return escape(i18n.text(digest.occasion.locale, f"digest.{key}"))
