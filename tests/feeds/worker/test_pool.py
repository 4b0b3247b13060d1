"""The workers that read documents: limited, killed, replaced."""

import asyncio
import logging
import os
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.errors import NotAFeed, TooCostly
from bot.feeds.worker.pool import ParseLimits, ParserPool
from bot.model import ParsedFeed

pytestmark = pytest.mark.asyncio(loop_scope="module")

URL = "https://e.test/feed"
LIMITS = ParseLimits(cpu_s=0, wall_s=120, memory=96 * 1024 * 1024)


def rss(*items: str) -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"<rss version='2.0'><channel><title>T</title>{inside}</channel></rss>".encode()


def endless(letters: int) -> bytes:
    """Return what a regular expression of feedparser's takes their number squared for."""
    return rss(f"<source/><author>@ {'a.' * (letters // 2)}</author>")


ENDLESS = endless(200_000)
SMALL_ENDLESS = endless(60_000)  # so that it is read with others
TWO = rss("<guid>a</guid><title>One</title>", "<guid>b</guid><title>Two</title>")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parser() -> AsyncIterator[ParserPool]:
    """Lend one pool to all: what ends its worker must not disturb who reads next."""
    async with ParserPool.open(workers=1, limits=LIMITS) as opened:
        yield opened


async def read(parser: ParserPool, body: bytes, known: bytes = b"") -> ParsedFeed:
    return await parser.read(body, url=URL, content_type="application/rss+xml", known=known)


async def test_a_document_may_cost_so_much() -> None:
    assert ParseLimits() == ParseLimits(cpu_s=10, wall_s=30, memory=160 * 1024 * 1024, idle_s=120)


async def test_a_document_is_read_in_a_worker(parser: ParserPool) -> None:
    feed = await read(parser, TWO)

    assert [item.title for item in feed.items] == ["One", "Two"]
    assert (feed.title, feed.listed, len(feed.hashes), feed.whole) == ("T", 2, 16, True)


async def test_only_entries_that_are_not_known_are_read(parser: ParserPool) -> None:
    known = (await read(parser, TWO)).hashes

    nothing = await read(parser, TWO, known)
    one = await read(parser, TWO, known[:8])

    assert (nothing.items, nothing.title, nothing.hashes) == ((), "T", known)
    assert [(item.title, item.position) for item in one.items] == [("Two", 1)]
    assert not nothing.whole
    assert not one.whole


async def test_what_is_new_is_told_from_what_is_repeated(parser: ParserPool) -> None:
    entry = "<guid isPermaLink='false'>{}</guid><link>https://e.test/{}</link>"
    one, other, new = entry.format("a", 1), entry.format("b", 2), entry.format("b", 3)
    known = (await read(parser, rss(one, other))).hashes

    feed = await read(parser, rss(one, new, other), known)

    assert [(item.guid, item.position) for item in feed.items] == [("b", 1)]
    assert feed.repeated == {"b"}
    assert (feed.listed, len(feed.hashes)) == (3, 24)


async def test_an_entry_with_nothing_in_it_is_none_in_a_part_too(parser: ParserPool) -> None:
    known = (await read(parser, TWO)).hashes
    new = rss("<guid>a</guid><title>One</title>", "", "<title>Three</title>")

    feed = await read(parser, new, known)

    assert [(item.title, item.position) for item in feed.items] == [("Three", 2)]


async def test_the_order_of_dates_is_that_of_the_whole_document(parser: ParserPool) -> None:
    dates = [f"<title>{day}</title><pubDate>{day}/2026</pubDate>" for day in ("25/10", "05/11")]
    known = (await read(parser, rss(dates[0]))).hashes

    feed = await read(parser, rss(*dates), known)

    assert [item.published_at for item in feed.items] == [datetime(2026, 11, 5, tzinfo=UTC)]


async def test_a_document_in_another_encoding_is_read_in_part(parser: ParserPool) -> None:
    said = b"<?xml version='1.0' encoding='windows-1251'?>"
    known = (await read(parser, said + rss("<title>old</title>"))).hashes
    body = rss("<title>old</title>", "<title>Привет</title>").decode().encode("windows-1251")

    feed = await read(parser, said + body, known)

    assert [item.title for item in feed.items] == ["Привет"]


