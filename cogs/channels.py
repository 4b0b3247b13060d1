"""Discord's channels as our values, for every command that takes one."""

from typing import Any

import discord

from bot.errors import UserError
from bot.model import Channel, ChannelKind

# What a command's channel option accepts.
Place = discord.TextChannel | discord.Thread | discord.ForumChannel

_KINDS: dict[object, ChannelKind] = {
    discord.ChannelType.text: ChannelKind.TEXT,
    discord.ChannelType.news: ChannelKind.ANNOUNCEMENT,
    discord.ChannelType.forum: ChannelKind.FORUM,
    discord.ChannelType.public_thread: ChannelKind.THREAD,
    discord.ChannelType.private_thread: ChannelKind.THREAD,
    discord.ChannelType.news_thread: ChannelKind.THREAD,
}


def mention(channel_id: int) -> str:
    return f"<#{channel_id}>"


def to_channel(place: object) -> Channel | None:
    """Return one of Discord's channels as ours; None for a kind that cannot be posted to."""
    kind = _KINDS.get(getattr(place, "type", None))
    if kind is None:
        return None
    assert isinstance(place, Place)
    return Channel(id=place.id, guild_id=place.guild.id, kind=kind, name=place.name)


def channel_of(interaction: discord.Interaction[Any], place: Place | None) -> Channel:
    """Return the channel that was chosen, or the one the command was typed in.

    Raises:
        UserError: it is of a kind that cannot be posted to.
    """
    chosen = to_channel(place if place is not None else interaction.channel)
    if chosen is None:
        raise UserError("settings.not_a_channel")
    return chosen
