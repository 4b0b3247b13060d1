"""Fixtures of the feeds' rooms: a recording server, and a poller on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.delivery.owing import owe
from bot.feeds.fetch import Fetcher
from bot.feeds.guard import Guard, host_of
from bot.feeds.poller import Poller
from bot.model import Channel, Feed, FeedEvent, Item
from bot.store.database import Connection, Database
from bot.store.feeds import FeedStore
from bot.store.guilds import GuildStore
from bot.store.items import ItemStore
from bot.store.subscriptions import SubscriptionStore
from tests.feeds.server import FeedServer, LineReader, serve_feeds

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Desk:
    """A poller on a real database and a real server; time is the test's."""

    def __init__(self, database: Database, server: FeedServer, reader: LineReader) -> None:
        self.database = database
        self.server = server
        self.reader = reader
        self.now = NOON
        self.owed: list[list[str]] = []  # the titles of each announcement
        self.changed: list[list[str]] = []
        self.feeds = FeedStore(database)
        self.items = ItemStore(database)
        self.subscriptions = SubscriptionStore(database)
        self._guilds = GuildStore(database)
        self.poller: Poller

    async def owe(
        self,
        connection: Connection,
        feed: Feed,
        items: Sequence[Item],
        changed: Sequence[Item],
        now: datetime,
    ) -> int:
        """Owe as the bot does, and write down what is new."""
        if items:
            self.owed.append([item.title for item in items])
        if changed:
            self.changed.append([item.title for item in changed])
        return await owe(connection, feed, items, changed, now)

    async def follow(self, url: str, channel_id: int = 1) -> int:
        """Let a channel follow the feed at `url`; return the feed's id."""
        await self._guilds.record_channel(Channel(id=channel_id, guild_id=None))
        found = await self.subscriptions.add(channel_id, url=url, host=host_of(url), now=self.now)
        assert found is not None
        return found.feed.id

    async def poll(self, **later: float) -> int:
        """Let time pass, then poll all that is due; return how many feeds that was."""
        self.now += timedelta(**later)
        taken = total = await self.poller.run_due(self.now)
        await self.poller.drain()
        while taken:
            taken = await self.poller.run_due(self.now)
            await self.poller.drain()
            total += taken
        return total

    async def feed(self, feed_id: int) -> Feed:
        found = await self.feeds.feed(feed_id)
        assert found is not None
        return found

    async def events(self, feed_id: int) -> list[FeedEvent]:
        return await self.feeds.events(feed_id)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    """Lend a recording web server."""
    async with serve_feeds() as opened:
        yield opened


@pytest.fixture
async def desk(database: Database, server: FeedServer) -> AsyncIterator[Desk]:
    """Lend a poller whose feeds are lines."""
    opened = Desk(database, server, LineReader())
    guard = Guard(allowed_hosts=frozenset({"127.0.0.1"}))
    async with (
        Fetcher.open(guard, contact="https://example.org/bot") as fetcher,
        Poller(
            database,
            fetcher,
            opened.reader,
            owe=opened.owe,
            dice=Random(1),
            wake=asyncio.Event(),
            spacing=timedelta(),
        ) as poller,
    ):
        opened.poller = poller
        yield opened
