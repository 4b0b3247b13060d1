"""Notice that the clock was set right, while running or between runs, and correct what is due.

Rows fall due at instants. If those were reckoned from a clock that was hours ahead, polls and
messages would wait for hours; digests look after theirs (`bot.digest.service`). What the clock says
is noted now and then, and before anything is claimed: a lease alone tells nobody when it was taken.

A clock that went back is earlier than the last time we looked. After hours in which nobody ran it
is not; then it tells that it was ahead of Discord's, and is no more.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.upkeep.clock import ClockStore
from bot.worker.stats import Stats

log = logging.getLogger(__name__)

SLACK = timedelta(minutes=1)  # a clock is corrected by seconds all the time
NOTED_EVERY = timedelta(minutes=5)


class ClockWatch:
    """The service that compares now with the last time it looked, and with Discord's clock."""

    def __init__(
        self, database: Database, *, wake: Callable[[], None], stats: Stats | None = None
    ) -> None:
        """Call `wake` where something falls due; `stats` know Discord's clock."""
        self._store = ClockStore(database)
        self._wake = wake
        self._stats = stats or Stats()
        self._last: datetime | None = None
        self._ahead: timedelta | None = None  # None: what an earlier life noted
        self._noted_at: datetime | None = None
        self._is_apart = False

    async def run_due(self, now: datetime) -> int:
        """Correct what is due if the clock was set right; there is never more to do at once."""
        try:
            ahead = await self._corrected(now)
            if self._noted_at is None or now - self._noted_at >= NOTED_EVERY:
                await self._store.note(now, ahead)
                self._noted_at = now
        except StoreError:
            log.exception("the clock was set, which could not be noted: it waits")
            return 0
        self._last, self._ahead = now, ahead
        return 0

    async def _corrected(self, now: datetime) -> timedelta:
        """Correct rows by what the clock was set; return how far it is ahead now."""
        last = self._last or await self._store.last_act_at() or now
        was_ahead = await self._store.last_ahead() if self._ahead is None else self._ahead
        known = self._stats.clock_ahead
        ahead = was_ahead if known is None else known
        if (back := max(last - now, was_ahead - ahead)) > SLACK:
            await self._store.set_back(now, back)
            log.warning("the clock went back: by=%s", back)
            self._wake()
            if was_ahead - ahead <= SLACK:  # what is known is of the clock as it was
                self._stats.clock_ahead, ahead = None, was_ahead - back
        elif ahead - was_ahead > SLACK:
            await self._store.set_forward(now, ahead - was_ahead)
        if abs(ahead - was_ahead) > SLACK:
            self._noted_at = None
        if self._stats.clock_ahead is not None:
            self._tell(ahead)
        return ahead

    def _tell(self, ahead: timedelta) -> None:
        """Log when the clock and Discord's part, and when they agree again."""
        is_apart = abs(ahead) > SLACK
        if is_apart and not self._is_apart:
            log.warning("the clock is not as discord's: ahead_s=%.0f", ahead.total_seconds())
        elif self._is_apart and not is_apart:
            log.info("the clock is as discord's again")
        self._is_apart = is_apart
