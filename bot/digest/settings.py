"""What moderators choose for a server and its channels, with what follows for its digests.

Each is one transaction. A digest without a zone of its own goes by that of its channel or server,
so that in a new zone its next page is reckoned anew. Knows no Discord.
"""

import asyncio
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime

from bot.follow.audit import Actor, note
from bot.model import Channel, Guild
from bot.store.database import Database
from bot.store.digests.digest_edits import reschedule
from bot.store.engine.retry import retried
from bot.store.guilds.guilds import (
    find_channel,
    find_guild,
    update_channel,
    update_guild,
    upsert_channel,
    upsert_guild,
)


class GuildSettings:
    """What may be chosen for servers and channels."""

    def __init__(self, database: Database, *, wake: asyncio.Event | None = None) -> None:
        self._database = database
        self._wake = wake or asyncio.Event()

    @retried
    async def change_guild(
        self,
        guild: Guild,
        change: Callable[[Guild], Guild],
        now: datetime,
        *,
        by: Actor | None = None,
    ) -> Guild:
        """Change what holds in a guild, of which Discord says no more than `guild`."""
        async with self._database.transaction() as connection:
            await upsert_guild(connection, guild)
            before = await find_guild(connection.execute_fetchall, guild.id)
            assert before is not None
            after = change(before)
            await update_guild(connection, after)
            if after.zone != before.zone:
                await reschedule(connection, now, guild_id=guild.id)
            if changed := _changed(before, after):
                await note(connection, by, "server", changed=changed)
        self._wake.set()
        return after

    async def choose_zone(
        self, guild: Guild, zone: str, now: datetime, *, by: Actor | None = None
    ) -> Guild:
        """Let a guild go by a zone, which is one."""
        return await self.change_guild(guild, lambda was: replace(was, zone=zone), now, by=by)

    @retried
    async def change_channel(
        self,
        channel: Channel,
        change: Callable[[Channel], Channel],
        now: datetime,
        *,
        by: Actor | None = None,
    ) -> Channel:
        """Change what holds in a channel, of which Discord says no more than `channel`."""
        async with self._database.transaction() as connection:
            await upsert_channel(connection, channel)
            before = await find_channel(connection.execute_fetchall, channel.id)
            assert before is not None
            after = change(before)
            await update_channel(connection, after)
            if after.zone != before.zone and channel.guild_id is not None:
                await reschedule(connection, now, guild_id=channel.guild_id, channel_id=channel.id)
            if changed := _changed(before, after):
                await note(connection, by, "channel", changed=changed, channel_id=channel.id)
        self._wake.set()
        return after


def _changed(before: Guild | Channel, after: Guild | Channel) -> tuple[str, ...]:
    """Return the names of the settings that are others now."""
    names = [field.name for field in fields(before)]
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))
