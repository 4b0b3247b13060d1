"""Polls and pushes are recorded at once: what both have read is told once, none undoes another."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from bot.config import ServerUrl
from bot.delivery.fan_out import owe
from bot.errors import BadStatus, FeedGone
from bot.feeds.http.fetch import Fetched, NotModified
from bot.feeds.poll import Failed, PollOutcome, ReadDocument, Unchanged
from bot.feeds.record import Owe, Poll, Recorder
from bot.model import Channel, Feed, News, ParsedFeed, ParsedItem
from bot.store.database import Connection, Database
from bot.store.feeds.feeds import FeedStore
from bot.store.guilds.guilds import GuildStore
from bot.worker.stats import Stats
from tests.feeds.conftest import NOON
from tests.store.engine.postgres.test_several import waits_for_a_lock
from tests.support.following import follow

HOUR = timedelta(hours=1)
PAPER, OTHER = 1, 2
NAMES = {PAPER: "paper", OTHER: "other"}


@pytest.fixture
async def processes(address: ServerUrl) -> AsyncIterator[list[Database]]:
    """Lend three processes' views of one database in which a channel follows two feeds."""
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(Database.open(address)) for _ in range(3)]
        await GuildStore(opened[0]).record_channel(Channel(id=1, guild_id=None))
        for feed_id, name in NAMES.items():
            made = await follow(opened[0], 1, f"https://{name}.example/feed", NOON)
            assert made.feed.id == feed_id
            await record(opened[0], feed_id, f"First of {name}", owe, NOON)
        yield opened


async def record(database: Database, feed_id: int, title: str, owe: Owe, now: datetime) -> None:
    """Record a poll that has read one article."""
    feed = await read_feed(database, feed_id)
    await record_of(database, feed, read_article(feed, title), now, owe=owe)


async def read_feed(database: Database, feed_id: int = PAPER) -> Feed:
    feed = await FeedStore(database).feed(feed_id)
    assert feed is not None
    return feed


def read_article(
    feed: Feed, title: str, *, etag: str | None = None, is_push: bool = False
) -> ReadDocument:
    """Return what a poll or a push reads that brings one article."""
    item = ParsedItem(guid=title, link=f"https://paper.example/{title}", title=title)
    parsed = ParsedFeed(title=NAMES[feed.id], items=(item,), listed=1)
    answer = Fetched(body=b"", url=feed.url, etag=etag)
    return ReadDocument(answer=answer, parsed=parsed, body_hash=b"", is_push=is_push)


async def record_of(
    database: Database, feed: Feed, outcome: PollOutcome, now: datetime, *, owe: Owe = owe
) -> None:
    await Recorder(database, owe, Random(1)).record([Poll(feed=feed, outcome=outcome, now=now)])


@pytest.mark.parametrize(
    ("feeds", "reasons"),
    [
        pytest.param((PAPER, PAPER), [None], id="a poll and a push of one feed"),
        pytest.param((PAPER, OTHER), [None, "same_story"], id="two feeds with one article"),
    ],
)
async def test_an_article_that_two_processes_record_at_once_is_posted_once(
    processes: list[Database], feeds: tuple[int, int], reasons: list[str | None]
) -> None:
    later = NOON + HOUR
    is_owed, may_commit = asyncio.Event(), asyncio.Event()

    async def owe_slowly(connection: Connection, news: Sequence[News], now: datetime) -> int:
        owed = await owe(connection, news, now)
        is_owed.set()
        await may_commit.wait()
        return owed

    async with asyncio.TaskGroup() as group:
        group.create_task(record(processes[0], feeds[0], "Bridge opens", owe_slowly, later))
        await is_owed.wait()
        group.create_task(record(processes[1], feeds[1], "Bridge opens", owe, later))
        await waits_for_a_lock(processes[2])
        may_commit.set()

    rows = await processes[2].fetch_all("SELECT reason FROM deliveries ORDER BY id")
    assert [row["reason"] for row in rows] == reasons


