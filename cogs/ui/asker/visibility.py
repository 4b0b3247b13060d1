"""What the asker can see: whatever everybody may ask for tells only of channels that they see.

Who may manage the server's feeds sees all of them; this is for the commands of all members.
"""

from typing import Any

import discord

from bot.access.home import is_own
from bot.access.visibility import is_open_to
from bot.client import Client
from cogs.ui.channels import guild_of


def sees(interaction: discord.Interaction[Any], channel_id: int) -> bool:
    """Say whether the asker sees a channel that follows feeds, so that they may hear what is in it.

    It is one of `guild_of`: of what is the asker's own they see everything. Who is in a private
    thread is not known here: it is seen from within alone.
    """
    if is_own(interaction):
        return True
    guild, asker = interaction.guild, interaction.user
    if guild is None or not isinstance(asker, discord.Member):
        return False
    return interaction.channel_id == channel_id or is_open_to(guild, channel_id, asker)


async def seen_channels(interaction: discord.Interaction[Client]) -> frozenset[int]:
    """Return the channels that the asker sees of those that follow feeds."""
    ids = await interaction.client.services.feeds.reader.channels(guild_of(interaction))
    return frozenset(each for each in ids if sees(interaction, each))
