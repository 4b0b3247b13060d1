"""The pages of a digest as a feed: what our own reader and feedparser make of it."""

import json
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import feedparser
import pytest

from bot.digest.compose import compose
from bot.digest.render.syndicate import FeedPage, PageFeed, write_atom, write_json_feed
from bot.feeds.document.parse import read_document
from bot.model import ParsedFeed
from tests.digest.build import NOON, golden_page, make_feed, make_item, occasion

HOME = "https://news.test/d/token"
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<script>alert(1)</script> ]]> &amp; \x00\x0b \ud800 \"'"


def feed_of(*pages: FeedPage, title: str = "news · Readers") -> PageFeed:
    return PageFeed(
        title=title,
        locale="en",
        home=HOME,
        atom=f"{HOME}/feed.atom",
        json_feed=f"{HOME}/feed.json",
        updated_at=NOON,
        pages=pages,
    )


def days() -> tuple[FeedPage, FeedPage]:
    newer = golden_page("day", "en")
    older = replace(newer, occasion=replace(newer.occasion, day=date(2025, 12, 8)))
    return (
        FeedPage(url=f"{HOME}/2025-12-09/480", printed_at=NOON, page=newer),
        FeedPage(url=f"{HOME}/2025-12-08/480", printed_at=NOON - timedelta(days=1), page=older),
    )


def read(body: bytes, kind: str) -> ParsedFeed:
    return read_document(body, url=f"{HOME}/feed", content_type=kind, known=b"")


@pytest.mark.parametrize(
    ("write", "kind"),
    [(write_atom, "application/atom+xml"), (write_json_feed, "application/feed+json")],
)
def test_our_own_reader_reads_one_entry_a_page(write: object, kind: str) -> None:
    assert callable(write)

    parsed = read(write(feed_of(*days())), kind)

    assert parsed.title == "news · Readers"
    assert [item.title for item in parsed.items] == [
        "Received — Tuesday, December 9, 2025",
        "Received — Monday, December 8, 2025",
    ]
    assert [item.link for item in parsed.items] == [
        f"{HOME}/2025-12-09/480",
        f"{HOME}/2025-12-08/480",
    ]
    assert parsed.items[0].guid == f"{HOME}/2025-12-09/480"
    assert parsed.items[0].published_at == NOON
    assert "articles" in parsed.items[0].lead or "articles" in parsed.items[0].body


def test_feedparser_reads_it_without_complaint() -> None:
    parsed = feedparser.parse(write_atom(feed_of(*days())))

    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert [entry.link for entry in parsed.entries] == [
        f"{HOME}/2025-12-09/480",
        f"{HOME}/2025-12-08/480",
    ]
    assert [(link.rel, link.href) for link in parsed.feed.links] == [
        ("self", f"{HOME}/feed.atom"),
        ("alternate", HOME),
    ]


@pytest.mark.parametrize("write", [write_atom, write_json_feed])
def test_hostile_words_are_escaped_and_control_characters_break_nothing(write: object) -> None:
    assert callable(write)
    item = make_item(1, title=HOSTILE, lead=HOSTILE, kicker=HOSTILE, categories=(HOSTILE,))
    page = compose([item], {1: make_feed(1, HOSTILE)}, occasion())
    feed = feed_of(FeedPage(url=HOME, printed_at=NOON, page=page), title=HOSTILE)

    body = write(feed)

    if write is write_atom:
        content = ElementTree.fromstring(body).findtext(f".//{ATOM}content")
    else:
        content = json.loads(body)["items"][0]["content_html"]
    assert content is not None
    assert "alert(1)" in content
    assert "<script" not in content
    assert len(read(body, "").items) == 1


def test_a_feed_says_all_that_a_reader_asks_for() -> None:
    page = compose([make_item(1)], {1: make_feed(1)}, occasion())
    day = feed_of(FeedPage(url=f"{HOME}/2025-12-09/480", printed_at=NOON, page=page))

    root = ElementTree.fromstring(write_atom(day))
    document = json.loads(write_json_feed(day))

    said = [(each.tag.removeprefix(ATOM), each.text or each.attrib) for each in root.iter()]
    assert said[1:-1] == [
        ("id", HOME),
        ("title", "news · Readers"),
        ("updated", "2025-12-09T11:00:00Z"),
        ("author", {}),
        ("name", "news · Readers"),
        ("link", {"rel": "self", "type": "application/atom+xml", "href": f"{HOME}/feed.atom"}),
        ("link", {"rel": "alternate", "type": "text/html", "href": HOME}),
        ("entry", {}),
        ("id", f"{HOME}/2025-12-09/480"),
        ("title", "Received — Tuesday, December 9, 2025"),
        ("published", "2025-12-09T11:00:00Z"),
        ("updated", "2025-12-09T11:00:00Z"),
        ("link", {"rel": "alternate", "type": "text/html", "href": f"{HOME}/2025-12-09/480"}),
        ("summary", "1 article · 1 source"),
    ]
    content = document["items"][0].pop("content_html")
    assert root.findtext(f".//{ATOM}content") == content
    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "news · Readers",
        "home_page_url": HOME,
        "feed_url": f"{HOME}/feed.json",
        "language": "en",
        "authors": [{"name": "news · Readers"}],
        "items": [
            {
                "id": f"{HOME}/2025-12-09/480",
                "url": f"{HOME}/2025-12-09/480",
                "title": "Received — Tuesday, December 9, 2025",
                "summary": "1 article · 1 source",
                "date_published": "2025-12-09T11:00:00Z",
            }
        ],
    }
