"""Deliver what the outbox owes: claim, render, send part by part, record; one loop's step.

Rows are worked on by a bounded number of workers that outlive a step, so one slow channel holds
up nobody. What became of a row is decided here and nowhere else.
"""

import asyncio
import base64
import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from bot import i18n
from bot.delivery.payload import to_payload
from bot.delivery.render import Setting, render_item
from bot.delivery.sender import Sender
from bot.delivery.wire import Refused
from bot.errors import StoreError, TargetDead, TryLater, Uncertain
from bot.model import Delivery
from bot.store.outbox import Job, Outbox, Part

log = logging.getLogger(__name__)

WORKERS = 32
MAX_ATTEMPTS = 12
FIRST_RETRY = timedelta(seconds=5)
LAST_RETRY = timedelta(minutes=15)
UNKNOWN_CHANNEL = 10003


class Deliverer:
    """The service of the outbox; use as a context, which ends when its workers have."""

    def __init__(
        self,
        outbox: Outbox,
        sender: Sender,
        *,
        clock: Callable[[], datetime],
        wake: asyncio.Event,
        workers: int = WORKERS,
    ) -> None:
        self._outbox = outbox
        self._sender = sender
        self._clock = clock
        self._wake = wake
        self._workers = workers
        self._group = asyncio.TaskGroup()
        self._busy: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._group.__aexit__(kind, error, traceback)

    async def run_due(self, now: datetime) -> int:
        """Hand due rows to free workers; return how many. `drain` waits for them."""
        free = self._workers - len(self._busy)
        if free <= 0:
            return 0
        try:
            claimed = await self._outbox.claim_due(now, free)
        except StoreError:  # nothing is sent that could not be recorded
            log.exception("claim failed: deliveries wait")
            return 0
        for delivery in claimed:
            task = self._group.create_task(self._work(delivery), name=f"delivery {delivery.id}")
            self._busy.add(task)
            task.add_done_callback(self._done)
        return len(claimed)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._busy.discard(task)
        self._wake.set()

    async def drain(self) -> None:
        """Wait until every worker has finished its row."""
        while self._busy:
            await asyncio.wait(self._busy)

    async def _work(self, delivery: Delivery) -> None:
        try:
            await self._deliver(delivery)
        except StoreError:
            log.exception("delivery not recorded: id=%d", delivery.id)
        except Exception:  # row boundary: one bad row must not stop the rest
            log.exception("delivery failed: id=%d attempts=%d", delivery.id, delivery.attempts)
            await self._again(delivery, "internal", "")

    async def _deliver(self, delivery: Delivery) -> None:
        job = await self._outbox.load(delivery)
        if job is None:
            return
        try:
            self._sender.require_permissions(job.target)
            await self._send_parts(job)
            await self._outbox.mark_sent(delivery.id, self._clock())
        except TargetDead as e:
            await self._close(delivery, e)
        except TryLater as e:
            await self._outbox.postpone(
                delivery.id, e.retry_at + timedelta(seconds=1), reason="waiting", forgiven=True
            )
        except Uncertain as e:
            log.warning("delivery uncertain: id=%d why=%s", delivery.id, e)
            await self._again(delivery, "uncertain", str(e))
        except Refused as e:
            log.exception("delivery refused: id=%d", delivery.id)
            await self._outbox.mark_dead(delivery.id, self._clock(), "refused", str(e))

    async def _send_parts(self, job: Job) -> None:
        parts = job.parts or await self._fix_parts(job)
        place_id = next((part.place_id for part in parts if part.place_id), None)
        for part in parts:
            if part.message_id is not None:
                continue
            await self._outbox.record_started(
                job.delivery.id, part, self._clock(), place_id=place_id, webhook_id=None
            )
            placed = await self._sender.send(job.target, part)
            place_id = placed.place_id
            await self._outbox.record_part(
                job.delivery.id, part.number, message_id=placed.message_id, place_id=place_id
            )

    async def _fix_parts(self, job: Job) -> tuple[Part, ...]:
        """Render a delivery and keep what its messages say, so that no retry changes them."""
        assert job.feed is not None
        assert job.subscription is not None
        setting = Setting(
            feed=job.feed,
            look=job.subscription.look,
            locale=i18n.choose_locale(job.target.locale),
            also_in=job.also_in,
        )
        messages = render_item(job.items[0], setting)
        return await self._outbox.record_parts(
            job.delivery.id,
            [to_payload(message) for message in messages],
            [nonce_of(job.delivery, number) for number in range(len(messages))],
        )

    async def _close(self, delivery: Delivery, dead: TargetDead) -> None:
        """Post nothing more in this channel; its rows wait for it to open again."""
        log.warning("channel closed: channel=%d why=%s", delivery.channel_id, dead)
        await self._outbox.block_channel(delivery.channel_id, f"{dead.code} {dead}")
        await self._outbox.postpone(
            delivery.id, self._clock(), reason="blocked", detail=str(dead), forgiven=True
        )

    async def _again(self, delivery: Delivery, reason: str, detail: str) -> None:
        """Let the row fall due again, later each time, and give it up in the end."""
        if delivery.attempts >= MAX_ATTEMPTS:
            await self._outbox.mark_dead(delivery.id, self._clock(), reason, detail)
            return
        wait = min(LAST_RETRY, FIRST_RETRY * 2 ** (delivery.attempts - 1))
        await self._outbox.postpone(delivery.id, self._clock() + wait, reason=reason, detail=detail)


def nonce_of(delivery: Delivery, part: int) -> str:
    """Return the nonce of one message: the same on every attempt, its own for every message."""
    named = f"{delivery.id}.{part}.{delivery.created_at.timestamp():.0f}.{delivery.channel_id}"
    return base64.b32encode(hashlib.sha256(named.encode()).digest())[:25].decode().lower()