async def test_a_parse_that_takes_too_long_is_killed_and_the_next_one_works(
    parser: ParserPool,
) -> None:
    with pytest.raises(TooCostly, match="cpu"):
        await read(parser, ENDLESS)

    assert (await read(parser, TWO)).listed == 2


async def test_a_parse_that_eats_memory_is_ended_and_the_next_one_works(parser: ParserPool) -> None:
    attributes = " ".join(f"a{n}='1'" for n in range(300_000))

    with pytest.raises(TooCostly):
        await read(parser, rss(f"<title {attributes}>x</title>"))

    assert (await read(parser, TWO)).listed == 2


async def test_a_parse_that_is_given_up_leaves_the_next_one_alone(parser: ParserPool) -> None:
    slow = asyncio.ensure_future(read(parser, ENDLESS))
    await asyncio.sleep(0)
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow

    assert (await read(parser, TWO)).listed == 2


async def test_of_documents_read_together_only_the_one_that_ends_the_worker_is_too_costly(
    parser: ParserPool,
) -> None:
    bodies = (TWO, TWO, SMALL_ENDLESS, TWO)  # the first has its turn at once, the others wait

    before, ahead, costly, behind = await asyncio.gather(
        *(read(parser, body) for body in bodies), return_exceptions=True
    )

    assert isinstance(costly, TooCostly)
    assert costly.detail == "cpu"
    assert before == ahead == behind
    assert isinstance(behind, ParsedFeed)
    assert behind.listed == 2


async def test_documents_read_with_one_that_is_given_up_are_read_all_the_same(
    parser: ParserPool,
) -> None:
    first, given_up, other = (
        asyncio.ensure_future(read(parser, body)) for body in (TWO, SMALL_ENDLESS, TWO)
    )
    await first
    await asyncio.sleep(0)  # the other two are in a worker's hands, or about to be

    given_up.cancel()

    assert (await other).listed == 2


async def test_the_clock_ends_a_parse_too() -> None:
    limits = ParseLimits(cpu_s=30, wall_s=0.2)
    async with ParserPool.open(workers=1, limits=limits) as parser:
        with pytest.raises(TooCostly, match="time"):
            await read(parser, ENDLESS)


@pytest.mark.parametrize("idle_s", [120.0, 0.0])
async def test_at_the_end_all_workers_have_ended(
    idle_s: float, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot.feeds.worker.pool")
    async with ParserPool.open(limits=replace(LIMITS, idle_s=idle_s)) as parser:
        await asyncio.gather(read(parser, TWO), read(parser, TWO))
        await asyncio.sleep(0)  # who may not rest is told to end
        assert (await read(parser, TWO)).listed == 2

    pids = [int(pid) for pid in re.findall(r"started: pid=(\d+)", caplog.text)]
    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_what_is_no_feed_says_so(parser: ParserPool) -> None:
    for body, cause in ((b"", "empty"), (b"<!doctype html><p>x", "html"), (b"{}", "not_a_feed")):
        with pytest.raises(NotAFeed) as caught:
            await read(parser, body)
        assert caught.value.cause == cause


async def test_a_worker_finds_its_modules_where_the_bot_found_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "imported"
    (tmp_path / "nh3.py").write_text(
        f"open({str(marker)!r}, 'w').close()\nraise ImportError('the one of this path')"
    )
    monkeypatch.syspath_prepend(tmp_path)  # as `pip install --target` and PYTHONPATH make it

    async with ParserPool.open(workers=1) as pool:
        with pytest.raises(TooCostly, match="the one of this path"):
            await pool.try_out()

    assert marker.exists()


async def test_what_a_worker_says_at_its_end_is_logged_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "nh3.py").write_text("raise ImportError('said by each of them')")
    monkeypatch.syspath_prepend(tmp_path)

    async with ParserPool.open(workers=1) as pool:
        for _ in range(3):
            with pytest.raises(TooCostly):
                await pool.try_out()

    assert caplog.text.count("said by each of them") == 1
