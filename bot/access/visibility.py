"""Ask Discord what a member sees now, for what reaches them outside the server; keeps nothing.

The gateway does not tell who leaves or loses a role: that is a privilege the bot does without.
"""

from collections.abc import Iterable

import discord

from bot.errors import Uncertain
from bot.model import shard_of


class Visibility:
    """What members see."""

    def __init__(self, client: discord.AutoShardedClient) -> None:
        self._client = client

    async def __call__(
        self, guild_id: int, user_id: int, channel_ids: Iterable[int]
    ) -> frozenset[int]:
        """Return those of a server's channels that somebody sees; none where they have left.

        What they follow themselves is kept under their own id, and they see all of it.

        Raises:
            Uncertain: Discord does not say now.
        """
        if guild_id == user_id:
            return frozenset(channel_ids)
        if self._is_of_another_process(guild_id):
            return await self._seen_by_rest(guild_id, user_id, frozenset(channel_ids))
        if not self._client.is_ready():
            raise Uncertain("the gateway has not told of the servers yet")
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return frozenset()
        if guild.unavailable:
            raise Uncertain("the server is unavailable")
        try:
            member = await guild.fetch_member(user_id)
        except discord.NotFound:
            return frozenset()
        except discord.HTTPException as e:
            raise Uncertain(f"HTTP {e.status}") from e
        return frozenset(each for each in channel_ids if is_open_to(guild, each, member))

    def _is_of_another_process(self, guild_id: int) -> bool:
        """Say whether the gateway tells a server to another process: direct messages are ours."""
        shard_ids, shards = self._client.shard_ids, self._client.shard_count
        if shard_ids is None or shards is None:
            return False
        return shard_of(guild_id, shards) not in shard_ids

    async def _seen_by_rest(
        self, guild_id: int, user_id: int, channel_ids: frozenset[int]
    ) -> frozenset[int]:
        """Return what somebody sees where no gateway tells of it; of threads nothing is known.

        Raises:
            Uncertain: Discord does not say now.
        """
        try:
            guild = await self._client.fetch_guild(guild_id, with_counts=False)
            member = await guild.fetch_member(user_id)
            channels = await guild.fetch_channels()
        except (discord.NotFound, discord.Forbidden):  # the bot has left, or they have
            return frozenset()
        except discord.HTTPException as e:
            raise Uncertain(f"HTTP {e.status}") from e
        return frozenset(
            channel.id
            for channel in channels
            if channel.id in channel_ids and channel.permissions_for(member).view_channel
        )


def is_open_to(guild: discord.Guild, channel_id: int, member: discord.Member) -> bool:
    """Say whether a member sees a channel; who is in a private thread is not known here."""
    channel = guild.get_channel_or_thread(channel_id)
    if channel is None or (isinstance(channel, discord.Thread) and channel.is_private()):
        return False
    return channel.permissions_for(member).view_channel
