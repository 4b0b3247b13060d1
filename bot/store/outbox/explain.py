"""Explain: what became of one item in one guild, from poll to message; judges nothing."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.message.feed_title import title_or_address
from bot.model import (
    DeliveryState,
    FollowingChannel,
    ItemDelivery,
    ItemTrace,
    OfferedItem,
    PrintedIn,
    Reason,
)
from bot.store.database import Database, Row, like
from bot.store.digests.digests import HAS_DIGEST
from bot.store.feeds.feed_names import joined_names
from bot.store.feeds.items import ItemStore
from bot.store.guilds.mutes import MUTES_OF_CHANNEL
from bot.store.rows import to_block, to_feed, to_item, to_subscription
from bot.store.times import from_unix, from_unix_or_none, to_unix

_FOLLOWED = """
    feeds.id IN (SELECT subscriptions.feed_id FROM subscriptions
                 JOIN channels ON channels.id = subscriptions.channel_id
                 WHERE channels.guild_id = :guild_id AND channels.gone_at IS NULL)
"""
_BY_ID = f"""
    SELECT items.* FROM items JOIN feeds ON feeds.id = items.feed_id
    WHERE items.id = :item_id AND {_FOLLOWED}
"""  # noqa: S608  # no value is put into it
_SUGGEST = f"""
    SELECT items.id, items.title, feeds.title AS feed_title, feeds.url AS feed_url,
           feed_names.name AS feed_name
    FROM items JOIN feeds ON feeds.id = items.feed_id {joined_names(":guild_id")}
    WHERE {_FOLLOWED} AND items.id > (SELECT coalesce(max(id), 0) - :reach FROM items)
      AND items.title LIKE :pattern ESCAPE '!'
    ORDER BY items.id DESC LIMIT :limit
"""  # noqa: S608
_FEED = f"""
    SELECT feeds.*, feed_names.name AS name, hosts.wait_until FROM feeds
    {joined_names(":guild_id")}
    LEFT JOIN hosts ON hosts.name = feeds.host AND hosts.wait_until > :now
    WHERE feeds.id = :feed_id
"""  # noqa: S608  # no value is put into it
_SUBSCRIPTIONS = f"""
    SELECT subscriptions.*, channels.guild_id AS guild_id, {MUTES_OF_CHANNEL}, channels.block_code,
           channels.block_missing, {HAS_DIGEST} AS has_digest
    FROM subscriptions JOIN channels ON channels.id = subscriptions.channel_id
    WHERE subscriptions.feed_id = :feed_id AND channels.guild_id = :guild_id
      AND channels.gone_at IS NULL
    ORDER BY subscriptions.id
"""  # noqa: S608  # no value is put into it
_DELIVERIES = """
    SELECT deliveries.*, delivery_items.role AS role,
           (SELECT message_id FROM delivery_parts WHERE delivery_id = deliveries.id
            ORDER BY part LIMIT 1) AS message_id,
           (SELECT place_id FROM delivery_parts WHERE delivery_id = deliveries.id
            ORDER BY part LIMIT 1) AS place_id
    FROM delivery_items JOIN deliveries ON deliveries.id = delivery_items.delivery_id
    JOIN channels ON channels.id = deliveries.channel_id
    WHERE delivery_items.item_id = :item_id AND channels.guild_id = :guild_id
      AND deliveries.kind IN ('item', 'group')
    ORDER BY deliveries.id
"""
_EDITIONS = """
    SELECT editions.local_date, digests.channel_id,
           nullif(edition_items.story_id, edition_items.item_id) AS head_id
    FROM edition_items
    JOIN editions ON editions.id = edition_items.edition_id
    JOIN digests ON digests.id = editions.digest_id
    WHERE edition_items.item_id = :item_id AND digests.guild_id = :guild_id
      AND digests.user_id IS NULL AND editions.slot < 10000
    ORDER BY editions.id
"""
_REACH = 200_000  # the newest items that are offered while somebody types


class ExplainStore:
    """Looks at the rows of an item; a guild only ever sees those of feeds it follows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_id(self, guild_id: int, item_id: int, now: datetime) -> ItemTrace | None:
        """Return what is known of an item; None where no feed of the guild has it."""
        query = {"guild_id": guild_id, "item_id": item_id}
        row = await self._database.fetch_one(_BY_ID, query)
        return None if row is None else await self._trace(row, guild_id, now)

    async def suggest(self, guild_id: int, typed: str, limit: int = 25) -> list[OfferedItem]:
        """Return the newest items whose title holds `typed`."""
        query = {
            "guild_id": guild_id,
            "pattern": like(typed),
            "limit": limit,
            "reach": _REACH,
        }
        rows = await self._database.fetch_all(_SUGGEST, query)
        return [
            OfferedItem(
                item_id=row["id"],
                title=row["title"],
                feed=title_or_address(row["feed_title"], row["feed_url"], row["feed_name"]),
            )
            for row in rows
        ]

    async def _trace(self, row: Row, guild_id: int, now: datetime) -> ItemTrace:
        item = to_item(row)
        query = {"guild_id": guild_id, "item_id": item.id, "feed_id": item.feed_id}
        feed = await self._database.fetch_one(_FEED, {**query, "now": to_unix(now)})
        assert feed is not None
        followers = await self._database.fetch_all(_SUBSCRIPTIONS, query)
        deliveries = await self._database.fetch_all(_DELIVERIES, query)
        return ItemTrace(
            item=item,
            silent=bool(row["silent"]),
            feed=to_feed(feed),
            retry_at=from_unix_or_none(feed["wait_until"]),
            followers=tuple(
                FollowingChannel(
                    subscription=to_subscription(follower),
                    block=to_block(follower),
                    has_digest=bool(follower["has_digest"]),
                )
                for follower in followers
            ),
            deliveries=tuple(map(_delivery, deliveries)),
            printed=await self._printed(query),
        )

    async def _printed(self, query: Mapping[str, object]) -> tuple[PrintedIn, ...]:
        rows = await self._database.fetch_all(_EDITIONS, query)
        heads = await ItemStore(self._database).items(
            [row["head_id"] for row in rows if row["head_id"] is not None]
        )
        return tuple(
            PrintedIn(
                channel_id=row["channel_id"],
                day=date.fromisoformat(row["local_date"]),
                head=heads.get(row["head_id"]),
            )
            for row in rows
        )


def _delivery(row: Row) -> ItemDelivery:
    known = row["reason"] in set(Reason)
    return ItemDelivery(
        channel_id=row["channel_id"],
        state=DeliveryState(row["state"]),
        is_also=row["role"] == "also",
        reason=Reason(row["reason"]) if known else None,
        detail=row["detail"],
        attempts=row["attempts"],
        due_at=from_unix(row["due_at"]),
        done_at=from_unix_or_none(row["done_at"]),
        message_id=row["message_id"],
        place_id=row["place_id"],
    )
