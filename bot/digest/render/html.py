"""Write a composed digest as one HTML page that loads nothing from anywhere."""

from collections.abc import Iterator
from functools import cache
from html import escape
from importlib import resources

from bot import i18n
from bot.digest.compose import Page, PageEntry, PageSection, SectionKind
from bot.digest.render import labels
from bot.message.markdown import honest, one_line, safe_url
from bot.model import Item
from bot.post.title import lead_under, title_of


def render_html(page: Page) -> str:
    """Return the whole page; everything from outside is escaped, addresses are http(s) alone."""
    heading = escape(labels.heading(page.occasion))
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{page.occasion.locale}">',
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
            *_header(page, heading),
            *_main(page),
            "</body>",
            "</html>\n",
        )
    )


@cache
def _style() -> str:
    return (resources.files("bot.digest.render") / "page.css").read_text(encoding="utf-8")


def _header(page: Page, heading: str) -> Iterator[str]:
    yield f"<header>\n<h1>{heading}</h1>"
    if not page.is_empty:
        yield f'<p class="small">{escape(labels.counts(page))}</p>'
    for notice in labels.notices(page):
        yield f'<p class="notice">{escape(notice)}</p>'
    if contents := labels.contents(page):
        yield f"<nav>\n<h2>{_own(page, 'contents')}</h2>\n<ul>"
        for number, (title, count) in enumerate(contents):
            yield f'<li><a href="#s{number}">{escape(title)} <span>{count}</span></a></li>'
        yield "</ul>\n</nav>"
    yield "</header>"


def _main(page: Page) -> Iterator[str]:
    both = bool(page.sections and page.briefs)
    yield f'<main class="{"wide" if both else "page"}">\n<div>'
    for number, section in enumerate(page.sections):
        yield from _section(section, number, page)
    yield "</div>"
    if page.briefs:
        yield f'<section class="briefs" id="s{len(page.sections)}">'
        yield f"<h2>{_own(page, 'section.briefs')}</h2>\n<ul>"
        for entry in page.briefs:
            yield f"<li{_lang(entry.item, page)}>{_title(entry.item, page)}"
            yield f"{_notes(entry, page, None)}</li>"
        yield "</ul>\n</section>"
    yield "</main>"


def _section(section: PageSection, number: int, page: Page) -> Iterator[str]:
    name = "front" if section.kind is SectionKind.FRONT else "rest"
    title = labels.section_title(section, page.occasion.locale)
    yield f'<section class="{name}" id="s{number}">\n<h2>{escape(title)}</h2>'
    for entry in section.entries:
        yield from _article(entry, section, page)
    yield "</section>"


def _article(entry: PageEntry, section: PageSection, page: Page) -> Iterator[str]:
    item = entry.item
    yield f"<article{_lang(item, page)}>"
    if kicker := one_line(item.kicker or ""):
        yield f'<p class="kicker">{escape(kicker)}</p>'
    yield f"<h3>{_title(item, page)}</h3>"
    yield _notes(entry, page, section)
    if lead := lead_under(title_of(item, page.occasion.locale), item):
        yield f'<p class="lead">{escape(lead)}</p>'
    yield "</article>"


def _title(item: Item, page: Page) -> str:
    return _link(title_of(item, page.occasion.locale), item.link)


def _notes(entry: PageEntry, page: Page, section: PageSection | None) -> str:
    occasion = page.occasion
    local = entry.item.published_at.astimezone(occasion.zone)
    clock = escape(labels.moment(entry.item, occasion))
    notes = [f'<time datetime="{local.isoformat()}">{clock}</time>']
    if labels.names_source(page, section):
        notes.append(escape(one_line(entry.source)))
    also = ", ".join(_link(one_line(mention.source), mention.item.link) for mention in entry.also)
    notes.append(labels.also_in(entry, occasion.locale, also))
    return f'<p class="small" lang="{occasion.locale}">{" · ".join(filter(None, notes))}</p>'


def _lang(item: Item, page: Page) -> str:
    """Return the attribute that tells a browser how to hyphenate and read an item aloud."""
    language = one_line(item.language or "")
    if not language or language.split("-")[0].lower() == page.occasion.locale:
        return ""
    return f' lang="{escape(language)}"'


def _link(text: str, url: str | None) -> str:
    address = safe_url(url)
    if address is None:
        return escape(text)
    return f'<a href="{escape(address)}">{escape(honest(text, address))}</a>'


def _own(page: Page, key: str) -> str:
    return escape(i18n.text(page.occasion.locale, f"digest.{key}"))
