"""`kill -9` between poll and post, ten times over one database: everything arrives exactly once.

The points are drawn with a seed. Each is a request that the world holds in its hand: the feed's
server has been asked, or has just answered; Discord has got a post and not stored it, or has
stored it and not yet answered. Then the process is killed, time passes, and it is started again.
"""

from __future__ import annotations

import asyncio
import re
import signal
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.model import Channel
from bot.store.database import Database
from bot.store.guilds.guilds import GuildStore
from sandbox import Sandbox
from sandbox.events import PATIENCE_S
from tests.support.child import Child, Nursery, ShiftedClock, nursery
from tests.support.following import follow
from tests.support.newsstand import Newsstand, Paper
from tests.support.ready import lay_ready

pytestmark = pytest.mark.uncounted

SEED = 20251209
KILLS = 10
FEED = "/courier/feed.xml"
POST = "POST /channels/{channel_id}/messages"


class Newsroom:
    """A paper, a channel that follows it, and a bot that is killed."""

    def __init__(
        self, sandbox: Sandbox, paper: Paper, papers: Newsstand, child: Nursery, folder: Path
    ) -> None:
        self.sandbox = sandbox
        self.paper = paper
        self.papers = papers
        self.nursery = child
        self.path = lay_ready(folder / "gazette.sqlite3")
        self.guild = sandbox.add_guild("Readers")
        self.news = self.guild.add_channel("news")
        self.published: list[str] = []
        self.dice = Random(SEED)

    async def follow(self) -> None:
        async with Database.open(self.path) as database:
            guilds = GuildStore(database)
            await guilds.record_guild(self.guild.id, "Readers", "en-US")
            await guilds.record_channel(Channel(id=self.news.id, guild_id=self.guild.id))
            now = self.sandbox.world.clock()
            await follow(database, self.news.id, self.paper.url, now)

    def publish(self) -> None:
        """Print between one and three new articles."""
        now = self.sandbox.world.clock()
        for seconds in range(self.dice.randint(1, 3), 0, -1):
            title = f"Article number {len(self.published) + 1:03}"
            self.published.append(title)
            self.paper.publish(title, lead="A lead.", published_at=now - timedelta(seconds=seconds))

    def let_time_pass(self) -> None:
        """Let the leases end: within Discord's memory of a nonce, or long after it."""
        self.paper.clock.move(seconds=self.dice.choice([100, 7200]))  # type: ignore[attr-defined]  # ours
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("UPDATE feeds SET due_at = 0")

    async def start(self) -> Child:
        return await self.nursery.start(
            DISCORD_TOKEN=self.sandbox.token, DATABASE=str(self.path), ALLOWED_HOSTS="127.0.0.1"
        )

    async def run_until_everything_is_posted(self) -> int:
        """Start the bot, wait for the last article, and stop it in order."""
        child = await self.start()
        await self.sandbox.until(lambda: self.is_posted(self.published[-1]))
        child.send(signal.SIGTERM)
        return await child.end()

    def is_posted(self, title: str) -> bool:
        return any(title in text for text in self.news.texts)

    def posted(self) -> list[str]:
        """Return the articles that readers see, in their order, each as often as it is there.

        The message of a burst has the newest at its top.
        """
        messages = [re.findall(r"Article number \d+", text) for text in self.news.texts]
        return [title for titles in messages for title in reversed(titles)]

    async def killed(self, point: Point) -> None:
        """Start the bot and kill it at `point`."""
        posts = self.posts()
        async with AsyncExitStack() as held:
            reached = await point.reach(self, held)
            child = await self.start()
            async with asyncio.timeout(PATIENCE_S):
                await reached.wait()
            child.send(signal.SIGKILL)
            await child.end()
        if point.is_post:  # Discord goes on with what it has got, whoever asked for it
            await self.sandbox.until(lambda: self.posts() > posts)

    def posts(self) -> int:
        return sum(1 for each in self.sandbox.requests if each.key == POST)


@dataclass(frozen=True, slots=True)
class Point:
    """A place between poll and post; `reach` tells when a process is there."""

    reach: Callable[[Newsroom, AsyncExitStack], Awaitable[asyncio.Event]]
    is_post: bool = False


async def feed_asked(room: Newsroom, held: AsyncExitStack) -> asyncio.Event:
    return (await held.enter_async_context(room.papers.hold(FEED))).arrived


async def feed_answered(room: Newsroom, held: AsyncExitStack) -> asyncio.Event:
    return room.papers.answered(FEED)


async def before_a_post(room: Newsroom, held: AsyncExitStack) -> asyncio.Event:
    return (await held.enter_async_context(room.sandbox.faults.hold(POST))).arrived


async def after_a_post(room: Newsroom, held: AsyncExitStack) -> asyncio.Event:
    return (await held.enter_async_context(room.sandbox.faults.hold(POST, when="after"))).arrived


POINTS = (
    Point(feed_asked),
    Point(feed_answered),
    Point(before_a_post, is_post=True),
    Point(after_a_post, is_post=True),
)


@pytest.fixture
async def newsroom(warm: Path, tmp_path: Path) -> AsyncIterator[Newsroom]:
    clock = ShiftedClock()
    async with (
        Sandbox(clock=clock) as sandbox,
        Newsstand.serve(clock) as papers,
        nursery(warm, sandbox.base, clock, tmp_path) as child,
    ):
        yield Newsroom(sandbox, papers.open("courier"), papers, child, tmp_path)


async def test_everything_arrives_exactly_once_and_in_order(newsroom: Newsroom) -> None:
    await newsroom.follow()
    first = await newsroom.start()
    await newsroom.papers.answered(FEED).wait()
    first.send(signal.SIGTERM)
    assert await first.end() == 0

    for _ in range(KILLS):
        newsroom.publish()
        newsroom.let_time_pass()
        await newsroom.killed(newsroom.dice.choice(POINTS))
    newsroom.let_time_pass()
    code = await newsroom.run_until_everything_is_posted()

    assert code == 0
    assert newsroom.posted() == newsroom.published
