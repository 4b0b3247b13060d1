"""Two processes record polls at once, on one server: what both have read is told once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from random import Random

import pytest

from bot.config import ServerUrl
from bot.delivery.fan_out import owe
from bot.feeds.http.fetch import Fetched
from bot.feeds.poll import ReadDocument
from bot.feeds.record import Owe, Poll, Recorder
from bot.model import Channel, News, ParsedFeed, ParsedItem
from bot.store.database import Connection, Database
from bot.store.feeds.feeds import FeedStore
from bot.store.guilds.guilds import GuildStore
from tests.feeds.conftest import NOON
from tests.store.engine.postgres.test_several import waits_for_a_lock
from tests.support.following import follow

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
    feed = await FeedStore(database).feed(feed_id)
    assert feed is not None
    item = ParsedItem(guid=title, link=f"https://paper.example/{title}", title=title)
    parsed = ParsedFeed(title=NAMES[feed_id], items=(item,), listed=1)
    read = ReadDocument(answer=Fetched(body=b"", url=feed.url), parsed=parsed, body_hash=b"")
    await Recorder(database, owe, Random(1)).record([Poll(feed=feed, outcome=read, now=now)])


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
    later = NOON + timedelta(hours=1)
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
