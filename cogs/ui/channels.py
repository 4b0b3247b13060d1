"""Discord's channels as our values, for every command that takes one."""

from typing import Any

import discord
from discord import app_commands

from bot import i18n
from bot.access.home import home_of, is_own
from bot.errors import UserError
from bot.message.markdown import escape, mention_channel
from bot.model import Channel, ChannelKind, Guild

_KINDS = {
    discord.ChannelType.text: ChannelKind.TEXT,
    discord.ChannelType.news: ChannelKind.ANNOUNCEMENT,
    discord.ChannelType.forum: ChannelKind.FORUM,
    discord.ChannelType.public_thread: ChannelKind.THREAD,
    discord.ChannelType.private_thread: ChannelKind.THREAD,
    discord.ChannelType.news_thread: ChannelKind.THREAD,
}
WRITABLE = tuple(_KINDS)
_REFUSED = {
    discord.ChannelType.voice: "voice",
    discord.ChannelType.stage_voice: "stage",
    discord.ChannelType.media: "media",
    discord.ChannelType.category: "category",
}


class PlaceOption(app_commands.Transformer):
    """A channel option that offers only channels that can be posted to, and gives ours."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return list(WRITABLE)

    async def transform(self, interaction: discord.Interaction[Any], value: object, /) -> Channel:
        """Return the channel that was chosen.

        Raises:
            UserError: the asker cannot see it, it is of a kind that cannot be posted to, or of a
                server that does not have the bot.
        """
        if is_own(interaction):
            raise UserError("errors.no_channel_here")
        channel = _checked(value)
        may = getattr(value, "permissions", None)
        if isinstance(may, discord.Permissions) and not may.view_channel:
            raise UserError("errors.hidden_channel", channel=mention_channel(channel.id))
        return channel


# What a command's channel option accepts: `channel: Place | None = None`.
Place = app_commands.Transform[Channel, PlaceOption]


def guild_of(interaction: discord.Interaction[Any]) -> int:
    """Return the id of the server that a command is about, or the asker's for what is their own."""
    return home_of(interaction)


def personal_guild(interaction: discord.Interaction[Any]) -> Guild:
    """Return the personal guild that holds what the asker chooses for themselves.

    It has no name: no names of people are kept.
    """
    locale = interaction.locale.value
    return Guild(id=interaction.user.id, preferred_locale=locale, personal=True)


def current_guild(interaction: discord.Interaction[Any]) -> Guild:
    """Return the server that a command is about, as Discord describes it, or the personal guild."""
    if is_own(interaction):
        return personal_guild(interaction)
    here = interaction.guild
    assert here is not None
    return Guild(id=here.id, name=here.name, preferred_locale=here.preferred_locale.value)


def place_name(interaction: discord.Interaction[Any]) -> str:
    """Return what the server is called that a command is about, or what is the asker's own."""
    if is_own(interaction):
        return i18n.text(i18n.choose_locale(interaction.locale.value), "common.own_feeds")
    return escape(interaction.guild.name) if interaction.guild else "…"


def to_channel(channel: Any) -> Channel | None:  # noqa: ANN401  # any kind of Discord's channels
    """Return one of Discord's channels as ours; None for a kind that cannot be posted to."""
    kind = _KINDS.get(getattr(channel, "type", None))  # type: ignore[arg-type]  # None fits nothing
    guild_id = getattr(channel, "guild_id", None)
    if kind is None:
        return None
    if guild_id is None:
        guild_id = channel.guild.id
    return Channel(id=channel.id, guild_id=guild_id, kind=kind, name=channel.name)


def channel_of(interaction: discord.Interaction[Any], channel: Channel | None) -> Channel:
    """Return the channel that was chosen, or the one the command was typed in.

    Raises:
        UserError: it is of a kind that cannot be posted to.
    """
    return channel if channel is not None else _checked(interaction.channel)


def _checked(given: object) -> Channel:
    channel = to_channel(given)
    if channel is None:
        kind = _REFUSED.get(getattr(given, "type", None), "other")  # type: ignore[arg-type]
        channel_id = getattr(given, "id", 0)
        raise UserError(f"errors.place.{kind}", channel=mention_channel(channel_id))
    return channel
