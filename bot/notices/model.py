"""What can be wrong: the frozen values of this room."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.store.guilds.notices import Told


class Matter(StrEnum):
    """What a trouble is about; its sentence is `notices.trouble.<matter>` in the catalogs."""

    FEED_FAILING = "feed_failing"
    FEED_GONE = "feed_gone"
    FEED_MOVED = "feed_moved"
    FEED_REPUBLISHED = "feed_republished"
    CHANNEL_CLOSED = "channel_closed"
    CHANNEL_LOST = "channel_lost"
    MESSAGE_REFUSED = "message_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that keeps news from a guild.

    `subject` names it for as long as it lasts ("feed:12", "channel:99"), so that it is told once
    and its end can be told; `name` is for the reader: a feed's title or a channel's mention.
    `cause` is a word of `bot.i18n.causes` or the names of permissions, `detail` what the sentence
    names beside. An `event` has happened and has no end.
    """

    subject: str
    matter: Matter
    name: str
    cause: str = ""
    detail: str = ""
    since: datetime
    retry_at: datetime | None = None
    event: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to moderators: troubles that are new to them, and those that are over."""

    troubles: tuple[Trouble, ...]
    over: tuple[Told, ...]
