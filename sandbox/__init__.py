"""A small Discord for tests and for trying the bot out; known to nothing but the command line.

It speaks REST v10 and the gateway to the unmodified discord.py client, keeps Discord's limits and
answers as Discord does. Voice, stickers, polls, invites, bans and audit logs are not there.
`Sandbox` is the face for tests, `control` the one for a page, `client` points discord.py here.
"""

from sandbox.errors import DiscordError, Refused
from sandbox.rest.rate_limits import OFF, REAL, Limit, Limits
from sandbox.sandbox import Sandbox
from sandbox.users.actions import Reply
from sandbox.world.handles import ChannelHandle, GuildHandle
from sandbox.world.world import Rules

__all__ = [
    "OFF",
    "REAL",
    "ChannelHandle",
    "DiscordError",
    "GuildHandle",
    "Limit",
    "Limits",
    "Refused",
    "Reply",
    "Rules",
    "Sandbox",
]
