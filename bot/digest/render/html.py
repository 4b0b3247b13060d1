"""Write a composed digest as one HTML page that loads nothing from anywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources

from bot import i18n
from bot.digest.compose import Citation, Mention, Page, PageEntry, PageSection, SectionKind
from bot.digest.render import labels
from bot.message.markdown import honest, one_line, safe_url
from bot.model import Item
from bot.post.title import lead_under, title_of

_HEADLINES = 3  # of the others who tell a story, before a click shows the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLinks:
    """Where a page on the web leads: the days before and after it, the digest as a feed."""

    canonical: str
    atom: str
    json_feed: str
    before: str | None = None
    after: str | None = None
    indexed: bool = False


def render_html(page: Page, links: WebLinks | None = None) -> str:
    """Return the whole page; everything from outside is escaped, addresses are http(s) alone.

    On the web it has `links`; a file stands by itself.
    """
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
            *(_head_links(links, heading) if links else ()),
            f"<style>\n{style()}</style>",
            "</head>",
            "<body>",
            *_header(page, heading),
            *_main(page),
            *(_foot(page, links) if links else ()),
            "</body>",
            "</html>\n",
        )
    )


def render_fragment(page: Page) -> str:
    """Return what stands on a page without its head and style, for an entry of a feed."""
    notices = (f"<p>{escape(notice)}</p>" for notice in labels.notices(page))
    return "\n".join((*notices, *_opening(page), *_main(page, contents=False)))


@cache
def style() -> str:
    """Return the style sheet of every page."""
    return (resources.files("bot.digest.render") / "page.css").read_text(encoding="utf-8")


def _header(page: Page, heading: str) -> Iterator[str]:
    yield f"<header>\n<h1>{heading}</h1>"
    if not page.is_empty:
        yield f'<p class="small">{escape(labels.counts(page))}</p>'
    for notice in labels.notices(page):
        yield f'<p class="notice">{escape(notice)}</p>'
    yield from _opening(page)
    if not _has_front(page):
        yield from _contents(page)
    yield "</header>"


def _opening(page: Page) -> Iterator[str]:
    """Yield what the page begins with; each number leads to its article."""
    if not page.opening:
        return
    lines = []
    for line in page.opening:
        numbers = " ".join(_citation(each, page) for each in line.citations)
        lines.append(f"{escape(line.text)} <sup>{numbers}</sup>")
    yield f'<p class="opening">{" ".join(lines)}</p>'
    yield f'<p class="small">{_own(page, "by_model")}</p>'


def _citation(citation: Citation, page: Page) -> str:
    title = escape(title_of(citation.item, page.occasion.locale))
    address = safe_url(citation.item.link)
    if address is None:
        return f'<span title="{title}">{citation.number}</span>'
    return f'<a href="{escape(address)}" title="{title}">{citation.number}</a>'


def _has_front(page: Page) -> bool:
    return bool(page.sections) and page.sections[0].kind is SectionKind.FRONT


def _contents(page: Page) -> Iterator[str]:
    """Yield where the sections are; a front page is read before anybody looks for that."""
    if contents := labels.contents(page):
        yield f"<nav>\n<h2>{_own(page, 'contents')}</h2>\n<ul>"
        for number, (title, count) in enumerate(contents):
            yield f'<li><a href="#s{number}">{escape(title)}\u00a0<span>{count}</span></a></li>'
        yield "</ul>\n</nav>"


def _head_links(links: WebLinks, heading: str) -> Iterator[str]:
    if not links.indexed:
        yield '<meta name="robots" content="noindex, nofollow">'
    yield f'<link rel="canonical" href="{escape(links.canonical)}">'
    for rel, url in (("prev", links.before), ("next", links.after)):
        if url is not None:
            yield f'<link rel="{rel}" href="{escape(url)}">'
    for kind, url in (("atom+xml", links.atom), ("feed+json", links.json_feed)):
        yield (
            f'<link rel="alternate" type="application/{kind}" title="{heading}"'
            f' href="{escape(url)}">'
        )


def _foot(page: Page, links: WebLinks) -> Iterator[str]:
    """Yield the ways to the neighbouring days, and to the feeds of these pages."""
    yield "<footer>\n<nav>\n<ul>"
    for name, url in (("previous", links.before), ("next", links.after)):
        if url is not None:
            yield f'<li><a href="{escape(url)}">{_own(page, f"button.{name}")}</a></li>'
    yield f'<li>{_own(page, "follow")} <a href="{escape(links.atom)}">Atom</a></li>'
    yield f'<li><a href="{escape(links.json_feed)}">JSON Feed</a></li>'
    yield "</ul>\n</nav>\n</footer>"


def _main(page: Page, *, contents: bool = True) -> Iterator[str]:
    both = bool(page.sections and page.briefs)
    yield f'<main class="{"wide" if both else "page"}">\n<div>'
    for number, section in enumerate(page.sections):
        yield from _section(section, number, page)
        if contents and section.kind is SectionKind.FRONT:
            yield from _contents(page)
    yield "</div>"
    if page.briefs:
        yield f'<section class="briefs" id="s{len(page.sections)}">'
        yield f"<h2>{_own(page, 'section.briefs')}</h2>\n<ul>"
        for entry in page.briefs:
            yield f"<li{_lang(entry.item, page)}>{_title(entry.item, page)}"
            yield "".join((_notes(entry, page, None), *_headlines(entry, page), "</li>"))
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
    yield from _headlines(entry, page)
    yield "</article>"


def _title(item: Item, page: Page) -> str:
    return _link(title_of(item, page.occasion.locale), item.link)


def _notes(entry: PageEntry, page: Page, section: PageSection | None) -> str:
    """Return when and by whom; a brief has no time, unless it is of another day."""
    occasion = page.occasion
    local = entry.item.published_at.astimezone(occasion.zone)
    said = (labels.moment if section else labels.other_day)(entry.item, occasion)
    notes = [f'<time datetime="{local.isoformat()}">{escape(said)}</time>'] if said else []
    if labels.names_source(page, section):
        notes.append(escape(one_line(entry.source)))
    told = labels.other_headlines(entry)
    also = [_link(one_line(one.source), one.item.link) for one in entry.also if one not in told]
    notes.append(labels.also_in(occasion.locale, also))
    text = " · ".join(filter(None, notes))
    return f'<p class="small" lang="{occasion.locale}">{text}</p>' if text else ""


def _headlines(entry: PageEntry, page: Page) -> Iterator[str]:
    """Yield the headlines of the others who tell the story: the first ones, the rest by a click."""
    told = labels.other_headlines(entry)
    shown = told if len(told) <= _HEADLINES + 1 else told[:_HEADLINES]
    yield from _told(shown, page)
    if rest := told[len(shown) :]:
        summary = escape(i18n.text(page.occasion.locale, "digest.more", n=len(rest)))
        yield f'<details class="told"><summary lang="{page.occasion.locale}">{summary}</summary>'
        yield from _told(rest, page)
        yield "</details>"


def _told(mentions: Sequence[Mention], page: Page) -> Iterator[str]:
    if mentions:
        yield '<ul class="told">'
        for mention in mentions:
            source, title = escape(one_line(mention.source)), _title(mention.item, page)
            told = labels.told_by(page.occasion.locale, source, title)
            yield f"<li{_lang(mention.item, page)}>{told}</li>"
        yield "</ul>"


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
