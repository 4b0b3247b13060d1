"""What moderators are told of: troubles of feeds and channels, as rows are read and kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.guilds.guild import ChannelBlock


class Matter(StrEnum):
    """What a trouble is; its sentence is `notices.trouble.<matter>` in the catalogs."""

    FEED_FAILING = "feed_failing"
    FEED_GONE = "feed_gone"
    FEED_MOVED = "feed_moved"
    FEED_REPUBLISHED = "feed_republished"
    FEED_HELD = "feed_held"
    CHANNEL_CLOSED = "channel_closed"
    CHANNEL_LOST = "channel_lost"
    MESSAGE_REFUSED = "message_refused"


class SubjectKind(StrEnum):
    """What a trouble is about; only those of feeds and channels last, and are kept."""

    FEED = "feed"
    CHANNEL = "channel"
    EVENT = "event"
    REFUSALS = "refusals"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a trouble is about, so that it is told once, and its end can be told."""

    kind: SubjectKind
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePlan:
    """A guild whose troubles are to be looked at, and how far it was told of them."""

    guild_id: int
    told_at: datetime | None
    event_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AilingFeed:
    """A followed feed that fails or has ended; `error` is a word of `bot.i18n.causes`."""

    feed_id: int
    title: str
    name: str | None = None
    url: str
    error: str
    failing_since: datetime | None
    ended_at: datetime | None
    retry_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedFeedEvent:
    """Something that happened to a followed feed."""

    id: int
    kind: str
    detail: str
    at: datetime
    title: str
    name: str | None = None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedChannel:
    """A channel that will not be posted in until it opens, and since when something waits."""

    channel_id: int
    block: ChannelBlock
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """Messages of a channel that Discord will not have, since they were last told."""

    channel_id: int
    number: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTrouble:
    """A trouble that moderators were told of."""

    subject: Subject
    matter: Matter
    name: str
    cause: str = ""
    missing: tuple[str, ...] = ()
    since: datetime
