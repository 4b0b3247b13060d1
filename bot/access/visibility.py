"""Ask Discord what a member sees now, for what reaches them outside the server; keeps nothing.

The gateway does not tell who leaves or loses a role: that is a privilege the bot does without.
"""

from collections.abc import Iterable

import discord

from bot.errors import Uncertain


class Visibility:
    """What members see."""

    def __init__(self, client: discord.Client) -> None:
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


def is_open_to(guild: discord.Guild, channel_id: int, member: discord.Member) -> bool:
    """Say whether a member sees a channel; who is in a private thread is not known here."""
    channel = guild.get_channel_or_thread(channel_id)
    if channel is None or (isinstance(channel, discord.Thread) and channel.is_private()):
        return False
    return channel.permissions_for(member).view_channel
