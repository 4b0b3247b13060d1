"""Buttons and menus under our answers, found by their custom ids, so that they outlive restarts.

    class RemoveButton(OwnButton, template=r"feed:stop:(?P<id>[0-9]{1,18})"):
        async def used(self, interaction: discord.Interaction[Client]) -> None:
            guild_id = require_own_answer(interaction)
            ... self.match["id"] ...

    async def setup(bot: Client) -> None:
        bot.add_dynamic_items(RemoveButton)

A custom id is somebody's word: whoever reads one checks guild and permission again. Failures are
answered as those of commands are.
"""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import Client, answering
from bot.errors import UserError


class OwnButton(ui.DynamicItem[ui.Button[Any]], template=r"(?!)"):
    """A button that comes back to us; subclasses say which custom ids and what happens."""

    def __init__(self, item: ui.Button[Any], match: re.Match[str]) -> None:
        super().__init__(item)
        self.match = match

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.Button)
        return cls(item, match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        async with answering(interaction):
            await self.used(interaction)

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Do what the button says."""
        raise NotImplementedError


class OwnMenu(ui.DynamicItem[ui.Select[Any]], template=r"(?!)"):
    """A menu that comes back to us; subclasses say which custom ids and what happens."""

    def __init__(self, item: ui.Select[Any], match: re.Match[str]) -> None:
        super().__init__(item)
        self.match = match

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.Select)
        return cls(item, match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        async with answering(interaction):
            await self.chosen(interaction, self.item.values)

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Do what was chosen."""
        raise NotImplementedError


def require_own_answer(interaction: discord.Interaction[Client]) -> int:
    """Return the guild's id, for a button or menu under one of our answers to a command.

    Such an answer is seen by its asker alone, whom Discord let run the command; a button
    anywhere else is none of ours.

    Raises:
        UserError: the message is not an answer to the one who clicked.
    """
    message = interaction.message
    if message is None or not message.flags.ephemeral or interaction.guild_id is None:
        raise UserError("errors.not_yours")
    return interaction.guild_id
