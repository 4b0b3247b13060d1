"""A guild with channels, feeds and digests in a real database; items come when a test says so."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from itertools import count

from bot.digest.service import DigestService
from bot.model import (
    Channel,
    ChannelKind,
    DecidedItem,
    Digest,
    Item,
    Kind,
    Mode,
    ParsedItem,
    Subscription,
    WhenEmpty,
)
from bot.store.database import Database
from bot.store.digests.digest_edits import insert_digest, update_digest
from bot.store.digests.digests import DigestStore
from bot.store.digests.editions import EditionStore
from bot.store.guilds.guilds import GuildStore
from tests.support.following import follow
from tests.support.stored import insert_items

GUILD, CHANNEL, DM, MEMBER = 1, 11, 12, 99
START = datetime(2025, 12, 1, 6, tzinfo=UTC)  # a Monday, 07:00 in Paris


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What the outbox holds of one page: the texts of its messages, in order."""

    channel_id: int
    slot: str
    texts: tuple[str, ...]


@dataclass(slots=True)
class Newsroom:
    """Short ways to what the digest's tests need."""

    database: Database
    zone: str = "Europe/Paris"
    service: DigestService = field(init=False)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.service = self.restarted()

    def restarted(self) -> DigestService:
        """Return the service as a new process makes it, without patience for polls."""
        return DigestService(self.database, patience=START - START)

    @property
    def digests(self) -> DigestStore:
        return DigestStore(self.database)

    @property
    def guilds(self) -> GuildStore:
        return GuildStore(self.database)

    @property
    def editions(self) -> EditionStore:
        return EditionStore(self.database)

    async def open(self, *, locale: str = "en") -> "Newsroom":
        """Make the guild with a channel, and a member's direct channel."""
        guilds = self.guilds
        await guilds.record_guild(GUILD, "Readers", locale)
        guild = await guilds.guild(GUILD)
        assert guild is not None
        await guilds.save_guild(replace(guild, zone=self.zone))
        await guilds.record_channel(Channel(id=CHANNEL, guild_id=GUILD, name="news"))
        await guilds.record_channel(Channel(id=DM, guild_id=None, kind=ChannelKind.DM))
        return self

    async def follow(
        self,
        name: str = "courier",
        *,
        channel_id: int = CHANNEL,
        mode: Mode = Mode.DIGEST,
        now: datetime = START,
        **changes: object,
    ) -> Subscription:
        """Let a channel follow a feed, with filters and the like in `changes`."""
        url = f"https://{name}.test/feed"
        following = await follow(
            self.database, channel_id, url, now, title=name.capitalize(), mode=mode
        )
        await self.write("subscriptions", following.subscription.id, changes)
        return following.subscription

    async def write(self, table: str, row_id: int, changes: dict[str, object]) -> None:
        """Change a row as another room would."""
        async with self.database.transaction() as connection:
            for name, value in changes.items():
                await connection.execute(
                    f"UPDATE {table} SET {name} = ? WHERE id = ?", (value, row_id)
                )

    async def receive(
        self,
        subscription: Subscription,
        *titles: str,
        now: datetime,
        kind: Kind = Kind.ARTICLE,
        silent: bool = False,
        **parsed: object,
    ) -> list[Item]:
        """Store items of a feed as a poll does."""
        judged = [
            DecidedItem(
                parsed=ParsedItem(
                    guid=str(number := next(self.numbers)),
                    link=f"https://paper.test/{number}",
                    title=title,
                    **parsed,  # type: ignore[arg-type]  # a test names fields
                ),
                kind=kind,
                published_at=now,
            )
            for title in titles
        ]
        async with self.database.transaction() as connection:
            return await insert_items(connection, subscription.feed_id, judged, now, silent=silent)

    async def ask(
        self,
        *times: time,
        now: datetime = START,
        channel_id: int = CHANNEL,
        days: Iterable[int] = range(7),
        when_empty: WhenEmpty = WhenEmpty.SKIP,
        **changes: object,
    ) -> Digest:
        """Ask for a digest, at 08:00 if nothing else is said."""
        digest = Digest(
            channel_id=channel_id,
            guild_id=GUILD,
            times=times or (time(8),),
            days=frozenset(days),
            when_empty=when_empty,
            planned_at=now,
            due_at=now,
            created_at=now,
        )
        wanted = replace(digest, **changes)  # type: ignore[arg-type]  # a test names fields
        async with self.database.transaction() as connection:
            return await insert_digest(connection, wanted)

    async def save(self, digest: Digest) -> None:
        """Write a digest as somebody's choice leaves it."""
        async with self.database.transaction() as connection:
            await update_digest(connection, digest)

    async def run(self, now: datetime) -> None:
        """Print all that is due."""
        while await self.service.run_due(now):
            pass

    async def owed(self) -> list[Owed]:
        """Return the pages in the outbox, oldest first."""
        rows = await self.database.fetch_all(
            "SELECT id, channel_id, slot FROM deliveries WHERE kind = 'digest' ORDER BY id"
        )
        return [
            Owed(
                channel_id=row["channel_id"],
                slot=row["slot"],
                texts=tuple([await self._text(part) for part in await self._parts(row["id"])]),
            )
            for row in rows
        ]

    async def _parts(self, delivery_id: int) -> list[str]:
        rows = await self.database.fetch_all(
            "SELECT payload FROM delivery_parts WHERE delivery_id = ? ORDER BY part",
            (delivery_id,),
        )
        return [row["payload"] for row in rows]

    async def _text(self, payload: str) -> str:
        return "\n".join(_texts(json.loads(payload)))

    async def pages(self) -> list[str]:
        """Return the text of each page, its messages joined."""
        return ["\n".join(page.texts) for page in await self.owed()]

    async def printed_days(self) -> list[date]:
        rows = await self.database.fetch_all("SELECT local_date FROM editions ORDER BY id")
        return [date.fromisoformat(row["local_date"]) for row in rows]


def titles(page: str) -> list[str]:
    """Return the titles that a page links."""
    return re.findall(r"\[([^\]]+)\]\(<", page)


def _texts(component: dict[str, object]) -> Iterable[str]:
    if isinstance(content := component.get("content"), str):
        yield content
    children = component.get("components")
    for child in children if isinstance(children, list) else ():
        yield from _texts(child)
