"""Items and sent marks of one feed, written and read as a poll does for many at once."""

from collections.abc import Collection, Mapping
from datetime import datetime

from bench._items import insert_items
from bot.model import KnownItems
from bot.store.database import Connection
from bot.store.feeds.items import fetch_known_of_all, write_marks

__all__ = ["fetch_known", "insert_items", "mark_seen"]


async def fetch_known(connection: Connection, feed_id: int, keys: Collection[bytes]) -> KnownItems:
    """Return which keys of one feed were seen, with the items they belong to."""
    return (await fetch_known_of_all(connection, {feed_id: keys}))[feed_id]


async def mark_seen(
    connection: Connection, feed_id: int, keys: Mapping[bytes, int | None], now: datetime
) -> None:
    """Write sent marks of one feed."""
    await write_marks(connection, [(feed_id, key, id_, now) for key, id_ in keys.items()])