@pytest.fixture
async def paper(database: Database) -> Feed:
    """Lend a feed that a channel follows and whose first article was read."""
    await GuildStore(database).record_channel(Channel(id=1, guild_id=None))
    await follow(database, 1, "https://paper.example/feed", NOON)
    await record(database, PAPER, "First of paper", owe, NOON)
    return await read_feed(database)


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(Failed(error=BadStatus(503)), id="backoff"),
        pytest.param(Failed(error=FeedGone(410)), id="the end"),
        pytest.param(Unchanged(answer=NotModified(url="", etag='"2"')), id="validators of a 304"),
    ],
)
async def test_a_push_undoes_nothing_that_a_poll_recorded_while_it_was_read(
    database: Database, paper: Feed, outcome: PollOutcome
) -> None:
    almost_gone = replace(paper, gone_seen=2)
    await record_of(database, almost_gone, outcome, NOON + HOUR)
    polled = await read_feed(database)

    await record_of(database, paper, read_article(paper, "Two", is_push=True), NOON + 2 * HOUR)

    pushed = await read_feed(database)
    assert pushed.rate > polled.rate
    assert polled == replace(pushed, rate=polled.rate, hours=polled.hours)


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(Failed(error=BadStatus(503)), id="failed"),
        pytest.param(Unchanged(answer=NotModified(url="")), id="unchanged"),
    ],
)
async def test_a_poll_undoes_nothing_that_a_push_recorded_while_it_was_asked(
    database: Database, paper: Feed, outcome: PollOutcome
) -> None:
    claimed, now = replace(paper, pushed=True), NOON + HOUR
    await record_of(database, paper, read_article(paper, "Two", is_push=True), now)
    pushed = await read_feed(database)

    await record_of(database, claimed, outcome, now)

    polled = await read_feed(database)
    assert polled.hours == pushed.hours != paper.hours
    assert polled.last_polled_at == now


async def test_a_push_that_waits_for_a_poll_elsewhere_undoes_nothing_of_it(
    processes: list[Database],
) -> None:
    later = NOON + HOUR
    is_owed, may_commit = asyncio.Event(), asyncio.Event()

    async def owe_slowly(connection: Connection, news: Sequence[News], now: datetime) -> int:
        is_owed.set()
        await may_commit.wait()
        return await owe(connection, news, now)

    feed = await read_feed(processes[0])
    read = read_article(feed, "Two", etag='"2"')
    push = read_article(feed, "Three", is_push=True)
    async with asyncio.TaskGroup() as group:
        group.create_task(record_of(processes[0], feed, read, later, owe=owe_slowly))
        await is_owed.wait()
        group.create_task(record_of(processes[1], feed, push, later))
        await waits_for_a_lock(processes[2])
        may_commit.set()

    recorded = await read_feed(processes[2])
    assert (recorded.etag, recorded.last_polled_at) == ('"2"', later)


async def test_of_two_polls_one_that_cannot_be_recorded_leaves_the_other(
    database: Database,
) -> None:
    await GuildStore(database).record_channel(Channel(id=1, guild_id=None))
    polls = []
    for feed_id, name in NAMES.items():
        await follow(database, 1, f"https://{name}.example/feed", NOON)
        await record(database, feed_id, "First", owe, NOON)
        feed = await read_feed(database, feed_id)
        polls.append(Poll(feed=feed, outcome=read_article(feed, "Second"), now=NOON))

    async def refuse(connection: Connection, news: Sequence[News], now: datetime) -> int:
        if any(each.feed.id == PAPER for each in news):
            raise RuntimeError("a fault")
        return await owe(connection, news, now)

    owed = await Recorder(database, refuse, Random(1)).record(polls)

    assert owed == 1
    assert [(await read_feed(database, feed_id)).error for feed_id in NAMES] == ["unknown", None]


async def test_a_push_is_counted_as_articles_and_not_as_a_poll(
    database: Database, paper: Feed
) -> None:
    stats = Stats()
    recorder = Recorder(database, owe, Random(1), stats=stats)

    for title, is_push in (("Two", True), ("Three", False)):
        outcome = read_article(paper, title, is_push=is_push)
        await recorder.record([Poll(feed=paper, outcome=outcome, now=NOON + HOUR)])

    assert (stats.polls.total(), stats.items["new"]) == (1, 2)
