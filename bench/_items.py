"""Items of one feed, stored as a poll stores those of many."""

from collections.abc import Sequence
from datetime import datetime

from bot.model import DecidedItem, Item
from bot.store.database import Connection
from bot.store.feeds.items import Arrival, insert_arrivals


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
