"""The first real feed, Next's, from its server to a channel; read where it lies, never copied.

What is expected is taken from the file by a few patterns of its own, not by the bot's reader.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.feeds.worker.pool import ParserPool
from bot.i18n import format_clock, format_day
from bot.model import Item, Kind
from bot.store.feeds.items import ItemStore
from tests.support.gazette import COARSE, Gazette
from tests.support.shared import SHARED

FILE = SHARED / "feeds" / "next-2025-12.xml"
PARIS = ZoneInfo("Europe/Paris")
ADDED = """<item><title>☕️ Une brève de plus</title><link>https://next.ink/201001/une-breve/</link>
<guid isPermaLink="false">https://next.ink/?p=201001</guid>
<pubDate>Tue, 09 Dec 2025 12:30:00 +0100</pubDate>
<content:encoded><![CDATA[<p>Elle tient en une phrase.</p>]]></content:encoded></item>"""

pytestmark = [
    pytest.mark.uncounted,
    pytest.mark.skipif(not FILE.exists(), reason=f"{FILE} is not beside the checkout"),
]


@pytest.fixture
async def gazette(tmp_path: Path) -> AsyncIterator[Gazette]:
    """Lend a Gazette whose documents are read in real worker processes."""
    async with ParserPool.open() as parser, Gazette.open(tmp_path, reads=parser) as opened:
        opened.clock.set(datetime(2025, 12, 9, 12, tzinfo=UTC))  # after the newest item
        yield opened


def entries() -> list[str]:
    found: list[str] = re.findall(r"<item>.*?</item>", FILE.read_text(encoding="utf-8"), re.DOTALL)
    return found


def told(pattern: str, text: str) -> str | None:
    found = re.search(pattern, text, re.DOTALL)
    return unescape(found[1]).strip() if found else None


async def serve(gazette: Gazette, *, added: str = "", edited: tuple[str, str] = ("", "")) -> str:
    text = FILE.read_text(encoding="utf-8").replace(*edited)
    text = text.replace("  <item>", f"{added}\n  <item>", 1)
    return gazette.papers.put("/feed/free", text.encode())


async def follow(gazette: Gazette) -> dict[str, Item]:
    """Follow Next in #news, read it for the first time, and return what is kept, by title."""
    following = await gazette.follow(await serve(gazette))
    await gazette.settle()
    items = await ItemStore(gazette.database).newest(following.feed.id, 100)
    return {item.title: item for item in items}


async def test_every_item_is_kept_with_its_kind(gazette: Gazette) -> None:
    items = await follow(gazette)

    briefs = {title for title, item in items.items() if item.kind is Kind.BRIEF}
    assert len(items) == 11
    assert len(briefs) == 3
    assert all(title.startswith("☕") for title in briefs)
    assert gazette.texts("news") == []


async def test_kickers_and_leads_are_those_of_the_newsroom(gazette: Gazette) -> None:
    items = await follow(gazette)

    expected = {}
    for entry in entries():
        content = told(r"<content:encoded><!\[CDATA\[(.*?)\]\]>", entry) or ""
        title = told(r"<title>(.*?)</title>", entry)
        kicker = told(r"\A\s*<p><em>(.*?)</em></p>", content)
        lead = told(r"<p><strong>(.*?)</strong></p>", content)
        expected[title] = (unescape(kicker) if kicker else None, lead)
    articles = {title: item for title, item in items.items() if item.kind is Kind.ARTICLE}
    assert {title: item.kicker for title, item in items.items()} == {
        title: kicker for title, (kicker, _) in expected.items()
    }
    assert {title: item.lead for title, item in articles.items()} == {
        title: expected[title][1] for title in articles
    }


async def test_times_are_those_of_paris(gazette: Gazette) -> None:
    items = await follow(gazette)

    kept = {title: clock_in_paris(item.published_at) for title, item in items.items()}
    dates = [
        parsedate_to_datetime(told(r"<pubDate>(.*?)</pubDate>", one) or "") for one in entries()
    ]
    titles = [told(r"<title>(.*?)</title>", one) for one in entries()]
    assert kept == {title: clock_in_paris(date) for title, date in zip(titles, dates, strict=True)}
    assert "mardi 9 décembre 2025 11:16" in kept.values()


@pytest.mark.parametrize(
    "typed", ["data centers nitrates", "data centres nitrates", "datacenter nitrate"]
)
async def test_the_article_on_morrow_county_is_found_first(gazette: Gazette, typed: str) -> None:
    await follow(gazette)

    reply = await gazette.slash("search", query=typed)

    first = reply.text.index("1. **[")
    assert reply.text[first:].startswith("1. **[Cancers : aux USA, des datacenters accusés")


def clock_in_paris(when: datetime) -> str:
    there = when.astimezone(PARIS)
    return f"{format_day('fr', there.date())} {format_clock('fr', there)}"


async def test_a_new_item_is_posted_once_and_never_again(gazette: Gazette) -> None:
    await follow(gazette)

    await serve(gazette, added=ADDED)
    await gazette.pass_time(hours=6)
    await gazette.restart()
    await gazette.pass_time(hours=12, step=COARSE)

    [text] = gazette.texts("news")
    assert "Une brève de plus" in text
    assert "Elle tient en une phrase." in text


async def test_an_edited_item_is_not_posted_twice(gazette: Gazette) -> None:
    await follow(gazette)
    await serve(gazette, added=ADDED)
    await gazette.pass_time(hours=6)

    edited = ADDED.replace("Une brève de plus", "Une brève en plus")
    await serve(gazette, added=edited, edited=("Tue, 09 Dec 2025 11:16", "Tue, 09 Dec 2025 11:40"))
    await gazette.pass_time(hours=12, step=COARSE)

    [text] = gazette.texts("news")
    assert "Une brève en plus" in text  # the message was edited in its place
