"""Real feeds: what feedparser finds in the whole document, or better; read from beside the tree."""

import io
import json
import re
from calendar import timegm
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import pytest

from bot.feeds.document.mojibake import encoded_once
from bot.feeds.document.parse import read_document
from bot.feeds.document.xml.mend import mend
from bot.feeds.items.kinds import kind_of, read_rules
from bot.model import Kind, ParsedFeed, ParsedItem
from bot.text import clean
from bot.text.urls.links import resolve
from tests.support.shared import SHARED

FOLDER = SHARED / "feeds"
URL = "https://e.test/feed"
INDEX = FOLDER / "real" / "index.json"
NAMES = (
    [entry["id"] for entry in json.loads(INDEX.read_text(encoding="utf-8"))]
    if INDEX.exists()
    else []
)

pytestmark = [
    pytest.mark.uncounted,
    pytest.mark.skipif(not NAMES, reason="the real feeds are not beside the checkout"),
]


# Of dates with slashes feedparser takes the year and makes up the rest.
GUESSED = {"47116ebb9a23.rss"}


def body_of(name: str) -> bytes:
    return (FOLDER / "real" / name).read_bytes()


@cache
def read(name: str) -> ParsedFeed:
    return read_document(body_of(name), url=URL, content_type="application/xml")


def read_slowly(name: str) -> list[dict[str, Any]]:
    """Return what feedparser finds in the whole document, as its users call it.

    Bare ampersands are mended: it would take `R&D` for `R&D;`; so is what was encoded twice.
    Entries with nothing in them go, and links that lead nowhere.
    """
    headers = {"content-type": "application/xml"}
    body = re.sub(rb'<link [^<>]*href=""[^<>]*/>', b"", encoded_once(body_of(name)))
    found = feedparser.parse(io.BytesIO(mend(body)), response_headers=headers, sanitize_html=False)
    return [entry for entry in found["entries"] if any(shown(entry))]


def shown(entry: dict[str, Any]) -> tuple[object, ...]:
    return (*told(entry)[1:], entry.get("summary"), entry.get("content"))


def told(entry: dict[str, Any]) -> tuple[str | None, str | None, str]:
    link = entry.get("feedburner_origlink") or entry.get("link") or ""
    return (
        (entry.get("id") or "").strip() or None,
        resolve(link, URL) if link else None,
        clean.title(entry.get("title") or ""),
    )


def date_of(entry: dict[str, Any]) -> datetime | None:
    fields = ("published_parsed", "created_parsed", "updated_parsed")
    at = next((at for name in fields if (at := dict.get(entry, name))), None)
    # A clock that was never set, as `0001-01-01`, makes no date.
    return datetime.fromtimestamp(timegm(at), UTC) if at and at.tm_year >= 1900 else None


def is_better(item: ParsedItem, entry: dict[str, Any]) -> bool:
    """Say whether we have a date exactly where feedparser has one, or where it has none."""
    ours, theirs = item.published_at or item.updated_at, date_of(entry)
    return ours == theirs or theirs is None


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith(".json")])
def test_a_real_feed_yields_what_feedparser_finds_or_better(name: str) -> None:
    entries = read_slowly(name)
    items = read(name).items

    assert [(item.guid, item.link, item.title) for item in items] == [*map(told, entries)]
    assert name in GUESSED or all(map(is_better, items, entries))


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".json")])
def test_a_real_json_feed_is_read(name: str) -> None:
    feed = read(name)

    assert feed.title
    assert feed.items
    assert all((item.title or item.lead) and item.link and item.guid for item in feed.items)


def test_the_first_feed_of_all_is_read_right() -> None:
    body = (FOLDER / "next-2025-12.xml").read_bytes()
    items = read_document(body, url="https://next.ink/feed/free", content_type=None).items

    kinds = [kind_of(item, read_rules(None)) for item in items]
    articles = [item for item, kind in zip(items, kinds, strict=True) if kind is Kind.ARTICLE]
    times = [item.published_at and item.published_at.astimezone(ZoneInfo("Europe/Paris"))
             for item in items]  # fmt: skip

    assert (len(items), kinds.count(Kind.ARTICLE), kinds.count(Kind.BRIEF)) == (11, 8, 3)
    assert all(item.kicker and item.lead and item.body for item in articles)
    assert articles[0].kicker == "Stop the machine"
    assert not any(item.kicker for item in items if item not in articles)
    assert f"{times[0]:%d/%m/%Y %H:%M}" == "09/12/2025 11:16"
    assert {item.language for item in items} == {"fr"}
