"""Five days of a feed through the sandbox: each day's page has that day's items, and nothing else.

Next's own feed is read where it lies and checked against its XML; what is written down as golden
files is a made-up newspaper's of the same shape. After a change that is meant,
`python -m tests.digest.test_five_days` writes them anew.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from html import escape, unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.digest.render.markdown import render_markdown
from bot.model import Mode
from tests.digest.build import DATA
from tests.support.following import wake
from tests.support.gazette import Gazette
from tests.support.shared import SHARED

pytestmark = pytest.mark.uncounted

NEXT = SHARED / "feeds" / "next-2025-12.xml"
PARIS = ZoneInfo("Europe/Paris")
BEGIN = datetime(2025, 12, 1, 12, tzinfo=UTC)
DAYS = tuple(date(2025, 12, day) for day in (2, 3, 4, 8, 9))
DAY = timedelta(days=1)

Paper = Callable[[datetime], bytes]  # the feed's document as it is at an instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One item as the feed's document has it."""

    title: str
    kicker: str | None
    lead: str
    at: datetime
    is_brief: bool


async def read_for_nine_days(gazette: Gazette, paper: Paper, locale: str) -> None:
    """Follow a feed in #news from 1 December on, with its page at 20:00 in Paris."""
    asker = gazette.moderator.in_french if locale == "fr" else gazette.moderator
    url = gazette.papers.put("/feed", paper(BEGIN))
    followed = await gazette.follow(url, mode=Mode.DIGEST)
    await asker.slash("settings channel", language=locale)
    await asker.slash("digest set", time="20h", zone="Europe/Paris")
    await gazette.settle()
    for day in (date(2025, 12, 1) + n * DAY for n in range(9)):
        for at in (time(19, 30), time(20)):
            gazette.clock.set(datetime.combine(day, at, tzinfo=PARIS).astimezone(UTC))
            gazette.papers.put("/feed", paper(gazette.clock()))
            await wake(gazette.database, followed.feed.id, gazette.clock())
            await gazette.settle()


def day_of(page: str) -> str:
    return page.splitlines()[0]


# Next's feed, checked against its own document


def entries() -> list[str]:
    return re.findall(r"<item>.*?</item>", NEXT.read_text(encoding="utf-8"), re.DOTALL)


