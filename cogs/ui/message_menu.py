"""A command on the menu of a message (context menu), with the cog that brings it."""

from collections.abc import Callable, Coroutine
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client import Client
from cogs.ui.asker.installs import ANYWHERE, BY_ANYBODY

OnMessage = Callable[[discord.Interaction[Any], discord.Message], Coroutine[Any, Any, Any]]


class MessageMenuCog(commands.Cog):
    """A cog that brings a `menu`, offered wherever the asker is."""

    def __init__(self, bot: Client, name: str, callback: OnMessage) -> None:
        self.bot = bot
        self.menu = app_commands.ContextMenu(
            name=locale_str(name),
            callback=callback,
            allowed_contexts=ANYWHERE,
            allowed_installs=BY_ANYBODY,
        )

    async def cog_load(self) -> None:
        """Add the message menu."""
        self.bot.tree.add_command(self.menu)
