"""Feeds: one polled address with its poll state, and what happens to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.feeds.item import Item

POLL_FLOOR = timedelta(minutes=10)  # no feed is polled more often, unless the operator lets it


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One polled address with its poll state, shared by all guilds that follow it.

    `rate` is how many items a day it publishes, old ones fading, and `hours` how many at each hour
    of the day, UTC, in one byte each (empty: nothing known); `min_interval` the shortest interval
    that a subscription asks for, None where none does. `followers` and `min_interval` are those of
    the moment when the feed was claimed. `etag` and `last_modified` are what `answered_url` sent
    (None: `url`); `entry_hashes` are those of the last document, read whole at `read_whole_at`.
    `hub_url` is the WebSub hub that it names and `topic_url` what the hub knows it by; it is
    `pushed`, as of when it was claimed, while that hub pushes what comes. `refused_at` is when its
    server last answered 403 or 429.
    `ttl`, `skip_hours` and `skip_days` are its wishes, as in `ParsedFeed`. `name` is what the
    guild calls it for which it was read, None for its title.
    """

    id: int
    url: str
    host: str = ""
    title: str
    name: str | None = None
    site_url: str | None = None
    icon_url: str | None = None
    language: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None
    identity: str | None = None
    kind_rules: str | None = None
    due_at: datetime
    interval: timedelta
    rate: float = 0
    hours: bytes = b""
    failures: int = 0
    failing_since: datetime | None = None
    error: str | None = None
    first_polled_at: datetime | None = None
    last_polled_at: datetime | None = None
    newest_item_at: datetime | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    gone_seen: int = 0
    entry_hashes: bytes = b""
    read_whole_at: datetime | None = None
    answered_url: str | None = None
    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    hub_url: str | None = None
    topic_url: str | None = None
    refused_at: datetime | None = None
    ended_at: datetime | None = None
    followers: int = 0
    min_interval: timedelta | None = None
    pushed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What one poll of a feed brought that its followers should hear of."""

    feed: Feed
    new: tuple[Item, ...] = ()
    changed: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """Something happened to a feed that its followers may want to know.

    `kind` is failing, recovered, gone, moved, merged, republished, gap or held; `detail` the
    cause, the new address or a number.
    """

    feed_id: int
    kind: str
    detail: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedName:
    """A feed as everybody may name it: its address is without what may be a key."""

    id: int
    title: str
    name: str | None = None
    url: str
    site_url: str | None
