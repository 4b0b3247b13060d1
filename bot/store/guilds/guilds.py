"""Guilds and channels: who they are, what their moderators chose, when they went away."""

from collections.abc import Callable, Collection
from datetime import datetime

from bot.model import Channel, ChannelKind, Guild, shard_of
from bot.store.database import Connection, Database, Fetch, Row
from bot.store.engine.retry import retried
from bot.store.times import from_unix_or_none, to_unix, to_unix_or_none

_UPSERT_GUILD = """
    INSERT INTO guilds (id, name, preferred_locale, personal)
    VALUES (:id, :name, :locale, :personal)
    ON CONFLICT (id) DO UPDATE SET
        name = excluded.name, preferred_locale = excluded.preferred_locale, gone_at = NULL
"""
_UPSERT_CHANNEL = """
    INSERT INTO channels (id, guild_id, kind, name) VALUES (:id, :guild_id, :kind, :name)
    ON CONFLICT (id) DO UPDATE SET
        guild_id = coalesce(channels.guild_id, excluded.guild_id),
        kind = excluded.kind, name = excluded.name, gone_at = NULL
"""
_SAVE_GUILD = """
    UPDATE guilds SET locale = :locale, zone = :zone, notice_channel_id = :notice_channel_id,
                      same_story = :same_story, summary_llm = :summary_llm
    WHERE id = :id
"""
_SAVE_CHANNEL = """
    UPDATE channels SET locale = :locale, zone = :zone, same_story = :same_story
    WHERE id = :id
"""
_CHANNELS = "SELECT * FROM channels WHERE guild_id = ? AND gone_at IS NULL ORDER BY id"
_GUILDS = "SELECT * FROM guilds WHERE gone_at IS NULL AND personal = 0 ORDER BY id"
_SPOKEN = """
    SELECT COALESCE(channels.locale, guilds.locale, guilds.preferred_locale) AS locale,
           COALESCE(channels.zone, guilds.zone, default_zone()) AS zone
    FROM (SELECT :id AS id) AS asked LEFT JOIN channels ON channels.id = asked.id
    LEFT JOIN guilds ON guilds.id = channels.guild_id
"""
_ZONE = """
    SELECT coalesce((SELECT zone FROM guilds WHERE id = ?), default_zone()) AS zone
"""


class GuildStore:
    """Rows of guilds and channels."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @retried
    async def record_guild(self, guild_id: int, name: str, preferred_locale: str) -> None:
        """Note that the bot is a member here, and what Discord says of the guild."""
        async with self._database.transaction() as connection:
            guild = Guild(id=guild_id, name=name, preferred_locale=preferred_locale)
            await upsert_guild(connection, guild)

    @retried
    async def record_channel(self, channel: Channel) -> None:
        """Note that a channel exists; what its moderators chose stays as it is."""
        async with self._database.transaction() as connection:
            await upsert_channel(connection, channel)

    async def guild(self, guild_id: int) -> Guild | None:
        return await find_guild(self._database.fetch_all, guild_id)

    async def channel(self, channel_id: int) -> Channel | None:
        return await find_channel(self._database.fetch_all, channel_id)

    async def of_guild(self, guild_id: int) -> list[Channel]:
        """Return the channels of a guild that are known and there, by their ids."""
        return await channels_of_guild(self._database.fetch_all, guild_id)

    async def all(self) -> list[Guild]:
        """Return the guilds that the bot is a member of, by their ids."""
        rows = await self._database.fetch_all(_GUILDS)
        return [_guild(row) for row in rows]

    @retried
    async def save_guild(self, guild: Guild) -> None:
        """Keep what the moderators of a guild chose."""
        async with self._database.transaction() as connection:
            await update_guild(connection, guild)

    @retried
    async def save_channel(self, channel: Channel) -> None:
        """Keep what the moderators chose for one channel."""
        async with self._database.transaction() as connection:
            await update_channel(connection, channel)

    async def locale_and_zone(self, channel_id: int) -> tuple[str | None, str]:
        """Return the language that was chosen for a channel, if any, and the zone that holds."""
        return await locale_and_zone(self._database.fetch_all, channel_id)

    async def zone_of(self, guild_id: int | None) -> str:
        """Return the zone that holds in a guild, and in direct messages (None)."""
        row = await self._database.fetch_one(_ZONE, (guild_id,))
        assert row is not None
        return str(row["zone"])

    @retried
    async def mark_guild_gone(self, guild_id: int, gone_at: datetime | None) -> None:
        """Note when the bot was removed from a guild, or with None that it is back."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE guilds SET gone_at = ? WHERE id = ?",
                (to_unix_or_none(gone_at), guild_id),
            )

    @retried
    async def mark_absent(
        self,
        present: Callable[[], Collection[int]],
        now: datetime,
        *,
        shard_id: int = 0,
        shards: int = 1,
    ) -> None:
        """Note that every known guild of a shard that is not present was left while it was away.

        Who is `present` is asked once those that are known have been read: a guild that joins
        meanwhile is in both, or in `present` alone.
        """
        rows = await self._database.fetch_all(
            "SELECT id FROM guilds WHERE gone_at IS NULL AND personal = 0"
        )
        here = present()
        absent = [
            (to_unix(now), row["id"])
            for row in rows
            if shard_of(row["id"], shards) == shard_id and row["id"] not in here
        ]
        if absent:
            async with self._database.transaction() as connection:
                await connection.executemany("UPDATE guilds SET gone_at = ? WHERE id = ?", absent)

    @retried
    async def mark_channel_gone(self, channel_id: int, gone_at: datetime | None) -> None:
        """Note when a channel was deleted, or with None that it is there after all."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE channels SET gone_at = ? WHERE id = ?",
                (to_unix_or_none(gone_at), channel_id),
            )


async def upsert_guild(connection: Connection, guild: Guild) -> None:
    """Write what Discord says of a guild inside the caller's transaction."""
    await connection.execute(
        _UPSERT_GUILD,
        {
            "id": guild.id,
            "name": guild.name,
            "locale": guild.preferred_locale,
            "personal": int(guild.personal),
        },
    )


