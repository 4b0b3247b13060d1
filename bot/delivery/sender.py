"""Put one message where it belongs, once, and say what became of it; decides nothing about rows.

A request that was made before is settled first: within the time that Discord remembers a nonce
the same request is made again; beyond it, or where there is no nonce (webhooks, posts of
forums), the channel is read. The answer or the gateway's echo proves a message, whichever is
first.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.delivery.message import MAX_TAGS, MAX_THREAD_TITLE
from bot.delivery.patience import PATIENT, Patience
from bot.delivery.payload import first_words
from bot.delivery.permissions import missing_permissions
from bot.delivery.reading import Reader, Recorded
from bot.delivery.voices import Voice, Voices
from bot.delivery.wire import Refused, Request, Wire
from bot.errors import DeliveryError, TargetDead, TryLater, Uncertain
from bot.model import ChannelKind
from bot.store.jobs import Opening, Part, Placed, Target, Webhook
from bot.store.outbox import Outbox

DEAD_CODES = frozenset({10003, 10004, 40067, 50001, 50007, 50013, 50083, 160005})
WEBHOOK_GONE = frozenset({10015, 50027})
UNKNOWN_MESSAGE = 10008
ALREADY_PUBLISHED = 40033
MISSING_PERMISSIONS = 50013
ARCHIVED = 50083
_WITH_COMPONENTS = {"with_components": 1}  # without it Discord drops what a webhook lays out
_NOT_LOGGED_IN = timedelta(seconds=5)


class VoiceLost(DeliveryError):
    """The webhook is no longer there; nothing was stored."""


class Sender:
    """The bot's voice in channels."""

    def __init__(
        self,
        client: discord.Client,
        wire: Wire,
        *,
        clock: Callable[[], datetime],
        patience: Patience = PATIENT,
    ) -> None:
        self._client = client
        self._patience = patience
        self._wire = wire
        self._reader = Reader(client, wire)
        self._clock = clock
        self._listening: dict[str, asyncio.Future[int]] = {}

    @property
    def is_stormy(self) -> bool:
        """Say whether Discord fails for everybody."""
        return self._wire.is_stormy

    @property
    def closed_for(self) -> float:
        """Return the seconds until anything may be sent again."""
        return self._wire.closed_for

    def voices(self, outbox: Outbox) -> Voices:
        """Return what keeps the webhooks that this sender may speak through."""
        return Voices(self._client, self._wire, outbox)

    def heard(self, message: discord.Message) -> None:
        """Take the gateway's echo of a message as proof that it is there."""
        waiting = self._listening.get(str(message.nonce))
        if waiting is not None and not waiting.done():
            waiting.set_result(message.id)

    def require_permissions(self, target: Target) -> None:
        """Check what the gateway told of our permissions, so that no request is wasted.

        Raises:
            TargetDead: something is missing; `str(e)` names it.
        """
        missing = missing_permissions(self._client, target.id, target.kind)
        if missing:
            raise TargetDead(MISSING_PERMISSIONS, ", ".join(missing))

    async def send(
        self, target: Target, part: Part, recorded: Recorded, voice: Voice | None = None
    ) -> Placed:
        """Place one part of a delivery, or find it where it was placed before.

        Raises:
            TargetDead: the channel is gone or closed to us.
            VoiceLost: the webhook is gone.
            Refused: Discord will not have the message as it is.
            Uncertain, TryLater: as `Wire.ask` says.
        """
        if self._client.user is None:
            raise TryLater(self._clock() + _NOT_LOGGED_IN, "not logged in")
        try:
            if self._must_look(target, part, voice):
                found = await self._reader.find(target, part, recorded)
                if found is not None:
                    return found
            return await self._post(target, part, voice)
        except Refused as e:
            raise translate(e) from e

    def _must_look(self, target: Target, part: Part, voice: Voice | None) -> bool:
        if part.started_at is None:
            return False
        is_without_nonce = voice or part.webhook_id or _opens(target, part)
        age = self._clock() - part.started_at
        return bool(is_without_nonce) or age > self._patience.nonce_window

    async def _post(self, target: Target, part: Part, voice: Voice | None) -> Placed:
        if voice is not None:
            return await self._execute(target, part, voice)
        if _opens(target, part):
            return await self._open(target, part)
        place = part.place_id or target.id
        try:
            message_id = await self._say(place, part)
        except Refused as e:
            if e.code != ARCHIVED:
                raise
            await self._reopen(place)
            message_id = await self._say(place, part)
        return Placed(message_id=message_id, place_id=part.place_id)

    async def _say(self, channel_id: int, part: Part) -> int:
        """Post under a nonce; the answer or the echo proves it, whichever is first."""
        request = Request(
            method="POST",
            path=f"/channels/{channel_id}/messages",
            route=f"message {channel_id}",
            body={**part.payload, "nonce": part.nonce, "enforce_nonce": True},
        )
        echo: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._listening[part.nonce] = echo
        answer = asyncio.ensure_future(self._wire.ask(request))
        try:
            await asyncio.wait((answer, echo), return_when=asyncio.FIRST_COMPLETED)
            if answer.done() and isinstance(answer.exception(), Uncertain):
                await asyncio.wait((echo,), timeout=self._patience.echo.total_seconds())
            if echo.done():
                await asyncio.wait((answer,), timeout=self._patience.echo.total_seconds())
                return echo.result()
            return int((await answer)["id"])
        finally:
            del self._listening[part.nonce]
            await _end(answer)

    async def _open(self, target: Target, part: Part) -> Placed:
        """Open a post of a forum, the part its first message."""
        opening = self._opening(target, part)
        answer = await self._wire.ask(
            Request(
                method="POST",
                path=f"/channels/{target.id}/threads",
                route=f"post {target.id}",
                body={
                    "name": opening.title,
                    "applied_tags": [str(tag_id) for tag_id in opening.tag_ids],
                    "message": part.payload,
                },
            )
        )
        thread_id = int(answer["id"])
        return Placed(message_id=int(answer["message"]["id"]), place_id=thread_id)

    async def _execute(self, target: Target, part: Part, voice: Voice) -> Placed:
        """Post as a webhook, in the channel, a thread of it, or as a post of a forum."""
        body: dict[str, Any] = {**part.payload, "username": voice.name}
        if voice.icon_url is not None:
            body["avatar_url"] = voice.icon_url
        query: dict[str, str | int] = {"wait": 1, **_WITH_COMPONENTS}
        thread_id = part.place_id or (target.id if target.kind is ChannelKind.THREAD else None)
        if thread_id is not None:
            query["thread_id"] = thread_id
        elif target.kind is ChannelKind.FORUM:
            opening = self._opening(target, part)
            body["thread_name"] = opening.title
            body["applied_tags"] = [str(tag_id) for tag_id in opening.tag_ids]
        answer = await self._wire.ask(
            Request(
                method="POST",
                path=f"/webhooks/{voice.webhook.id}/{voice.webhook.token}",
                route=f"webhook {voice.webhook.id}",
                body=body,
                query=query,
            )
        )
        place_id = int(answer["channel_id"]) if "thread_name" in body else part.place_id
        return Placed(message_id=int(answer["id"]), place_id=place_id, webhook_id=voice.webhook.id)

    def _opening(self, target: Target, part: Part) -> Opening:
        """Return a post's title, and those of its tags that the forum still has."""
        opening = part.opening or Opening(title=first_words(part.payload))
        title = opening.title.strip()[:MAX_THREAD_TITLE] or "…"
        forum = self._client.get_channel(target.id)
        if not isinstance(forum, discord.ForumChannel):
            return Opening(title=title)
        known = [tag.id for tag in forum.available_tags if not tag.moderated]
        tag_ids = [tag_id for tag_id in opening.tag_ids if tag_id in known][:MAX_TAGS]
        if forum.flags.require_tag and not tag_ids:
            tag_ids = known[:1]  # better than no post
        return Opening(title=title, tag_ids=tuple(tag_ids))

    async def rename(self, thread_id: int, title: str) -> None:
        """Give a post of ours another title.

        Raises:
            Refused, Uncertain, TryLater: as `Wire.ask` says.
        """
        await self._change_thread(thread_id, name=title)

    async def _reopen(self, thread_id: int) -> None:
        await self._change_thread(thread_id, archived=False)

    async def _change_thread(self, thread_id: int, **changes: object) -> None:
        await self._wire.ask(
            Request(
                method="PATCH",
                path=f"/channels/{thread_id}",
                route=f"thread {thread_id}",
                body=changes,
            )
        )

    async def edit(
        self,
        target: Target,
        part: Part,
        payload: Mapping[str, Any] | None,
        webhook: Webhook | None = None,
    ) -> None:
        """Write one of our messages anew, or with None take it away.

        Raises:
            TargetDead, VoiceLost, Refused, Uncertain, TryLater: as for `send`.
        """
        place_id = part.place_id or target.id
        path, query = f"/channels/{place_id}/messages/{part.message_id}", {}
        if webhook is not None:
            path = f"/webhooks/{webhook.id}/{webhook.token}/messages/{part.message_id}"
            query = dict(_WITH_COMPONENTS) if payload is not None else {}
            query |= {"thread_id": place_id} if _is_in_thread(target, part) else {}
        request = Request(
            method="DELETE" if payload is None else "PATCH",
            path=path,
            route=f"edit {place_id}",
            body=payload,
            query=query or None,
        )
        try:
            await self._again_if_archived(place_id, request)
        except Refused as e:
            raise translate(e) from e

    async def _again_if_archived(self, place_id: int, request: Request) -> None:
        try:
            await self._wire.ask(request)
        except Refused as e:
            if e.code != ARCHIVED:
                raise
            await self._reopen(place_id)
            await self._wire.ask(request)

    async def publish(self, channel_id: int, message_id: int) -> None:
        """Show a message of an announcement channel to all who follow the channel.

        Raises:
            TargetDead, Refused, Uncertain, TryLater: as for `send`.
        """
        try:
            await self._wire.ask(
                Request(
                    method="POST",
                    path=f"/channels/{channel_id}/messages/{message_id}/crosspost",
                    route=f"crosspost {channel_id}",
                )
            )
        except Refused as e:
            if e.code != ALREADY_PUBLISHED:
                raise translate(e) from e


def _opens(target: Target, part: Part) -> bool:
    return target.kind is ChannelKind.FORUM and part.place_id is None


def _is_in_thread(target: Target, part: Part) -> bool:
    return part.place_id is not None or target.kind is ChannelKind.THREAD


def translate(refused: Refused) -> DeliveryError:
    """Return what a refusal means: a closed channel, a lost webhook, or an unwanted message."""
    if refused.code in WEBHOOK_GONE:
        return VoiceLost(str(refused))
    if refused.code in DEAD_CODES or refused.status == 403:
        return TargetDead(refused.code, str(refused))
    return refused


async def _end(task: asyncio.Future[Any]) -> None:
    task.cancel()
    await asyncio.wait((task,))
    if not task.cancelled():
        task.exception()  # looked at, so that nobody warns of it
