"""What a page sees of the world, as JSON: everything at once, or an older page of one channel."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.payloads import messages, resources
from sandbox.world.permissions import Permission
from sandbox.world.state import Channel, Guild, Json, Message
from sandbox.world.world import World

SHOWN = 50  # messages of a channel in the state, and in a page of its history


def state(world: World, *, connected: bool) -> Json:
    """Return everything a page draws."""
    return {
        "bot": resources.user(world.bot),
        "connected": connected,
        "users": [
            resources.user(each)
            | {"locale": each.locale, "installed": each.id in world.installed_by}
            for each in world.users.values()
            if not each.bot
        ],
        "guilds": [_guild(world, guild) for guild in world.guilds.values()],
        "directs": [_channel(world, each) for each in world.directs.values()],
    }


def _guild(world: World, guild: Guild) -> Json:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "locale": guild.locale,
        "roles": [resources.role(each) for each in guild.roles.values()],
        "members": [
            {"id": str(user_id), "roles": [str(role_id) for role_id in member.role_ids]}
            for user_id, member in guild.members.items()
        ],
        "channels": [_channel(world, each) for each in guild.channels.values()],
    }


def _channel(world: World, channel: Channel) -> Json:
    viewers = [
        str(user_id)
        for user_id in world.users
        if world.permissions(channel, user_id) & Permission.VIEW_CHANNEL
    ]
    last = list(channel.messages.values())[-SHOWN:]
    return resources.channel(channel) | {"viewers": viewers, "messages": _drawn(world, last)}


def _drawn(world: World, shown: Sequence[Message]) -> list[Json]:
    return [messages.message(each, base=world.base) for each in shown]


def history(world: World, channel: Channel, before: int | None) -> list[Json]:
    """Return the page of a channel's messages before one of them, oldest first."""
    older = [each for each in channel.messages.values() if before is None or each.id < before]
    return _drawn(world, older[-SHOWN:])