async def upsert_channel(connection: Connection, channel: Channel) -> None:
    """Write a channel's row inside the caller's transaction."""
    await connection.execute(
        _UPSERT_CHANNEL,
        {
            "id": channel.id,
            "guild_id": channel.guild_id,
            "kind": channel.kind.value,
            "name": channel.name,
        },
    )


async def locale_and_zone(fetch: Fetch, channel_id: int) -> tuple[str | None, str]:
    """Return the language that was chosen for a channel, if any, and the zone that holds."""
    row = next(iter(await fetch(_SPOKEN, {"id": channel_id})))
    return row["locale"], row["zone"]


async def find_guild(fetch: Fetch, guild_id: int) -> Guild | None:
    rows = list(await fetch("SELECT * FROM guilds WHERE id = ?", (guild_id,)))
    return _guild(rows[0]) if rows else None


async def find_channel(fetch: Fetch, channel_id: int) -> Channel | None:
    rows = list(await fetch("SELECT * FROM channels WHERE id = ?", (channel_id,)))
    return _channel(rows[0]) if rows else None


async def channels_of_guild(fetch: Fetch, guild_id: int) -> list[Channel]:
    """Return the channels of a guild that are known and there, by their ids."""
    return [_channel(row) for row in await fetch(_CHANNELS, (guild_id,))]


async def update_guild(connection: Connection, guild: Guild) -> None:
    """Write what the moderators of a guild chose inside the caller's transaction."""
    await connection.execute(
        _SAVE_GUILD,
        {
            "id": guild.id,
            "locale": guild.locale,
            "zone": guild.zone,
            "notice_channel_id": guild.notice_channel_id,
            "same_story": guild.same_story,
            "summary_llm": guild.summary_llm,
        },
    )


async def update_channel(connection: Connection, channel: Channel) -> None:
    """Write what the moderators chose for a channel inside the caller's transaction."""
    await connection.execute(
        _SAVE_CHANNEL,
        {
            "id": channel.id,
            "locale": channel.locale,
            "zone": channel.zone,
            "same_story": channel.same_story,
        },
    )


async def set_channel_locale(connection: Connection, channel_id: int, locale: str) -> None:
    """Choose the language of a channel inside the caller's transaction."""
    await connection.execute("UPDATE channels SET locale = ? WHERE id = ?", (locale, channel_id))


async def set_guild_zone(connection: Connection, guild_id: int, zone: str) -> None:
    """Choose the zone of a guild inside the caller's transaction."""
    await connection.execute("UPDATE guilds SET zone = ? WHERE id = ?", (zone, guild_id))


def _guild(row: Row) -> Guild:
    return Guild(
        id=row["id"],
        name=row["name"],
        preferred_locale=row["preferred_locale"],
        locale=row["locale"],
        zone=row["zone"],
        notice_channel_id=row["notice_channel_id"],
        same_story=bool(row["same_story"]),
        summary_llm=bool(row["summary_llm"]),
        personal=bool(row["personal"]),
        gone_at=from_unix_or_none(row["gone_at"]),
    )


def _channel(row: Row) -> Channel:
    return Channel(
        id=row["id"],
        guild_id=row["guild_id"],
        kind=ChannelKind(row["kind"]),
        name=row["name"],
        locale=row["locale"],
        zone=row["zone"],
        same_story=None if row["same_story"] is None else bool(row["same_story"]),
        gone_at=from_unix_or_none(row["gone_at"]),
    )
