"""Troubles and the notices that tell of them: frozen values."""

from dataclasses import dataclass
from datetime import datetime

from bot.model import Matter, Subject, ToldTrouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that keeps news from a guild.

    `name` is for the reader: a feed's title or a channel's mention. `cause` is a word of
    `bot.i18n.causes`, of a channel one of `discord_errors.WHY_BLOCKED`; `missing` are the names of
    permissions, `detail` is what the sentence names beside. An `event` has happened and has no end.
    """

    subject: Subject
    matter: Matter
    name: str
    cause: str = ""
    missing: tuple[str, ...] = ()
    detail: str = ""
    since: datetime
    retry_at: datetime | None = None
    event: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to moderators: troubles that are new to them, and those that are over."""

    troubles: tuple[Trouble, ...]
    over: tuple[ToldTrouble, ...]
