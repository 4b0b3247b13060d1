"""Subscriptions: a channel follows a feed, and how its messages look."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.feeds.feed import Feed


class Mode(StrEnum):
    """How a channel gets a feed's items."""

    LIVE = "live"
    DIGEST = "digest"
    BOTH = "both"


class Style(StrEnum):
    """How one item looks in a channel."""

    CARD = "card"
    COMPACT = "compact"
    FULL = "full"
    TEMPLATE = "template"


class OnChange(StrEnum):
    """What happens to a message when its item changes after it was posted."""

    EDIT = "edit"
    REPOST = "repost"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a subscription's messages look; saved whole, previewed whole."""

    style: Style = Style.CARD
    template: str | None = None
    colour: int | None = None
    picture: bool = True
    silent: bool = False
    mention_role_id: int | None = None
    mention_when: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A channel follows a feed.

    `include` and `exclude` are queries in the grammar of `bot.query.nodes`; `burst` is the
    number of new items in one poll above which one grouped message is posted. `mutes` are queries
    of its server and channel, as they were when it was read; they are not the subscription's own.
    """

    id: int
    feed_id: int
    channel_id: int
    guild_id: int | None
    mode: Mode = Mode.LIVE
    look: Look = field(default_factory=Look)
    include: str | None = None
    exclude: str | None = None
    on_change: OnChange = OnChange.EDIT
    burst: int = 8
    webhook: bool = False
    publish: bool = False
    forum_daily: bool = False
    forum_tags: str | None = None
    interval: timedelta | None = None
    translate: bool = False
    created_at: datetime
    paused_at: datetime | None = None
    mutes: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedFeed:
    """A subscription with its feed, as lists show them."""

    subscription: Subscription
    feed: Feed
