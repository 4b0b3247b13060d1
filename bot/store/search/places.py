"""What a search needs beside the index: whose feeds, which message, what was asked; no ranking."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.model import FeedName, Item
from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.feeds.feed_names import joined_names
from bot.store.rows import to_item
from bot.store.times import to_unix
from bot.text.urls.masking import mask_url

KEEP_ASKS = timedelta(days=2)  # the buttons of an older answer say that it is over

_FEEDS = f"""
    SELECT DISTINCT feeds.id, feeds.title, feeds.url, feeds.site_url, feed_names.name AS name
    FROM feeds {joined_names(":guild_id")}
    JOIN subscriptions ON subscriptions.feed_id = feeds.id
    JOIN channels ON channels.id = subscriptions.channel_id
    WHERE channels.guild_id IS :guild_id
      AND (:channel_ids IS NULL OR channels.id IN (SELECT value FROM json_each(:channel_ids)))
    ORDER BY feeds.title, feeds.id
"""  # noqa: S608  # no value is put into it
_POSTED = """
    SELECT delivery_items.item_id, deliveries.channel_id, delivery_parts.place_id,
           delivery_parts.message_id
    FROM delivery_items
    JOIN deliveries ON deliveries.id = delivery_items.delivery_id
    JOIN channels ON channels.id = deliveries.channel_id
    JOIN delivery_parts ON delivery_parts.delivery_id = deliveries.id
    WHERE delivery_items.item_id IN ({marks}) AND delivery_parts.message_id IS NOT NULL
      AND channels.gone_at IS NULL AND channels.guild_id IS ?
    ORDER BY deliveries.kind = 'item' DESC, deliveries.id DESC, delivery_parts.part
"""
# Of one page: its address, with whatever parameters or fragment. The newest come first.
_AT = """
    SELECT * FROM items
    WHERE (canonical_link = :page
           OR (canonical_link >= :page || '?' AND canonical_link < :page || '@')
           OR (canonical_link >= :page || '#' AND canonical_link < :page || '$'))
      AND feed_id IN (
          SELECT subscriptions.feed_id FROM subscriptions
          JOIN channels ON channels.id = subscriptions.channel_id
          WHERE channels.guild_id IS :guild_id AND channels.gone_at IS NULL
            AND (:channel_ids IS NULL
                 OR channels.id IN (SELECT value FROM json_each(:channel_ids))))
    ORDER BY received_at DESC, id DESC LIMIT 100
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose feeds are searched: a guild's, some channels' of it, or (no guild) those of a DM."""

    guild_id: int | None
    channel_ids: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedMessage:
    """The message in which an item was posted; `place_id` is its channel or thread."""

    channel_id: int
    place_id: int
    message_id: int


class SearchPlaceStore:
    """Reads of feeds and messages, and the searches that buttons ask again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def feeds(self, scope: Scope) -> list[FeedName]:
        """Return the feeds that may be searched."""
        ids = None if scope.channel_ids is None else json.dumps([*scope.channel_ids])
        rows = await self._database.fetch_all(
            _FEEDS, {"guild_id": scope.guild_id, "channel_ids": ids}
        )
        return [
            FeedName(
                id=row["id"],
                title=row["title"],
                name=row["name"],
                url=mask_url(row["url"]),
                site_url=row["site_url"],
            )
            for row in rows
        ]

    async def items_at(self, scope: Scope, page: str) -> list[Item]:
        """Return the items whose canonical link is a page's, with parameters or a fragment."""
        ids = None if scope.channel_ids is None else json.dumps([*scope.channel_ids])
        query = {"guild_id": scope.guild_id, "channel_ids": ids, "page": page}
        return [to_item(row) for row in await self._database.fetch_all(_AT, query)]

    async def posted(
        self, guild_id: int | None, item_ids: Collection[int]
    ) -> dict[int, PostedMessage]:
        """Return where items were posted in a guild, preferring messages of their own."""
        if not item_ids:
            return {}
        rows = await self._database.fetch_all(
            _POSTED.format(marks=", ".join("?" * len(item_ids))), (*item_ids, guild_id)
        )
        found: dict[int, PostedMessage] = {}
        for row in rows:
            found.setdefault(
                row["item_id"],
                PostedMessage(
                    channel_id=row["channel_id"],
                    place_id=row["place_id"] or row["channel_id"],
                    message_id=row["message_id"],
                ),
            )
        return found

    @retried
    async def remember(
        self, guild_id: int | None, user_id: int, asked: dict[str, Any], now: datetime
    ) -> int:
        """Keep what was asked for the buttons under its answer; forget what is old."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "DELETE FROM search_asks WHERE asked_at < ?", (to_unix(now - KEEP_ASKS),)
            )
            rows = await connection.execute_fetchall(
                "INSERT INTO search_asks (guild_id, user_id, asked, asked_at)"
                " VALUES (?, ?, ?, ?) RETURNING id",
                (guild_id, user_id, json.dumps(asked, ensure_ascii=False), to_unix(now)),
            )
            return int(next(iter(rows))["id"])

    async def asked(self, ask_id: int, guild_id: int | None, user_id: int) -> dict[str, Any] | None:
        """Return what this member asked here; None where it is not theirs or forgotten."""
        row = await self._database.fetch_one(
            "SELECT asked FROM search_asks WHERE id = ? AND guild_id IS ? AND user_id = ?",
            (ask_id, guild_id, user_id),
        )
        found: dict[str, Any] | None = json.loads(row["asked"]) if row else None
        return found
