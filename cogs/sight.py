"""What the asker can see: whatever everybody may ask for tells only of channels that they see.

Who may manage the server's feeds sees all of them; this is for the commands of all members.
"""

from collections.abc import Iterable
from typing import Any

import discord


def sees(interaction: discord.Interaction[Any], channel_id: int) -> bool:
    """Say whether the asker sees a channel of this server, so that they may hear what is in it.

    Who is in a private thread is not known here: it is seen from within alone.
    """
    guild, asker = interaction.guild, interaction.user
    if guild is None or not isinstance(asker, discord.Member):
        return False
    channel = guild.get_channel_or_thread(channel_id)
    if channel is None or (isinstance(channel, discord.Thread) and channel.is_private()):
        return interaction.channel_id == channel_id
    return channel.permissions_for(asker).view_channel


def seen(interaction: discord.Interaction[Any], channel_ids: Iterable[int]) -> frozenset[int]:
    """Return those of the channels that the asker sees."""
    return frozenset(each for each in set(channel_ids) if sees(interaction, each))
