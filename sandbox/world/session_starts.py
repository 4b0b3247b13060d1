"""Count IDENTIFYs as Discord does: so many a day, and one by each of max_concurrency in 5 s."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.world.state import Json

if TYPE_CHECKING:
    from sandbox.world.world import Rules

_DAY = timedelta(days=1)


class SessionStarts:
    """The session starts of one bot."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._taken: deque[datetime] = deque()
        self._last: dict[int, datetime] = {}

    def take(self, shard: int, now: datetime) -> bool:
        """Count one IDENTIFY; False where it comes too soon or there is none left."""
        self._forget(now)
        key = shard % self.rules.max_concurrency
        last = self._last.get(key)
        if last is not None and now - last < self.rules.identify_every:
            return False
        if len(self._taken) >= self.rules.session_starts:
            return False
        self._last[key] = now
        self._taken.append(now)
        return True

    def limit(self, now: datetime) -> Json:
        """Return what `/gateway/bot` tells of it."""
        self._forget(now)
        left = max(0, self.rules.session_starts - len(self._taken))
        reset = self._taken[0] + _DAY - now if self._taken else timedelta()
        return {
            "total": self.rules.session_starts,
            "remaining": left,
            "reset_after": int(reset.total_seconds() * 1000),
            "max_concurrency": self.rules.max_concurrency,
        }

    def _forget(self, now: datetime) -> None:
        while self._taken and now - self._taken[0] >= _DAY:
            self._taken.popleft()
