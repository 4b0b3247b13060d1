"""Rate limits of commands: how often one member may call what costs the bot much."""

from collections.abc import Callable, Hashable
from datetime import timedelta
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.client import Client
from cogs.ui.archive import member_of

Asker = Callable[[discord.Interaction[Any]], Hashable]
T = TypeVar("T")


def paced(most: int, within: timedelta, *, asker: Asker = member_of) -> Callable[[T], T]:
    """Return a decorator: `most` calls at once, coming back evenly `within`, for each asker.

    What one decorator is put on shares its calls. They are counted by the client, by its clock;
    discord.py's own cooldown counts in the module, for all clients of a process.
    """
    bucket = object()

    def is_turn(interaction: discord.Interaction[Client]) -> bool:
        client = interaction.client
        wait = client.take_turn(bucket, asker(interaction), most=most, within=within)
        if wait:
            cooldown = app_commands.Cooldown(most, within.total_seconds())
            raise app_commands.CommandOnCooldown(cooldown, wait.total_seconds())
        return True

    return app_commands.check(is_turn)
