"""Integration types and contexts: where an app may be used, and who authorizes it there.

An app is installed to a guild, by its bot, or to a user's account. The first is good in that
guild and in the bot's direct messages, the second wherever the user is.
"""

from __future__ import annotations

from collections.abc import Collection

from sandbox.world.state import Channel, Json, User
from sandbox.world.world import World

IN_GUILD, BOT_DM, PRIVATE_CHANNEL = 0, 1, 2
GUILD_INSTALL, USER_INSTALL = 0, 1
BOTH = (GUILD_INSTALL, USER_INSTALL)


def context_of(world: World, channel: Channel) -> int:
    """Return what kind of place a channel is for an app."""
    if channel.guild_id is not None:
        return IN_GUILD
    return BOT_DM if world.is_direct(channel) else PRIVATE_CHANNEL


def owners(
    world: World, user: User, channel: Channel, types: Collection[int] = BOTH
) -> dict[str, str]:
    """Return who authorizes what a user does there, by installation; empty: nobody."""
    found: dict[str, str] = {}
    guild = world.guild_of(channel)
    if GUILD_INSTALL in types:
        if guild is not None and world.bot.id in guild.members:
            found["0"] = str(guild.id)
        elif world.is_direct(channel):
            found["0"] = "0"
    if USER_INSTALL in types and user.id in world.installed_by:
        found["1"] = str(user.id)
    return found


def refusal(world: World, user: User, channel: Channel, command: Json) -> str | None:
    """Say why a command is not there for a user in a channel; None where it is."""
    contexts = command.get("contexts") or None
    if contexts is not None and context_of(world, channel) not in contexts:
        return "not available here"
    if contexts is None and channel.guild_id is None and not command.get("dm_permission", True):
        return "not available in direct messages"
    types = command.get("integration_types") or [GUILD_INSTALL]
    if world.is_direct(channel) and not _is_shown_in_direct(world, user, types):
        return "the app is in no guild of this user's, and not in their account"
    if not owners(world, user, channel, types):
        return "the app is not installed here"
    return None


def _is_shown_in_direct(world: World, user: User, types: Collection[int]) -> bool:
    if USER_INSTALL in types and user.id in world.installed_by:
        return True
    shares = any(user.id in guild.members for guild in world.joined())
    return GUILD_INSTALL in types and shares
