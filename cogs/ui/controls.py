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
from datetime import timedelta
from typing import Any, Self, TypeVar, cast

import discord
from discord import ui

from bot.access.home import home_of, is_own
from bot.client import Client, answering
from bot.errors import UserError

BaseT = TypeVar("BaseT", bound=ui.Item[Any])
ROW_ID = r"(?P<id>[0-9]{1,18})"  # in a template: the row that a control is about
FRESH = timedelta(minutes=15)  # Discord's own time for an answer


class _Own(ui.DynamicItem[BaseT], template=r"(?!)"):
    """A control that comes back to us."""

    def __init__(self, item: BaseT, match: re.Match[str]) -> None:
        super().__init__(item)
        self.match = match

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(cast("BaseT", item), match)  # Discord says which it is, and our template whose

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        client: Client = interaction.client
        return await client.is_turn(interaction)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        async with answering(interaction):
            await self._answer(interaction)

    async def _answer(self, interaction: discord.Interaction[Client]) -> None:
        raise NotImplementedError


class OwnButton(_Own[ui.Button[Any]], template=r"(?!)"):
    """A button that comes back to us; subclasses say which custom ids and what happens."""

    async def _answer(self, interaction: discord.Interaction[Client]) -> None:
        await self.used(interaction)

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Do what the button says."""
        raise NotImplementedError


class OwnMenu(_Own[ui.Select[Any]], template=r"(?!)"):
    """A menu that comes back to us; subclasses say which custom ids and what happens."""

    async def _answer(self, interaction: discord.Interaction[Client]) -> None:
        await self.chosen(interaction, self.item.values)

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Do what was chosen."""
        raise NotImplementedError


class OwnChannelMenu(_Own[ui.ChannelSelect[Any]], template=r"(?!)"):
    """A menu of channels that comes back to us; subclasses say which, and what happens."""

    async def _answer(self, interaction: discord.Interaction[Client]) -> None:
        await self.chosen(interaction, self.item.values[0].id)

    async def chosen(self, interaction: discord.Interaction[Client], channel_id: int) -> None:
        """Do what was chosen."""
        raise NotImplementedError


def require_own_answer(interaction: discord.Interaction[Client]) -> int:
    """Return the guild's id, for a button or menu under one of our answers to a manager's command.

    Where a command was about what is the asker's own, it is theirs: see `home_of`.

    Such an answer is seen by its asker alone, whom Discord let run the command; a button
    anywhere else is none of ours. The answer may stand there for long, though, and its asker be
    no manager any more. Admins can also open a command to people who manage nothing, which a
    click does not tell: they are let in for a while, and then run the command again.

    Raises:
        UserError: the message is no answer to the one who clicked, or it is too old for them.
    """
    message = interaction.message
    if message is None or not message.flags.ephemeral:
        raise UserError("errors.not_yours")
    asked = message.interaction_metadata
    if asked is not None and asked.user.id != interaction.user.id:
        raise UserError("errors.not_yours")
    age = interaction.created_at - message.created_at
    if age > FRESH and not is_own(interaction) and not interaction.permissions.manage_guild:
        raise UserError("errors.answer_too_old")
    return home_of(interaction)
