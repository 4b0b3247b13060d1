"""A sandbox, a database that owes an article, and the real program as a process; no test."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from bot.config import ServerUrl
from bot.delivery.fan_out import owe
from bot.model import Channel, DecidedItem, Kind, News, ParsedItem
from bot.store.database import Database
from bot.store.guilds.guilds import GuildStore
from sandbox import Sandbox
from tests.support.child import Child, Nursery
from tests.support.following import follow
from tests.support.ready import lay_ready
from tests.support.stored import insert_items

POST = "POST /channels/{channel_id}/messages"


class Stage:
    """A sandbox with one channel, a database that owes it one article, and a nursery."""

    def __init__(
        self, sandbox: Sandbox, folder: Path, nursery: Nursery, server: ServerUrl | None = None
    ) -> None:
        """Set the stage for children of `nursery`, on a file in `folder` or on a `server`."""
        self.sandbox = sandbox
        self.nursery = nursery
        self.path = lay_ready(folder / "gazette.sqlite3")
        self.place = server or self.path
        self.guild = sandbox.add_guild("Readers")
        self.news = self.guild.add_channel("news")

    async def owe_an_article(self, title: str = "Bridge opens") -> None:
        clock = self.sandbox.world.clock
        async with Database.open(self.place) as database:
            guilds = GuildStore(database)
            await guilds.record_guild(self.guild.id, "Readers", "en-US")
            await guilds.record_channel(Channel(id=self.news.id, guild_id=self.guild.id))
            following = await follow(database, self.news.id, "http://127.0.0.1:9/feed", clock())
            item = ParsedItem(guid=title, link=f"https://e.test/{title}", title=title)
            judged = DecidedItem(
                parsed=item, kind=Kind.ARTICLE, published_at=clock(), keys=(title.encode(),)
            )
            async with database.transaction() as connection:
                items = await insert_items(connection, following.feed.id, [judged], clock())
                await owe(connection, [News(feed=following.feed, new=tuple(items))], clock())

    async def start(self, *, grace_s: float | None = None, **env: str) -> Child:
        """Start the bot; without a gateway, services begin after `grace_s`."""
        return await self.nursery.start(
            grace_s=grace_s,
            **{"DISCORD_TOKEN": self.sandbox.token, "DATABASE": str(self.place), **env},
        )

    async def ask(self, *words: str) -> tuple[int | None, str]:
        """Run `python -m bot` with these words beside it; return its exit code and words."""
        env = {"DISCORD_TOKEN": self.sandbox.token, "DATABASE": str(self.path)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, env={**os.environ, **env},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await process.communicate()
        return process.returncode, said.decode()

    def has_log_beside_it(self) -> bool:
        return Path(f"{self.path}-wal").exists()

    def states(self) -> list[str]:
        with closing(sqlite3.connect(self.path)) as connection:
            return [row[0] for row in connection.execute("SELECT state FROM deliveries")]
