"""Change or publish messages that are in their channels already; posts no new one."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import zip_longest
from typing import Any

from bot.delivery.send.beside import write_beside
from bot.delivery.send.rest import RestRefused
from bot.delivery.send.sender import Sender
from bot.errors import ChannelBlocked, DeliveryError, TryLater
from bot.message.discord_errors import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE
from bot.message.payload import to_edit, to_payload
from bot.model import DeliveryJob, DeliveryPart, DeliveryState, Webhook
from bot.post.drafts import opening_of, write
from bot.store.outbox.outbox import Outbox

log = logging.getLogger(__name__)

PUBLISHED_AN_HOUR = 10  # a channel; observed, not documented
_HOUR = timedelta(hours=1)
_UNTIL_SENT = timedelta(minutes=1)


class OutOfReach(DeliveryError):
    """A message that can no longer be changed: it, or the webhook that wrote it, is gone."""


class Editing:
    """Carries out deliveries that are about another delivery's messages."""

    def __init__(self, outbox: Outbox, sender: Sender, *, clock: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._sender = sender
        self._clock = clock

    async def edit(self, job: DeliveryJob) -> None:
        """Let the messages of a delivery say what its items say now.

        A message that says it already costs no request. The number of messages only shrinks:
        one that came later would stand below what was posted since.

        Raises:
            OutOfReach: nothing can be changed.
            ChannelBlocked, RestRefused, Uncertain, TryLater: as for `Sender.edit`.
        """
        parts = [part for part in job.parts if part.message_id is not None]
        if not parts or not job.items:
            raise OutOfReach("nothing to edit")
        named = parts[0].webhook_id is None
        written = await write_beside(job, partial(write, job, named=named))
        payloads = [to_payload(message) for message in written][: len(parts)]
        for part, payload in zip_longest(parts, payloads):
            if payload is None:
                await self._change(job, part, None)
                await self._outbox.remove_part(_shown(job), part.number)
            elif payload != part.payload:
                await self._change(job, part, to_edit(part.payload, payload))
                await self._outbox.rewrite_part(_shown(job), part.number, payload)
        await self._rename(job, parts[0])
        await self._outbox.mark_sent(job.delivery.id, self._clock())

    async def _rename(self, job: DeliveryJob, part: DeliveryPart) -> None:
        """Give a forum's post its item's new title; where that cannot be, it keeps the old one."""
        opening = opening_of(job)
        if opening is None or part.opening is None or part.place_id is None:
            return
        if opening.title == part.opening.title or job.parts[0].number != part.number:
            return
        try:
            await self._sender.rename(part.place_id, opening.title)
        except DeliveryError as e:  # it may be renamed twice in ten minutes only
            log.info("post keeps its title: id=%d why=%s", job.delivery.id, e)
            return
        await self._outbox.rewrite_opening(_shown(job), part.number, opening)

    async def _change(
        self, job: DeliveryJob, part: DeliveryPart, payload: Mapping[str, Any] | None
    ) -> None:
        webhook = _webhook_of(job, part)
        try:
            await self._sender.edit(job.target, part, payload, webhook)
        except RestRefused as e:
            if e.code == UNKNOWN_MESSAGE:
                raise OutOfReach(str(e)) from e
            raise
        except ChannelBlocked as e:
            if e.code == UNKNOWN_CHANNEL and part.place_id is not None:  # the post, not the forum
                raise OutOfReach(str(e)) from e
            raise

    async def publish(self, job: DeliveryJob) -> None:
        """Publish one message of a delivery, as many an hour as Discord takes.

        Raises:
            OutOfReach: it is gone.
            ChannelBlocked, RestRefused, Uncertain, TryLater: as for `Sender.publish`.
        """
        part = next((p for p in job.parts if p.number == job.delivery.position), None)
        if job.state is DeliveryState.PENDING:
            raise TryLater(self._clock() + _UNTIL_SENT, "not sent yet")
        if part is None or part.message_id is None:
            raise OutOfReach("nothing to publish")
        open_at = await self._outbox.publishing_from(
            job.target.id, self._clock(), times=PUBLISHED_AN_HOUR, within=_HOUR
        )
        if open_at > self._clock():
            raise TryLater(open_at, "published ten within the hour")
        try:
            await self._sender.publish(job.target.id, part.message_id)
        except RestRefused as e:
            raise OutOfReach(str(e)) from e
        await self._outbox.mark_sent(job.delivery.id, self._clock())


def _shown(job: DeliveryJob) -> int:
    return job.delivery.target_id or job.delivery.id


def _webhook_of(job: DeliveryJob, part: DeliveryPart) -> Webhook | None:
    """Return the webhook that wrote a message; None where the bot did.

    Raises:
        OutOfReach: it was another one than the channel has now.
    """
    if part.webhook_id is None:
        return None
    webhook = job.target.webhook
    if webhook is None or webhook.id != part.webhook_id:
        raise OutOfReach("its webhook is gone")
    return webhook
