"""Translate what deliveries wait for, and let them fall due; the outbox itself is not held.

A delivery that waits is due in a minute anyway: whatever becomes of its translation, it is posted
then, in its order, in whichever language there is.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.errors import StoreError
from bot.post.foreign import source_of
from bot.store.llm.translations import TranslationDebt
from bot.translation.translator import Translator
from bot.worker.pool import PooledService, WorkerPool

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
_AGAIN = timedelta(seconds=2)  # when another process asks for the same
_GRACE = timedelta(seconds=1)  # at the end, for answers that are on their way
_WORKERS = 8
_ROWS = 64


class TranslationService(PooledService):
    """The service of translations."""

    def __init__(
        self,
        translator: Translator,
        *,
        clock: Callable[[], datetime],
        wake: asyncio.Event,
        wake_deliveries: asyncio.Event,
    ) -> None:
        super().__init__(
            WorkerPool("translation", rows=_ROWS, workers=_WORKERS, wake=wake), grace=_GRACE
        )
        self._translator = translator
        self._clock = clock
        self._wake_deliveries = wake_deliveries

    async def run_due(self, now: datetime) -> int:
        """Hand due debts to workers; return how many. `drain` waits for them."""
        if not self._translator.has_model or not self._pool.room:
            return 0
        try:
            debts = await self._translator.store.claim_due(now, self._pool.room, LEASE)
        except StoreError:
            log.exception("claim failed: translations wait")
            return 0
        for debt in debts:
            if debt.id not in self._pool:
                self._pool.start(debt.id, self._work(debt))
        return len(debts)

    async def _work(self, debt: TranslationDebt) -> None:
        async with self._pool.slot(debt.id):
            try:
                await self._translate(debt)
            except Exception:  # row boundary: its delivery falls due by itself
                log.exception("translation failed: delivery=%d", debt.delivery_id)

    async def _translate(self, debt: TranslationDebt) -> None:
        source, store = source_of(debt.item, debt.language), self._translator.store
        if source is not None and not await self._translator.translate(
            source, guild_id=debt.guild_id, now=self._clock()
        ):
            await store.postpone(debt.id, self._clock() + _AGAIN)
        elif await store.settle(debt.id, debt.delivery_id, self._clock()):
            self._wake_deliveries.set()
