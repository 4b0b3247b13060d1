"""Liveness: which loops stand still, by when each last took a step; asks nothing of anybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.worker.stats import Stats

STALE = timedelta(minutes=5)  # beyond a loop's idle time; a step that computes may take minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Liveness:
    """The loops of a process: `idles` are their waits, by name, noted once they are all known."""

    stats: Stats
    idles: dict[str, timedelta]

    def stuck(self, now: datetime) -> dict[str, timedelta]:
        """Return how long each loop has been silent that should have stepped since.

        A loop that has not begun waits for the login, or for the gateway.
        """
        return {
            name: now - last
            for name, last in self.stats.stepped_at.items()
            if name in self.idles and now - last > self.idles[name] + STALE
        }
