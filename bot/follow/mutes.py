"""Mute words for a server, one of its channels, or oneself: rules, one transaction each.

What is muted is a query in the grammar of filters. It is asked of every subscription before the
subscription's own filters: `bot.query.filters`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import Typed, UserError
from bot.follow.audit import Actor, note
from bot.model import Channel, Guild
from bot.query.parser import parse_filter
from bot.store.database import Connection, Database
from bot.store.engine.retry import retried
from bot.store.guilds.guilds import upsert_channel, upsert_guild
from bot.store.guilds.mutes import (
    mutes_of_channels,
    mutes_of_guild,
    set_channel_mutes,
    set_guild_mutes,
)

MAX_MUTES = 50  # of a server, and of each channel
MAX_OWN_MUTES = 25  # of a member, as many as a menu shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutes:
    """What is muted in all of a server, and in single channels of it besides."""

    everywhere: tuple[str, ...]
    channels: Mapping[int, tuple[str, ...]]


class MuteService:
    """Where words are muted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_guild(self, guild_id: int) -> Mutes:
        fetch = self._database.fetch_all
        return Mutes(
            everywhere=await mutes_of_guild(fetch, guild_id),
            channels=await mutes_of_channels(fetch, guild_id),
        )

    async def of_person(self, user_id: int) -> tuple[str, ...]:
        """Return what somebody has muted for themselves alone."""
        return await mutes_of_guild(self._database.fetch_all, user_id)

    @retried
    async def add(
        self, words: str, guild: Guild, channel: Channel | None, *, by: Actor | None = None
    ) -> None:
        """Mute a query in a channel, or with None in all of the server.

        In a member's personal guild it is muted for them alone, in all that is written to them.

        Raises:
            UserError: it cannot be read, is muted there already, or there are as many as may be.
        """
        words = words.strip()
        if parse_filter(words).root is None:
            raise UserError("muting.nothing")
        async with self._database.transaction() as connection:
            await upsert_guild(connection, guild)
            if channel is not None:
                await upsert_channel(connection, channel)
            mutes = await _mutes(connection, guild.id, channel)
            if words.casefold() in map(str.casefold, mutes):
                raise UserError("muting.already", words=Typed(words))
            most = MAX_OWN_MUTES if guild.personal else MAX_MUTES
            if len(mutes) >= most:
                raise UserError("muting.too_many", n=most)
            await _write(connection, guild.id, channel, (*mutes, words))
            await _note(connection, by, "muted", words, channel)

    @retried
    async def remove(
        self, words: str, guild_id: int, channel: Channel | None, *, by: Actor | None = None
    ) -> str:
        """Let what is muted there pass again, and return it; its beginning names it as well.

        Raises:
            UserError: nothing of that is muted there.
        """
        wanted = words.strip().casefold()
        async with self._database.transaction() as connection:
            mutes = await _mutes(connection, guild_id, channel)
            exact = [each for each in mutes if each.casefold() == wanted]
            found = exact or [each for each in mutes if each.casefold().startswith(wanted)]
            if not wanted or len(found) != 1:
                raise UserError("muting.unknown", words=Typed(words))
            kept = [each for each in mutes if each != found[0]]
            await _write(connection, guild_id, channel, kept)
            await _note(connection, by, "unmuted", found[0], channel)
        return found[0]


async def _note(
    connection: Connection, by: Actor | None, act: str, words: str, channel: Channel | None
) -> None:
    if channel is None:
        await note(connection, by, f"{act}_everywhere", subject=words)
    else:
        await note(connection, by, act, subject=words, channel_id=channel.id)


async def _mutes(connection: Connection, guild_id: int, channel: Channel | None) -> tuple[str, ...]:
    if channel is None:
        return await mutes_of_guild(connection.execute_fetchall, guild_id)
    there = await mutes_of_channels(connection.execute_fetchall, guild_id)
    return there.get(channel.id, ())


async def _write(
    connection: Connection,
    guild_id: int,
    channel: Channel | None,
    mutes: Sequence[str],
) -> None:
    if channel is None:
        await set_guild_mutes(connection, guild_id, mutes)
    else:
        await set_channel_mutes(connection, channel.id, mutes)
