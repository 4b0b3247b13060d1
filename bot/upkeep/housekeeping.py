"""Once a day, let go of what is kept no longer; the service, whose one row is a date in `meta`."""

import logging
from datetime import datetime, timedelta

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.meta import MetaStore
from bot.store.outbox.reconcile import ReconcileStore
from bot.store.upkeep.housekeeping import (
    delete_deliveries_before,
    delete_gone,
    delete_items_before,
    delete_marks,
)

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
GRACE = timedelta(days=7)  # for a guild that throws the bot out by mistake
READ_BACK = timedelta(days=14)  # a feed that failed at a restore lists until then what it listed
KEY = "housekeeping"


class Housekeeper:
    """The service; keeps items and deliveries for `retention`, or for good where it is None."""

    def __init__(self, database: Database, meta: MetaStore, *, retention: timedelta | None) -> None:
        self._database = database
        self._meta = meta
        self._retention = retention

    async def run_due(self, now: datetime) -> int:
        """Tidy up if it was not done for a day; return how many jobs that were, 0 or 1."""
        last = await self._meta.get(KEY)
        if last is not None and timedelta() <= now - datetime.fromisoformat(last) < EVERY:
            return 0
        try:
            await self._tidy(now)
            await self._meta.put(KEY, now.isoformat())
        except StoreError:
            log.exception("housekeeping failed: it waits")
            return 0
        return 1

    async def _tidy(self, now: datetime) -> None:
        guilds, channels = await delete_gone(self._database, now - GRACE)
        marks = await delete_marks(self._database)
        await ReconcileStore(self._database).forget_before(now - READ_BACK)
        items = deliveries = 0
        if self._retention is not None:
            before = now - self._retention
            items = await delete_items_before(self._database, before)
            deliveries = await delete_deliveries_before(self._database, before)
        log.info(
            "tidied up: guilds=%d channels=%d items=%d deliveries=%d marks=%d",
            guilds, channels, items, deliveries, marks,
        )  # fmt: skip
