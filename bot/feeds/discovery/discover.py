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
from bot.feeds.discovery.bridge import bridge_detection, bridge_questions, bridged_feeds
from bot.feeds.discovery.candidates import Candidates, FeedFetcher, OfferedFeed, Reads
from bot.feeds.discovery.known_sites import KnownSite, known_feeds, youtube_channel
from bot.feeds.discovery.lookups import feeds_in_answer
from bot.feeds.discovery.platforms import common_feeds, platform_feeds
from bot.feeds.discovery.typed import MAX_TYPED, typed_addresses
from bot.feeds.http.fetch import Fetched

PATIENCE_S = 60  # for all that is tried

Offers = tuple[OfferedFeed, ...]  # one that was read, or several to choose from

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What an address led to: one feed, which was read, or several to choose from."""

    feeds: Offers


class Discover(Protocol):
    """Finds what can be followed at an address, as `discover` does with all that it needs."""

    async def __call__(self, typed: str, *, now: datetime) -> Discovery:
        """Return what it leads to."""
        ...


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
    search = _Lookup(Candidates(fetcher, parser, now), bridge_url)
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await search.run(url)
    except TimeoutError as e:
        raise Unreachable("timeout") from e


class _Lookup:
    """One search: the candidates that it tries, and the operator's bridge."""

    def __init__(self, candidates: Candidates, bridge_url: str) -> None:
        self._candidates = candidates
        self._bridge_url = bridge_url

    async def run(self, url: str) -> Discovery:
        known = known_feeds(url)
        if offers := await self._known(known):
            return Discovery(feeds=offers)
        try:
            page = await self._fetch(url)
        except BadStatus:
            if offer := await self._candidates.first_of(map(_link, known.guesses)):
                return Discovery(feeds=(offer,))
            if offers := await self._bridged(url):
                return Discovery(feeds=offers)
            raise
        offers = await self._at(page, page.moved_to or url, known.guesses, is_typed=True)
        return Discovery(feeds=offers)

    async def _at(
        self, page: Fetched, url: str, guesses: Sequence[str], *, is_typed: bool
    ) -> Offers:
        """Return what stands at an address: a feed, or what its page offers or sends us on to."""
        try:
            return (await self._candidates.read(page, url),)
        except NotAFeed as e:
            if e.cause != "html":
                raise
        target = refreshed_to(page.body, page.url, page.content_type) if is_typed else None
        if target is not None:
            with contextlib.suppress(FeedError):
                landing = await self._candidates.ask(target)
                return await self._at(landing, target, (), is_typed=False)
        return await self._offered(page, url, guesses)

    async def _known(self, known: KnownSite) -> Offers:
        """Return what works of the feeds that a known site has for the page."""
        links = [_link(feed) for feed in known.feeds]
        if known.lookup is not None:
            named, is_choice = await self._look_up(known.lookup)
            if is_choice:
                return _choice(named)
            links = [*named, *links]
        if known.is_choice:
            return await self._candidates.all_of(links)
        return await self._single(links)

    async def _offered(self, page: Fetched, url: str, guesses: Sequence[str]) -> Offers:
        """Return what the page offers, or what stands where feeds of its kind usually are.

        Feeds of comments are what is left when nothing else was found. The bridge comes last.

        Raises:
            NoFeedFound: nothing was found.
        """
        links = offered_feeds(page.body, page.url, page.content_type)
        posts = [link for link in links if not is_comments(link)]
        if channel := _channel_of(posts):
            tabs = youtube_channel(channel, page.url).feeds
            if offers := await self._candidates.all_of(map(_link, tabs)):
                return offers
        if posts and len(links) > 1:
            return _choice(links)
        if posts and (offers := await self._linked(posts[0])):
            return offers
        text = page_text(page.body, page.content_type)
        usual = (*guesses, *platform_feeds(text, page.url), *common_feeds(page.url))
        if offer := await self._candidates.guessed([*dict.fromkeys(usual)]):
            return (offer,)
        if offers := await self._single(links) or await self._bridged(url):
            return offers
        raise NoFeedFound(url)

    async def _linked(self, link: FeedLink) -> Offers:
        """Read what the page links to: a feed, or a page of the site that lists its feeds."""
        try:
            page = await self._candidates.ask(link.url)
            return (await self._candidates.read(page, link.url),)
        except NotAFeed as e:
            is_page = e.cause == "html"
        except FeedError:
            return ()
        listed = offered_feeds(page.body, page.url, page.content_type) if is_page else ()
        others = [other for other in listed if same_feed(other.url) != same_feed(link.url)]
        return _choice(others) if len(others) > 1 else await self._single(others)

    async def _bridged(self, url: str) -> Offers:
        """Return what the operator's bridge makes a feed of; nothing where there is none."""
        if not self._bridge_url:
            return ()
        for question in bridge_questions(self._bridge_url, url):
            try:
                answer = await self._candidates.ask(question)
            except FeedError as e:
                log.info("bridge has nothing: cause=%s", e.cause)
                continue
            links = bridged_feeds(answer.body, question, url)
            if len(links) > 1:
                return _choice(links)
            if offers := await self._single(links):
                return offers
        return await self._detected(bridge_detection(self._bridge_url, url))

    async def _detected(self, question: str) -> Offers:
        """Return the feed to which an older bridge leads straight on, where it has one."""
        try:
            page = await self._candidates.ask(question)
            return (await self._candidates.read(page, page.url),)
        except FeedError:
            return ()

    async def _single(self, links: Sequence[FeedLink]) -> Offers:
        offer = await self._candidates.first_of(links)
        return (offer,) if offer else ()

    async def _fetch(self, url: str) -> Fetched:
        """Ask for the typed address; without TLS where nobody asked for it and it fails."""
        try:
            return await self._candidates.ask(url)
        except Unreachable as e:
            plain = urlunsplit(urlsplit(url)._replace(scheme="http"))
            if e.cause not in ("connect", "tls") or plain == url:
                raise
            try:
                return await self._candidates.ask(plain)
            except FeedError:
                raise e from None

    async def _look_up(self, lookup: str) -> tuple[Sequence[FeedLink], bool]:
        """Return the feeds that a directory names, and whether they are a choice."""
        try:
            answer = await self._candidates.ask(lookup)
        except FeedError:
            return (), False
        return feeds_in_answer(answer.body)


def _link(url: str) -> FeedLink:
    return FeedLink(url=url, title="")


def _choice(links: Iterable[FeedLink]) -> Offers:
    return tuple(OfferedFeed(url=link.url, title=link.title) for link in links)


def _channel_of(posts: Sequence[FeedLink]) -> str | None:
    """Return the channel of YouTube whose feed is all that a page offers."""
    if len(posts) != 1 or "youtube.com/feeds/" not in posts[0].url:
        return None
    return youtube_channel_in(posts[0].url)
