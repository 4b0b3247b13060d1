"""Discord's channels as our values, for every command that takes one."""

from typing import Any

import discord

from bot.errors import UserError
from bot.model import Channel, ChannelKind

# What a command's channel option accepts.
Place = discord.TextChannel | discord.Thread | discord.ForumChannel

_KINDS = {
    discord.ChannelType.text: ChannelKind.TEXT,
    discord.ChannelType.news: ChannelKind.ANNOUNCEMENT,
    discord.ChannelType.forum: ChannelKind.FORUM,
    discord.ChannelType.public_thread: ChannelKind.THREAD,
    discord.ChannelType.private_thread: ChannelKind.THREAD,
    discord.ChannelType.news_thread: ChannelKind.THREAD,
}


def mention(channel_id: int) -> str:
    return f"<#{channel_id}>"


def channel_of(interaction: discord.Interaction[Any], place: Place | None) -> Channel:
    """Return the channel that was chosen, or the one the command was typed in.

    Raises:
        UserError: it is of a kind that cannot be posted to.
    """
    chosen = place if place is not None else interaction.channel
    kind = _KINDS.get(chosen.type) if chosen is not None else None
    if chosen is None or kind is None or interaction.guild_id is None:
        raise UserError("settings.not_a_channel")
    name = getattr(chosen, "name", None) or ""
    return Channel(id=chosen.id, guild_id=interaction.guild_id, kind=kind, name=name)
