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
    refreshed_to,
    same_feed,
)
from bot.feeds.discovery.bridge import bridge_detection, bridge_questions, bridged_feeds
from bot.feeds.discovery.candidates import Candidates, FeedFetcher, OfferedFeed
from bot.feeds.discovery.known_sites import KnownSite, known_feeds, youtube_channel
from bot.feeds.discovery.lookups import feeds_in_answer
from bot.feeds.discovery.page_accounts import youtube_channel_in
from bot.feeds.discovery.page_tags import page_text
from bot.feeds.discovery.platforms import common_feeds, platform_feeds
from bot.feeds.discovery.typed import MAX_TYPED, typed_addresses
from bot.feeds.http.fetch import Fetched
from bot.feeds.poll import DocumentParser

PATIENCE_S = 60  # for all that is tried
FORBIDDEN = 403
GUESSES_OF_REFUSED = 8  # requests to a site that has refused one already

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
    typed: str, *, fetcher: FeedFetcher, parser: DocumentParser, now: datetime, bridge_url: str = ""
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
            page, url = await self._fetch(url)
        except BadStatus as e:
            offers = await self._refused(e, url, known)
        else:
            offers = await self._at(page, page.moved_to or url, known, is_typed=True)
        return Discovery(feeds=offers)

    async def _refused(self, error: BadStatus, url: str, known: KnownSite) -> Offers:
        """Return what there is of a page that we are not shown: many a site shows robots its feed.

        Raises:
            BadStatus: nothing was found.
        """
        last_url = error.url or url
        elsewhere = known_feeds(last_url)
        if elsewhere != known and (offers := await self._known(elsewhere)):
            return offers
        guesses = (*elsewhere.guesses, *known.guesses)
        if offers := await self._single([_link(guess) for guess in dict.fromkeys(guesses)]):
            return offers
        usual = common_feeds(last_url)[:GUESSES_OF_REFUSED] if error.status == FORBIDDEN else ()
        if offer := await self._candidates.guessed(usual):
            return (offer,)
        if offers := await self._bridged(url):
            return offers
        raise error

    async def _at(self, page: Fetched, url: str, known: KnownSite, *, is_typed: bool) -> Offers:
        """Return what stands at an address: a feed, or what its page offers or sends us on to.

        `known` is what was tried already; where a redirect has led to another known site, that
        is asked first.
        """
        try:
            return (await self._candidates.read(page, url),)
        except NotAFeed as e:
            if e.cause != "html":
                raise
        elsewhere = known_feeds(page.url)
        if elsewhere != known and (offers := await self._known(elsewhere)):
            return offers
        guesses = tuple(dict.fromkeys((*elsewhere.guesses, *known.guesses)))
        links = offered_feeds(page.body, page.url, page.content_type)
        target = refreshed_to(page.body, page.url, page.content_type) if is_typed else None
        if target is not None and not any(map(_is_post, links)):
            with contextlib.suppress(FeedError, NoFeedFound):
                return await self._sent_on(target)
        return await self._offered(page, url, links, guesses)

    async def _sent_on(self, target: str) -> Offers:
        """Return what there is where a page sends its readers on to."""
        known = known_feeds(target)
        if offers := await self._known(known):
            return offers
        landing = await self._candidates.ask(target)
        return await self._at(landing, target, known, is_typed=False)

    async def _known(self, known: KnownSite) -> Offers:
        """Return what works of the feeds that a known site has for the page."""
        links = [_link(feed) for feed in known.feeds]
        if known.lookups_last:
            return await self._single(links) or await self._looked_up(known.lookups)
        if offers := await self._looked_up(known.lookups):
            return offers
        if known.is_choice:
            return await self._candidates.all_of(links)
        return await self._single(links)

    async def _looked_up(self, lookups: Sequence[str]) -> Offers:
        """Return the feeds that the first directory names that knows any."""
        for lookup in lookups:
            with contextlib.suppress(FeedError):
                answer = await self._candidates.ask(lookup)
                named, is_choice = feeds_in_answer(answer.body)
                if offers := _choice(named) if is_choice else await self._single(named):
                    return offers
        return ()

    async def _offered(
        self, page: Fetched, url: str, links: Sequence[FeedLink], guesses: Sequence[str]
    ) -> Offers:
        """Return what the page offers, or what stands where feeds of its kind usually are.

        Feeds of comments, and those of other sites that it links to, are what is left when
        nothing else was found. The bridge comes last.

        Raises:
            NoFeedFound: nothing was found.
        """
        if offers := await self._chosen(links, page.url):
            return offers
        if offers := await self._of_root(page.url):
            return offers
        text = page_text(page.body, page.content_type)
        usual = (*guesses, *platform_feeds(text, page.url), *common_feeds(page.url))
        if offer := await self._candidates.guessed([*dict.fromkeys(usual)]):
            return (offer,)
        if len(links) > 1 and links[0].is_foreign:
            return _choice(links)
        if offers := await self._single(links) or await self._bridged(url):
            return offers
        raise NoFeedFound(url)

    async def _chosen(self, links: Sequence[FeedLink], page_url: str) -> Offers:
        """Return the feeds of articles that a page offers, if it does."""
        posts = [link for link in links if _is_post(link)]
        if channel := _channel_of(posts):
            tabs = youtube_channel(channel, page_url).feeds
            if offers := await self._candidates.all_of(map(_link, tabs)):
                return offers
        own = [link for link in links if not link.is_foreign]
        if posts and len(own) > 1:
            return _choice(own)
        return await self._linked(posts[0]) if posts else ()

    async def _of_root(self, page_url: str) -> Offers:
        """Return what the front of a site offers, of which a page deep inside offers nothing."""
        root = f"{'/'.join(page_url.split('/')[:3])}/"
        if len(page_url) <= len(root):
            return ()
        try:
            front = await self._candidates.ask(root)
        except FeedError:
            return ()
        return await self._chosen(
            offered_feeds(front.body, front.url, front.content_type), front.url
        )

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
        others = [o for o in listed if _is_post(o) and same_feed(o.url) != same_feed(link.url)]
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

    async def _fetch(self, url: str) -> tuple[Fetched, str]:
        """Ask for the typed address, or for the spelling of it that works; return that too."""
        try:
            return await self._candidates.ask(url), url
        except Unreachable as e:
            other = _other_spelling(url, e.cause)
            if other is None:
                raise
            try:
                return await self._candidates.ask(other), other
            except FeedError:
                raise e from None


def _link(url: str) -> FeedLink:
    return FeedLink(url=url, title="")


def _choice(links: Iterable[FeedLink]) -> Offers:
    return tuple(OfferedFeed(url=link.url, title=link.title) for link in links)


def _is_post(link: FeedLink) -> bool:
    """Tell whether a link leads to articles of the site, rather than to comments or others."""
    return not link.is_foreign and not is_comments(link)


def _other_spelling(url: str, cause: str) -> str | None:
    """Return the address that may be meant: without TLS, or with `www.`; None where none is."""
    parts = urlsplit(url)
    if cause in ("connect", "tls") and parts.scheme == "https":
        return urlunsplit(parts._replace(scheme="http"))
    if cause == "dns" and parts.netloc.count(".") == 1:
        return urlunsplit(parts._replace(netloc=f"www.{parts.netloc}"))
    return None


def _channel_of(posts: Sequence[FeedLink]) -> str | None:
    """Return the channel of YouTube whose feed is all that a page offers."""
    if len(posts) != 1 or "youtube.com/feeds/" not in posts[0].url:
        return None
    return youtube_channel_in(posts[0].url)
