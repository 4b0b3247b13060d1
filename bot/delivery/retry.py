"""Decide what becomes of a delivery that failed: retry with backoff, give up, block its channel."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.delivery.send.editing import OutOfReach
from bot.delivery.send.posting import NothingToSay, PostGone
from bot.delivery.send.rest import RestRefused
from bot.delivery.send.sender import Sender, WebhookGone
from bot.delivery.send.timeouts import PATIENT, Timeouts
from bot.errors import ChannelBlocked, DeliveryError, TryLater, Uncertain
from bot.message.discord_errors import is_lost
from bot.model import ChannelBlock, Delivery, DeliveryEvent, DeliveryJob, DeliveryKind, Reason
from bot.store.outbox.outbox import Outbox

log = logging.getLogger(__name__)

# A row that failed so often, and is so old, lets others pass: until then a channel keeps its order.
MAX_ATTEMPTS = 12
ASIDE_AFTER = timedelta(minutes=30)
LATE = timedelta(days=3)  # an item that has waited longer for its channel is no news
# A blocked channel is tried again so much later, each time; the gateway may open it before.
PROBES = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
LOST = 30  # times in a row, a month, that Discord did not know a channel: it will not be back
_ROUNDED = timedelta(seconds=1)  # rows fall due at whole seconds


class FailureRecorder:
    """Decides what becomes of failed deliveries, and writes it to the outbox."""

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

    async def record(self, job: DeliveryJob, failure: DeliveryError) -> DeliveryEvent:
        """Write down what becomes of a claimed delivery after `failure`, and return that."""
        delivery = job.delivery
        match failure:
            case TryLater(retry_at=retry_at):
                await self._outbox.postpone(
                    delivery.id, retry_at + _ROUNDED, reason=Reason.WAITING, forgiven=True
                )
                return DeliveryEvent.RETRY
            case Uncertain():
                log.warning("delivery uncertain: id=%d why=%s", delivery.id, failure)
                least = self._timeouts.still_on_its_way if failure.on_its_way else timedelta()
                return await self.again(delivery, Reason.UNCERTAIN, str(failure), least=least)
            # A message that may not be published says nothing of its channel, which is open.
            case ChannelBlocked() if delivery.kind is DeliveryKind.PUBLISH:
                return await self._give_up(delivery, Reason.REFUSED, failure)
            case ChannelBlocked():
                return await self._block(job, failure)
            case OutOfReach() | WebhookGone():
                return await self._let_go(delivery, Reason.OUT_OF_REACH, failure)
            case NothingToSay():
                return await self._let_go(delivery, Reason.ITEM_GONE, failure)
            case PostGone():
                return await self._let_go(delivery, Reason.POST_GONE, failure)
            case RestRefused():
                log.error("delivery refused: id=%d why=%s", delivery.id, failure)
                return await self._give_up(delivery, Reason.REFUSED, failure)
            case _:
                raise failure

    async def _let_go(
        self, delivery: Delivery, reason: Reason, failure: DeliveryError
    ) -> DeliveryEvent:
        """Note that there is nothing left to do, through nobody's fault."""
        await self._outbox.mark_held(delivery.id, self._clock(), reason, str(failure))
        return DeliveryEvent.HOLD

    async def _give_up(
        self, delivery: Delivery, reason: Reason, failure: DeliveryError
    ) -> DeliveryEvent:
        await self._outbox.mark_dead(delivery.id, self._clock(), reason, str(failure))
        return DeliveryEvent.GIVE_UP

    async def _block(self, job: DeliveryJob, blocked: ChannelBlocked) -> DeliveryEvent:
        """Post nothing more in this channel; its rows wait for it to open again."""
        target, now = job.target, self._clock()
        probe_at = now + PROBES[min(target.refusals, len(PROBES) - 1)]
        if target.block is None:
            log.warning("channel blocked: channel=%d why=%s", target.id, blocked)
        block = ChannelBlock(code=blocked.code, missing=blocked.missing)
        given_up = is_lost(target.block) and is_lost(block) and target.refusals >= LOST
        await self._outbox.channel_state.block(
            target.id, block, probe_at, gone_at=now if given_up else None
        )
        await self._outbox.postpone(
            job.delivery.id, probe_at, reason=Reason.BLOCKED, detail=str(blocked), forgiven=True
        )
        return DeliveryEvent.BLOCK

    async def again(
        self, delivery: Delivery, reason: Reason, detail: str, *, least: timedelta = timedelta()
    ) -> DeliveryEvent:
        """Let the row fall due again with exponential backoff, after `least` at the earliest.

        While Discord fails for everybody, the attempt does not count. A row that has failed many
        times may itself be the cause: it lets the rest of its channel pass, and is held once it is
        too old to be news. It is never dead, because Discord has not refused it.
        """
        now, is_stormy = self._clock(), self._sender.is_stormy
        age = now - delivery.created_at
        is_aside = delivery.attempts >= MAX_ATTEMPTS and age > ASIDE_AFTER and not is_stormy
        if is_aside and age > LATE:
            await self._outbox.mark_held(delivery.id, now, reason, detail)
            return DeliveryEvent.HOLD
        wait = self._timeouts.first_retry * 2 ** min(delivery.attempts - 1, 10)
        wait = max(least, min(self._timeouts.last_retry, wait))
        await self._outbox.postpone(
            delivery.id,
            now + wait,
            reason=reason,
            detail=detail,
            forgiven=is_stormy,
            aside=is_aside,
        )
        return DeliveryEvent.RETRY
