"""Where commands are offered: only in servers that added the app, or wherever the asker is.

    @anywhere
    @app_commands.command()
    async def help(…)

Discord decides this for whole commands. So in a group that accounts may use, each command that
makes sense in a server only is wrapped by `for_servers`.
"""

from typing import Any, TypeVar

import discord
from discord import app_commands
from discord.app_commands import AppCommandContext, AppInstallationType

from bot.access.home import is_own
from bot.client import Client

T = TypeVar("T")
Command = app_commands.Command[Any, ..., Any]

SERVERS_ONLY = "servers only"
# Marks the former name of a command that has moved: it still works, `/help` shows the new one.
OLD_PLACE = "old place"
BY_ANYBODY = AppInstallationType(guild=True, user=True)
ANYWHERE = AppCommandContext(guild=True, dm_channel=True, private_channel=True)


def anywhere(command: T) -> T:
    """Offer a command, or a group, wherever the asker is."""
    contexts = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    return contexts(app_commands.allowed_installs(guilds=True, users=True)(command))


def in_servers(command: T) -> T:
    """Offer a command, or a group, only in servers that added the app."""
    return app_commands.guild_only(app_commands.allowed_installs(guilds=True, users=False)(command))


def shared_group(
    bot: Client, name: str, description: str, *, managers: bool = False
) -> app_commands.Group:
    """Return a client's group of commands for all of its cogs, made by whichever asks first.

    Accounts may use it anywhere. With `managers`, only those who may manage a server may use it
    there, until an admin decides otherwise.
    """
    known = bot.tree.get_command(name)
    if isinstance(known, app_commands.Group):
        return known
    group = app_commands.Group(
        name=name,
        description=description,
        allowed_contexts=ANYWHERE,
        allowed_installs=BY_ANYBODY,
        default_permissions=discord.Permissions(manage_guild=True) if managers else None,
    )
    bot.tree.add_command(group)
    return group


def for_servers(command: Command) -> Command:
    """Refuse a command outside of servers, though accounts may use its group."""
    command.extras[SERVERS_ONLY] = True  # `/help` leaves it out there
    command.add_check(require_server)
    return command


def require_server(interaction: discord.Interaction[Any]) -> bool:
    """Check that an interaction is a server's.

    Raises:
        app_commands.NoPrivateMessage: it is not.
    """
    if is_own(interaction):
        raise app_commands.NoPrivateMessage
    return True
