"""Find which deliveries may tell a new item's story already; compares no words.

Runs inside the poll's transaction. Looked up by address and by marks, never over all items, so it
costs the same whether a hundred items are kept or a million.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import Item
from bot.store.database import Connection
from bot.store.rows import to_item
from bot.store.times import to_unix

WITHIN = timedelta(hours=48)  # an older story is told again

# An address that stands in several items of one feed (a front page, a live ticker) names none.
_SAME_ADDRESS = """
    SELECT mine.id AS item_id, other.id AS other_id
    FROM items AS mine
    JOIN items AS other ON other.canonical_link = mine.canonical_link
         AND other.feed_id <> mine.feed_id AND other.received_at >= :since
    WHERE mine.id IN ({marks})
      AND NOT EXISTS (
          SELECT 1 FROM items AS twin
          WHERE twin.canonical_link = mine.canonical_link AND twin.received_at >= :since
            AND ((twin.feed_id = mine.feed_id AND twin.id <> mine.id)
              OR (twin.feed_id = other.feed_id AND twin.id <> other.id)))
    ORDER BY other.id
"""
_ADD_MARK = "INSERT INTO story_marks (mark, item_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_WITH_MARK = """
    SELECT DISTINCT item_id FROM story_marks WHERE mark IN ({marks}) AND at >= :since
"""
_CANDIDATES = """
    SELECT items.*, feeds.host AS host FROM items JOIN feeds ON feeds.id = items.feed_id
    WHERE items.id IN ({marks}) AND items.feed_id <> :feed_id AND feeds.host <> :host
    ORDER BY items.id
"""
_SHOWING = """
    SELECT delivery_items.item_id AS item_id, deliveries.id AS delivery_id,
           deliveries.channel_id AS channel_id, deliveries.subscription_id AS subscription_id,
           EXISTS (SELECT 1 FROM delivery_parts WHERE delivery_id = deliveries.id) AS begun
    FROM delivery_items JOIN deliveries ON deliveries.id = delivery_items.delivery_id
    JOIN subscriptions ON subscriptions.id = deliveries.subscription_id
    WHERE delivery_items.item_id IN ({marks}) AND deliveries.kind IN ('item', 'group')
      AND deliveries.state IN ('pending', 'sent') AND deliveries.created_at >= :since
      AND subscriptions.feed_id <> :feed_id
    ORDER BY deliveries.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """A delivery of the last days that shows an item, or names its source."""

    item_id: int
    delivery_id: int
    channel_id: int
    subscription_id: int
    begun: bool


async def fetch_same_address(
    connection: Connection, item_ids: Collection[int], now: datetime
) -> list[tuple[int, int]]:
    """Return pairs of these items and recent ones of other feeds that have the same address."""
    rows = await _fetch(connection, _SAME_ADDRESS, item_ids, {"since": to_unix(now - WITHIN)})
    return [(row["item_id"], row["other_id"]) for row in rows]


async def fetch_with_marks(
    connection: Connection, marks: Collection[int], now: datetime
) -> list[int]:
    """Return the recent items that have any of these marks."""
    rows = await _fetch(connection, _WITH_MARK, marks, {"since": to_unix(now - WITHIN)})
    return [row["item_id"] for row in rows]


async def fetch_candidates(
    connection: Connection, item_ids: Collection[int], *, feed_id: int, host: str
) -> list[Item]:
    """Return those of some items that come from another feed, of another site."""
    values = {"feed_id": feed_id, "host": host}
    return [to_item(row) for row in await _fetch(connection, _CANDIDATES, item_ids, values)]


async def fetch_showing(
    connection: Connection, item_ids: Collection[int], *, feed_id: int, now: datetime
) -> list[Showing]:
    """Return other feeds' recent deliveries that show any of these items, the oldest first."""
    values = {"since": to_unix(now - WITHIN), "feed_id": feed_id}
    rows = await _fetch(connection, _SHOWING, item_ids, values)
    return [
        Showing(
            item_id=row["item_id"],
            delivery_id=row["delivery_id"],
            channel_id=row["channel_id"],
            subscription_id=row["subscription_id"],
            begun=bool(row["begun"]),
        )
        for row in rows
    ]


async def add_marks(
    connection: Connection, marks: Mapping[int, Iterable[int]], now: datetime
) -> None:
    """Keep the marks of new items, by item, and drop those that nothing is compared with now."""
    await connection.execute("DELETE FROM story_marks WHERE at < ?", (to_unix(now - WITHIN),))
    rows = [(mark, item_id, to_unix(now)) for item_id, some in marks.items() for mark in some]
    await connection.executemany(_ADD_MARK, rows)


async def _fetch(
    connection: Connection, sql: str, wanted: Collection[int], values: Mapping[str, object]
) -> list[sqlite3.Row]:
    if not wanted:
        return []
    named = {f"n{place}": each for place, each in enumerate(wanted)}
    marks = ", ".join(f":{name}" for name in named)
    return list(await connection.execute_fetchall(sql.format(marks=marks), {**named, **values}))
