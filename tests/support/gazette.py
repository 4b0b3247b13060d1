"""A whole Gazette in this process, for tests: the `gazette` fixture, and how to use it.

Real parts all through: discord.py's client, logged in at a `Sandbox`; a SQLite file; a web server
with papers (`tests.support.newsstand`). Only the clock is ours: it stands at 9 December 2025, 09:00
UTC, and moves when a test moves it. No loop runs by itself, so nothing happens behind a test's
back.

    async def test_a_new_article_is_posted(gazette: Gazette) -> None:
        paper = gazette.papers.open("courier", title="The Courier")
        await gazette.slash("feed add", url=paper.url)
        await gazette.settle()                            # the first poll floods nobody

        paper.publish("Bridge opens", lead="It is open.")
        await gazette.pass_time(hours=1)                  # moves the clock, then settles

        assert "Bridge opens" in gazette.texts("news")[0]

**Time.** `settle()` runs every service again and again until nothing is due (it takes the
gateway's pending events first). `pass_time(minutes=30)` moves the clock in steps of at most a
quarter of an hour, settling after each, as a running bot would; `step=COARSE` is for days of which
no minute counts; `gazette.clock.set(…)` jumps.

**People.** `gazette.slash(…)`, `.complete`, `.click`, `.select`, `.submit` speak as a moderator
in #news, in English. `gazette.member` may do nothing special; `gazette.moderator` may manage the
guild. Each can be elsewhere or speak French:

        reply = await gazette.member.at("sports").in_french.slash("feed list")
        assert reply.ephemeral and "…" in reply.text

Replies are the sandbox's (`.text`, `.ephemeral`, `.components`, `.embeds`, `.modal`, `.choices`);
channels as option values are handles: `channel=gazette.channel("sports")`.

**Places.** The guild has #news and #sports; more with `gazette.guild.add_channel("x", "forum")`
and then `await gazette.caught_up()`, which waits until the client has heard of it. What a channel
shows: `gazette.texts("news")`; the handles themselves: `gazette.channel("news").messages`.

**Short cuts past the conversation.** `await gazette.follow(paper.url)` stores a subscription;
`await gazette.receive(feed_id, "Title", lead=…)` stores an item and owes it as a poll does.

**Restart.** `await gazette.restart()` stops everything and opens it anew on the same database.
The open parts are in `gazette.services`.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from bot.alerts.note_hits import note_hits
from bot.app.opening import open_app
from bot.config import Settings
from bot.delivery.fan_out import owe
from bot.feeds.discovery.candidates import OfferedFeed
from bot.feeds.document.parse import read_document
from bot.feeds.items.canonical_url import canonical
from bot.feeds.poll import DocumentParser
from bot.model import (
    Channel,
    ChannelKind,
    DecidedItem,
    FollowedFeed,
    Guild,
    Item,
    Kind,
    Mode,
    News,
    ParsedFeed,
    ParsedItem,
)
from bot.running import App
from bot.services import Services
from bot.store.database import Database
from bot.store.feeds.feeds import FeedStore
from sandbox import ChannelHandle, GuildHandle, Reply, Sandbox
from sandbox.client import point_client_at
from sandbox.events import PATIENCE_S
from sandbox.world.state import Message, User
from tests.support.newsstand import Newsstand
from tests.support.patience import PATIENT
from tests.support.ready import lay_ready
from tests.support.stored import insert_items

T = TypeVar("T")

NOW = datetime(2025, 12, 9, 9, tzinfo=UTC)
NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # papers speak http; roots take 40 ms to load
STEP = timedelta(minutes=15)
COARSE = timedelta(hours=4)  # a step where days pass and no minute of them counts
ROUNDS = 200  # more rounds without peace are a bug: something is due again and again


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        assert now >= self._now, "time goes forward"
        self._now = now

    def move(self, by: timedelta) -> None:
        self.set(self._now + by)


class ReadsHere:
    """Reads documents as `bot.feeds.worker.pool` has them read, without a process of its own."""

    async def read(
        self, body: bytes, *, url: str, content_type: str | None, known: bytes = b""
    ) -> ParsedFeed:
        return read_document(body, url=url, content_type=content_type, known=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in a channel, speaking a language."""

    sandbox: Sandbox
    guild: GuildHandle
    user: User
    channel: ChannelHandle
    locale: str = "en-US"

    @property
    def in_french(self) -> Person:
        return replace(self, locale="fr")

    def at(self, channel: str | ChannelHandle) -> Person:
        """Return the same person in another channel."""
        found = self.guild.channel(channel) if isinstance(channel, str) else channel
        return replace(self, channel=found)

    async def slash(self, command: str, /, **options: object) -> Reply:
        """Run a slash command and wait for its answer; "feed add", url=…, channel=…"""
        return await self.sandbox.slash(
            self.user, self.channel, command, locale=self.locale, **options
        )

    async def complete(
        self, command: str, option: str, typed: str | float = "", /, **options: object
    ) -> list[dict[str, Any]]:
        """Return the choices offered while an option is being typed."""
        return await self.sandbox.autocomplete(
            self.user, self.channel, command, option, typed, locale=self.locale, **options
        )

    async def click(self, message: Message | Reply, button: str) -> Reply:
        """Press a button, named by its label or custom id."""
        return await self.sandbox.click(
            self.user, self.channel, message, button, locale=self.locale
        )

    async def select(self, message: Message | Reply, menu: str, *values: object) -> Reply:
        """Choose in a menu, named by its custom id."""
        return await self.sandbox.select(
            self.user, self.channel, message, menu, *values, locale=self.locale
        )

    async def submit(self, opened: Reply, /, **values: object) -> Reply:
        """Fill in and send the modal that `opened` shows."""
        return await self.sandbox.submit(
            self.user, self.channel, opened, locale=self.locale, **values
        )


