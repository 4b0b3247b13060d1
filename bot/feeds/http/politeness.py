"""Politeness to hosts: the rate limit of requests to each, and the backoff after a refusal; pure.

At most two requests at a time to one host, a second between their starts: `HostLimits`, in
memory. After a 403, 429 or 503 the host is left alone for as long as its Retry-After says, else
for a backoff that doubles: `host_pause`, which the caller keeps in the database.
"""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

PER_HOST = 2
SPACING = timedelta(seconds=1)
FIRST_PAUSE = {403: timedelta(minutes=15), 429: timedelta(hours=1), 503: timedelta(hours=1)}
LONGEST_PAUSE = timedelta(days=1)
LONGEST_RETRY = timedelta(days=7)  # what a server can ask for by itself


class HostLimits:
    """Which hosts are busy: asked twice at this moment, or a moment ago."""

    def __init__(self, spacing: timedelta = SPACING) -> None:
        self._spacing = spacing
        self._running: Counter[str] = Counter()
        self._started: dict[str, datetime] = {}

    def busy(self, now: datetime) -> list[str]:
        """Return the hosts that are not to be asked now; forgets the times that no longer count."""
        recent = {
            host: at
            for host, at in self._started.items()
            if timedelta() <= now - at < self._spacing  # a clock set back must block nobody
        }
        self._started = recent
        full = (host for host, n in self._running.items() if n >= PER_HOST and host not in recent)
        return [*recent, *full]

    def begin(self, host: str, now: datetime) -> None:
        """Count a request that is on its way."""
        self._running[host] += 1
        self._started[host] = now

    def end(self, host: str) -> None:
        """Count a request that has its answer."""
        self._running[host] -= 1
        if self._running[host] <= 0:
            del self._running[host]


def host_pause(
    status: int, failures: int, retry_at: datetime | None, now: datetime, dice: Random
) -> datetime:
    """Return until when a host is left alone after its refusal number `failures` in a row."""
    if retry_at is not None:
        return min(retry_at, now + LONGEST_RETRY)
    backoff: timedelta = FIRST_PAUSE[status] * 2 ** min(failures - 1, 10)
    return now + min(backoff, LONGEST_PAUSE) * (1 + dice.uniform(0, 0.1))
