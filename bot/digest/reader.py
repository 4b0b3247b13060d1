"""Read digests and their pages, printed ones and the one in the making; changes nothing.

Who may ask is decided by the conversation; here a page is only found, and composed again in the
asker's language.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.digest.by_model.translate import translate_page
from bot.digest.compose import Mention, Occasion, Page
from bot.digest.gather import Gathered
from bot.digest.render.page_key import PageKey
from bot.digest.schedule.runs import zone_of
from bot.digest.service import DigestService, compose_again, key_of
from bot.model import Digest, Edition, Feed, Item
from bot.query.days import DaySpan
from bot.store.database import Database
from bot.store.digests.digests import DigestStore
from bot.store.digests.editions import EditionStore
from bot.store.feeds.feeds import FeedStore
from bot.store.feeds.items import ItemStore

SAMPLE = 12  # items of a sample


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPage:
    """A printed page, composed for a reader; `left_away` are items that no message names."""

    digest: Digest
    edition: Edition
    page: Page
    left_away: frozenset[int]

    @property
    def key(self) -> PageKey:
        return key_of(self.edition)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDraft:
    """The page in the making: it appears at `due_at`.

    A `sample` shows what the feeds had last, because nothing has come since the last page.
    """

    page: Page
    key: PageKey
    due_at: datetime
    sample: bool
    feeds: int  # that go into it


class DigestReader:
    """Where digests and their pages are read."""

    def __init__(self, database: Database, service: DigestService) -> None:
        self._database = database
        self._digests = DigestStore(database)
        self._editions = EditionStore(database)
        self._items = ItemStore(database)
        self._feeds = FeedStore(database)
        self._service = service

    async def digest(self, digest_id: int) -> Digest | None:
        """Return a digest, removed ones too: their pages are still there."""
        return await self._digests.one(digest_id)

    async def of_guild(self, guild_id: int) -> list[Digest]:
        """Return the digests of a guild's channels; those of its members are their own."""
        return await self._digests.of_guild(guild_id)

    async def of_member(self, guild_id: int, user_id: int) -> Digest | None:
        """Return the digest that a member of a guild has for themselves."""
        return await self._digests.of_member(guild_id, user_id)

    async def latest(self, digest_id: int) -> Edition | None:
        """Return the last page that had something in it."""
        return await self._editions.latest(digest_id)

    async def on_day(self, digest_id: int, day: date) -> Edition | None:
        """Return the last page of a local day."""
        return await self._editions.on_day(digest_id, day)

    async def last_within(self, digest_id: int, span: DaySpan) -> Edition | None:
        """Return the last page of some days."""
        if span.first == span.last:
            return await self.on_day(digest_id, span.first)
        within = [day for day in await self.days(digest_id) if span.first <= day <= span.last]
        return await self.on_day(digest_id, within[0]) if within else None

    async def days(self, digest_id: int, limit: int = 250) -> list[date]:
        """Return the last days with a page, the latest first."""
        return await self._editions.days(digest_id, limit)

    async def open(self, digest: Digest, edition: Edition, locale: str) -> OpenedPage:
        """Compose a printed page again, with the items that are still kept."""
        stood = await self._editions.contents(edition.id)
        page = await compose_again(self._database, digest, edition, stood, locale)
        return OpenedPage(digest=digest, edition=edition, page=page, left_away=stood.left_away)

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

    async def draft(self, digest: Digest, locale: str, now: datetime) -> PageDraft:
        """Compose the page that would appear if it were time."""
        (run,) = await self._service.next_runs(digest, now, 1)
        gathered = await self._service.gatherer.gather(digest, now)
        sample = not gathered.items
        if sample:
            gathered = await self._sample(digest, gathered)
        occasion = Occasion(
            day=run.day,
            zone=zone_of(digest),
            locale=locale,
            grouping=digest.grouping,
            title=digest.title,
            picture=digest.picture,
            left_out=gathered.left_out,
            due_at=run.at,
        )
        page = await asyncio.to_thread(self._service.compose, digest, gathered, occasion)
        if digest.translate:
            page = await translate_page(self._database, page)
        key = PageKey(digest_id=digest.id, day=run.day, slot=run.slot)
        return PageDraft(
            page=page, key=key, due_at=run.at, sample=sample, feeds=len(gathered.feeds)
        )

    async def _sample(self, digest: Digest, gathered: Gathered) -> Gathered:
        items = await self._service.gatherer.newest(digest, gathered, SAMPLE)
        return replace(gathered, items=tuple(items))

    async def mentions_of(self, digest: Digest, key: PageKey, item_id: int) -> tuple[Mention, ...]:
        """Return the other feeds' versions of the story under an item of a printed page."""
        edition = await self.find(key, "here")
        if edition is None:
            return ()
        opened = await self.open(digest, edition, "en")
        entries = (entry for entry in opened.page.entries() if entry.item.id == item_id)
        return next((entry.also for entry in entries), ())

    async def item(self, digest: Digest, key: PageKey, item_id: int) -> tuple[Item, Feed] | None:
        """Return an item that stands on a page, or that the digest reads; None for any other."""
        item = (await self._items.items([item_id])).get(item_id)
        feed = await self._feeds.feed(item.feed_id) if item else None
        if item is None or feed is None:
            return None
        edition = await self.find(key, "here")
        if edition is not None and await self._editions.has(edition.id, item_id):
            return item, feed
        sources = await self._digests.sources(digest)
        return (item, feed) if any(each.feed.id == feed.id for each in sources) else None
