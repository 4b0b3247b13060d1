"""Whose things an interaction is about: those of the server it came from, or the asker's own.

Discord lets an app be added to a server or to somebody's account. An interaction is a server's only
where that server itself added the app, which `authorizing_integration_owners` tells. Everywhere
else (direct messages, servers that do not have the bot) it is about what the asker follows
themselves, and nothing of the place where they asked may be read.
"""

from typing import Any

import discord


def is_own(interaction: discord.Interaction[Any]) -> bool:
    """Say whether an interaction is about what the asker follows themselves."""
    return not interaction.is_guild_integration()


def home_of(interaction: discord.Interaction[Any]) -> int:
    """Return the id under which is kept what an interaction is about: a server's, or the asker's.

    What somebody follows themselves is kept as a server of one, by the id of the member.
    """
    if is_own(interaction):
        return interaction.user.id
    assert interaction.guild_id is not None
    return interaction.guild_id


def channel_of_posts(interaction: discord.Interaction[Any]) -> int | None:
    """Return the channel whose posts of ours an interaction may read: the one that it came from.

    None in a server that does not have the bot, whatever was posted there once.
    """
    if interaction.guild_id is not None and is_own(interaction):
        return None
    return interaction.channel_id
