"""What members follow themselves: a guild of one, whose only channel is their direct one.

It is kept by the id of the member, which no server has. What is written is written inside the
caller's transaction.
"""

from datetime import datetime

from bot.model import Guild
from bot.store.database import Connection, Fetch
from bot.store.guilds.channel_state import unblock
from bot.store.guilds.guilds import set_channel_locale

# Who follows for themselves is told of what fails, where they read.
_BEGIN = """
    UPDATE guilds SET notice_channel_id = coalesce(notice_channel_id, :channel_id) WHERE id = :id
"""
# All direct channels in which something reaches somebody: their feeds, digests and alerts. It is
# asked at every click, so it walks the few that are closed (`channels_closed_direct`).
_CLOSED = """
    SELECT id FROM channels
    WHERE kind = 'dm' AND block_code IS NOT NULL
      AND (guild_id = :user_id
           OR EXISTS (SELECT 1 FROM digests
                      WHERE digests.channel_id = channels.id AND digests.user_id = :user_id)
           OR EXISTS (SELECT 1 FROM alert_plans AS plans
                      WHERE plans.channel_id = channels.id AND plans.user_id = :user_id))
"""


async def begin_personal(connection: Connection, guild: Guild, channel_id: int) -> None:
    """Let what somebody follows themselves speak their language, and tell them of troubles."""
    if guild.preferred_locale is not None:
        await set_channel_locale(connection, channel_id, guild.preferred_locale)
    await connection.execute(_BEGIN, {"id": guild.id, "channel_id": channel_id})


async def closed_direct_channels(fetch: Fetch, user_id: int) -> list[int]:
    """Return the direct channels of somebody that are closed to us."""
    return sorted([row["id"] for row in await fetch(_CLOSED, {"user_id": user_id})])


async def reopen_direct_channels(connection: Connection, user_id: int, now: datetime) -> int:
    """Let what waits for somebody's direct channels be tried again; return how many were closed."""
    closed = await closed_direct_channels(connection.execute_fetchall, user_id)
    for channel_id in closed:
        await unblock(connection, channel_id, now)
    return len(closed)
