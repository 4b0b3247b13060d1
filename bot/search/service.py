"""Search as the conversation uses it: a question in, a page of hits out; knows no Discord."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from bot.errors import Typed, UserError
from bot.message.feed_title import feed_title
from bot.model import FeedName, Item, Kind
from bot.post.title import name_of
from bot.query.nodes import And, Day, Field, Node, Query, Term, wanted_terms
from bot.query.parser import parse_query
from bot.query.searchable import flat
from bot.search.engine import Corpus, Order, SearchRequest, SearchResults, find
from bot.search.index.indexer import SearchIndex
from bot.search.index.memtable import MemTable
from bot.search.index.priority import SearchPriority
from bot.search.index.segment import ColumnCache
from bot.search.index.snapshot import Snapshot
from bot.search.match.highlight import OccurrenceFinder
from bot.search.match.plan import PlanContext, QueryPlan, feeds_called, make_plan
from bot.search.similar import find_similar
from bot.search.snippet import Piece, snippet
from bot.search.spelling.respell import Spelling, respell
from bot.store.database import Database
from bot.store.feeds.items import ItemStore
from bot.store.search.places import PostedMessage, Scope, SearchPlaceStore
from bot.store.search.segments import SegmentReader, SegmentStore
from bot.text.language import guess_language

HITS = 6  # on a page: as many as have room for what was searched
MAX_PENDING = 2_048  # pending items that a search looks at itself; more go into a segment first
_PENDING_TITLES = 200  # at which titles are offered: Discord waits three seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """A question with the options of the command; the day of `until` is included.

    `as_typed` turns the correction of unknown words off. `like` is the id of an item: articles
    similar to it are wanted, whatever the text says.
    """

    text: str
    feed_id: int | None = None
    channel_id: int | None = None
    since: date | None = None
    until: date | None = None
    kind: Kind | None = None
    order: Order = Order.RELEVANCE
    as_typed: bool = False
    like: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the question as `from_json` reads it."""
        return {
            "text": self.text,
            "feed_id": self.feed_id,
            "channel_id": self.channel_id,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "kind": self.kind.value if self.kind else None,
            "order": self.order.value,
            "as_typed": self.as_typed,
            "like": self.like,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(
            text=told["text"],
            feed_id=told["feed_id"],
            channel_id=told["channel_id"],
            since=date.fromisoformat(told["since"]) if told["since"] else None,
            until=date.fromisoformat(told["until"]) if told["until"] else None,
            kind=Kind(told["kind"]) if told["kind"] else None,
            order=Order(told["order"]),
            as_typed=told.get("as_typed", False),
            like=told.get("like"),
        )

    def query(self, today: date) -> Query:
        """Return the question with its options as one query."""
        typed = parse_query(self.text, today)
        nodes: list[Node] = [] if typed.root is None else [typed.root]
        if self.since:
            nodes.append(Day(field=Field.AFTER, day=self.since))
        if self.until:
            nodes.append(Day(field=Field.BEFORE, day=self.until + timedelta(days=1)))
        if self.kind:
            nodes.append(Term(text=self.kind.value, field=Field.KIND))
        conditions = [each for node in nodes for each in _conjuncts(node)]
        root = And(tuple(conditions)) if len(conditions) > 1 else next(iter(conditions), None)
        return replace(typed, root=root)


def _conjuncts(node: Node) -> tuple[Node, ...]:
    return node.nodes if isinstance(node, And) else (node,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks: where, in which language and zone.

    `channel_ids` are the channels of the guild that they see, or the DM; None: all of the guild.
    """

    guild_id: int | None
    channel_ids: frozenset[int] | None = None
    locale: str = "en"
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One item found, and how it is shown."""

    item: Item
    feed: str
    pieces: tuple[Piece, ...]
    posted: PostedMessage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """A page of hits; see `bot.search.engine.SearchResults` for the counts."""

    hits: tuple[Hit, ...] = ()
    offset: int = 0
    total: int = 0
    more: bool = False
    whole: int = 0
    corrected: str | None = None  # the question that was answered instead
    suggestions: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()  # by which some of these hits were found
    feeds: int = 0  # that were searched
    feed: str | None = None  # the one that was chosen
    like: Item | None = None  # what these are like, where that was asked


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedTitle:
    """An item that is offered while a title is typed."""

    item_id: int
    title: str
    feed: str
    published_at: datetime


class SearchService:
    """Answers questions, and keeps the index."""

    def __init__(self, database: Database) -> None:
        self._column_cache = ColumnCache()
        self._memtable = MemTable()
        self._searches = SearchPriority()
        self._segments = SegmentStore(database)
        self.index = SearchIndex(
            self._segments, self._column_cache, self._memtable, searches=self._searches
        )
        self.places = SearchPlaceStore(database)
        self._items = ItemStore(database)

    async def run_due(self, now: datetime) -> int:
        """Do the most urgent piece of work on the index."""
        return await self.index.run_due(now)

    async def ask(
        self, ask: SearchOptions, asker: Asker, now: datetime, *, offset: int = 0, limit: int = HITS
    ) -> SearchAnswer:
        """Return a page of what the asker may find.

        Raises:
            UserError: a day cannot be read, or a feed or an item is named that there is not.
        """
        feeds = await self._feeds(asker, ask)
        require_readable(ask.query(today_of(asker, now)), await self.feeds(asker))
        if not feeds:
            return SearchAnswer(offset=offset)
        liked = None if ask.like is None else await self._liked(asker, ask.like)
        await self.index.flush(now, at_most=MAX_PENDING)
        request = SearchRequest(now=now, order=ask.order, offset=offset, limit=limit)

        def work(reader: SegmentReader) -> tuple[Found, Sequence[tuple[Piece, ...]]]:
            snapshot = Snapshot(reader, self._column_cache, self._memtable, feeds.keys())
            if liked is None:
                found = answer_from(snapshot, ask, feeds, asker, request)
            else:
                found = _like(snapshot, liked, request)
            return found, found.snippets()  # some milliseconds' work, beside the event loop

        with self._searches:
            found, snippets = await self._segments.read(work)
        hits = await self._hits(found.results.items, snippets, feeds, asker)
        return replace(
            found.answer(hits, feeds=len(feeds)),
            offset=offset,
            feed=feed_title(feeds[ask.feed_id]) if ask.feed_id in feeds else None,
            like=liked,
        )

    async def titles(
        self, typed: str, asker: Asker, now: datetime, *, limit: int = 25
    ) -> list[OfferedTitle]:
        """Return items whose title holds what was typed, its last word perhaps unfinished."""
        feeds = await self._feeds(asker, SearchOptions(text=typed))
        query = parse_query(" ".join(f"title:{word}" for word in typed.split()) + "*")
        request = SearchRequest(
            now=now, limit=limit, order=Order.RELEVANCE if typed.strip() else Order.DATE
        )

        def work(reader: SegmentReader) -> SearchResults:
            snapshot = Snapshot(
                reader, self._column_cache, self._memtable, feeds.keys(), at_most=_PENDING_TITLES
            )
            plan = make_plan(query, _plan_context(snapshot, feeds, query, asker))
            return find(snapshot, plan, request)

        with self._searches:
            found = await self._segments.read(work) if feeds else SearchResults()
        return [
            OfferedTitle(
                item_id=item.id,
                title=name_of(item),
                feed=feed_title(feeds[item.feed_id]),
                published_at=item.published_at,
            )
            for item in found.items
        ]

    async def feeds(self, asker: Asker) -> list[FeedName]:
        """Return the feeds that the asker may search."""
        return await self.places.feeds(_scope(asker, None))

    async def suggest_feeds(self, asker: Asker, typed: str) -> list[FeedName]:
        """Return the feeds that the asker may search by a part of their title or address."""
        wanted = flat(typed)
        return [
            feed
            for feed in await self.feeds(asker)
            if wanted in flat(f"{feed.name or ''} {feed.title} {feed.url}")
        ]

    async def item(self, asker: Asker, item_id: int) -> tuple[Item, FeedName] | None:
        """Return an item with its feed; None where it is not kept, or not for the asker."""
        item = (await self._items.items([item_id])).get(item_id)
        feeds = {feed.id: feed for feed in await self.feeds(asker)}
        if item is None or item.feed_id not in feeds:
            return None
        return item, feeds[item.feed_id]

    async def _liked(self, asker: Asker, item_id: int) -> Item:
        """Return the item to which similar ones are wanted.

        Raises:
            UserError: it is not kept, or not for the asker.
        """
        known = await self.item(asker, item_id)
        if known is None:
            raise UserError("search.error.gone")
        return known[0]

    async def items_at(self, asker: Asker, page: str) -> list[Item]:
        """Return the items of a page, given by its canonical address, the newest first."""
        return await self.places.items_at(_scope(asker, None), page)

    async def _feeds(self, asker: Asker, ask: SearchOptions) -> dict[int, FeedName]:
        listed = await self.places.feeds(_scope(asker, ask.channel_id))
        return {feed.id: feed for feed in listed if ask.feed_id in (None, feed.id)}

    async def _hits(
        self,
        items: Sequence[Item],
        snippets: Sequence[tuple[Piece, ...]],
        feeds: Mapping[int, FeedName],
        asker: Asker,
    ) -> tuple[Hit, ...]:
        posted = await self.places.posted(asker.guild_id, [item.id for item in items])
        return tuple(
            [
                Hit(
                    item=item,
                    feed=feed_title(feeds[item.feed_id]),
                    pieces=pieces,
                    posted=posted.get(item.id),
                )
                for item, pieces in zip(items, snippets, strict=True)
            ]
        )


class Archive(Corpus, Protocol):
    """A corpus that can be searched: the index in the database, or one in memory."""

    @property
    def languages(self) -> frozenset[int]:
        """Return the languages that documents are in, by their numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found; `spelling.corrected` is set where a corrected question was answered."""

    results: SearchResults
    finder: OccurrenceFinder
    spelling: Spelling = field(default_factory=Spelling)

    def snippets(self) -> tuple[tuple[Piece, ...], ...]:
        """Return a snippet of each item, with the words by which it was found marked."""
        return tuple(snippet(item, self.finder) for item in self.results.items)

    def answer(self, hits: tuple[Hit, ...], *, feeds: int) -> SearchAnswer:
        """Return the page for the asker; `feeds` is how many feeds were searched."""
        return SearchAnswer(
            hits=hits,
            total=self.results.total,
            more=self.results.more,
            whole=self.results.whole,
            corrected=self.spelling.corrected,
            suggestions=self.spelling.suggestions,
            synonyms=self.results.synonyms,
            feeds=feeds,
        )


def answer_from(
    archive: Archive,
    ask: SearchOptions,
    feeds: Mapping[int, FeedName],
    asker: Asker,
    request: SearchRequest,
    *,
    guessed: Mapping[str, float] | None = None,
) -> Found:
    """Answer a question, or a corrected one if no article has one of its words.

    `guessed` gives the weight of words that stand for a misspelt one.
    """
    query = ask.query(today_of(asker, request.now))
    context = replace(_plan_context(archive, feeds, query, asker), guessed=guessed or {})
    plan = make_plan(query, context)
    results = find(archive, plan, request)
    if results.whole or not results.missing:
        return Found(results=results, finder=_finder(plan, results))
    spelling = respell(archive, plan, query, results.missing)
    if spelling.corrected is None or ask.as_typed or plan.explicit:
        finder = _finder(plan, results)
        return Found(results=results, finder=finder, spelling=replace(spelling, corrected=None))
    other = replace(ask, text=spelling.corrected, as_typed=True)
    answered = answer_from(archive, other, feeds, asker, request, guessed=spelling.guessed)
    return replace(answered, spelling=Spelling(corrected=spelling.corrected))


def _like(snapshot: Snapshot, item: Item, request: SearchRequest) -> Found:
    """Find the items similar to one."""
    found = find_similar(snapshot, item, request)
    return Found(results=found.results, finder=OccurrenceFinder((), similar=found.stems))


def _finder(plan: QueryPlan, results: SearchResults) -> OccurrenceFinder:
    """Return what finds the words of a question in the texts of its answer."""
    wanted = [lookup for term in plan.wanted for lookup in plan.leaves[term].lookups]
    lookups = list(dict.fromkeys(wanted))
    similar = {stem: lookups.index(lookup) for stem, lookup in results.similar.items()}
    return OccurrenceFinder(lookups, similar=similar)


def today_of(asker: Asker, now: datetime) -> date:
    """Return today's date in the asker's time zone."""
    return now.astimezone(asker.zone).date()


def require_readable(query: Query, feeds: Iterable[FeedName]) -> None:
    """Check that the days and feeds that a question names can be read.

    Raises:
        UserError: a bound is no day, or a feed is named that there is not.
    """
    if query.unread_days:
        raise UserError("days.unread", given=Typed(query.unread_days[0]))
    names: dict[int, tuple[str, ...]] = {feed.id: _names(feed) for feed in feeds}
    for term in wanted_terms(query.root):
        if term.field is Field.FEED and not feeds_called(term, names):
            raise UserError("search.error.unknown_feed", feed=Typed(term.text))


def _names(feed: FeedName) -> tuple[str, str, str]:
    """Return what a feed is found by: its title, what the guild calls it, and its host."""
    return feed.title, feed.name or "", urlsplit(feed.site_url or feed.url).hostname or ""


def _scope(asker: Asker, channel_id: int | None) -> Scope:
    wanted = asker.channel_ids
    if channel_id is not None:
        wanted = frozenset({channel_id} if wanted is None else wanted & {channel_id})
    return Scope(guild_id=asker.guild_id, channel_ids=wanted)


def _plan_context(
    archive: Archive, feeds: Mapping[int, FeedName], query: Query, asker: Asker
) -> PlanContext:
    return PlanContext(
        languages=archive.languages,
        feeds={feed.id: _names(feed) for feed in feeds.values()},
        locale=guess_language(query.text) or asker.locale,
        zone=asker.zone,
    )
