"""Files that members hand over with a command."""

import discord

from bot.errors import UserError


async def content_of(file: discord.Attachment) -> bytes:
    """Return what an attachment holds.

    Raises:
        UserError: Discord does not give it to us.
    """
    try:
        return await file.read()
    except discord.HTTPException as e:
        raise UserError("transfer.error.unfetched") from e
