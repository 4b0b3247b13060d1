"""Discord's REST v10, one module a theme; importing this fills the table of routes."""

from sandbox.rest import (
    channels,
    commands,
    guilds,
    interactions,
    messages,
    threads,
    users,
    webhooks,
)
from sandbox.rest.call import ROUTES, Call, RestAnswer, Route

__all__ = [
    "ROUTES",
    "Call",
    "RestAnswer",
    "Route",
    "channels",
    "commands",
    "guilds",
    "interactions",
    "messages",
    "threads",
    "users",
    "webhooks",
]  # fmt: skip
