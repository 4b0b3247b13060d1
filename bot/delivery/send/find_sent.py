"""Search a channel's history for a message that may or may not have been sent; posts nothing.

The message must be ours, posted while its request was under way, and recorded for no other
delivery.
"""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta

from discord.utils import time_snowflake

from bot.delivery.send.history import ChannelHistory, Json
from bot.delivery.send.rest import RestClient, RestRefused, RestRequest
from bot.message.payload import fingerprint
from bot.model import ChannelKind, DeliveryPart, DeliveryTarget, MessageLocation

CLOCKS_APART = timedelta(minutes=5)  # beyond what is known of this machine's and Discord's
_PAGES = 20

# Returns those of some messages that belong to deliveries already.
Recorded = Callable[[Collection[int]], Awaitable[frozenset[int]]]


class SentFinder:
    """Searches channels and forums for messages of ours."""

    def __init__(self, history: ChannelHistory, rest: RestClient) -> None:
        self._history = history
        self._rest = rest

    async def find(
        self, target: DeliveryTarget, part: DeliveryPart, recorded: Recorded
    ) -> MessageLocation | None:
        """Return where a part is that was asked for before; None when it is not there."""
        assert part.started_at is not None
        since = part.started_at - self._rest.clock_ahead - CLOCKS_APART
        until = (part.asked_at or part.started_at) - self._rest.clock_ahead + CLOCKS_APART
        ids = range(time_snowflake(since), time_snowflake(until))
        if target.kind is ChannelKind.FORUM and part.place_id is None:
            return await self._find_post(target, part, ids, since, recorded)
        place = part.place_id or target.id
        message = await self._find_message(place, part, ids, recorded)
        return None if message is None else _placed(message, part.place_id)

    async def _find_message(
        self, channel_id: int, part: DeliveryPart, ids: range, recorded: Recorded
    ) -> Json | None:
        count = 0
        async for page in self._history.pages(channel_id, ids.start):
            ours = {
                int(m["id"]): m for m in page if self._history.is_ours(m) and int(m["id"]) in ids
            }
            for message_id in sorted(ours.keys() - await recorded(ours)):
                if says(ours[message_id], part):
                    return ours[message_id]
            count += 1
            is_past = bool(page) and int(page[-1]["id"]) >= ids.stop
            if is_past or count == _PAGES:
                return None
        return None

    async def _find_post(
        self,
        target: DeliveryTarget,
        part: DeliveryPart,
        ids: range,
        since: datetime,
        recorded: Recorded,
    ) -> MessageLocation | None:
        """Look among a forum's new posts, those that are archived already last."""
        assert target.guild_id is not None
        async for thread in self._history.posts(target.id, target.guild_id, since):
            thread_id = int(thread["id"])
            if thread_id not in ids or await recorded([thread_id]):
                continue
            starter = await self._starter(thread_id)
            if starter is not None and self._history.is_ours(starter) and says(starter, part):
                return _placed(starter, thread_id)
        return None

    async def _starter(self, thread_id: int) -> Json | None:
        """Return the message that a post begins with, which has its number."""
        try:
            message: Json = await self._rest.ask(
                RestRequest(
                    method="GET",
                    path=f"/channels/{thread_id}/messages/{thread_id}",
                    route=f"starter {thread_id}",
                    has=("id", "author"),
                )
            )
        except RestRefused:  # deleted meanwhile
            return None
        return message


def _placed(message: Json, place_id: int | None) -> MessageLocation:
    webhook_id = message.get("webhook_id")
    return MessageLocation(
        message_id=int(message["id"]),
        place_id=place_id,
        webhook_id=None if webhook_id is None else int(webhook_id),
    )


def says(message: Json, part: DeliveryPart) -> bool:
    """Say whether a message that was read says what `part` does.

    Of a webhook's message Discord may hide the words from us. Then it is enough that it is
    ours, because a channel's messages are sent one after the other.
    """
    words = fingerprint(message)
    return words == fingerprint(part.payload) or (not words and "webhook_id" in message)
