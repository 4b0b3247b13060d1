"""How the whole bot fares, as its database tells it: what is kept, what is owed, what fails."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What of one kind is owed now: how many rows, and how long the first of them has waited."""

    rows: int
    oldest: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """Counts and sizes of one instant; `backlogs` are by kind of row: poll, delivery, digest."""

    guilds: int
    feeds: int
    failing_feeds: int
    ended_feeds: int
    blocked_channels: int
    items: int
    backlogs: dict[str, Backlog]
    database_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingFeed:
    """A feed that cannot be read, since when, why; `ended`: it is polled no more."""

    url: str
    title: str
    since: datetime
    cause: str
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedChannel:
    """A channel in which Discord does not let us post, by Discord's error code."""

    guild: str
    name: str
    code: int
