"""Direct messages to somebody who asked for them: the first one shows that they are open."""

import discord

from bot.errors import UserError
from bot.message.discord_errors import CANNOT_WRITE_TO_USER
from bot.message.message import Message
from bot.model import Channel, ChannelKind
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


def to_direct(direct: discord.DMChannel, user: discord.abc.User) -> Channel:
    """Return a direct channel as ours."""
    return Channel(id=direct.id, guild_id=None, kind=ChannelKind.DM, name=user.name)
