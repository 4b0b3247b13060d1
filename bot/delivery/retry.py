"""What becomes of a delivery that could not be carried out: later, never, or with its channel."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.delivery.send.editing import OutOfReach
from bot.delivery.send.posting import NothingToSay, PostGone
from bot.delivery.send.rest import RestRefused
from bot.delivery.send.sender import Sender, WebhookGone
from bot.delivery.send.timeouts import PATIENT, Timeouts
from bot.errors import DeliveryError, TargetDead, TryLater, Uncertain
from bot.message.channel_errors import is_lost, reason_of
from bot.model import Delivery
from bot.store.outbox.jobs import DeliveryJob
from bot.store.outbox.outbox import Outbox

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
# A blocked channel is tried again so much later, each time; the gateway may open it before.
PROBES = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
LOST = 30  # times in a row, a month, that Discord did not know a channel: it will not be back
_ROUNDED = timedelta(seconds=1)  # rows fall due at whole seconds


class FailureRecorder:
    """Records failures of deliveries."""

    def __init__(
        self,
        outbox: Outbox,
        sender: Sender,
        *,
        clock: Callable[[], datetime],
        timeouts: Timeouts = PATIENT,
    ) -> None:
        self._timeouts = timeouts
        self._outbox = outbox
        self._sender = sender
        self._clock = clock

    async def record(self, job: DeliveryJob, failure: DeliveryError) -> None:
        """Decide what becomes of a claimed delivery after `failure`, and write it down."""
        delivery = job.delivery
        match failure:
            case TryLater(retry_at=retry_at):
                await self._outbox.postpone(
                    delivery.id, retry_at + _ROUNDED, reason="waiting", forgiven=True
                )
            case Uncertain():
                log.warning("delivery uncertain: id=%d why=%s", delivery.id, failure)
                least = self._timeouts.still_on_its_way if failure.on_its_way else timedelta()
                await self.again(delivery, "uncertain", str(failure), least=least)
            case TargetDead() if delivery.kind == "publish":  # the channel itself is open
                await self._give_up(delivery, "refused", failure)
            case TargetDead():
                await self._close(job, failure)
            case OutOfReach() | WebhookGone():
                await self._let_go(delivery, "out_of_reach", failure)
            case NothingToSay():
                await self._let_go(delivery, "item_gone", failure)
            case PostGone():
                await self._let_go(delivery, "post_gone", failure)
            case RestRefused():
                log.error("delivery refused: id=%d why=%s", delivery.id, failure)
                await self._give_up(delivery, "refused", failure)
            case _:
                raise failure

    async def _let_go(self, delivery: Delivery, reason: str, failure: DeliveryError) -> None:
        """Note that there is nothing left to do, through nobody's fault."""
        await self._outbox.mark_held(delivery.id, self._clock(), reason, str(failure))

    async def _give_up(self, delivery: Delivery, reason: str, failure: DeliveryError) -> None:
        await self._outbox.mark_dead(delivery.id, self._clock(), reason, str(failure))

    async def _close(self, job: DeliveryJob, dead: TargetDead) -> None:
        """Post nothing more in this channel; its rows wait for it to open again."""
        channel_id, now = job.target.id, self._clock()
        probe_at = now + PROBES[min(job.target.refusals, len(PROBES) - 1)]
        if job.target.blocked is None:
            log.warning("channel closed: channel=%d why=%s", channel_id, dead)
        reason = reason_of(dead)
        was_lost = is_lost(job.target.blocked or "")
        given_up = was_lost and is_lost(reason) and job.target.refusals >= LOST
        await self._outbox.channel_state.block(
            channel_id, reason, probe_at, gone_at=now if given_up else None
        )
        await self._outbox.postpone(
            job.delivery.id, probe_at, reason="blocked", detail=str(dead), forgiven=True
        )

    async def again(
        self, delivery: Delivery, reason: str, detail: str, *, least: timedelta = timedelta()
    ) -> None:
        """Let the row fall due again, later each time, and give it up in the end.

        While Discord fails for everybody, no attempt counts.
        """
        is_stormy = self._sender.is_stormy
        if delivery.attempts >= MAX_ATTEMPTS and not is_stormy:
            await self._outbox.mark_dead(delivery.id, self._clock(), reason, detail)
            return
        wait = self._timeouts.first_retry * 2 ** min(delivery.attempts - 1, 10)
        wait = max(least, min(self._timeouts.last_retry, wait))
        await self._outbox.postpone(
            delivery.id,
            self._clock() + wait,
            reason=reason,
            detail=detail,
            forgiven=is_stormy,
        )
