"""What the bot may do in a channel, checked before anything is stored for it; asks nobody."""

import discord

from bot.client import Client, locale_of
from bot.delivery.permissions import missing_permissions
from bot.errors import UserError
from bot.i18n.permissions import say_permissions
from bot.model import Channel
from cogs.channels import mention


def require_access(interaction: discord.Interaction[Client], channel: Channel) -> None:
    """Check that the bot may post in a channel.

    Raises:
        UserError: it may not; says which permissions are missing.
    """
    missing = missing_permissions(interaction.client, channel.id, channel.kind)
    if missing:
        raise UserError(
            "errors.channel_closed",
            channel=mention(channel.id),
            permissions=say_permissions(locale_of(interaction), missing),
        )