def told(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    return unescape(found[1]).strip() if found else ""


def read_entry(entry: str) -> Expected:
    content = told(r"<content:encoded><!\[CDATA\[(.*?)\]\]>", entry)
    described = told(r"<description><!\[CDATA\[<p>(.*?)</p>\]\]>", entry)
    return Expected(
        title=told(r"<title>(.*?)</title>", entry),
        kicker=told(r"\A\s*<p><em>(.*?)</em></p>", content) or None,
        lead=told(r"<p><strong>(.*?)</strong></p>", content) or described,
        at=parsedate_to_datetime(told(r"<pubDate>(.*?)</pubDate>", entry)),
        is_brief=told(r"<category>(.*?)</category>", entry) == "Brief",
    )


def next_at(now: datetime) -> bytes:
    """Return Next's document with what was published up to `now`."""
    text = NEXT.read_text(encoding="utf-8")
    for entry in entries():
        if read_entry(entry).at > now:
            text = text.replace(entry, "")
    return text.encode()


def written(expected: Expected) -> list[str]:
    """Return what a page must say of an item, in this order."""
    when = f"<t:{int(expected.at.timestamp())}:t>"
    if expected.is_brief:
        mark, _, rest = expected.title.partition(" ")
        return [f"- {mark} [{rest}](<https://next.ink/", ">)\n"]
    kicker = f"**{expected.kicker}** · " if expected.kicker else ""
    title = f"### [{expected.title}](<https://next.ink/"
    return [f"-# {kicker}{when}\n", title, f"\n{expected.lead}\n"]


def stands_in(page: str, pieces: list[str]) -> bool:
    at = 0
    for piece in pieces:
        at = page.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


@pytest.mark.skipif(not NEXT.exists(), reason=f"{NEXT} is not beside the checkout")
async def test_each_day_of_next_has_one_page_with_exactly_its_items(tmp_path: Path) -> None:
    items = [read_entry(entry) for entry in entries()]

    async with Gazette.open(tmp_path, now=BEGIN) as gazette:
        await read_for_nine_days(gazette, next_at, "fr")
        pages = gazette.texts("news")

    assert [day_of(page) for page in pages] == [
        "# Reçu — mardi 2 décembre 2025",
        "# Reçu — mercredi 3 décembre 2025",
        "# Reçu — jeudi 4 décembre 2025",
        "# Reçu — lundi 8 décembre 2025",
        "# Reçu — mardi 9 décembre 2025",
    ]
    for day, page in zip(DAYS, pages, strict=True):
        todays = [item for item in items if item.at.astimezone(PARIS).date() == day]
        assert all(stands_in(page, written(item)) for item in todays)
        assert page.count("](<https://next.ink/") == len(todays)
        assert page.count("### ") == sum(not item.is_brief for item in todays)
        assert page.count("- ☕️ [") == sum(item.is_brief for item in todays)


@pytest.mark.skipif(not NEXT.exists(), reason=f"{NEXT} is not beside the checkout")
async def test_an_empty_day_of_next_says_so_where_that_is_wished(tmp_path: Path) -> None:
    async with Gazette.open(tmp_path, now=BEGIN) as gazette:
        french = gazette.moderator.in_french
        await french.slash("digest set", time="20h", zone="Europe/Paris", empty="say")
        await read_for_nine_days(gazette, next_at, "fr")
        pages = gazette.texts("news")

    empty = [
        day_of(page)
        for page in pages
        if page.splitlines()[1] == "*Rien de neuf depuis la dernière page.*"
    ]
    assert len(pages) == 9
    assert empty == [
        "# Reçu — lundi 1er décembre 2025",
        "# Reçu — vendredi 5 décembre 2025",
        "# Reçu — samedi 6 décembre 2025",
        "# Reçu — dimanche 7 décembre 2025",
    ]


# A made-up newspaper of the same shape, written down


def made_up(locale: str) -> Paper:
    table = tomllib.loads((DATA / f"five-days.{locale}.toml").read_text(encoding="utf-8"))

    def paper(now: datetime) -> bytes:
        items = "".join(
            _item(number, item) for number, item in enumerate(table["items"]) if item["at"] <= now
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
            f"<title>{escape(table['title'])}</title><link>https://plateau.test/</link>"
            f"<language>{table['language']}</language>{items}</channel></rss>"
        ).encode()

    return paper


def _item(number: int, item: dict[str, Any]) -> str:
    content = "".join(_content(item))
    return (
        f"<item><title>{escape(item['title'])}</title>"
        f"<link>https://plateau.test/{number}</link><guid>https://plateau.test/{number}</guid>"
        f"<pubDate>{item['at'].strftime('%a, %d %b %Y %H:%M:%S %z')}</pubDate>"
        f"<category>{item.get('category', 'Article')}</category>"
        f"<description>{escape(item['lead'])}</description>"
        f"<content:encoded>{escape(content)}</content:encoded></item>"
    )


def _content(item: dict[str, Any]) -> Iterator[str]:
    if "kicker" in item:
        yield f"<p><em>{escape(item['kicker'])}</em></p>"
    yield f"<p><strong>{escape(item['lead'])}</strong></p>"
    for text in item.get("body", ()):
        heading = text.startswith("## ")
        yield f"<h2>{escape(text[3:])}</h2>" if heading else f"<p>{escape(text)}</p>"


async def printed(folder: Path, locale: str) -> dict[str, str]:
    """Return the five pages as they were posted, and as Markdown, by the ends of their files."""
    async with Gazette.open(folder, now=BEGIN) as gazette:
        await read_for_nine_days(gazette, made_up(locale), locale)
        posted = gazette.texts("news")
        services = gazette.services
        (digest,) = await services.digests.reader.of_guild(gazette.guild.id)
        pages = []
        for day in DAYS:
            edition = await services.digests.reader.on_day(digest.id, day)
            assert edition is not None
            opened = await services.digests.reader.open(digest, edition, locale)
            pages.append(render_markdown(opened.page))
    return {
        "discord.md": "\n\n---\n\n".join(posted) + "\n",
        "md": "\n---\n\n".join(pages),
    }


@pytest.mark.parametrize("locale", ["en", "fr"])
async def test_five_days_read_as_their_golden_files(tmp_path: Path, locale: str) -> None:
    pages = await printed(tmp_path, locale)

    for end, text in pages.items():
        golden = DATA / f"five-days.{locale}.{end}"
        assert text == golden.read_text(encoding="utf-8")


def write_golden_pages() -> None:
    for locale in ("en", "fr"):
        with tempfile.TemporaryDirectory() as folder:
            for end, text in asyncio.run(printed(Path(folder), locale)).items():
                (DATA / f"five-days.{locale}.{end}").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_golden_pages()
