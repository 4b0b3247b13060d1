"""`/status`: how the bot itself fares, for the owner of the application, anywhere."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Client, locale_of
from bot.errors import UserError
from bot.message.message import Message, Text
from bot.upkeep.status_lines import status_lines
from cogs.ui.asker.installs import anywhere
from cogs.ui.layout import show


class StatusCog(commands.Cog):
    """What the operator may ask by Discord."""

    def __init__(self, bot: Client) -> None:
        self.bot = bot

    @anywhere
    @app_commands.command()
    async def status(self, interaction: discord.Interaction[Client]) -> None:
        """Show the person who runs this bot how it is doing."""
        if not await self.bot.is_owner(interaction.user):
            raise UserError("status.not_owner")
        services, gateway = self.bot.services, self.bot.gateway_state
        report = await services.operations.report(services.clock())
        lines = status_lines(
            report,
            away_since=gateway.away_since,
            latency=gateway.latency,
            locale=locale_of(interaction),
        )
        await show(interaction, Message(components=(Text("\n".join(lines)),)))


async def setup(bot: Client) -> None:
    """Add the cog; called by discord.py."""
    await bot.add_cog(StatusCog(bot))
