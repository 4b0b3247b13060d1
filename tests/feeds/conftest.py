"""Fixtures of the feeds' rooms: a recording server, and a poller on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.delivery.fan_out import owe
from bot.feeds.http.fetch import Fetcher, FetchLimits
from bot.feeds.http.ssrf_guard import SsrfGuard
from bot.feeds.http.transport import Lookup
from bot.feeds.poller import Poller
from bot.feeds.record import Owe
from bot.model import Channel, Feed, FeedEvent, News
from bot.store.database import Connection, Database
from bot.store.feeds.feeds import FeedStore
from bot.store.feeds.items import ItemStore
from bot.store.feeds.subscriptions import SubscriptionStore
from bot.store.guilds.guilds import GuildStore
from bot.store.times import from_unix
from tests.feeds.server import FeedServer, LineReader, serve_feeds
from tests.support.following import follow, unfollow
from tests.support.gazette import NOBODY

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

    @asynccontextmanager
    async def open_poller(
        self,
        *,
        spacing: timedelta = timedelta(),
        limits: FetchLimits | None = None,
        owe: Owe | None = None,
        deliveries_owed: asyncio.Event | None = None,
        lookup: Lookup | None = None,
        trusted: frozenset[str] = frozenset({"127.0.0.1", "localhost"}),
    ) -> AsyncIterator[Poller]:
        """Run another poller on the same database, as after a restart."""
        guard = SsrfGuard(allowed_hosts=trusted)
        async with (
            Fetcher.open(
                guard,
                contact="https://example.org/bot",
                limits=limits,
                lookup=lookup,
                tls=NOBODY,
            ) as fetcher,
            Poller(
                self.database,
                fetcher,
                self.reader,
                owe=owe or self.owe,
                dice=Random(1),
                wake=asyncio.Event(),
                deliveries_owed=deliveries_owed,
                spacing=spacing,
            ) as poller,
        ):
            before = getattr(self, "poller", poller)
            self.poller = poller
            try:
                yield poller
            finally:
                self.poller = before

    async def owe(self, connection: Connection, news: Sequence[News], now: datetime) -> int:
        """Owe as the bot does, and write down what is new."""
        self.owed += [[item.title for item in one.new] for one in news if one.new]
        self.changed += [[item.title for item in one.changed] for one in news if one.changed]
        return await owe(connection, news, now)

    async def follow(self, url: str, channel_id: int = 1) -> int:
        """Let a channel follow the feed at `url`; return the feed's id."""
        await self._guilds.record_channel(Channel(id=channel_id, guild_id=None))
        return (await follow(self.database, channel_id, url, self.now)).feed.id

    async def unfollow(self, channel_id: int = 1) -> None:
        """Let a channel no longer follow the one feed that it follows."""
        [following] = await self.subscriptions.of_channel(channel_id)
        await unfollow(self.database, following.subscription.id)

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

    async def poll_until(self, days: float) -> None:
        """Let so many days pass as for a running bot: each feed is polled when it is due."""
        end = self.now + timedelta(days=days)
        while (due_at := await self._next_due()) is not None and due_at <= end:
            self.now = max(due_at, self.now)
            if not await self.poll():  # its host is left alone
                self.now += timedelta(minutes=5)
        self.now = end

    async def _next_due(self) -> datetime | None:
        row = await self.database.fetch_one(
            "SELECT min(due_at) AS due_at FROM feeds WHERE ended_at IS NULL"
        )
        assert row is not None
        return None if row["due_at"] is None else from_unix(row["due_at"])

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
    async with opened.open_poller():
        yield opened
