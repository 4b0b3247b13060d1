"""Alerts: what members want to be told of by direct message, and how."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from bot.model.feeds.feed import FeedName


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Words of which a member wants to hear, in the grammar of filters."""

    id: int
    user_id: int
    guild_id: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCandidate:
    """An alert that may concern an item, with its guild's zone and what its member has muted."""

    alert: Alert
    zone: str
    mutes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Minutes of the local day between which nobody is told; it may go over midnight."""

    from_minute: int
    until_minute: int

    def holds(self, minute: int) -> bool:
        """Say whether a minute of the day is a quiet one."""
        if self.from_minute <= self.until_minute:
            return self.from_minute <= minute < self.until_minute
        return minute >= self.from_minute or minute < self.until_minute


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPlan:
    """How a member is told of what their alerts found in a guild's feeds."""

    user_id: int
    guild_id: int
    channel_id: int  # the direct one
    locale: str
    zone: str  # that holds
    quiet: QuietHours | None = None
    own_zone: str | None = None  # that they chose; None: their guild's holds
    due_at: datetime | None = None  # None: nothing was found
    told_day: date | None = None
    told: int = 0  # messages on that day


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertHit:
    """An item that an alert found, with the channels of the guild in which its feed is followed.

    Items of several feeds with one canonical link are one article; a link that several items of
    its feed have (a live ticker's, a front page's) is none.
    """

    alert_id: int
    words: str
    item_id: int
    feed: FeedName
    channel_ids: Collection[int]
    canonical_link: str | None = None
