"""Put one message into a channel, once, and say what became of it; decides nothing about rows.

A request that was made before is settled first: within the time that Discord remembers a nonce
the same request is made again, beyond it, or where there is no nonce, the channel is read.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord
from discord.utils import time_snowflake

from bot.delivery.payload import fingerprint
from bot.delivery.permissions import missing_permissions
from bot.delivery.wire import Refused, Request, Wire
from bot.errors import DeliveryError, TargetDead
from bot.model import ChannelKind
from bot.store.outbox import Part, Target

NONCE_WINDOW = timedelta(minutes=2)  # "the past few minutes", read carefully
ECHO_GRACE = 1.0  # seconds an answer may lag behind the echo that proves it
DEAD_CODES = frozenset({10003, 10004, 50001, 50007, 50013, 160005})
MISSING_PERMISSIONS = 50013
ARCHIVED = 50083
_CLOCKS_APART = timedelta(seconds=30)
_PAGE = 100
_PAGES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a message is; `place_id` is its thread, None for the channel itself."""

    message_id: int
    place_id: int | None


class Sender:
    """The bot's voice in channels."""

    def __init__(
        self, client: discord.Client, wire: Wire, *, clock: Callable[[], datetime]
    ) -> None:
        self._client = client
        self._wire = wire
        self._clock = clock
        self._listening: dict[str, asyncio.Future[int]] = {}

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

    async def send(self, target: Target, part: Part) -> Placed:
        """Place one part of a delivery, or find it where it was placed before.

        Raises:
            TargetDead: the channel is gone or closed to us.
            Refused: Discord will not have the message as it is.
            Uncertain, TryLater: as `Wire.ask` says.
        """
        try:
            if self._must_look(target, part):
                found = await self._find(target, part)
                if found is not None:
                    return found
            return await self._post(target, part)
        except Refused as e:
            raise translate(e) from e

    def _must_look(self, target: Target, part: Part) -> bool:
        if part.started_at is None:
            return False
        has_nonce = target.kind is not ChannelKind.FORUM or part.place_id is not None
        return not has_nonce or self._clock() - part.started_at > NONCE_WINDOW

    async def _post(self, target: Target, part: Part) -> Placed:
        message_id = await self._say(part.place_id or target.id, part)
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
            if echo.done():
                await asyncio.wait((answer,), timeout=ECHO_GRACE)
                return echo.result()
            return int((await answer)["id"])
        finally:
            del self._listening[part.nonce]
            await _end(answer)

    async def _find(self, target: Target, part: Part) -> Placed | None:
        assert part.started_at is not None
        place = part.place_id or target.id
        after = time_snowflake(part.started_at - _CLOCKS_APART)
        message_id = await self.find_message(place, part.payload, after=after)
        return None if message_id is None else Placed(message_id=message_id, place_id=part.place_id)

    async def find_message(
        self, channel_id: int, payload: Mapping[str, Any], *, after: int
    ) -> int | None:
        """Read a channel's newer messages for one of ours that says the same."""
        wanted = fingerprint(payload)
        for _ in range(_PAGES):
            page = await self._wire.ask(
                Request(
                    method="GET",
                    path=f"/channels/{channel_id}/messages",
                    route=f"history {channel_id}",
                    query={"limit": _PAGE, "after": after},
                )
            )
            for message in page:
                if self._is_ours(message) and fingerprint(message) == wanted:
                    return int(message["id"])
            if len(page) < _PAGE:
                return None
            after = max(int(message["id"]) for message in page)
        return None

    def _is_ours(self, message: Mapping[str, Any]) -> bool:
        us = self._client.user
        return us is not None and message["author"]["id"] == str(us.id)

    async def edit(self, channel_id: int, message_id: int, payload: Mapping[str, Any]) -> None:
        """Write one of our messages anew.

        Raises:
            TargetDead, Refused, Uncertain, TryLater: as for `send`.
        """
        try:
            await self._wire.ask(
                Request(
                    method="PATCH",
                    path=f"/channels/{channel_id}/messages/{message_id}",
                    route=f"edit {channel_id}",
                    body=payload,
                )
            )
        except Refused as e:
            raise translate(e) from e


def translate(refused: Refused) -> DeliveryError:
    """Return what a refusal means: a closed channel, or a message it will not have."""
    if refused.code in DEAD_CODES:
        return TargetDead(refused.code, str(refused))
    return refused


async def _end(task: asyncio.Future[Any]) -> None:
    task.cancel()
    await asyncio.wait((task,))
    if not task.cancelled():
        task.exception()  # looked at, so that nobody warns of it
