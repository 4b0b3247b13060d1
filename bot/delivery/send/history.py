"""Read our own messages back from a channel, and from the posts of a forum; posts nothing."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

import discord

from bot.delivery.send.rest import RestClient, RestRequest

Json = Mapping[str, Any]

_PAGE = 100


class ChannelHistory:
    """What stands in channels, page by page, the oldest first."""

    def __init__(self, client: discord.Client, rest: RestClient) -> None:
        self._client = client
        self._rest = rest

    async def pages(self, channel_id: int, after: int) -> AsyncIterator[list[Json]]:
        """Yield a channel's messages above the id `after`.

        Raises:
            RestRefused, Uncertain, TryLater: as `RestClient.ask` says.
        """
        while True:
            page = await self._rest.ask(
                RestRequest(
                    method="GET",
                    path=f"/channels/{channel_id}/messages",
                    route=f"history {channel_id}",
                    query={"limit": _PAGE, "after": after},
                    is_list=True,
                )
            )
            yield sorted(page, key=lambda message: int(message["id"]))
            if len(page) < _PAGE:
                return
            after = max(int(message["id"]) for message in page)

    async def posts(self, forum_id: int, guild_id: int, since: datetime) -> AsyncIterator[Json]:
        """Yield a forum's posts, the active ones first; archived ones not from before `since`.

        Raises:
            RestRefused, Uncertain, TryLater: as `RestClient.ask` says.
        """
        active = await self._rest.ask(
            RestRequest(
                method="GET",
                path=f"/guilds/{guild_id}/threads/active",
                route=f"threads {guild_id}",
                has=("threads",),
            )
        )
        for thread in active["threads"]:
            if thread.get("parent_id") == str(forum_id):
                yield thread
        async for thread in self._archived(forum_id, since):
            yield thread

    async def _archived(self, forum_id: int, since: datetime) -> AsyncIterator[Json]:
        query: dict[str, str | int] = {"limit": _PAGE}
        while True:
            told = await self._rest.ask(
                RestRequest(
                    method="GET",
                    path=f"/channels/{forum_id}/threads/archived/public",
                    route=f"archived {forum_id}",
                    query=dict(query),
                    has=("threads",),
                )
            )
            at = None
            for thread in told["threads"]:
                at = thread["thread_metadata"]["archive_timestamp"]
                if datetime.fromisoformat(at) < since:
                    return
                yield thread
            if at is None or not told.get("has_more"):
                return
            query["before"] = at

    def is_ours(self, message: Json) -> bool:
        """Say whether the bot wrote a message, or any webhook of its application, gone or not."""
        us = self._client.user
        if us is not None and message["author"]["id"] == str(us.id):
            return True
        by = message.get("application_id")
        return "webhook_id" in message and by == str(self._client.application_id)

    def is_answer(self, message: Json) -> bool:
        """Say whether a message answers somebody's command, and so was never owed."""
        by = message.get("webhook_id")
        return "interaction_metadata" in message or by == str(self._client.application_id)
