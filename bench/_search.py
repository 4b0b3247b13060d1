"""Ask the search and take the time; a helper of the benchmarks of search."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter, process_time
from typing import Self

from bot.query.parser import parse_query
from bot.search.engine import SearchRequest, SearchResults, find
from bot.search.index.indexer import SearchIndex
from bot.search.index.memtable import MemTable
from bot.search.index.priority import SearchPriority
from bot.search.index.segment import ColumnCache
from bot.search.index.snapshot import Snapshot
from bot.search.match.plan import PlanContext, make_plan
from bot.search.service import MAX_PENDING, Asker, SearchOptions, answer_from
from bot.store.database import Database
from bot.store.search.segments import SegmentReader, SegmentStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one question found, and the ms it took: by the clock, and of the processor."""

    ids: Sequence[str]
    ms: float
    cpu_ms: float = 0.0

    @classmethod
    def timed(cls, answer: Callable[[], Sequence[str]]) -> Self:
        """Ask, and take the time."""
        start, cpu = perf_counter(), process_time()
        ids = answer()
        ms, cpu_ms = (perf_counter() - start) * 1000, (process_time() - cpu) * 1000
        return cls(ids=ids, ms=ms, cpu_ms=cpu_ms)


class TimedSearch:
    """The whole of a search but for Discord: snapshot, plan, both phases, ten items read."""

    def __init__(self, database: Database, now: datetime) -> None:
        self._segments = SegmentStore(database)
        self._now = now
        self._column_cache = ColumnCache()
        self._memtable = MemTable()
        self._searches = SearchPriority()
        self.index = SearchIndex(
            self._segments, self._column_cache, self._memtable, searches=self._searches
        )

    async def settle(self) -> None:
        """Let the index do all that it has to do."""
        while await self.index.run_due(self._now):
            pass

    async def ask(self, typed: str, *, locale: str = "en", loose: bool = False) -> Found:
        """Return what is found, timed from the event loop and back."""

        def work(snapshot: Snapshot) -> SearchResults:
            context = PlanContext(languages=snapshot.languages, feeds={}, locale=locale)
            plan = make_plan(parse_query(typed), context)
            return find(snapshot, plan, SearchRequest(now=self._now, loose=loose))

        return await self._timed(work)

    async def ask_as_member(self, typed: str, *, locale: str) -> Found:
        """Return what `/search` answers: misspelt words are corrected. Timed alike."""

        def work(snapshot: Snapshot) -> SearchResults:
            asker = Asker(guild_id=None, locale=locale)
            options, request = SearchOptions(text=typed), SearchRequest(now=self._now)
            return answer_from(snapshot, options, {}, asker, request).results

        return await self._timed(work)

    async def _timed(self, answer: Callable[[Snapshot], SearchResults]) -> Found:
        def work(reader: SegmentReader) -> list[str]:
            snapshot = Snapshot(reader, self._column_cache, self._memtable, None)
            return [str(item.id) for item in answer(snapshot).items]

        start = perf_counter()
        await self.index.flush(self._now, at_most=MAX_PENDING)
        with self._searches:
            ids = await self._segments.read(work)
        return Found(ids=ids, ms=(perf_counter() - start) * 1000)
