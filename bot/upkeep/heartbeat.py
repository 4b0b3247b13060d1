"""The heartbeat: a row in `meta` that says when this process was last alive, for the health check.

It shares the event loop and the database with every other service, so it stops where they do.
"""

import logging
from datetime import datetime, timedelta

from bot import __version__
from bot.errors import StoreError
from bot.model.vitals import ProcessFacts
from bot.store.meta import MetaStore, process_key
from bot.store.upkeep.vitals import write_process
from bot.upkeep.memory import resident_bytes

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)
KEY = "alive_at"


class Heartbeat:
    """The service; it is due every half minute."""

    def __init__(self, meta: MetaStore, slot: int = 0) -> None:
        self._meta = meta
        self._key = process_key(slot)
        self._started_at: datetime | None = None

    async def run_due(self, now: datetime) -> int:
        """Write down that the process lives, and what it is; there is never more to do."""
        self._started_at = self._started_at or now
        facts = ProcessFacts(
            version=__version__, started_at=self._started_at, memory=resident_bytes()
        )
        try:
            await self._meta.put(KEY, now.isoformat())
            await self._meta.put(self._key, write_process(facts))
        except StoreError as e:
            log.warning("no heartbeat: the database cannot be written: %s", e)
        return 0
