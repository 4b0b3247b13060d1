"""Change or publish (crosspost) messages that are in their channels already; posts no new one."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.delivery.send.beside import write_beside
from bot.delivery.send.rest import RestRefused
from bot.delivery.send.sender import Sender
from bot.errors import ChannelBlocked, DeliveryError, TryLater
from bot.message.discord_errors import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE
from bot.message.payload import fingerprint, to_edit, to_payload
from bot.model import DeliveryJob, DeliveryPart, DeliveryState, Webhook
from bot.post.drafts import opening_of, write
from bot.store.outbox.outbox import Outbox
from bot.text.words import letters_of

log = logging.getLogger(__name__)

PUBLISHED_AN_HOUR = 10  # a channel; observed, not documented
_HOUR = timedelta(hours=1)
_UNTIL_SENT = timedelta(minutes=1)

# What messages are to say, by the number of their part.
Payloads = Mapping[int, Mapping[str, Any]]


class OutOfReach(DeliveryError):
    """A message that can no longer be changed: it, or the webhook that wrote it, is gone."""


class Editing:
    """Carries out deliveries that are about another delivery's messages."""

    def __init__(self, outbox: Outbox, sender: Sender, *, clock: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._sender = sender
        self._clock = clock

    async def edit(self, job: DeliveryJob) -> None:
        """Edit a delivery's messages to say what its items say now.

        A message that says it already costs no request. Messages are only ever removed: one that
        was added now would stand below what was posted since.

        Raises:
            OutOfReach: nothing can be changed.
            ChannelBlocked, RestRefused, Uncertain, TryLater: as for `Sender.edit`.
        """
        parts = [part for part in job.parts if part.message_id is not None]
        if not parts or not job.items:
            raise OutOfReach("nothing to edit")
        payloads = await self._payloads(job, parts)
        for part in parts:
            payload = payloads.get(part.number)
            if payload is None:
                await self._change(job, part, None)
                await self._outbox.remove_part(_shown(job), part.number)
            elif payload != part.payload:
                await self._change(job, part, to_edit(part.payload, payload))
                await self._outbox.rewrite_part(_shown(job), part.number, payload)
        await self._rename(job, parts[0])
        await self._outbox.mark_sent(job.delivery.id, self._clock())

    async def _payloads(self, job: DeliveryJob, parts: Sequence[DeliveryPart]) -> Payloads:
        """Return what the messages of a job say now, by number.

        Where the mark "updated" is all that would change, they stay as they are: no reader could
        see of what it speaks.
        """
        named = parts[0].webhook_id is None
        payloads = await self._write(job, named=named)
        other = partial(self._write, replace(job, updated=not job.updated), named=named)
        if _are_shown(payloads, parts) or _are_shown(await other(), parts):
            return {part.number: part.payload for part in parts}
        return payloads

    async def _write(self, job: DeliveryJob, *, named: bool) -> Payloads:
        written = await write_beside(job, partial(write, job, named=named))
        return {number: to_payload(message) for number, message in enumerate(written)}

    async def _rename(self, job: DeliveryJob, part: DeliveryPart) -> None:
        """Give a forum's post its item's new title; where that cannot be, it keeps the old one."""
        opening = opening_of(job)
        if opening is None or part.place_id is None or job.parts[0].number != part.number:
            return
        if not _has_own_title(job, part) or _is_called(part, opening.title):
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


def _are_shown(payloads: Payloads, parts: Sequence[DeliveryPart]) -> bool:
    """Say whether messages say it already; where one was found, all are compared by letters."""
    if any(part.is_found for part in parts):
        return all(_letters(payloads.get(part.number)) == _letters(part.payload) for part in parts)
    return all(payloads.get(part.number) == part.payload for part in parts)


def _letters(payload: Mapping[str, Any] | None) -> str | None:
    return None if payload is None else fingerprint(payload)


def _has_own_title(job: DeliveryJob, part: DeliveryPart) -> bool:
    """Say whether a message opened a post that has its title from the item, and not from a day."""
    if part.opening is not None:
        return True
    is_daily = job.subscription is not None and job.subscription.forum_daily
    return part.is_found and part.opens_post and not is_daily


def _is_called(part: DeliveryPart, title: str) -> bool:
    """Say whether the post that a message opened has this title; a found one is as its message."""
    if part.opening is not None:
        return part.opening.title == title
    return letters_of(title) in fingerprint(part.payload)


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
