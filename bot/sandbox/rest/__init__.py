"""Discord's REST v10, one module a theme; importing this fills the table of routes."""

from bot.sandbox.rest import (
    channels,
    commands,
    guilds,
    interactions,
    messages,
    threads,
    users,
    webhooks,
)
from bot.sandbox.rest.call import ROUTES, Answer, Call, Route

__all__ = [
    "ROUTES", "Answer", "Call", "Route", "channels", "commands", "guilds", "interactions",
    "messages", "threads", "users", "webhooks",
]  # fmt: skip
