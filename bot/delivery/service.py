"""Deliver what the outbox owes: claim under a lease, hand to workers, record; one loop's step.

Rows are worked on by a pool of bounded workers, so one slow channel holds up nobody.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.delivery.retry import LATE, FailureRecorder
from bot.delivery.send.editing import Editing
from bot.delivery.send.posting import Posting
from bot.delivery.send.sender import Sender
from bot.delivery.send.timeouts import PATIENT, Timeouts
from bot.errors import DeliveryError, StoreError
from bot.model import EVERYTHING, Delivery, DeliveryEvent, DeliveryJob, DeliveryKind, Reason, Share
from bot.store.outbox.outbox import Outbox
from bot.worker.pool import PooledService, WorkerPool
from bot.worker.stats import Stats

log = logging.getLogger(__name__)

WORKERS = 32
ROWS_A_WORKER = 8  # claimed at once: at the pace of posting, a few seconds' work


class Deliverer(PooledService):
    """The service of the outbox."""

    def __init__(
        self,
        outbox: Outbox,
        sender: Sender,
        *,
        clock: Callable[[], datetime],
        wake: asyncio.Event,
        workers: int = WORKERS,
        timeouts: Timeouts = PATIENT,
        stats: Stats | None = None,
        share: Callable[[], Share] = lambda: EVERYTHING,
    ) -> None:
        super().__init__(
            WorkerPool("delivery", rows=workers * ROWS_A_WORKER, workers=workers, wake=wake)
        )
        self._stats = stats or Stats()
        self._outbox = outbox
        self._share = share
        self._sender = sender
        self._clock = clock
        self._timeouts = timeouts
        self._posting = Posting(outbox, sender, clock=clock, timeouts=timeouts)
        self._editing = Editing(outbox, sender, clock=clock)
        self._failures = FailureRecorder(outbox, sender, clock=clock, timeouts=timeouts)
        self._is_failing = False

    async def run_due(self, now: datetime) -> int:
        """Hand due rows to workers; return how many. `drain` waits for them."""
        room = self._pool.room
        if not room or self._sender.closed_for > 0:
            return 0
        try:
            claimed = await self._outbox.claim_due(now, room, self._timeouts.lease, self._share())
        except StoreError as e:  # nothing is sent that could not be recorded
            self._fail(e)
            return 0
        self._recover()
        for delivery in claimed:
            if delivery.id not in self._pool:
                self._pool.start(delivery.id, self._work(delivery))
        return len(claimed)

    async def finish(self) -> None:
        """Stop: finish the deliveries that were begun, and release the other claimed rows."""
        waiting = await self._pool.finish()
        try:
            await self._outbox.release(waiting, self._clock())
        except StoreError as e:
            self._fail(e)

    async def _work(self, delivery: Delivery) -> None:
        async with self._pool.slot(delivery.id):
            try:
                await self._deliver(delivery)
            except StoreError as e:
                self._fail(e)
            except Exception:  # row boundary: one bad row must not stop the rest
                log.exception("delivery failed: id=%d attempts=%d", delivery.id, delivery.attempts)
                await self._retry(delivery)

    async def _retry(self, delivery: Delivery) -> None:
        try:
            self._count(await self._failures.again(delivery, Reason.INTERNAL, ""))
        except StoreError as e:  # it falls due when its lease ends
            self._fail(e)

    async def _deliver(self, delivery: Delivery) -> None:
        job = await self._outbox.load(delivery)
        if job is None:
            return
        if (reason := self._overtaken(job)) is not None:
            await self._outbox.mark_held(delivery.id, self._clock(), reason, "")
            self._count(DeliveryEvent.HOLD)
            return
        try:
            match delivery.kind:
                case DeliveryKind.EDIT:
                    await self._editing.edit(job)
                case DeliveryKind.PUBLISH:
                    await self._editing.publish(job)
                case _:
                    await self._posting.post(job)
        except DeliveryError as e:
            self._count(await self._failures.record(job, e))
        else:
            self._count(DeliveryEvent.SEND)

    def _count(self, event: DeliveryEvent) -> None:
        self._stats.deliveries[event] += 1

    def _overtaken(self, job: DeliveryJob) -> Reason | None:
        """Return why an owed item is no longer to be posted; None when it still is."""
        if not job.delivery.kind.is_of_items or job.parts:
            return None
        if job.subscription is not None and job.subscription.paused_at is not None:
            return Reason.PAUSED
        return Reason.LATE if self._clock() - job.delivery.created_at > LATE else None

    def _fail(self, error: StoreError) -> None:
        if not self._is_failing:
            log.error("deliveries wait: the database cannot be written: %s", error)
        self._is_failing = True

    def _recover(self) -> None:
        if self._is_failing:
            log.info("deliveries go on: the database can be written again")
        self._is_failing = False
