"""Unblock channels that were closed to us, as soon as the gateway says that they are open.

A blocked channel is tried again by itself, seldom (`retry.PROBES`). A moderator who has just
given the missing permission does not wait for that.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

import discord

from bot.access.permissions import missing_permissions
from bot.store.outbox.outbox import Outbox

log = logging.getLogger(__name__)


class Unblocker:
    """Looks at the blocked channels of a guild when something there has changed."""

    def __init__(
        self,
        outbox: Outbox,
        *,
        clock: Callable[[], datetime],
        wake: asyncio.Event,
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._wake = wake

    async def look(self, client: discord.Client, guild_id: int) -> int:
        """Open the channels of a guild in which nothing is missing any more; return how many."""
        opened = 0
        for channel_id, kind in await self._outbox.channel_state.blocked(guild_id):
            is_known = client.get_channel(channel_id) is not None
            if is_known and not missing_permissions(client, channel_id, kind):
                await self._outbox.channel_state.unblock(channel_id, self._clock())
                log.info("channel open again: channel=%d", channel_id)
                opened += 1
        if opened:
            self._wake.set()
        return opened
