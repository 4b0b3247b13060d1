"""Who asks for a change, for the audit of their server."""

import discord

from bot.access.home import home_of, is_own
from bot.client import Client
from bot.follow.audit import Actor


def actor_of(interaction: discord.Interaction[Client]) -> Actor | None:
    """Return who changes a server's things; None where somebody changes their own."""
    if is_own(interaction):
        return None
    at = interaction.client.services.clock()
    return Actor(user_id=interaction.user.id, guild_id=home_of(interaction), at=at)
