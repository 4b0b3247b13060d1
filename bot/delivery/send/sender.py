"""Send one message exactly once, by nonce, webhook or forum post; decides nothing about rows.

After an earlier attempt whose outcome is unknown, the message may be there already. As long as
Discord remembers a nonce, the same request is simply repeated; after that, and where there is no
nonce (webhooks, forum posts), the channel's history is searched first. A message counts as sent
once Discord answers or the gateway echoes it, whichever comes first.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import discord

from bot.access.permissions import missing_permissions
from bot.delivery.send.find_sent import Recorded, SentFinder
from bot.delivery.send.history import ChannelHistory
from bot.delivery.send.rest import RestClient, RestRefused, RestRequest
from bot.delivery.send.timeouts import PATIENT, Timeouts
from bot.delivery.send.webhooks import GATEWAY_AWAY, WebhookIdentity, Webhooks
from bot.errors import ChannelBlocked, DeliveryError, TryLater, Uncertain
from bot.message.discord_errors import (
    ALREADY_PUBLISHED,
    CHANNEL_BLOCKED,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    THREAD_ARCHIVED,
    WEBHOOK_GONE,
)
from bot.message.limits import MAX_TAGS, MAX_THREAD_TITLE
from bot.message.payload import first_words
from bot.model import ChannelKind, DeliveryPart, DeliveryTarget, ForumPost, MessageLocation, Webhook
from bot.store.outbox.outbox import Outbox

T = TypeVar("T")

_WITH_COMPONENTS = {"with_components": 1}  # without it Discord drops what a webhook lays out
_NOT_LOGGED_IN = timedelta(seconds=5)


class WebhookGone(DeliveryError):
    """The webhook is no longer there; nothing was stored."""


class Sender:
    """Sends messages as the bot or through a webhook."""

    def __init__(
        self,
        client: discord.Client,
        rest: RestClient,
        *,
        clock: Callable[[], datetime],
        timeouts: Timeouts = PATIENT,
    ) -> None:
        self._client = client
        self._timeouts = timeouts
        self._rest = rest
        self._reader = SentFinder(ChannelHistory(client, rest), rest)
        self._clock = clock
        self._listening: dict[str, asyncio.Future[int]] = {}

    @property
    def is_stormy(self) -> bool:
        """Say whether Discord fails for everybody."""
        return self._rest.is_stormy

    @property
    def closed_for(self) -> float:
        """Return the seconds until anything may be sent again."""
        return self._rest.closed_for

    def webhooks(self, outbox: Outbox) -> Webhooks:
        """Return what keeps the webhooks that this sender may speak through."""
        return Webhooks(self._client, self._rest, outbox, clock=self._clock)

    def heard(self, message: discord.Message) -> None:
        """Take the gateway's echo of a message as proof that it is there."""
        waiting = self._listening.get(str(message.nonce))
        if waiting is not None and not waiting.done():
            waiting.set_result(message.id)

    def require_permissions(self, target: DeliveryTarget) -> None:
        """Check what the gateway told of our permissions, so that no request is wasted.

        Raises:
            ChannelBlocked: something is missing; `str(e)` names it.
            TryLater: a forum, whose tags only the gateway tells, and it has not been there yet.
        """
        if target.kind is ChannelKind.FORUM and not self._client.is_ready():
            raise TryLater(self._clock() + GATEWAY_AWAY, "the gateway is away")
        missing = missing_permissions(self._client, target.id, target.kind)
        if missing:
            raise ChannelBlocked(MISSING_PERMISSIONS, ", ".join(missing), missing=missing)

    async def send(
        self,
        target: DeliveryTarget,
        part: DeliveryPart,
        recorded: Recorded,
        webhook: WebhookIdentity | None = None,
    ) -> MessageLocation:
        """Place one part of a delivery, or find it where it was placed before.

        Raises:
            ChannelBlocked: the channel is gone or closed to us.
            WebhookGone: the webhook is gone.
            Refused: Discord will not have the message as it is.
            Uncertain, TryLater: as `RestClient.ask` says.
        """
        if self._client.user is None:
            raise TryLater(self._clock() + _NOT_LOGGED_IN, "not logged in")
        try:
            if self._must_look(target, part, webhook):
                found = await self._reader.find(target, part, recorded)
                if found is not None:
                    return found
            return await self._post(target, part, webhook)
        except RestRefused as e:
            raise translate(e) from e

    def _must_look(
        self, target: DeliveryTarget, part: DeliveryPart, webhook: WebhookIdentity | None
    ) -> bool:
        if part.started_at is None:
            return False
        is_without_nonce = webhook or part.webhook_id or _opens_forum_post(target, part)
        age = self._clock() - part.started_at
        return bool(is_without_nonce) or age > self._timeouts.nonce_window

    async def _post(
        self, target: DeliveryTarget, part: DeliveryPart, webhook: WebhookIdentity | None
    ) -> MessageLocation:
        if webhook is not None:
            return await self._post_as_webhook(target, part, webhook)
        if _opens_forum_post(target, part):
            return await self._create_forum_post(target, part)
        place_id = part.place_id or target.id
        message_id = await self._reopening(place_id, partial(self._post_with_nonce, place_id, part))
        return MessageLocation(message_id=message_id, place_id=part.place_id)

    async def _post_with_nonce(self, channel_id: int, part: DeliveryPart) -> int:
        """Post with a nonce and return the message's id, from the answer or from the echo."""
        request = RestRequest(
            method="POST",
            path=f"/channels/{channel_id}/messages",
            route=f"message {channel_id}",
            body={**part.payload, "nonce": part.nonce, "enforce_nonce": True},
            has=("id",),
        )
        echo: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._listening[part.nonce] = echo
        answer = asyncio.ensure_future(self._rest.ask(request))
        try:
            await asyncio.wait((answer, echo), return_when=asyncio.FIRST_COMPLETED)
            if answer.done() and isinstance(answer.exception(), Uncertain):
                await asyncio.wait((echo,), timeout=self._timeouts.echo.total_seconds())
            if echo.done():
                await asyncio.wait((answer,), timeout=self._timeouts.echo.total_seconds())
                return echo.result()
            return int((await answer)["id"])
        finally:
            del self._listening[part.nonce]
            await _end(answer)

    async def _create_forum_post(
        self, target: DeliveryTarget, part: DeliveryPart
    ) -> MessageLocation:
        """Open a post of a forum, the part its first message."""
        opening = self._forum_post(target, part)
        answer = await self._rest.ask(
            RestRequest(
                method="POST",
                path=f"/channels/{target.id}/threads",
                route=f"post {target.id}",
                body={
                    "name": opening.title,
                    "applied_tags": [str(tag_id) for tag_id in opening.tag_ids],
                    "message": part.payload,
                },
                has=("id", "message"),
            )
        )
        thread_id = int(answer["id"])
        return MessageLocation(message_id=int(answer["message"]["id"]), place_id=thread_id)

    async def _post_as_webhook(
        self, target: DeliveryTarget, part: DeliveryPart, webhook: WebhookIdentity
    ) -> MessageLocation:
        """Post as a webhook, in the channel, a thread of it, or as a post of a forum."""
        body: dict[str, Any] = {**part.payload, "username": webhook.name}
        if webhook.icon_url is not None:
            body["avatar_url"] = webhook.icon_url
        query: dict[str, str | int] = {"wait": 1, **_WITH_COMPONENTS}
        thread_id = part.place_id or (target.id if target.kind is ChannelKind.THREAD else None)
        if thread_id is not None:
            query["thread_id"] = thread_id
        elif target.kind is ChannelKind.FORUM:
            opening = self._forum_post(target, part)
            body["thread_name"] = opening.title
            body["applied_tags"] = [str(tag_id) for tag_id in opening.tag_ids]
        answer = await self._rest.ask(
            RestRequest(
                method="POST",
                path=f"/webhooks/{webhook.webhook.id}/{webhook.webhook.token}",
                route=f"webhook {webhook.webhook.id}",
                body=body,
                query=query,
                has=("id", "channel_id"),
            )
        )
        place_id = int(answer["channel_id"]) if "thread_name" in body else part.place_id
        return MessageLocation(
            message_id=int(answer["id"]), place_id=place_id, webhook_id=webhook.webhook.id
        )

    def _forum_post(self, target: DeliveryTarget, part: DeliveryPart) -> ForumPost:
        """Return a post's title, and those of its tags that the forum still has."""
        opening = part.opening or ForumPost(title=first_words(part.payload))
        title = opening.title.strip()[:MAX_THREAD_TITLE] or "…"
        forum = self._client.get_channel(target.id)
        if not isinstance(forum, discord.ForumChannel):
            return ForumPost(title=title)
        known = [tag.id for tag in forum.available_tags if not tag.moderated]
        tag_ids = [tag_id for tag_id in opening.tag_ids if tag_id in known][:MAX_TAGS]
        if forum.flags.require_tag and not tag_ids:
            tag_ids = known[:1]  # better than no post
        return ForumPost(title=title, tag_ids=tuple(tag_ids))

    async def rename(self, thread_id: int, title: str) -> None:
        """Give a post of ours another title.

        Raises:
            RestRefused, Uncertain, TryLater: as `RestClient.ask` says.
        """
        await self._change_thread(thread_id, name=title)

    async def _reopening(self, place_id: int, ask: Callable[[], Awaitable[T]]) -> T:
        """Return the answer to `ask`; where an archived thread refuses it, open that and repeat."""
        try:
            return await ask()
        except RestRefused as e:
            if e.code != THREAD_ARCHIVED:
                raise
        await self._change_thread(place_id, archived=False)
        return await ask()

    async def _change_thread(self, thread_id: int, **changes: object) -> None:
        await self._rest.ask(
            RestRequest(
                method="PATCH",
                path=f"/channels/{thread_id}",
                route=f"thread {thread_id}",
                body=changes,
                has=("id",),
            )
        )

    async def edit(
        self,
        target: DeliveryTarget,
        part: DeliveryPart,
        payload: Mapping[str, Any] | None,
        webhook: Webhook | None = None,
    ) -> None:
        """Edit one of our messages, or delete it where `payload` is None.

        Raises:
            ChannelBlocked, WebhookGone, RestRefused, Uncertain, TryLater: as for `send`.
        """
        place_id = part.place_id or target.id
        path, query = f"/channels/{place_id}/messages/{part.message_id}", {}
        if webhook is not None:
            path = f"/webhooks/{webhook.id}/{webhook.token}/messages/{part.message_id}"
            query = dict(_WITH_COMPONENTS) if payload is not None else {}
            query |= {"thread_id": place_id} if _is_in_thread(target, part) else {}
        request = RestRequest(
            method="DELETE" if payload is None else "PATCH",
            path=path,
            route=f"edit {place_id}",
            body=payload,
            query=query or None,
            has=() if payload is None else ("id",),
        )
        try:
            await self._reopening(place_id, partial(self._rest.ask, request))
        except RestRefused as e:
            raise translate(e) from e

    async def publish(self, channel_id: int, message_id: int) -> None:
        """Show a message of an announcement channel to all who follow the channel.

        Raises:
            ChannelBlocked, RestRefused, Uncertain, TryLater: as for `send`.
        """
        try:
            await self._rest.ask(
                RestRequest(
                    method="POST",
                    path=f"/channels/{channel_id}/messages/{message_id}/crosspost",
                    route=f"crosspost {channel_id}",
                    has=("id",),
                )
            )
        except RestRefused as e:
            if e.code != ALREADY_PUBLISHED:
                raise translate(e) from e


def _opens_forum_post(target: DeliveryTarget, part: DeliveryPart) -> bool:
    return target.kind is ChannelKind.FORUM and part.place_id is None


def _is_in_thread(target: DeliveryTarget, part: DeliveryPart) -> bool:
    return part.place_id is not None or target.kind is ChannelKind.THREAD


def translate(refused: RestRefused) -> DeliveryError:
    """Return what a refusal means: a closed channel, a lost webhook, or an unwanted message."""
    if refused.code in WEBHOOK_GONE:
        return WebhookGone(str(refused))
    if refused.code in CHANNEL_BLOCKED:
        missing = ("view_channel",) if refused.code == MISSING_ACCESS else ()
        return ChannelBlocked(refused.code, str(refused), missing=missing)
    return refused


async def _end(task: asyncio.Future[Any]) -> None:
    task.cancel()
    await asyncio.wait((task,))
    if not task.cancelled():
        task.exception()  # looked at, so that nobody warns of it
