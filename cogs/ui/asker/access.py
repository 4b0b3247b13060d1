"""What the bot and a member may do in a channel, checked before anything is done; asks nobody."""

import discord

from bot.access.permissions import missing_permissions
from bot.client import Client, locale_of
from bot.errors import UserError
from bot.i18n.permissions import say_permissions
from bot.message.markdown import mention_channel
from bot.model import Channel


def require_access(interaction: discord.Interaction[Client], channel: Channel) -> None:
    """Check that the bot may post in a channel.

    Raises:
        UserError: it may not; says which permissions are missing.
    """
    missing = missing_permissions(interaction.client, channel.id, channel.kind)
    if missing:
        raise UserError(
            "errors.channel_closed",
            channel=mention_channel(channel.id),
            permissions=say_permissions(locale_of(interaction), missing),
        )


def require_voice(interaction: discord.Interaction[Client]) -> None:
    """Check that the member may write in the channel where they asked.

    In direct messages everybody may.

    Raises:
        UserError: they may not.
    """
    if interaction.guild_id is None:
        return
    may = interaction.permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    if not (may.send_messages_in_threads if in_thread else may.send_messages):
        raise UserError("errors.may_not_post")
