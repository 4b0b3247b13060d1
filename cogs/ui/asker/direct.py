"""Direct messages to somebody who asked for them: the first one shows that they are open."""

from typing import Any

import discord

from bot.access.home import is_own
from bot.errors import UserError
from bot.message.discord_errors import CANNOT_WRITE_TO_USER
from bot.message.message import Message
from bot.model import Channel, ChannelKind
from cogs.ui.channels import channel_of
from cogs.ui.layout import to_view


async def write_first(direct: discord.DMChannel, message: Message, *, closed: str) -> None:
    """Send a first direct message.

    Raises:
        UserError: direct messages are closed; `closed` is the key of its sentence.
    """
    try:
        await direct.send(view=to_view(message))
    except discord.Forbidden as e:
        if e.code != CANNOT_WRITE_TO_USER:
            raise
        raise UserError(closed) from e


def to_direct(interaction: discord.Interaction[Any], direct: discord.DMChannel) -> Channel:
    """Return the asker's direct channel as ours; it is where their own feeds go."""
    guild_id = interaction.user.id if is_own(interaction) else None
    return Channel(id=direct.id, guild_id=guild_id, kind=ChannelKind.DM)


async def target_of(interaction: discord.Interaction[Any], channel: Channel | None) -> Channel:
    """Return where feeds go: the channel that was chosen, else this one; one's own come directly.

    Raises:
        UserError: it is of a kind that cannot be posted to.
    """
    if is_own(interaction):
        return to_direct(interaction, await interaction.user.create_dm())
    return channel_of(interaction, channel)
