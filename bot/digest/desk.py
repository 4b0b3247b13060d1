"""Open pages of digests for whoever asks: printed ones, and the one in the making; posts nothing.

Who may ask is decided by the conversation; here a page is only found, and composed again in the
asker's language.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from bot.digest.compose import Digest, Occasion, compose
from bot.digest.page_key import PageKey
from bot.digest.service import DigestService, Gathered, key_of, occasion_of
from bot.model import Feed, Item
from bot.store.database import Database
from bot.store.digests import DigestStore, Recap
from bot.store.editions import Edition, EditionStore
from bot.store.feeds import FeedStore
from bot.store.items import ItemStore

SAMPLE = 12  # items of a sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A printed page, composed for a reader; `left_away` are items that no message names."""

    recap: Recap
    edition: Edition
    digest: Digest
    left_away: frozenset[int]

    @property
    def key(self) -> PageKey:
        return key_of(self.edition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The page in the making: it appears at `due_at`.

    A `sample` shows what the feeds had last, because nothing has come since the last page.
    """

    digest: Digest
    key: PageKey
    due_at: datetime
    sample: bool
    feeds: int  # that go into it


class DigestDesk:
    """Where pages are asked for."""

    def __init__(self, database: Database, printer: DigestService) -> None:
        self._digests = DigestStore(database)
        self._editions = EditionStore(database)
        self._items = ItemStore(database)
        self._feeds = FeedStore(database)
        self._printer = printer

    async def open(self, recap: Recap, edition: Edition, locale: str) -> Opened:
        """Compose a printed page again, with the items that are still kept."""
        stood = await self._editions.contents(edition.id)
        occasion = occasion_of(recap, edition, locale)
        digest = await asyncio.to_thread(
            compose, stood.items, stood.feeds, occasion, lambda _: stood.stories
        )
        return Opened(recap=recap, edition=edition, digest=digest, left_away=stood.left_away)

    async def find(self, key: PageKey, verb: str) -> Edition | None:
        """Return the edition that a control leads to: the one before it, after it, or itself."""
        here = await self._editions.find(key.digest_id, key.day, key.slot)
        if here is None:  # the page in the making
            return await self._editions.latest(key.digest_id) if verb == "prev" else None
        match verb:
            case "prev":
                return await self._editions.before(here)
            case "next":
                return await self._editions.after(here)
            case _:
                return here

    async def draft(self, recap: Recap, locale: str, now: datetime) -> Draft:
        """Compose the page that would appear if it were time."""
        (run,) = await self._printer.next_runs(recap, now, 1)
        gathered = await self._printer.gather(recap, now)
        sample = not gathered.items
        if sample:
            gathered = await self._sample(gathered)
        occasion = Occasion(
            day=run.day,
            zone=self._printer.zone_of(recap),
            locale=locale,
            grouping=recap.grouping,
            left_out=gathered.left_out,
            due_at=run.at,
        )
        digest = await asyncio.to_thread(self._printer.compose, recap, gathered, occasion)
        key = PageKey(digest_id=recap.id, day=run.day, slot=run.slot)
        return Draft(
            digest=digest, key=key, due_at=run.at, sample=sample, feeds=len(gathered.feeds)
        )

    async def _sample(self, gathered: Gathered) -> Gathered:
        items = await self._digests.newest(gathered.feeds, SAMPLE)
        return replace(gathered, items=tuple(items))

    async def item(self, recap: Recap, key: PageKey, item_id: int) -> tuple[Item, Feed] | None:
        """Return an item that stands on a page, or that the digest reads; None for any other."""
        item = (await self._items.items([item_id])).get(item_id)
        feed = await self._feeds.feed(item.feed_id) if item else None
        if item is None or feed is None:
            return None
        edition = await self.find(key, "here")
        if edition is not None and await self._editions.has(edition.id, item_id):
            return item, feed
        sources = await self._digests.sources(recap)
        return (item, feed) if any(one.feed.id == feed.id for one in sources) else None
