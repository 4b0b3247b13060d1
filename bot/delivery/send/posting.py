"""Post a delivery's messages under their nonces, each recorded before and after its request.

The messages' text is stored before the first request, so that no retry can say something else.
After a crash, posting resumes with the first message that is not known to be in the channel.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from bot.delivery.send.beside import write_beside
from bot.delivery.send.rest import RestRefused
from bot.delivery.send.sender import Sender, WebhookGone
from bot.delivery.send.timeouts import PATIENT, Timeouts
from bot.delivery.send.webhooks import WebhookIdentity
from bot.errors import ChannelBlocked, DeliveryError, TryLater
from bot.message.discord_errors import UNKNOWN_CHANNEL
from bot.message.nonce import nonce_of
from bot.message.payload import without_pictures
from bot.model import ChannelKind, DeliveryJob, DeliveryPart, MessageLocation
from bot.post.drafts import drafts_of, local_day
from bot.store.outbox.outbox import Outbox

log = logging.getLogger(__name__)

INVALID = 400


class NothingToSay(DeliveryError):
    """A delivery whose items or words are gone."""


class PostGone(DeliveryError):
    """The forum post that the next message belongs in was deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    """How a job is being posted: through whom, and into which post of which day."""

    webhook: WebhookIdentity | None
    place_id: int | None
    day: date | None

    @property
    def webhook_id(self) -> int | None:
        return None if self.webhook is None else self.webhook.webhook.id


class Posting:
    """Posts items, groups, digests and notices."""

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
        self._webhooks = sender.webhooks(outbox)
        self._clock = clock

    async def post(self, job: DeliveryJob) -> None:
        """Place every message of `job` that is not known to be there.

        Raises:
            NothingToSay, PostGone, ChannelBlocked, RestRefused, Uncertain, TryLater: it cannot be
                done, or not now.
        """
        self._sender.require_permissions(job.target)
        course = await self._course(job)
        try:
            await self._post(job, course)
        except WebhookGone as e:
            await self._webhooks.forget(job.target)
            raise TryLater(self._clock(), str(e)) from e
        except ChannelBlocked as e:
            if e.code != UNKNOWN_CHANNEL or course.place_id is None:
                raise
            await self._outbox.channel_state.forget_thread(course.place_id)
            if not _may_move(job, course):
                raise PostGone(str(e)) from e
            raise TryLater(self._clock(), str(e)) from e

    async def _course(self, job: DeliveryJob) -> _Course:
        placed = next((part.place_id for part in job.parts if part.message_id), None)
        day = _day_of(job)
        if placed is None and day is not None and job.subscription is not None:
            placed = await self._outbox.channel_state.day_thread(job.subscription.id, day)
        return _Course(webhook=await self._webhooks.of(job), place_id=placed, day=day)

    async def _post(self, job: DeliveryJob, course: _Course) -> None:
        parts, is_begun = job.parts, False
        if not parts:
            parts, is_begun = await self._begin(job, course), True
        place_id = course.place_id
        for part in parts:
            if part.message_id is not None:
                continue
            if not is_begun or part.number > 0:
                await self._outbox.record_started(
                    job.delivery.id,
                    part,
                    self._clock(),
                    place_id=place_id,
                    webhook_id=course.webhook_id,
                    lease=self._timeouts.lease,
                )
            placed = await self._send(job, course, replace(part, place_id=place_id))
            await self._record(job, course, parts, part, placed)
            place_id = placed.place_id

    async def _send(self, job: DeliveryJob, course: _Course, part: DeliveryPart) -> MessageLocation:
        """Send one message; without its pictures, where Discord will not have it with them."""
        recorded = self._outbox.recorded
        try:
            return await self._sender.send(job.target, part, recorded, course.webhook)
        except RestRefused as e:
            plain = without_pictures(part.payload) if e.status == INVALID else None
            if plain is None:
                raise
            log.warning("sent without pictures: id=%d why=%s", job.delivery.id, e)
        await self._outbox.rewrite_part(job.delivery.id, part.number, plain)
        part = replace(part, payload=plain)
        return await self._sender.send(job.target, part, recorded, course.webhook)

    async def _begin(self, job: DeliveryJob, course: _Course) -> tuple[DeliveryPart, ...]:
        """Store the text of a delivery's messages; start over if its items change meanwhile."""
        if not job.kind.is_of_items or not job.items:
            raise NothingToSay(job.kind)
        drafts = await write_beside(job, partial(drafts_of, job, named=course.webhook is None))
        parts = await self._outbox.begin(
            job,
            drafts,
            [nonce_of(job.delivery, number) for number in range(len(drafts))],
            self._clock(),
            place_id=course.place_id,
            webhook_id=course.webhook_id,
            lease=self._timeouts.lease,
        )
        if parts is not None:
            return parts
        again = await self._outbox.load(job.delivery)
        if again is None:
            raise NothingToSay(job.kind)
        return again.parts or await self._begin(again, course)

    async def _record(
        self,
        job: DeliveryJob,
        course: _Course,
        parts: tuple[DeliveryPart, ...],
        part: DeliveryPart,
        placed: MessageLocation,
    ) -> None:
        opened_day = course.day if placed.place_id != course.place_id else None
        await self._outbox.record_placed(
            job,
            part,
            placed,
            self._clock(),
            last=part.number == parts[-1].number,
            publish=_is_published(job),
            day=opened_day if part.number == 0 else None,
        )


def _day_of(job: DeliveryJob) -> date | None:
    """Return the day whose post a job belongs to; None where it has one of its own, or none."""
    if job.target.kind is not ChannelKind.FORUM or job.subscription is None:
        return None
    return local_day(job) if job.subscription.forum_daily else None


def _may_move(job: DeliveryJob, course: _Course) -> bool:
    """Say whether nothing of a job was in the post that is gone."""
    return course.day is not None and all(part.message_id is None for part in job.parts)


def _is_published(job: DeliveryJob) -> bool:
    return (
        job.target.kind is ChannelKind.ANNOUNCEMENT
        and job.subscription is not None
        and job.subscription.publish
    )
