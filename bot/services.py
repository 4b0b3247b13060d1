"""What the conversation may call: the stores and services, made in `bot.app`, as one value."""

from dataclasses import dataclass

from bot.config import Settings
from bot.store.guilds import GuildStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The open parts of one running Gazette."""

    settings: Settings
    guilds: GuildStore
