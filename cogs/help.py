"""`/help`: every command with its sentence, and pages on what needs more than one."""

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot import i18n
from bot.client import Client, French, Tree, locale_of

TOPICS = [
    Choice(name=locale_str("Getting started"), value="start"),
    Choice(name=locale_str("Searching and filtering"), value="search"),
    Choice(name=locale_str("Templates"), value="template"),
]

Listed = app_commands.Command[commands.Cog, ..., object] | app_commands.Group


class HelpCog(commands.Cog):
    """What can be said to the bot."""

    def __init__(self, bot: Client) -> None:
        self.bot = bot

    @app_commands.command()
    @app_commands.describe(topic="What you want to know more about")
    @app_commands.choices(topic=TOPICS)
    async def help(
        self, interaction: discord.Interaction[Client], topic: Choice[str] | None = None
    ) -> None:
        """Say what I can do."""
        locale = locale_of(interaction)
        if topic is not None:
            said = i18n.text(locale, f"help.{topic.value}")
        else:
            said = "\n".join([i18n.text(locale, "help.intro"), "", *self._commands(locale)])
        await interaction.response.send_message(said, ephemeral=True)

    def _commands(self, locale: str) -> list[str]:
        """Return one line a command, in the asker's language."""
        tree = self.bot.tree
        assert isinstance(tree, Tree)
        french = tree.translator if locale == "fr" else None
        assert french is None or isinstance(french, French)
        lines = []
        for command in sorted(tree.walk_commands(), key=lambda one: one.qualified_name):
            if isinstance(command, app_commands.Command):
                name, said = command.qualified_name, command.description
                if french is not None:
                    name, said = french.name_and_description(command)
                lines.append(f"`/{name}` {said}")
        return lines


async def setup(bot: Client) -> None:
    """Add the cog; called by discord.py."""
    await bot.add_cog(HelpCog(bot))
