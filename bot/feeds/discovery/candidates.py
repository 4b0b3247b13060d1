"""Try candidate addresses: ask for each, read it, and keep those that are feeds with articles.

Requests are made one after the other. What could not be asked or read is passed over.
"""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.errors import BadStatus, FeedError, NotAFeed, Unreachable
from bot.feeds.discovery.autodiscovery import FeedLink, is_comments
from bot.feeds.http.fetch import Fetched, NotModified
from bot.feeds.items.service_notices import without_notices
from bot.feeds.poll import DocumentParser, ReadDocument, reading_of
from bot.model import ParsedFeed

GUESSING_S = 30  # for all guesses at one page
MAX_GUESSES = 30  # requests for them


class FeedFetcher(Protocol):
    """What asks servers: `bot.feeds.http.fetch.Fetcher`."""

    async def fetch(self, url: str, *, now: datetime) -> Fetched | NotModified:
        """Ask for `url`.

        Raises:
            FeedError: there was no usable answer.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedFeed:
    """A feed that can be followed; `reading` is None where it was not read yet."""

    url: str
    title: str
    reading: ReadDocument | None = None

    @property
    def parsed(self) -> ParsedFeed | None:
        return self.reading.parsed if self.reading is not None else None

    @property
    def has_items(self) -> bool:
        """Say whether it was read and has articles."""
        return self.parsed is not None and bool(self.parsed.items)


class Candidates:
    """Asks for candidate addresses and reads them as feeds."""

    def __init__(self, fetcher: FeedFetcher, parser: DocumentParser, now: datetime) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._now = now

    async def ask(self, url: str) -> Fetched:
        """Ask for an address.

        Raises:
            FeedError: there was no usable answer.
        """
        answer = await self._fetcher.fetch(url, now=self._now)
        if isinstance(answer, NotModified):  # an answer to a question that was not asked
            raise NotAFeed("empty")
        return answer

    async def read(self, page: Fetched, url: str) -> OfferedFeed:
        """Read what was answered at an address as a feed.

        Raises:
            FeedError: it is none.
        """
        parsed = await self._parser.read(page.body, url=page.url, content_type=page.content_type)
        reading = reading_of(page, without_notices(parsed))
        return OfferedFeed(url=page.moved_to or url, title=parsed.title, reading=reading)

    async def first_of(self, links: Iterable[FeedLink]) -> OfferedFeed | None:
        """Return the first that is a feed; one with items before one without."""
        empty: OfferedFeed | None = None
        for link in links:
            try:
                offer = await self._try(link.url)
            except FeedError:
                continue
            if offer.has_items:
                return offer
            empty = empty or offer
        return empty

    async def all_of(self, links: Iterable[FeedLink]) -> tuple[OfferedFeed, ...]:
        """Return all that are feeds and have items of their own; else one without."""
        offers: dict[frozenset[str | None], OfferedFeed] = {}
        empty: OfferedFeed | None = None
        for link in links:
            try:
                offer = await self._try(link.url)
            except FeedError:
                continue
            if offer.parsed and offer.parsed.items:
                items = frozenset(item.guid or item.link for item in offer.parsed.items)
                offers.setdefault(items, offer)
            empty = empty or offer
        return tuple(offers.values()) or ((empty,) if empty else ())

    async def guessed(self, addresses: Sequence[str]) -> OfferedFeed | None:
        """Try addresses at which feeds usually are, until one is a feed or the host has enough.

        One without articles, or with comments, is returned where no other is found in time.
        """
        fallback: OfferedFeed | None = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GUESSING_S):
                for address in addresses[:MAX_GUESSES]:
                    try:
                        offer = await self._try(address)
                    except FeedError as e:
                        if _is_enough(e):
                            break
                        continue
                    if _is_good(offer):
                        return offer
                    fallback = fallback or offer
        return fallback

    async def _try(self, url: str) -> OfferedFeed:
        return await self.read(await self.ask(url), url)


def _is_enough(error: FeedError) -> bool:
    """Tell whether a host that answers so is not to be asked for anything more."""
    refuses = isinstance(error, BadStatus) and error.status in (429, 503)
    return refuses or isinstance(error, Unreachable)


def _is_good(offer: OfferedFeed) -> bool:
    """Tell whether a feed has articles that are not comments to one."""
    return offer.has_items and not is_comments(FeedLink(url="", title=offer.title))
