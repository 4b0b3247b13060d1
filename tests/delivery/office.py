"""A post office for tests: a database, a sandbox and a real client, and what stands between.

The clock is moved by hand and is everybody's, Discord's too.
"""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import discord

from bot.config import ServerUrl
from bot.delivery.fan_out import owe
from bot.delivery.send.pacer import Pacer
from bot.delivery.send.rest import RestClient
from bot.delivery.send.sender import Sender
from bot.delivery.send.timeouts import Timeouts
from bot.delivery.service import Deliverer
from bot.model import Channel, ChannelKind, DecidedItem, Feed, Item, Kind, News, ParsedItem
from bot.store.database import Connection, Database
from bot.store.feeds.items import change_items
from bot.store.guilds.guilds import GuildStore
from bot.store.outbox.outbox import Outbox
from bot.store.rows import to_feed
from bot.worker.stats import Stats
from sandbox import OFF, ChannelHandle, GuildHandle, Limits, Sandbox
from sandbox.events import PATIENCE_S
from tests.delivery.builders import NOON
from tests.sandbox.clients import Probe, logged_in
from tests.support.following import follow
from tests.support.ready import lay_ready
from tests.support.stored import insert_items

HASTY = Timeouts(echo=timedelta(seconds=0.1))  # the only length that is really waited


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)

    def seconds(self) -> float:
        return self.now.timestamp()

    async def sleep(self, seconds: float) -> None:
        """Let time pass instead of waiting."""
        self.now += timedelta(seconds=seconds + 0.001)
        await asyncio.sleep(0)


class Listener(Probe):
    """A client that passes the gateway's echoes on."""

    sender: Sender | None = None

    async def on_message(self, message: discord.Message) -> None:
        if self.sender is not None:
            self.sender.heard(message)


