"""Keep the document frequencies of the last two weeks' headlines at hand; weighs no words.

What is rare is counted over all feeds, not over one page: on a page of six headlines every word
is. Counted anew now and then and beside the event loop, for all digests that are due together.
"""

import asyncio
from datetime import datetime, timedelta

from bot.store.database import Database
from bot.store.feeds.items import ItemStore
from bot.text.similarity.rarity import NO_COUNTS, WordCounts, count_words

REACH = timedelta(days=14)
MAX_HEADLINES = 10_000  # the newest; more tell nothing new of what is rare
FRESH = timedelta(hours=3)


class Background:
    """The counts, as old as `FRESH` at most."""

    def __init__(self, database: Database) -> None:
        self._items = ItemStore(database)
        self._counts = NO_COUNTS
        self._counted_at: datetime | None = None
        self._counting = asyncio.Lock()

    async def counts(self, now: datetime) -> WordCounts:
        """Return in how many headlines of the last two weeks each stem stands."""
        async with self._counting:
            if self._counted_at is None or not timedelta() <= now - self._counted_at < FRESH:
                titles = await self._items.titles(since=now - REACH, limit=MAX_HEADLINES)
                self._counts = await asyncio.to_thread(count_words, titles)
                self._counted_at = now
        return self._counts
