"""The heartbeat: a row in `meta` that says when this process was last alive, for the health check.

It shares the event loop and the database with every other service, so it stops where they do.
"""

import logging
from datetime import datetime, timedelta

from bot.errors import StoreError
from bot.store.meta import MetaStore

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)
KEY = "alive_at"


class Heartbeat:
    """The service; it is due every half minute."""

    def __init__(self, meta: MetaStore) -> None:
        self._meta = meta

    async def run_due(self, now: datetime) -> int:
        """Write down that the process lives; there is never more than that to do."""
        try:
            await self._meta.put(KEY, now.isoformat())
        except StoreError as e:
            log.warning("no heartbeat: the database cannot be written: %s", e)
        return 0
