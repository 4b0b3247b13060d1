"""Items and sent marks of one feed, written and read as a poll does for many at once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.model import DecidedItem, Item, KnownItems
from bot.store.database import Connection
from bot.store.feeds.items import Arrival, fetch_known_of_all, insert_arrivals, write_marks


async def insert_items(
    connection: Connection,
    feed_id: int,
    judged: Sequence[DecidedItem],
    now: datetime,
    *,
    silent: bool = False,
) -> list[Item]:
    """Store items with their sent marks; return them with their new ids, but no silent ones."""
    new, unannounced = ((), judged) if silent else (judged, ())
    arrival = Arrival(feed_id=feed_id, new=new, silent=unannounced, now=now)
    return (await insert_arrivals(connection, [arrival]))[0]


async def fetch_known(connection: Connection, feed_id: int, keys: Collection[bytes]) -> KnownItems:
    """Return which keys of one feed were seen, with the items they belong to."""
    return (await fetch_known_of_all(connection, {feed_id: keys}))[feed_id]


async def mark_seen(
    connection: Connection, feed_id: int, keys: Mapping[bytes, int | None], now: datetime
) -> None:
    """Write sent marks of one feed."""
    await write_marks(connection, [(feed_id, key, id_, now) for key, id_ in keys.items()])
