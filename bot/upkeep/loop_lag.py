"""Measure the lag of the event loop: how late it comes to a service that is due each second.

Whatever holds the loop (a long computation, a slow system call) holds every service and every
answer to a command as long.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.worker.stats import Stats

EVERY = timedelta(seconds=1)


class LagMeter:
    """The service; `clock` is monotonic, in seconds."""

    def __init__(self, stats: Stats, clock: Callable[[], float]) -> None:
        self._stats = stats
        self._clock = clock
        self._last: float | None = None

    async def run_due(self, now: datetime) -> int:
        """Note how much later than a second after the last step this one is."""
        at = self._clock()
        if self._last is not None:
            self._stats.note_lag(at - self._last - EVERY.total_seconds())
        self._last = at
        return 0