class Gazette:
    """One running bot with the world around it; see the module's docstring."""

    def __init__(
        self,
        settings: Settings,
        clock: HandClock,
        sandbox: Sandbox,
        papers: Newsstand,
        reads: DocumentParser,
    ) -> None:
        self.settings = settings
        self._reads = reads
        self.clock = clock
        self.sandbox = sandbox
        self.papers = papers
        self.guild = sandbox.add_guild("Readers")
        self.guild.add_channel("news")
        self.guild.add_channel("sports")
        self.moderator = self._person("mira", "manage_guild")
        self.member = self._person("tom")
        self.slash = self.moderator.slash
        self.complete = self.moderator.complete
        self.click = self.moderator.click
        self.select = self.moderator.select
        self.submit = self.moderator.submit
        self._app: App | None = None
        self._runner: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()
        self._heard = 0
        self._hearing = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        folder: Path,
        *,
        reads: DocumentParser | None = None,
        now: datetime = NOW,
        **settings: Any,
    ) -> AsyncIterator[Gazette]:
        """Start a Gazette whose file is in `folder`; `settings` are fields of `Settings`.

        The clock stands at `now`.

        Documents are read in this process, which saves each test the start of another; with
        `reads` they are read by that.
        """
        clock = HandClock(now)
        async with (
            Sandbox(clock=clock, rules=PATIENT) as sandbox,
            Newsstand.serve(clock) as papers,
        ):
            point_client_at(sandbox.base)
            chosen: dict[str, Any] = {
                "token": sandbox.token,
                "database": lay_ready(folder / "gazette.sqlite3"),
                "allowed_hosts": frozenset({"127.0.0.1"}),
                **settings,
            }
            opened = cls(Settings(**chosen), clock, sandbox, papers, reads or ReadsHere())
            await opened.start()
            try:
                yield opened
            finally:
                await opened.stop()

    # Running

    async def start(self) -> None:
        """Open every part and wait until the client is ready."""
        ready = asyncio.Event()
        self._stop = asyncio.Event()
        self._runner = asyncio.create_task(self._run(ready), name="gazette")
        waiting = asyncio.create_task(ready.wait(), name="ready")
        await asyncio.wait((self._runner, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._runner.done():
            self._runner.result()
        await self.settle()

    async def _run(self, ready: asyncio.Event) -> None:
        """Keep the parts open in one task, as their task groups want it."""
        async with open_app(
            self.settings,
            clock=self.clock,
            dice=Random(1),
            reads=self._reads,
            pace=10_000,
            spacing=timedelta(),
            tls=NOBODY,
            guild_ready_timeout=0.05,
        ) as app:
            self._app, self._heard = app, 0
            app.client.add_listener(self._on_event, "on_socket_event_type")
            async with asyncio.TaskGroup() as group:
                gateway = group.create_task(app.stay_connected(ready), name="gateway")
                await self._stop.wait()
                gateway.cancel()

    async def stop(self) -> None:
        """Close every part; a part that had failed fails the test here."""
        self._stop.set()
        assert self._runner is not None
        await self._runner

    async def restart(self) -> None:
        """Stop, and start again on the same database."""
        await self.stop()
        await self.start()

    async def _on_event(self, name: str) -> None:
        self._heard += 1
        self._hearing.set()

    async def caught_up(self, *, seconds: float = PATIENCE_S) -> None:
        """Wait until the client has taken every event that the sandbox has sent so far."""
        sent = sum(session.sequence for session in self._sessions())
        async with asyncio.timeout(seconds):
            while self._heard < sent:
                self._hearing.clear()
                await self._hearing.wait()
            await self._listeners_done()

    def _sessions(self) -> list[Any]:
        gateway = self.sandbox.gateway
        return [session for session in gateway.sessions.values() if session.connection is not None]

    async def _listeners_done(self) -> None:
        """Wait for what the client's listeners do with the events they were given."""
        here = asyncio.current_task()
        while running := [
            task
            for task in asyncio.all_tasks()
            if task.get_name().startswith("discord.py: on_") and task is not here
        ]:
            await asyncio.wait(running)

    async def settle(self) -> None:
        """Run everything that is due, and what that causes, until nothing is."""
        await self.caught_up()
        for _ in range(ROUNDS):
            taken = 0
            for loop in self.app.loops:
                taken += await loop.run_due(self.clock())
                if loop.drain is not None:
                    await loop.drain()
            if not taken:
                return
        raise AssertionError(f"still busy after {ROUNDS} rounds")

    async def pass_time(self, *, step: timedelta = STEP, **length: float) -> None:
        """Let time pass as for a running bot: `pass_time(hours=1)`, settling every few minutes."""
        left = timedelta(**length)
        while left > timedelta():
            taken = min(left, step)
            self.clock.move(taken)
            left -= taken
            await self.settle()

    @staticmethod
    def soon(act: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin an act of a person, to be awaited later."""
        return asyncio.create_task(act, name="act")

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until the sandbox is as `holds` wants it."""
        await self.sandbox.until(holds)

    # Looking

    @property
    def app(self) -> App:
        assert self._app is not None
        return self._app

    @property
    def services(self) -> Services:
        return self.app.services

    @property
    def database(self) -> Database:
        return self.app.database

    def channel(self, name: str) -> ChannelHandle:
        return self.guild.channel(name)

    def texts(self, channel: str = "news") -> list[str]:
        """Return what a reader sees of each message in a channel, oldest first."""
        return self.channel(channel).texts

    def _person(self, name: str, *may: str) -> Person:
        user = self.sandbox.user(name, guild=self.guild, may=may)
        return Person(
            sandbox=self.sandbox, guild=self.guild, user=user, channel=self.guild.channel("news")
        )

    # Short cuts past the conversation

    async def follow(
        self,
        url: str,
        channel: str = "news",
        *,
        title: str = "",
        mode: Mode = Mode.LIVE,
        kind: ChannelKind = ChannelKind.TEXT,
    ) -> FollowedFeed:
        """Store that a channel follows a feed; the feed is due at once."""
        handle = self.channel(channel)
        return await self.services.feeds.follow.follow(
            OfferedFeed(url=url, title=title),
            Channel(id=handle.id, guild_id=self.guild.id, kind=kind, name=handle.name),
            Guild(id=self.guild.id, name="Readers", preferred_locale="en-US"),
            self.clock(),
            mode=mode,
        )

    async def change(self, following: FollowedFeed, **changes: Any) -> None:
        """Save other values for a subscription, as `/feed edit` does."""
        chosen = (self.moderator.user.id, following.subscription.id, self.guild.id)
        await self.services.feeds.edits.edit(
            *chosen, lambda was: replace(was, **changes), self.clock()
        )
        await self.services.feeds.edits.save(*chosen, self.clock())

    async def receive(
        self,
        feed_id: int,
        title: str,
        *,
        kind: Kind = Kind.ARTICLE,
        published_at: datetime | None = None,
        **parsed: Any,
    ) -> Item:
        """Store an item of a feed and owe it, in one transaction, as a poll does."""
        guid = parsed.pop("guid", title)
        item = ParsedItem(
            guid=guid,
            link=parsed.pop(
                "link", f"https://paper.test/{hashlib.sha1(guid.encode()).hexdigest()}"
            ),
            title=title,
            **parsed,
        )
        now = self.clock()
        judged = DecidedItem(
            parsed=item,
            kind=kind,
            published_at=published_at or now,
            canonical_link=item.link and canonical(item.link),
            keys=(hashlib.sha256(guid.encode()).digest()[:16],),
        )
        feed = await FeedStore(self.database).feed(feed_id)
        assert feed is not None
        async with self.database.transaction() as connection:
            [stored] = await insert_items(connection, feed_id, [judged], now)
            news = [News(feed=feed, new=(stored,))]
            await owe(connection, news, now, translates=self.settings.has_model)
            await note_hits(connection, news, now)
        return stored
