"""Feed discovery: find the feed that somebody means by an address; stores nothing, posts nothing.

In this order: where a well-known site keeps it; what stands at the address; what the page there
offers; where feeds usually are. What is the only one has been read before it is offered, so
whoever follows it follows a feed that works.
"""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from bot.errors import FeedError, NotAFeed, Typed, Unreachable, UserError
from bot.feeds.discovery.autodiscovery import FeedLink, offered_feeds
from bot.feeds.discovery.known_sites import (
    MAX_TYPED,
    common_feeds,
    repository_feeds,
    shortcut,
    typed_addresses,
)
from bot.feeds.http.fetch import Fetched, NotModified
from bot.model import ParsedFeed

PATIENCE_S = 60  # for all that is tried


class FeedFetcher(Protocol):
    """What asks servers: `bot.feeds.http.fetch.Fetcher`."""

    async def fetch(self, url: str, *, now: datetime) -> Fetched | NotModified:
        """Ask for `url`.

        Raises:
            FeedError: there was no usable answer.
        """
        ...


class Reads(Protocol):
    """What reads documents: `bot.feeds.worker.pool.ParserPool`."""

    async def read(self, body: bytes, *, url: str, content_type: str | None) -> ParsedFeed:
        """Read a document.

        Raises:
            FeedError: it is no feed.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedFeed:
    """A feed that can be followed; `parsed` is None where it was not read yet."""

    url: str
    title: str
    parsed: ParsedFeed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What an address led to: one feed, which was read, or several to choose from."""

    feeds: tuple[OfferedFeed, ...]


class NoAddress(UserError):
    """Nothing in what was typed is an address."""

    def __init__(self, typed: str) -> None:
        super().__init__("finding.error.no_address", typed=Typed(typed))


class TooManyAddresses(UserError):
    """A list is too long to be looked at at once."""

    def __init__(self) -> None:
        super().__init__("finding.error.too_many", n=MAX_TYPED)


class NoFeedFound(UserError):
    """There is a page, and no feed that belongs to it."""

    def __init__(self, url: str) -> None:
        super().__init__("finding.error.no_feed", site=Typed(urlsplit(url).hostname or url))
        self.url = url


def read_addresses(typed: str) -> tuple[str, ...]:
    """Return the addresses in what somebody typed or pasted: one, or a list of them.

    Raises:
        NoAddress: there is none.
        TooManyAddresses: there are more than can be looked at at once.
    """
    addresses = typed_addresses(typed)
    if not addresses:
        raise NoAddress(typed)
    if len(addresses) > MAX_TYPED:
        raise TooManyAddresses
    return addresses


async def discover(typed: str, *, fetcher: FeedFetcher, parser: Reads, now: datetime) -> Discovery:
    """Find what can be followed at one address.

    Raises:
        NoAddress: it is none.
        NoFeedFound: it is a page, and no feed was found for it.
        FeedError: nothing can be read there; its cause says why.
    """
    url = read_addresses(typed)[0]
    search = _Search(fetcher, parser, now)
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await search.run(url)
    except TimeoutError as e:
        raise Unreachable("timeout") from e


class _Search:
    """One search: what it asks with, and when."""

    def __init__(self, fetcher: FeedFetcher, parser: Reads, now: datetime) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._now = now

    async def run(self, url: str) -> Discovery:
        known = shortcut(url)
        feeds: Sequence[str] = known.feeds
        if known.lookup is not None:
            feeds = await self._repository(known.lookup)
        if feeds and (offer := await self._first(map(_link, feeds))):
            return Discovery(feeds=(offer,))
        page = await self._fetch(url)
        address = page.moved_to or url
        try:
            return Discovery(feeds=(await self._read(page, address),))
        except NotAFeed as e:
            if e.cause != "html":
                raise
        return await self._offered(page, address)

    async def _offered(self, page: Fetched, url: str) -> Discovery:
        """Return what the page offers, or what stands at the usual addresses beside it."""
        links = offered_feeds(page.body, page.url, page.content_type)
        if len(links) > 1:
            return Discovery(
                feeds=tuple(OfferedFeed(url=link.url, title=link.title) for link in links)
            )
        usual = map(_link, common_feeds(page.url))
        if offer := await self._first([*links, *usual]):
            return Discovery(feeds=(offer,))
        raise NoFeedFound(url)

    async def _first(self, links: Iterable[FeedLink]) -> OfferedFeed | None:
        """Read one after the other, and return the first that is a feed; one with items first."""
        empty: OfferedFeed | None = None
        for link in links:
            try:
                offer = await self._read(await self._ask(link.url), link.url)
            except FeedError:
                continue
            if offer.parsed and offer.parsed.items:
                return offer
            empty = empty or offer
        return empty

    async def _read(self, page: Fetched, url: str) -> OfferedFeed:
        parsed = await self._parser.read(page.body, url=page.url, content_type=page.content_type)
        return OfferedFeed(url=page.moved_to or url, title=parsed.title, parsed=parsed)

    async def _fetch(self, url: str) -> Fetched:
        """Ask for the typed address; without TLS where nobody asked for it and it fails."""
        try:
            return await self._ask(url)
        except Unreachable as e:
            plain = urlunsplit(urlsplit(url)._replace(scheme="http"))
            if e.cause not in ("connect", "tls") or plain == url:
                raise
            try:
                return await self._ask(plain)
            except FeedError:
                raise e from None

    async def _ask(self, url: str) -> Fetched:
        answer = await self._fetcher.fetch(url, now=self._now)
        if isinstance(answer, NotModified):  # an answer to a question that was not asked
            raise NotAFeed("empty")
        return answer

    async def _repository(self, lookup: str) -> Sequence[str]:
        """Return the feeds of the repository that a package's description names."""
        try:
            answer = await self._ask(lookup)
            said = json.loads(answer.body).get("repository")
        except (FeedError, ValueError, AttributeError, RecursionError):
            return ()
        address = said.get("url") if isinstance(said, dict) else said
        return repository_feeds(address) if isinstance(address, str) else ()


def _link(url: str) -> FeedLink:
    return FeedLink(url=url, title="")
