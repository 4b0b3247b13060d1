"""`/help`: every command with its sentence, and pages on what needs more than one."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot import i18n
from bot.access.home import is_own
from bot.client import Client, Tree, locale_of
from bot.message.message import Message, Text
from bot.translator import Translator
from cogs.ui.asker.installs import OLD_PLACE, SERVERS_ONLY, anywhere
from cogs.ui.layout import show
from cogs.ui.pages import in_pages

TOPICS = [
    Choice(name=locale_str("Getting started"), value="start"),
    Choice(name=locale_str("Searching and filtering"), value="search"),
    Choice(name=locale_str("Templates"), value="template"),
]
Listed = app_commands.Command[Any, ..., Any]


class HelpFor(StrEnum):
    """To whom help is given: to who manages a server, its members, or for what is one's own."""

    MANAGER = "manager"
    MEMBER = "member"
    OWN = "own"


class HelpCog(commands.Cog):
    """What can be said to the bot."""

    def __init__(self, bot: Client) -> None:
        self.bot = bot

    @anywhere
    @app_commands.command()
    @app_commands.describe(topic="What you want to know more about")
    @app_commands.choices(topic=TOPICS)
    async def help(
        self, interaction: discord.Interaction[Client], topic: Choice[str] | None = None
    ) -> None:
        """Show what I can do."""
        locale = locale_of(interaction)
        asker = _asker_of(interaction)
        if topic is not None:
            name = f"start_{asker}" if topic.value == "start" else topic.value
            pages: Iterable[str] = [i18n.text(locale, f"help.{name}")]
        else:
            pages = in_pages(self._overview(locale, asker))
        for page in pages:
            await show(interaction, Message(components=(Text(page),)))

    def _overview(self, locale: str, asker: HelpFor) -> Iterator[str]:
        yield i18n.text(locale, "help.intro")
        yield from self._commands(locale, asker)
        yield "\n" + i18n.text(locale, f"help.more_{asker}")

    def _commands(self, locale: str, asker: HelpFor) -> Iterator[str]:
        """Yield one line a command that the asker may use, those of a group together."""
        tree = self.bot.tree
        assert isinstance(tree, Tree)
        translator = tree.translator
        assert isinstance(translator, Translator)
        listed = [each for each in tree.walk_commands() if isinstance(each, app_commands.Command)]
        entries = [
            (
                asker is not HelpFor.OWN and _is_managing(command),
                *translator.name_and_description(locale, command),
            )
            for command in listed
            if _is_for(asker, command)
        ]
        for managing, group in groupby(sorted(entries), key=lambda entry: entry[0]):
            title = "managing" if managing else "own" if asker is HelpFor.OWN else "all"
            yield "\n**" + i18n.text(locale, f"help.{title}") + "**"
            for _, name, description in group:
                yield f"`/{name}` {description}"


def _asker_of(interaction: discord.Interaction[Client]) -> HelpFor:
    if is_own(interaction):
        return HelpFor.OWN
    return HelpFor.MANAGER if interaction.permissions.manage_guild else HelpFor.MEMBER


def _is_for(asker: HelpFor, command: Listed) -> bool:
    """Tell whether an asker may use a command where they ask, and should learn it."""
    if OLD_PLACE in command.extras:
        return False
    if asker is not HelpFor.OWN:
        return asker is HelpFor.MANAGER or not _is_managing(command)
    installs = (command.root_parent or command).allowed_installs
    return bool(installs and installs.user) and SERVERS_ONLY not in command.extras


def _is_managing(command: Listed) -> bool:
    """Tell whether only those who may manage the server get a command, unless admins decide."""
    return (command.root_parent or command).default_permissions is not None


async def setup(bot: Client) -> None:
    """Add the cog; called by discord.py."""
    await bot.add_cog(HelpCog(bot))
