"""A small archive in memory for tests of the search, with the real index over it."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.query.parser import parse_query
from bot.search.engine import Order, SearchRequest, SearchResults, find
from bot.search.index.memtable import MemTable
from bot.search.index.segment import ColumnCache
from bot.search.index.snapshot import Snapshot
from bot.search.match.plan import PlanContext, make_plan
from bot.search.spelling.respell import Spelling, respell
from bot.store.engine.migrations import migrations
from bot.store.search.segments import SegmentReader

NOW = datetime(2025, 12, 9, 12, tzinfo=UTC)
FEEDS = {1: ("Next", "next.ink"), 2: ("The Courier", "courier.test")}

_INSERT = """
    INSERT INTO items (feed_id, title, kicker, lead, body, authors, categories, kind, language,
                       published_at, received_at)
    VALUES (:feed, :title, :kicker, :lead, :body, :authors, :categories, :kind, :language,
            :published, 0)
"""


class Library:
    """Items that can be found at once."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.row_factory = sqlite3.Row
        for _, script in migrations():
            self.connection.executescript(script)
        for feed_id, (title, host) in FEEDS.items():
            self.connection.execute(
                "INSERT INTO feeds (id, title, url, due_at, interval_s) VALUES (?, ?, ?, 0, 1)",
                (feed_id, title, f"https://{host}/"),
            )
        self._column_cache = ColumnCache()
        self._memtable = MemTable()

    def add(
        self,
        title: str,
        *,
        lead: str = "",
        body: str = "",
        kicker: str | None = None,
        language: str | None = "fr",
        feed: int = 1,
        kind: str = "article",
        authors: Sequence[str] = (),
        categories: Sequence[str] = (),
        published: datetime = NOW,
    ) -> None:
        self.connection.execute(
            _INSERT,
            {
                "feed": feed,
                "title": title,
                "kicker": kicker,
                "lead": lead,
                "body": body,
                "authors": json.dumps(list(authors)),
                "categories": json.dumps(list(categories)),
                "kind": kind,
                "language": language,
                "published": int(published.timestamp()),
            },
        )
        self.connection.execute(
            "INSERT OR IGNORE INTO search_pending (item_id) SELECT max(id) FROM items"
        )

    def find(
        self,
        typed: str,
        *,
        locale: str = "fr",
        order: Order = Order.RELEVANCE,
        feeds: Sequence[int] | None = None,
        offset: int = 0,
    ) -> SearchResults:
        snapshot = self.snapshot(feeds)
        plan = make_plan(parse_query(typed), self._context(snapshot, locale))
        return find(snapshot, plan, SearchRequest(now=NOW, order=order, offset=offset))

    def titles(self, typed: str, *, locale: str = "fr") -> list[str]:
        """Return the titles that hold the whole query, best first."""
        found = self.find(typed, locale=locale)
        return [item.title for item in found.items[: found.whole]]

    def corrected(self, typed: str, *, feeds: Sequence[int] | None = None) -> str | None:
        return self._respelled(typed, feeds).corrected

    def suggestions(self, typed: str, *, feeds: Sequence[int] | None = None) -> list[str]:
        return list(self._respelled(typed, feeds).suggestions)

    def _respelled(self, typed: str, feeds: Sequence[int] | None) -> Spelling:
        snapshot = self.snapshot(feeds)
        query = parse_query(typed)
        plan = make_plan(query, self._context(snapshot, "fr"))
        found = find(snapshot, plan, SearchRequest(now=NOW))
        return respell(snapshot, plan, query, found.missing)

    def snapshot(self, feeds: Sequence[int] | None) -> Snapshot:
        return Snapshot(SegmentReader(self.connection), self._column_cache, self._memtable, feeds)

    def _context(self, snapshot: Snapshot, locale: str) -> PlanContext:
        return PlanContext(languages=snapshot.languages, feeds=FEEDS, locale=locale)
