"""Retention, once a day: let go of what is kept no longer; its rows are dates in `meta`.

Where the operator chose no retention, articles are kept for good while the archive grows by less
than a gigabyte a day; where it grows faster, for `DEFAULT_RETENTION`, which is told a week before.
"""

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
    delete_told_before,
)
from bot.store.upkeep.vitals import VitalsStore

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
GRACE = timedelta(days=7)  # for a guild that throws the bot out by mistake
TOLD = timedelta(days=7)  # an article that a slow feed brings as late as that is told once more
READ_BACK = timedelta(days=14)  # a feed that failed at a restore lists until then what it listed
KEY = "housekeeping"
GROWS_FAST = 1_000_000_000  # bytes a day
DEFAULT_RETENTION = timedelta(days=30)
NOTICE = timedelta(days=7)  # from the first warning to the first article that goes
GROWS_FAST_SINCE_KEY = "grows_fast_since"


class Housekeeper:
    """The service; keeps items for `retention`: zero is for good, None by the archive's growth."""

    def __init__(
        self,
        database: Database,
        meta: MetaStore,
        *,
        retention: timedelta | None,
        grows_fast: float = GROWS_FAST,
    ) -> None:
        self._database = database
        self._meta = meta
        self._retention = retention
        self._grows_fast = grows_fast
        self._vitals = VitalsStore(database)

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
        await delete_told_before(self._database, now - TOLD)
        await ReconcileStore(self._database).forget_before(now - READ_BACK)
        items = deliveries = 0
        if retention := await self._choose_retention(now):
            before = now - retention
            items = await delete_items_before(self._database, before)
            deliveries = await delete_deliveries_before(self._database, before)
        log.info(
            "tidied up: guilds=%d channels=%d items=%d deliveries=%d marks=%d",
            guilds, channels, items, deliveries, marks,
        )  # fmt: skip

    async def _choose_retention(self, now: datetime) -> timedelta | None:
        """Return how long items are kept, nothing or None for good."""
        if self._retention is not None:
            return self._retention
        growth = (await self._vitals.operations(now)).growth
        noted = await self._meta.get(GROWS_FAST_SINCE_KEY)
        if growth < self._grows_fast:
            if noted:
                await self._meta.put(GROWS_FAST_SINCE_KEY, "")
            return None
        since = datetime.fromisoformat(noted) if noted else now
        if not noted:
            await self._meta.put(GROWS_FAST_SINCE_KEY, now.isoformat())
        if now - since >= NOTICE:
            return DEFAULT_RETENTION
        log.warning(
            "the archive grows by %.1f GB a day: from %s on articles are kept for %d days, "
            "unless RETENTION_DAYS says otherwise (0: for good)",
            growth / 1e9, (since + NOTICE).date(), DEFAULT_RETENTION.days,
        )  # fmt: skip
        return None
