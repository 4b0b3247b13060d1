"""Persistent buttons and menus: found by their custom ids, so that they work after a restart.

    class RemoveButton(OwnButton, template=r"feed:stop:(?P<id>[0-9]{1,18})"):
        async def used(self, interaction: discord.Interaction[Client]) -> None:
            guild_id = require_own_answer(interaction)
            ... self.match["id"] ...

    async def setup(bot: Client) -> None:
        bot.add_dynamic_items(RemoveButton)

A custom id can be forged, so each control checks guild and permission again. Failures are answered
as those of commands are.
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
FRESH = timedelta(minutes=15)  # as long as Discord lets an interaction be answered


class _Own(ui.DynamicItem[BaseT], template=r"(?!)"):
    """A persistent control; `match` is its custom id, read by its template."""

    def __init__(self, item: BaseT, match: re.Match[str]) -> None:
        super().__init__(item)
        self.match = match

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(cast("BaseT", item), match)  # Discord says of which type it is

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        client: Client = interaction.client
        return await client.is_turn(interaction)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        async with answering(interaction):
            await self._answer(interaction)

    async def _answer(self, interaction: discord.Interaction[Client]) -> None:
        raise NotImplementedError


class OwnButton(_Own[ui.Button[Any]], template=r"(?!)"):
    """A persistent button; subclasses give the template of its custom ids and what it does."""

    async def _answer(self, interaction: discord.Interaction[Client]) -> None:
        await self.used(interaction)

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Do what the button says."""
        raise NotImplementedError


class OwnMenu(_Own[ui.Select[Any]], template=r"(?!)"):
    """A persistent menu; subclasses give the template of its custom ids and what it does."""

    async def _answer(self, interaction: discord.Interaction[Client]) -> None:
        await self.chosen(interaction, self.item.values)

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Do what was chosen."""
        raise NotImplementedError


class OwnChannelMenu(_Own[ui.ChannelSelect[Any]], template=r"(?!)"):
    """A persistent menu of channels; subclasses as for `OwnMenu`."""

    async def _answer(self, interaction: discord.Interaction[Client]) -> None:
        await self.chosen(interaction, self.item.values[0].id)

    async def chosen(self, interaction: discord.Interaction[Client], channel_id: int) -> None:
        """Do what was chosen."""
        raise NotImplementedError


def require_own_answer(interaction: discord.Interaction[Client]) -> int:
    """Return the guild's id, for a button or menu under one of our answers to a manager's command.

    In direct messages it is the asker's personal guild: see `home_of`.

    Such an answer is ephemeral: only the member whom Discord let run the command sees it, and a
    control under any other message is forged. But the answer may stay open after its asker has lost
    the right to manage. Admins can also give a command to members who may not manage the server,
    which a click does not show: they may click for `FRESH`, then have to run the command again.

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
