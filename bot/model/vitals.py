"""How the whole bot fares, as its database tells it: what is kept, what is owed, what fails."""

from collections.abc import Mapping
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
    backlogs: Mapping[str, Backlog]
    database_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingFeed:
    """A feed that cannot be read: since when, and why."""

    title: str
    url: str
    since: datetime
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedChannel:
    """A channel in which Discord does not let us post, by Discord's error code."""

    guild: str
    name: str
    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessFacts:
    """The process that runs, as its heartbeat told; `memory` in bytes, None where unknown."""

    version: str
    started_at: datetime
    memory: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """What an operator should know before users do; the lists have the worst first.

    `growth` is how many bytes a day the database grows by, as things are.
    """

    vitals: Vitals
    failing: tuple[FailingFeed, ...]
    closed: tuple[ClosedChannel, ...]
    growth: float
    backup_at: datetime | None
    process: ProcessFacts | None
