"""What is muted in a guild, and in each of its channels; judges nothing.

What is written is written inside the caller's transaction.
"""

import json
from collections.abc import Sequence

from bot.store.database import Connection, Fetch

# Of a subscription whose channel is named `channels`: both places that mute something for it.
MUTES_OF_CHANNEL = """
    channels.mutes AS channel_mutes,
    (SELECT guilds.mutes FROM guilds WHERE guilds.id = channels.guild_id) AS guild_mutes
"""
_OF_CHANNELS = """
    SELECT id, mutes FROM channels
    WHERE guild_id = ? AND gone_at IS NULL AND mutes <> '[]' ORDER BY id
"""


async def mutes_of_guild(fetch: Fetch, guild_id: int) -> tuple[str, ...]:
    """Return what is muted in all of a guild."""
    rows = await fetch("SELECT mutes FROM guilds WHERE id = ?", (guild_id,))
    return next((tuple(json.loads(row["mutes"])) for row in rows), ())


async def mutes_of_channels(fetch: Fetch, guild_id: int) -> dict[int, tuple[str, ...]]:
    """Return what is muted in single channels of a guild, by channel."""
    rows = await fetch(_OF_CHANNELS, (guild_id,))
    return {row["id"]: tuple(json.loads(row["mutes"])) for row in rows}


async def set_guild_mutes(connection: Connection, guild_id: int, mutes: Sequence[str]) -> None:
    await connection.execute(
        "UPDATE guilds SET mutes = ? WHERE id = ?", (json.dumps(list(mutes)), guild_id)
    )


async def set_channel_mutes(connection: Connection, channel_id: int, mutes: Sequence[str]) -> None:
    await connection.execute(
        "UPDATE channels SET mutes = ? WHERE id = ?", (json.dumps(list(mutes)), channel_id)
    )
