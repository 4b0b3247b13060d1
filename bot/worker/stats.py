"""Counters of one process (metrics), kept by its services for whoever exports them; no I/O.

They begin at nothing with the process, as a monitor expects of counters. What survives a start is
counted in the database instead.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

LAG_KEPT = 60  # measurements, one a second


class PollResult(StrEnum):
    """How a poll ended."""

    READ = "read"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(slots=True, kw_only=True)
class Stats:
    """What the services of a process have done, and when each last took a step."""

    polls: Counter[str] = field(default_factory=Counter)  # by `PollResult`
    poll_failures: Counter[str] = field(default_factory=Counter)  # by `FeedError.cause`
    items: Counter[str] = field(default_factory=Counter)  # new, changed
    deliveries: Counter[str] = field(default_factory=Counter)  # by `DeliveryEvent`
    requests: int = 0  # to Discord, for posting
    clock_ahead: timedelta | None = None  # of Discord's, by its last answer; None: not known yet
    rate_limits: Counter[str] = field(default_factory=Counter)  # 429s, by what they close
    pushes: Counter[str] = field(default_factory=Counter)  # of WebSub hubs, by outcome
    stepped_at: dict[str, datetime] = field(default_factory=dict)  # by the loop's name
    lags: list[float] = field(default_factory=list)  # seconds, of the last minute

    def note_poll(self, result: PollResult, cause: str | None = None) -> None:
        """Count a poll, with the cause where it failed."""
        self.polls[result] += 1
        if cause is not None:
            self.poll_failures[cause] += 1

    def note_items(self, counts: Mapping[str, int]) -> None:
        """Count items that were stored."""
        self.items.update(counts)

    def note_lag(self, seconds: float) -> None:
        """Keep how late the event loop came to something that was due."""
        self.lags.append(max(0.0, seconds))
        del self.lags[:-LAG_KEPT]

    @property
    def lag(self) -> float:
        """Return the longest lag of the last minute, in seconds."""
        return max(self.lags, default=0.0)
