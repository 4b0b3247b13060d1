"""Write the pages of a digest as a feed, Atom and JSON Feed, one entry a page; pure."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from bot.digest.compose import Page
from bot.digest.render import labels
from bot.digest.render.html import render_fragment

_ATOM = "http://www.w3.org/2005/Atom"
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """A page as an entry: `url` is also its id, which never changes."""

    url: str
    printed_at: datetime
    page: Page


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFeed:
    """The feed: its name and language, where it and the newest page stand, its pages."""

    title: str
    locale: str
    home: str
    atom: str
    json_feed: str
    updated_at: datetime
    pages: Sequence[FeedPage]


def write_atom(feed: PageFeed) -> bytes:
    """Return the feed as an Atom document."""
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": feed.locale})
    _text(root, "id", feed.home)
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(feed.updated_at))
    _text(SubElement(root, "author"), "name", feed.title)
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.atom})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.home})
    for each in feed.pages:
        entry = SubElement(root, "entry")
        _text(entry, "id", each.url)
        _text(entry, "title", labels.heading(each.page.occasion))
        _text(entry, "published", _instant(each.printed_at))
        _text(entry, "updated", _instant(each.printed_at))
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": each.url})
        _text(entry, "summary", labels.counts(each.page))
        _text(entry, "content", render_fragment(each.page), {"type": "html"})
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def write_json_feed(feed: PageFeed) -> bytes:
    """Return the feed as a JSON Feed, version 1.1."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.json_feed,
        "language": feed.locale,
        "authors": [{"name": feed.title}],
        "items": [
            {
                "id": each.url,
                "url": each.url,
                "title": labels.heading(each.page.occasion),
                "summary": labels.counts(each.page),
                "content_html": render_fragment(each.page),
                "date_published": _instant(each.printed_at),
            }
            for each in feed.pages
        ],
    }
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def _text(parent: Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    SubElement(parent, name, attributes or {}).text = _NO_CHARACTER.sub("", text)


def _instant(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
