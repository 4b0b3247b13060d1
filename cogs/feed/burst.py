"""Buttons under posts, for who asks: the rest of a burst, the original of a translation."""

from __future__ import annotations

import discord

from bot.access.home import channel_of_posts
from bot.client import Client, locale_of
from bot.errors import UserError
from cogs.ui.controls import ROW_ID, OwnButton
from cogs.ui.layout import show


class RestButton(OwnButton, template=rf"post:rest:{ROW_ID}:(?P<begin>[0-9]{{1,5}})"):
    """Shows the rest of a group to the member who asks, in the channel where it stands."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Show the next of the articles."""
        reader = interaction.client.services.feeds.reader
        message = await reader.rest_of_group(
            int(self.match["id"]),
            _require_channel(interaction),
            int(self.match["begin"]),
            locale_of(interaction),
        )
        await show(interaction, message)


class OriginalButton(OwnButton, template=rf"post:original:{ROW_ID}"):
    """Shows what a translated message says as it was written, to the member who asks."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Show titles and leads in their own language."""
        reader = interaction.client.services.feeds.reader
        message = await reader.originals(
            int(self.match["id"]), _require_channel(interaction), locale_of(interaction)
        )
        await show(interaction, message)


def _require_channel(interaction: discord.Interaction[Client]) -> int:
    """Return the channel whose posts may be read.

    Raises:
        UserError: there is none, as in a server that does not have the bot any more.
    """
    channel_id = channel_of_posts(interaction)
    if channel_id is None:
        raise UserError("delivery.rest_gone")
    return channel_id


async def setup(bot: Client) -> None:
    """Add the buttons; called by discord.py."""
    bot.add_dynamic_items(RestButton, OriginalButton)
