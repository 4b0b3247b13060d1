"""Notice that the clock went back, while running or between runs, and correct what is due.

Rows fall due at instants. If those were reckoned from a clock that was hours ahead, polls and
messages would wait for hours; digests look after theirs (`bot.digest.service`). What the clock says
is noted now and then, and before anything is claimed: a lease alone tells nobody when it was taken.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.upkeep.clock import ClockStore

log = logging.getLogger(__name__)

SLACK = timedelta(minutes=1)  # a clock is corrected by seconds all the time
NOTED_EVERY = timedelta(minutes=5)


class ClockWatch:
    """The service that compares now with the last time it looked."""

    def __init__(self, database: Database, *, wake: Callable[[], None]) -> None:
        self._store = ClockStore(database)
        self._wake = wake
        self._last: datetime | None = None
        self._noted_at: datetime | None = None

    async def run_due(self, now: datetime) -> int:
        """Correct what is due if the clock went back; there is never more to do at once."""
        try:
            last = self._last or await self._store.last_act_at()
            if last is not None and now < last - SLACK:
                await self._store.set_back(now, last - now)
                log.warning("the clock went back: by=%s", last - now)
                self._noted_at = None
                self._wake()
            if self._noted_at is None or now - self._noted_at >= NOTED_EVERY:
                await self._store.note(now)
                self._noted_at = now
        except StoreError:
            log.exception("the clock went back, which could not be noted: it waits")
            return 0
        self._last = now
        return 0
