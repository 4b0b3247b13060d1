"""Feed discovery: find the feed that somebody means by an address; stores nothing, posts nothing.

In this order: where a known site keeps it; what stands at the address; what the page there offers;
where its platform, and most sites, keep feeds; what the operator's bridge makes of it. What is the
only one has been read before it is offered, so whoever follows it follows a feed that works.

Requests to a host are made one after the other, and guessing ends where it refuses.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from bot.errors import BadStatus, FeedError, NotAFeed, Typed, Unreachable, UserError
from bot.feeds.discovery.autodiscovery import (
    FeedLink,
    is_comments,
    offered_feeds,
    page_text,
    refreshed_to,
    same_feed,
    youtube_channel_in,
)
from bot.feeds.discovery.bridge import bridge_questions, bridged_feeds
from bot.feeds.discovery.known_sites import KnownSite, known_feeds, youtube_channel
from bot.feeds.discovery.lookups import feeds_in_answer
from bot.feeds.discovery.platforms import MAX_GUESSES, common_feeds, platform_feeds
from bot.feeds.discovery.typed import MAX_TYPED, typed_addresses
from bot.feeds.http.fetch import Fetched, NotModified
from bot.model import ParsedFeed

PATIENCE_S = 60  # for all that is tried
GUESSING_S = 30  # of it

log = logging.getLogger(__name__)


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


async def discover(
    typed: str, *, fetcher: FeedFetcher, parser: Reads, now: datetime, bridge_url: str = ""
) -> Discovery:
    """Find what can be followed at one address; `bridge_url` is the operator's own bridge.

    Raises:
        NoAddress: it is none.
        NoFeedFound: it is a page, and no feed was found for it.
        FeedError: nothing can be read there; its cause says why.
    """
    url = read_addresses(typed)[0]
    search = _Search(fetcher, parser, now, bridge_url)
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await search.run(url)
    except TimeoutError as e:
        raise Unreachable("timeout") from e


class _Search:
    """One search: what it asks with, and when."""

    def __init__(self, fetcher: FeedFetcher, parser: Reads, now: datetime, bridge_url: str) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._now = now
        self._bridge_url = bridge_url

    async def run(self, url: str) -> Discovery:
        known = known_feeds(url)
        if discovery := await self._known(known):
            return discovery
        try:
            page = await self._fetch(url)
        except BadStatus:
            if offer := await self._first(map(_link, known.guesses)):
                return Discovery(feeds=(offer,))
            if discovery := await self._bridged(url):
                return discovery
            raise
        return await self._at(page, page.moved_to or url, known.guesses, is_typed=True)

    async def _at(
        self, page: Fetched, url: str, guesses: Sequence[str], *, is_typed: bool
    ) -> Discovery:
        """Return what stands at an address: a feed, or what its page offers or sends us on to."""
        try:
            return Discovery(feeds=(await self._read(page, url),))
        except NotAFeed as e:
            if e.cause != "html":
                raise
        target = refreshed_to(page.body, page.url, page.content_type) if is_typed else None
        if target is not None:
            with contextlib.suppress(FeedError):
                return await self._at(await self._ask(target), target, (), is_typed=False)
        return await self._offered(page, url, guesses)

    async def _known(self, known: KnownSite) -> Discovery | None:
        """Return what works of the feeds that a known site has for the page."""
        links = [_link(feed) for feed in known.feeds]
        if known.lookup is not None:
            named, is_choice = await self._look_up(known.lookup)
            if is_choice:
                return _choice(named)
            links = [*named, *links]
        if known.is_choice:
            return await self._all(links)
        offer = await self._first(links)
        return Discovery(feeds=(offer,)) if offer else None

    async def _offered(self, page: Fetched, url: str, guesses: Sequence[str]) -> Discovery:
        """Return what the page offers, or what stands where feeds of its kind usually are.

        Feeds of comments are what is left when nothing else was found. The bridge comes last.
        """
        links = offered_feeds(page.body, page.url, page.content_type)
        posts = [link for link in links if not is_comments(link)]
        if channel := _channel_of(posts, page):
            tabs = await self._all(map(_link, youtube_channel(channel, page.url).feeds))
            if tabs:
                return tabs
        if posts and len(links) > 1:
            return _choice(links)
        if posts and (linked := await self._linked(posts[0])):
            return linked
        text = page_text(page.body, page.content_type)
        usual = (*guesses, *platform_feeds(text, page.url), *common_feeds(page.url))
        if offer := await self._guessed([*dict.fromkeys(usual)]):
            return Discovery(feeds=(offer,))
        if offer := await self._first(links):
            return Discovery(feeds=(offer,))
        if bridged := await self._bridged(url):
            return bridged
        raise NoFeedFound(url)

    async def _linked(self, link: FeedLink) -> Discovery | None:
        """Read what the page links to: a feed, or a page of the site that lists its feeds."""
        try:
            page = await self._ask(link.url)
            return Discovery(feeds=(await self._read(page, link.url),))
        except NotAFeed as e:
            listed = offered_feeds(page.body, page.url) if e.cause == "html" else ()
        except FeedError:
            return None
        others = [other for other in listed if same_feed(other.url) != same_feed(link.url)]
        if len(others) > 1:
            return _choice(others)
        offer = await self._first(others)
        return Discovery(feeds=(offer,)) if offer else None

    async def _guessed(self, addresses: Sequence[str]) -> OfferedFeed | None:
        """Try addresses at which feeds usually are, until one is a feed or the host has enough.

        One without articles, or with comments, is returned where no other is found in time.
        """
        fallback: OfferedFeed | None = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GUESSING_S):
                for address in addresses[:MAX_GUESSES]:
                    try:
                        offer = await self._read(await self._ask(address), address)
                    except FeedError as e:
                        if _is_enough(e):
                            break
                        continue
                    if _is_good(offer):
                        return offer
                    fallback = fallback or offer
        return fallback

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

    async def _all(self, links: Iterable[FeedLink]) -> Discovery | None:
        """Read all of them, and return those that have something of their own."""
        offers: dict[frozenset[str | None], OfferedFeed] = {}
        empty: OfferedFeed | None = None
        for link in links:
            try:
                offer = await self._read(await self._ask(link.url), link.url)
            except FeedError:
                continue
            if offer.parsed and offer.parsed.items:
                items = frozenset(item.guid or item.link for item in offer.parsed.items)
                offers.setdefault(items, offer)
            empty = empty or offer
        if offers:
            return Discovery(feeds=tuple(offers.values()))
        return Discovery(feeds=(empty,)) if empty else None

    async def _bridged(self, url: str) -> Discovery | None:
        """Return what the operator's bridge makes a feed of, None where it does not or is none."""
        if not self._bridge_url:
            return None
        for question in bridge_questions(self._bridge_url, url):
            try:
                answer = await self._ask(question)
            except FeedError as e:
                log.info("bridge has nothing: cause=%s", e.cause)
                continue
            links = bridged_feeds(answer.body, question, url)
            if len(links) > 1:
                return _choice(links)
            if offer := await self._first(links):
                return Discovery(feeds=(offer,))
        return None

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

    async def _look_up(self, lookup: str) -> tuple[Sequence[FeedLink], bool]:
        """Return the feeds that a directory names, and whether they are a choice."""
        try:
            answer = await self._ask(lookup)
        except FeedError:
            return (), False
        return feeds_in_answer(answer.body)


def _link(url: str) -> FeedLink:
    return FeedLink(url=url, title="")


def _choice(links: Iterable[FeedLink]) -> Discovery:
    return Discovery(feeds=tuple(OfferedFeed(url=link.url, title=link.title) for link in links))


def _is_enough(error: FeedError) -> bool:
    """Tell whether a host that answers so is not to be asked for anything more."""
    refuses = isinstance(error, BadStatus) and error.status in (429, 503)
    return refuses or isinstance(error, Unreachable)


def _is_good(offer: OfferedFeed) -> bool:
    """Tell whether a feed has articles that are not comments to one."""
    return bool(offer.parsed and offer.parsed.items) and not is_comments(
        FeedLink(url="", title=offer.title)
    )


def _channel_of(posts: Sequence[FeedLink], page: Fetched) -> str | None:
    """Return the channel of YouTube whose feed is all that a page offers."""
    if len(posts) != 1 or "youtube.com/feeds/" not in posts[0].url:
        return None
    return youtube_channel_in(posts[0].url)
