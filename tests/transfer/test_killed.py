"""`kill -9` in the middle of an import: all is followed once, and its end is told once."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.follow.limits import FollowLimits
from bot.model import Channel, Guild
from bot.store.database import Database
from bot.transfer.bring_in import ImportRules
from bot.transfer.document import Document, FeedEntry, Folder
from bot.transfer.importer import Importer
from bot.transfer.service import LEASE
from sandbox import Sandbox
from sandbox.events import PATIENCE_S
from tests.support.child import Child, Nursery, ShiftedClock, nursery
from tests.support.newsstand import Newsstand

pytestmark = pytest.mark.uncounted

NAMES = ("courier", "herald", "tribune")


class Newsroom:
    """Papers, a server that imports them, and a bot that is killed."""

    def __init__(
        self, sandbox: Sandbox, papers: Newsstand, child: Nursery, clock: ShiftedClock, folder: Path
    ) -> None:
        self.sandbox = sandbox
        self.papers = papers
        self.nursery = child
        self.clock = clock
        self.path = folder / "gazette.sqlite3"
        self.guild = sandbox.add_guild("Readers")
        self.news = self.guild.add_channel("news")
        self.urls = [papers.open(name).url for name in NAMES]

    async def begin(self) -> None:
        """Begin an import of the papers, as `/feed import` does."""
        rules = ImportRules(limits=FollowLimits(server=9, member=9), fastest=timedelta(minutes=10))
        guild = Guild(id=self.guild.id, name="Readers", preferred_locale="en-US")
        news = Channel(id=self.news.id, guild_id=guild.id, name="news")
        feeds = tuple([FeedEntry(url=url) for url in self.urls])
        async with Database.open(self.path) as database:
            importer = Importer(database, rules)
            file = Document(folders=(Folder(feeds=feeds),))
            draft = await importer.draft(file, guild, news, [], frozenset(), self.clock())
            await importer.start(draft.job.id, guild.id, self.clock())

    async def start(self) -> Child:
        return await self.nursery.start(
            DISCORD_TOKEN=self.sandbox.token, DATABASE=str(self.path), ALLOWED_HOSTS="127.0.0.1"
        )

    def followed(self) -> list[str]:
        with closing(sqlite3.connect(self.path)) as connection:
            rows = connection.execute(
                "SELECT url FROM subscriptions JOIN feeds ON feeds.id = feed_id ORDER BY feeds.id"
            )
            return [row[0] for row in rows]


@pytest.fixture
async def newsroom(warm: Path, tmp_path: Path) -> AsyncIterator[Newsroom]:
    clock = ShiftedClock()
    async with (
        Sandbox(clock=clock) as sandbox,
        Newsstand.serve(clock) as papers,
        nursery(warm, sandbox.base, clock, tmp_path) as child,
    ):
        yield Newsroom(sandbox, papers, child, clock, tmp_path)


async def test_an_import_that_is_killed_goes_on_where_it_was(newsroom: Newsroom) -> None:
    await newsroom.begin()
    async with newsroom.papers.hold("/herald/feed.xml") as hold:
        child = await newsroom.start()
        async with asyncio.timeout(PATIENCE_S):
            await hold.arrived.wait()
        child.send(signal.SIGKILL)
        await child.end()
    before = newsroom.followed()

    newsroom.clock.move(seconds=LEASE.total_seconds())
    child = await newsroom.start()
    await newsroom.sandbox.until(lambda: newsroom.news.texts)
    child.send(signal.SIGTERM)

    assert await child.end() == 0
    assert newsroom.urls[1] not in before
    assert sorted(newsroom.followed()) == sorted(newsroom.urls)
    [report] = newsroom.news.texts
    assert "The import is done: 3 looked at" in report
    assert "✅ 3 feeds are followed now." in report
