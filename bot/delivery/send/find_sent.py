"""Read a channel back for a message whose fate is uncertain; posts nothing.

Only what we wrote, in the time in which it was asked for, and what no other delivery has, can be
the message that is looked for.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any

import discord
from discord.utils import time_snowflake

from bot.delivery.send.rest import RestClient, RestRefused, RestRequest
from bot.message.payload import fingerprint
from bot.model import ChannelKind, DeliveryPart, DeliveryTarget, MessageLocation

CLOCKS_APART = timedelta(minutes=5)  # between this machine and Discord
_PAGE = 100
_PAGES = 20

Json = Mapping[str, Any]
# Returns those of some messages that belong to deliveries already.
Recorded = Callable[[Collection[int]], Awaitable[frozenset[int]]]


class SentFinder:
    """Looks for messages of ours."""

    def __init__(self, client: discord.Client, rest: RestClient) -> None:
        self._client = client
        self._rest = rest

    async def find(
        self, target: DeliveryTarget, part: DeliveryPart, recorded: Recorded
    ) -> MessageLocation | None:
        """Return where a part is that was asked for before; None when it is not there."""
        assert part.started_at is not None
        after = time_snowflake(part.started_at - CLOCKS_APART)
        until = time_snowflake((part.asked_at or part.started_at) + CLOCKS_APART)
        if target.kind is ChannelKind.FORUM and part.place_id is None:
            return await self._find_post(target, part, range(after, until), recorded)
        place = part.place_id or target.id
        message = await self._find_message(place, part, range(after, until), recorded)
        return None if message is None else _placed(message, part.place_id)

    async def _find_message(
        self, channel_id: int, part: DeliveryPart, ids: range, recorded: Recorded
    ) -> Json | None:
        after = ids.start
        for _ in range(_PAGES):
            page = await self._page(channel_id, after)
            ours = {int(m["id"]): m for m in page if self._is_ours(m) and int(m["id"]) in ids}
            for message_id in sorted(ours.keys() - await recorded(ours)):
                if says(ours[message_id], part):
                    return ours[message_id]
            after = max((int(message["id"]) for message in page), default=ids.stop)
            if len(page) < _PAGE or after >= ids.stop:
                return None
        return None

    async def _page(self, channel_id: int, after: int) -> list[Json]:
        page = await self._rest.ask(
            RestRequest(
                method="GET",
                path=f"/channels/{channel_id}/messages",
                route=f"history {channel_id}",
                query={"limit": _PAGE, "after": after},
            )
        )
        return list(page)

    async def _find_post(
        self, target: DeliveryTarget, part: DeliveryPart, ids: range, recorded: Recorded
    ) -> MessageLocation | None:
        """Look among a forum's new posts, those that are archived already last."""
        for listed in (
            RestRequest(
                method="GET",
                path=f"/guilds/{target.guild_id}/threads/active",
                route=f"threads {target.guild_id}",
            ),
            RestRequest(
                method="GET",
                path=f"/channels/{target.id}/threads/archived/public",
                route=f"archived {target.id}",
            ),
        ):
            told = await self._rest.ask(listed)
            found = await self._among(told["threads"], target, part, ids, recorded)
            if found is not None:
                return _placed(found, int(found["id"]))
        return None

    async def _among(
        self,
        threads: Iterable[Json],
        target: DeliveryTarget,
        part: DeliveryPart,
        ids: range,
        recorded: Recorded,
    ) -> Json | None:
        posts = [
            int(thread["id"])
            for thread in threads
            if thread.get("parent_id") == str(target.id) and int(thread["id"]) in ids
        ]
        for thread_id in sorted(set(posts) - await recorded(posts)):
            starter = await self._starter(thread_id)
            if starter is not None and self._is_ours(starter) and says(starter, part):
                return starter
        return None

    async def _starter(self, thread_id: int) -> Json | None:
        """Return the message that a post begins with, which has its number."""
        try:
            message: Json = await self._rest.ask(
                RestRequest(
                    method="GET",
                    path=f"/channels/{thread_id}/messages/{thread_id}",
                    route=f"message of {thread_id}",
                )
            )
        except RestRefused:  # deleted meanwhile
            return None
        return message

    def _is_ours(self, message: Json) -> bool:
        """Say whether the bot wrote a message, or any webhook of its application, gone or not."""
        us = self._client.user
        if us is not None and message["author"]["id"] == str(us.id):
            return True
        by = message.get("application_id")
        return "webhook_id" in message and by == str(self._client.application_id)


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
    said = fingerprint(message)
    return said == fingerprint(part.payload) or (not said and "webhook_id" in message)
