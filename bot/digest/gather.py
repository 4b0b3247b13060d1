"""Gather what is new for a digest since its last page: the items its sources, words and mutes pass.

What was received too long ago is counted, and left out.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.digest.background import Background
from bot.digest.schedule.runs import zone_of
from bot.digest.select import choose
from bot.model import Digest, Feed, FollowedFeed, Item
from bot.store.database import Database
from bot.store.digests.digests import DigestStore
from bot.store.guilds.mutes import mutes_of_guild
from bot.text.similarity.rarity import NO_COUNTS, WordCounts

REACH = timedelta(days=14)  # what was received longer ago is counted, not listed
_LOOKED_THROUGH = 200  # of the newest items, for a page in the making

# Returns those of a guild's channels that a member sees.
Sees = Callable[[int, int, Iterable[int]], Awaitable[frozenset[int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What came for a digest since its last page, up to the item `up_to`."""

    items: tuple[Item, ...]
    feeds: dict[int, Feed]
    up_to: int
    left_out: int = 0
    counts: WordCounts = NO_COUNTS  # of the words in all headlines of these days


class Gatherer:
    """Reads what came for digests."""

    def __init__(self, database: Database, background: Background) -> None:
        self._database = database
        self._store = DigestStore(database)
        self._background = background
        self.sees: Sees | None = None  # given once there is a connection to ask

    async def gather(self, digest: Digest, now: datetime) -> Gathered:
        """Return what has come for a digest since its last page."""
        up_to = await self._store.last_item_id()
        sources = await self._sources(digest)
        feeds = {one.feed.id: one.feed for one in sources}
        items, old = await self._store.unprinted(digest, feeds, up_to=up_to, oldest=now - REACH)
        mutes, zone = await self._mutes(digest), zone_of(digest).key
        chosen = await asyncio.to_thread(choose, items, sources, zone, mutes, digest.words)
        counts = await self._background.counts(now) if digest.same_story else NO_COUNTS
        return Gathered(items=tuple(chosen), feeds=feeds, up_to=up_to, left_out=old, counts=counts)

    async def newest(self, digest: Digest, gathered: Gathered, most: int) -> list[Item]:
        """Return what the feeds of a digest had last that its filters and words let through."""
        items = await self._store.newest(gathered.feeds, _LOOKED_THROUGH)
        mutes, zone = await self._mutes(digest), zone_of(digest).key
        chosen = await asyncio.to_thread(
            partial(choose, items, await self._sources(digest), zone, mutes, digest.words),
            however_old=True,
        )
        return chosen[:most]

    async def _sources(self, digest: Digest) -> list[FollowedFeed]:
        """Return what a digest reads: a member's own, only what they still see."""
        sources = await self._store.sources(digest)
        if digest.user_id is None or self.sees is None:
            return sources
        channel_ids = {one.subscription.channel_id for one in sources}
        seen = await self.sees(digest.guild_id, digest.user_id, channel_ids)
        return [one for one in sources if one.subscription.channel_id in seen]

    async def _mutes(self, digest: Digest) -> tuple[str, ...]:
        """Return what the reader of a digest of their own has muted for themselves."""
        if digest.user_id is None:
            return ()
        return await mutes_of_guild(self._database.fetch_all, digest.user_id)
