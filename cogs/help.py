"""`/help`: every command with its sentence, and pages on what needs more than one."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot import i18n
from bot.client import Client, Tree, locale_of
from bot.message.message import Message, Text
from bot.translator import Translator
from cogs.ui.layout import show
from cogs.ui.pages import in_pages

TOPICS = [
    Choice(name=locale_str("Getting started"), value="start"),
    Choice(name=locale_str("Searching and filtering"), value="search"),
    Choice(name=locale_str("Templates"), value="template"),
]
Listed = app_commands.Command[Any, ..., Any]


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
        manages = interaction.guild is None or interaction.permissions.manage_guild
        if topic is not None:
            name = "start_member" if topic.value == "start" and not manages else topic.value
            pages: Iterable[str] = [i18n.text(locale, f"help.{name}")]
        else:
            pages = in_pages(self._overview(locale, manages=manages))
        for page in pages:
            await show(interaction, Message(components=(Text(page),)))

    def _overview(self, locale: str, *, manages: bool) -> Iterator[str]:
        yield i18n.text(locale, "help.intro")
        yield from self._commands(locale, manages=manages)
        yield "\n" + i18n.text(locale, "help.more" if manages else "help.more_member")

    def _commands(self, locale: str, *, manages: bool) -> Iterator[str]:
        """Yield one line a command that the asker may use, those of a group together."""
        tree = self.bot.tree
        assert isinstance(tree, Tree)
        translator = tree.translator
        assert isinstance(translator, Translator)
        listed = [each for each in tree.walk_commands() if isinstance(each, app_commands.Command)]
        entries = [
            (
                _is_managing(command),
                *translator.name_and_description(locale, command),
            )
            for command in listed
            if manages or not _is_managing(command)
        ]
        for managing, group in groupby(sorted(entries), key=lambda entry: entry[0]):
            yield "\n**" + i18n.text(locale, f"help.{'managing' if managing else 'all'}") + "**"
            for _, name, description in group:
                yield f"`/{name}` {description}"


def _is_managing(command: Listed) -> bool:
    """Tell whether only those who may manage the server get a command, unless admins decide."""
    return (command.root_parent or command).default_permissions is not None


async def setup(bot: Client) -> None:
    """Add the cog; called by discord.py."""
    await bot.add_cog(HelpCog(bot))
