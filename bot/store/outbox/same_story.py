"""Dedupe stories: find deliveries that may tell a new item's story already; compares no words.

Runs inside the poll's transaction. Looked up by address and by marks, never over all items, so it
costs the same whether a hundred items are kept or a million.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.database import Connection
from bot.store.outbox.enqueue import hold_shown
from bot.store.times import to_unix

WITHIN = timedelta(hours=48)  # an older story is told again
OF_ONE_FEED = 20  # items with one mark; a feed may have one title a thousand times a day

# An address that stands in several items of one feed (a front page, a live ticker) names none.
_SAME_ADDRESS = """
    SELECT mine.id AS item_id, other.id AS other_id
    FROM items AS mine
    JOIN items AS other ON other.canonical_link = mine.canonical_link
         AND other.feed_id <> mine.feed_id AND other.received_at >= :since
    WHERE mine.id IN (SELECT value FROM json_each(:ids))
      AND NOT EXISTS (
          SELECT 1 FROM items AS twin
          WHERE twin.canonical_link = mine.canonical_link AND twin.received_at >= :since
            AND ((twin.feed_id = mine.feed_id AND twin.id <> mine.id)
              OR (twin.feed_id = other.feed_id AND twin.id <> other.id)))
"""
_ADD_MARK = "INSERT INTO story_marks (mark, item_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_WITH_MARK = """
    SELECT mark, item_id, feed_id, host FROM (
        SELECT story_marks.mark, story_marks.item_id, items.feed_id, feeds.host,
               row_number() OVER (PARTITION BY story_marks.mark, items.feed_id
                                  ORDER BY story_marks.item_id DESC) AS nth
        FROM story_marks
        JOIN items ON items.id = story_marks.item_id JOIN feeds ON feeds.id = items.feed_id
        WHERE mark IN (SELECT value FROM json_each(:marks)) AND at >= :since) AS marked
    WHERE nth <= :most
"""
_SHOWING = """
    SELECT delivery_items.item_id AS item_id, deliveries.id AS delivery_id,
           deliveries.channel_id AS channel_id, deliveries.subscription_id AS subscription_id,
           subscriptions.feed_id AS feed_id,
           EXISTS (SELECT 1 FROM delivery_parts WHERE delivery_id = deliveries.id) AS begun
    FROM delivery_items JOIN deliveries ON deliveries.id = delivery_items.delivery_id
    JOIN subscriptions ON subscriptions.id = deliveries.subscription_id
    WHERE delivery_items.item_id IN (SELECT value FROM json_each(:ids))
      AND deliveries.kind IN ('item', 'group')
      AND deliveries.state IN ('pending', 'sent') AND deliveries.created_at >= :since
    ORDER BY deliveries.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """An item that has a mark, and where it comes from."""

    item_id: int
    feed_id: int
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """A delivery of the last days that shows an item, or names its source."""

    item_id: int
    delivery_id: int
    channel_id: int
    subscription_id: int
    feed_id: int  # of the subscription
    begun: bool


async def fetch_same_address(
    connection: Connection, item_ids: Iterable[int], now: datetime
) -> list[tuple[int, int]]:
    """Return pairs of these items and recent ones of other feeds that have the same address."""
    query = {"ids": json.dumps(list(item_ids)), "since": to_unix(now - WITHIN)}
    rows = await connection.execute_fetchall(_SAME_ADDRESS, query)
    return [(row["item_id"], row["other_id"]) for row in rows]


async def fetch_with_marks(
    connection: Connection, marks: Iterable[int], now: datetime
) -> dict[int, list[Marked]]:
    """Return, by mark, the recent items that have it, of each feed the newest few."""
    query = {
        "marks": json.dumps(list(marks)),
        "since": to_unix(now - WITHIN),
        "most": OF_ONE_FEED,
    }
    found: dict[int, list[Marked]] = {}
    for row in await connection.execute_fetchall(_WITH_MARK, query):
        found.setdefault(row["mark"], []).append(
            Marked(item_id=row["item_id"], feed_id=row["feed_id"], host=row["host"])
        )
    return found


async def fetch_showing(
    connection: Connection, item_ids: Collection[int], now: datetime
) -> list[Showing]:
    """Return recent deliveries that show any of these items, the oldest first."""
    if not item_ids:
        return []
    await hold_shown(connection, item_ids)
    query = {"ids": json.dumps(list(item_ids)), "since": to_unix(now - WITHIN)}
    return [
        Showing(
            item_id=row["item_id"],
            delivery_id=row["delivery_id"],
            channel_id=row["channel_id"],
            subscription_id=row["subscription_id"],
            feed_id=row["feed_id"],
            begun=bool(row["begun"]),
        )
        for row in await connection.execute_fetchall(_SHOWING, query)
    ]


async def add_marks(
    connection: Connection, marks: Mapping[int, Iterable[int]], now: datetime
) -> None:
    """Keep the marks of new items, by item, and drop those that nothing is compared with now."""
    await connection.execute("DELETE FROM story_marks WHERE at < ?", (to_unix(now - WITHIN),))
    rows = [(mark, item_id, to_unix(now)) for item_id, some in marks.items() for mark in some]
    await connection.executemany(_ADD_MARK, rows)