@dataclass(kw_only=True)
class Office:
    """Everything that a message passes through, and the hands of a test."""

    database: Database
    sandbox: Sandbox
    guild: GuildHandle
    client: Listener
    outbox: Outbox
    rest: RestClient
    sender: Sender
    deliverer: Deliverer
    clock: Clock
    stats: Stats
    published: int = 0
    feeds: dict[str, Feed] = field(default_factory=dict)

    async def channel(self, name: str, kind: str = "text", **options: Any) -> ChannelHandle:
        """Make a channel that Gazette knows."""
        async with self.hearing("CHANNEL_CREATE"):
            made = self.guild.add_channel(name, kind, **options)
        await self.know(made, ChannelKind(kind), self.guild.id)
        return made

    async def thread(self, parent: ChannelHandle) -> ChannelHandle:
        """Make a thread that Gazette knows."""
        channel = self.client.get_channel(parent.id)
        assert isinstance(channel, discord.TextChannel)
        async with self.hearing("THREAD_CREATE"):
            await channel.create_thread(name="Talk", type=discord.ChannelType.public_thread)
        [made] = parent.threads
        await self.know(made, ChannelKind.THREAD, self.guild.id)
        return made

    @asynccontextmanager
    async def hearing(self, event: str) -> AsyncIterator[None]:
        """Wait, at the end of the block, until the client has heard of what happened in it."""
        heard = asyncio.ensure_future(
            self.client.wait_for("socket_event_type", check=event.__eq__, timeout=PATIENCE_S)
        )
        await asyncio.sleep(0)
        yield
        await heard

    async def deny(self, channel: ChannelHandle, *permissions: str) -> None:
        """Take permissions in a channel away from the bot."""
        async with self.hearing("CHANNEL_UPDATE"):
            channel.deny(*permissions)

    async def allow(self, channel: ChannelHandle, *permissions: str) -> None:
        async with self.hearing("CHANNEL_UPDATE"):
            channel.allow(*permissions)

    async def know(self, handle: ChannelHandle, kind: ChannelKind, guild_id: int | None) -> None:
        await GuildStore(self.database).record_channel(
            Channel(id=handle.id, guild_id=guild_id, kind=kind, name=handle.name)
        )

    async def follow(self, channel: ChannelHandle, title: str = "The Paper", **options: Any) -> int:
        """Let a channel follow the feed of this name; options are columns."""
        host = title.lower().replace(" ", "-") + ".example"
        url = f"https://{host}/feed"
        made = await follow(self.database, channel.id, url, self.clock(), title=title)
        self.feeds[title] = made.feed
        async with self.database.transaction() as connection:
            for name, value in options.items():
                await connection.execute(
                    f"UPDATE subscriptions SET {name} = ? WHERE id = ?",
                    (value, made.subscription.id),
                )
        return made.subscription.id

    async def receive(self, *parsed: ParsedItem, feed: str = "The Paper") -> list[Item]:
        """Let a poll of a feed bring these items, and owe them."""
        [news] = await self.receive_together({feed: parsed})
        return list(news.new)

    async def receive_together(self, brought: Mapping[str, Sequence[ParsedItem]]) -> list[News]:
        """Let the polls of several feeds bring these items, and owe them in one transaction."""
        feeds = {title: await self._feed(title) for title in brought}
        async with self.database.transaction() as connection:
            news = [
                News(feed=feeds[title], new=await self._insert(connection, feeds[title], parsed))
                for title, parsed in brought.items()
            ]
            await owe(connection, news, self.clock())
        return news

    async def _insert(
        self, connection: Connection, feed: Feed, parsed: Sequence[ParsedItem]
    ) -> tuple[Item, ...]:
        judged = [
            DecidedItem(
                parsed=each,
                kind=Kind.ARTICLE,
                published_at=each.published_at or self.clock(),
                canonical_link=each.link,
            )
            for each in parsed
        ]
        return tuple(await insert_items(connection, feed.id, judged, self.clock()))

    async def change(self, item: Item, parsed: ParsedItem, feed: str = "The Paper") -> None:
        """Let a poll of a feed bring new words of an item."""
        of = await self._feed(feed)
        judged = DecidedItem(
            parsed=parsed,
            kind=item.kind,
            published_at=item.published_at,
            canonical_link=parsed.link,
        )
        async with self.database.transaction() as connection:
            items = await change_items(connection, {item.id: judged}, self.clock())
            await owe(connection, [News(feed=of, changed=tuple(items))], self.clock())

    async def _feed(self, title: str) -> Feed:
        row = await self.database.fetch_one("SELECT * FROM feeds WHERE title = ?", (title,))
        assert row is not None
        return to_feed(row)

    async def run(self) -> None:
        """Deliver what is due now, until nothing is."""
        await self.deliverer.drain()
        while await self.deliverer.run_due(self.clock()):
            await self.deliverer.drain()

    async def run_for(self, *, seconds: int, step: int = 1) -> None:
        """Deliver while the clock is moved."""
        for _ in range(0, seconds, step):
            await self.run()
            self.clock.move(seconds=step)
        await self.run()

    async def states(self) -> list[tuple[str, str, str | None]]:
        """Return kind, state and reason of all deliveries, oldest first."""
        rows = await self.database.fetch_all(
            "SELECT kind, state, reason FROM deliveries ORDER BY id"
        )
        return [(row["kind"], row["state"], row["reason"]) for row in rows]

    async def pending(self) -> int:
        """Return how many deliveries are still owed."""
        return sum(state == "pending" for _, state, _ in await self.states())

    def count(self, route: str) -> int:
        """Return how many requests of a route there were."""
        return sum(request.key == route for request in self.sandbox.requests)


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process take one more byte, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@asynccontextmanager
async def open_office(
    place: Path | ServerUrl,
    *,
    limits: Limits = OFF,
    zone: str = "UTC",
    discords: Clock | None = None,
) -> AsyncIterator[Office]:
    """Open an office with one guild; `discords` is a clock of Discord's own."""
    clock = Clock()
    async with (
        Database.open(lay_ready(place), zone=zone) as database,
        Sandbox(clock=discords or clock, dice=Random(1), limits=limits) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        guild = sandbox.add_guild("Readers")
        await GuildStore(database).record_guild(guild.id, guild.name, "en-US")
        client = Listener()
        pacer = Pacer(clock=clock.seconds, sleep=clock.sleep)
        stats = Stats()
        rest = RestClient(
            session, token=sandbox.token, pacer=pacer, clock=clock, timeouts=HASTY, stats=stats
        )
        sender = Sender(client, rest, clock=clock, timeouts=HASTY)
        client.sender = sender
        outbox = Outbox(database)
        wake = asyncio.Event()
        async with (
            logged_in(client, sandbox),
            Deliverer(outbox, sender, clock=clock, wake=wake) as deliverer,
        ):
            yield Office(
                database=database,
                sandbox=sandbox,
                guild=guild,
                client=client,
                outbox=outbox,
                rest=rest,
                sender=sender,
                deliverer=deliverer,
                clock=clock,
                stats=stats,
            )


def parsed(title: str = "A quiet title", **changes: Any) -> ParsedItem:
    """Return an entry with a link of its own; `link=None` leaves it out."""
    slug = title.lower().replace(" ", "-")
    known: dict[str, Any] = {"guid": slug, "link": f"https://the-paper.example/{slug}"}
    return ParsedItem(title=title, **(known | changes))
