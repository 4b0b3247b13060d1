r"""Search in 100,000 articles of 350 words while a poll writes; FTS5 as it comes beside us.

Words are made of syllables and follow Zipf's law, or with REAL_WORDS they are those of the
evaluation data, as often as there, and one in fifty is new; the words of queries are drawn by the
same law, so that common ones are asked for often. The poll stores 30 articles four times a second,
with their marks, in the event loop that also serves the searches, and the index works beside.
FTS5 (contentless, bm25) is asked in a thread of the same process, under the same poll.

    python -m bench search_speed            # some ten minutes, most of them to build
    GAZETTE_BENCH_ITEMS=20000 python -m bench search_speed
    GAZETTE_BENCH_ITEMS=1000000 GAZETTE_BENCH_WORDS=60 GAZETTE_BENCH_REAL_WORDS=1 \
        GAZETTE_BENCH_QUERIES=100 GAZETTE_BENCH_FOLDER=million python -m bench search_speed

With FOLDER the archive and both indexes are kept there, and the next run only asks; what its poll
stored meanwhile stays.
"""

import asyncio
import os
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Self

import psutil

from bench._collections import percentile, rows
from bench._items import insert_items
from bench._search import TimedSearch
from bot.model import DecidedItem, Kind, ParsedItem
from bot.store.database import Database
from bot.text.words import words
from bot.worker.interpreter import tune_interpreter

ITEMS = int(os.environ.get("GAZETTE_BENCH_ITEMS", "100000"))
WORDS = int(os.environ.get("GAZETTE_BENCH_WORDS", "350"))
REAL_WORDS = bool(os.environ.get("GAZETTE_BENCH_REAL_WORDS"))
FOLDER = os.environ.get("GAZETTE_BENCH_FOLDER")
VOCABULARY = 60_000
QUERIES = int(os.environ.get("GAZETTE_BENCH_QUERIES", "300"))  # of each kind
POLL_ITEMS = 30
POLL_EVERY_S = 0.25
POLLED = 6_000  # made before; when they are used up, the poll is over
INDEX_EVERY_S = 2.0  # as bot/app/loops.py has it
NOW = datetime(2025, 12, 9, tzinfo=UTC)

_AT_ONCE = 2_000
_NEW_ONE_IN = 50
_FEED = "INSERT INTO feeds (id, url, due_at, interval_s) VALUES (1, 'https://a.test/', 0, 3600)"
_TEXT = "SELECT sum(length(title) + length(lead) + length(body)) AS n FROM items"
_SIZES = "SELECT name, sum(pgsize) AS n FROM dbstat GROUP BY name"
_MATCH = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 10"

Ask = Callable[[str], Awaitable[float]]  # ms


@dataclass(frozen=True, slots=True)
class WordLaw:
    """How often each word is used; `upto` adds the shares up."""

    words: Sequence[str]
    upto: Sequence[float]

    @classmethod
    def of(cls, shares: Mapping[str, float]) -> Self:
        return cls(list(shares), list(accumulate(shares.values())))

    def draw(self, dice: Random, count: int) -> list[str]:
        return dice.choices(self.words, cum_weights=self.upto, k=count)


@cache
def _real_laws() -> dict[str, WordLaw]:
    """Return how often words are used in the evaluation data, by language."""
    return {
        language: WordLaw.of(
            Counter(
                word
                for row in (*rows(f"summaries-{language}"), *rows(f"search-{language}-docs"))
                for word in words(f"{row['title']} {row['text']}")
            )
        )
        for language in ("fr", "en")
    }


class Press:
    """Makes articles and queries of Zipf-like words, or of real ones."""

    def __init__(self, dice: Random) -> None:
        self._dice = Random(1)  # all presses know the same words
        self._laws = _real_laws() if REAL_WORDS else {"en": self._zipf_law()}
        self._dice = dice

    def _zipf_law(self) -> WordLaw:
        made: dict[str, None] = {}
        while len(made) < VOCABULARY:
            made[self._word()] = None
        return WordLaw.of({word: 1 / (rank + 2.7) for rank, word in enumerate(made)})

    def _word(self) -> str:
        dice = self._dice
        syllables = dice.choice((1, 2, 2, 3, 3, 4))
        made = "".join(
            dice.choice("bcdfglmnprstv") + dice.choice("aeiou") for _ in range(syllables)
        )
        return made + dice.choice(("", "s", "n", "r", "t"))

    def words(self, count: int, language: str | None = None) -> list[str]:
        """Return words of one language, which any may be."""
        return self._laws[language or self._language()].draw(self._dice, count)

    def _language(self) -> str:
        return self._dice.choice(list(self._laws))

    def article(self, number: int) -> DecidedItem:
        language = self._language()
        words = self.words(WORDS, language)
        if REAL_WORDS:
            new = range(self._dice.randrange(_NEW_ONE_IN), WORDS, _NEW_ONE_IN)
            for place in new:
                words[place] = self._word() + self._word()
        parsed = ParsedItem(
            guid=f"item-{number}",
            link=f"https://a.test/{number}",
            title=" ".join(words[:8]),
            lead=" ".join(words[8:48]),
            body=" ".join(words[48:]),
            language=language,
        )
        return DecidedItem(
            parsed=parsed,
            kind=Kind.ARTICLE,
            published_at=NOW - timedelta(minutes=ITEMS - number),
            canonical_link=parsed.link,
            keys=tuple(f"{name}{number}".encode() for name in ("guid", "at", "bulk")),
        )

    def two(self) -> str:
        return " ".join(self.words(2))

    def three(self) -> str:
        return " OR ".join(self.words(3))

    def beginning(self) -> str:
        return next(word for word in iter(lambda: self.words(1)[0], "") if len(word) >= 3)[:3] + "*"


@dataclass(frozen=True, slots=True)
class Kindof:
    """One kind of query, and what is promised of it, in ms."""

    name: str
    make: Callable[[Press], str]
    promised: str


KINDS = (
    Kindof("two words", Press.two, "p50 5, p99 40"),
    Kindof("three words, OR", Press.three, "p99 100"),
    Kindof("beginning of 3 letters", Press.beginning, "p99 60"),
)


async def fill(database: Database, press: Press) -> float:
    """Store the archive; return µs an item."""
    async with database.transaction() as connection:
        await connection.execute(_FEED)
    spent = 0.0
    for begin in range(0, ITEMS, _AT_ONCE):
        made = [press.article(n) for n in range(begin, min(begin + _AT_ONCE, ITEMS))]
        start = time.process_time()
        async with database.transaction() as connection:
            await insert_items(connection, 1, made, NOW, silent=True)
        spent += time.process_time() - start
    return spent / ITEMS * 1e6


def build_fts5(source: Path, target: Path) -> float:
    """Make a contentless FTS5 index of all items; return µs of the processor an item."""
    start = time.process_time()
    with closing(sqlite3.connect(source)) as items, closing(sqlite3.connect(target)) as index:
        index.execute("CREATE VIRTUAL TABLE t USING fts5 (title, lead, body, content = '')")
        index.executemany(
            "INSERT INTO t (rowid, title, lead, body) VALUES (?, ?, ?, ?)",
            items.execute("SELECT id, title, lead, body FROM items"),
        )
        index.commit()
    return (time.process_time() - start) / ITEMS * 1e6


def file_size(path: Path) -> int:
    return path.stat().st_size


async def poll(database: Database, polled: Sequence[DecidedItem], stop: asyncio.Event) -> int:
    """Store articles again and again, as a poll does; return how many."""
    stored = 0
    while not stop.is_set() and stored < len(polled):
        made = polled[stored : stored + POLL_ITEMS]
        async with database.transaction() as connection:
            await insert_items(connection, 1, made, NOW)
        stored += POLL_ITEMS
        await asyncio.sleep(POLL_EVERY_S)
    return stored


async def keep_index(search: TimedSearch, stop: asyncio.Event) -> None:
    while not stop.is_set():
        if not await search.index.run_due(NOW):
            await asyncio.sleep(INDEX_EVERY_S)


async def measure(name: str, ask: Ask, press: Press) -> None:
    """Ask all kinds of queries, and print a line for each."""
    for kind in KINDS:
        times: list[float] = []
        cpu = time.process_time()
        for _ in range(QUERIES):
            times.append(await ask(kind.make(press)))
        cpu = (time.process_time() - cpu) / QUERIES * 1000
        p50, p99 = percentile(times, 0.5), percentile(times, 0.99)
        print(
            f"| {name} | {kind.name} | {p50:.1f} | {p99:.1f} | {max(times):.1f} | {cpu:.1f}"
            f" | {kind.promised} |",
            flush=True,
        )


def ask_fts5(path: Path) -> Ask:
    """Return what asks FTS5 in a thread, as a program with asyncio would."""
    index = sqlite3.connect(path, check_same_thread=False)

    def work(query: str) -> float:
        start = time.perf_counter()
        index.execute(_MATCH, [query]).fetchall()
        return (time.perf_counter() - start) * 1000

    async def ask(query: str) -> float:
        words = query.replace(" OR ", "|").split(" ")
        match = " ".join(words).replace("|", " OR ")
        start = time.perf_counter()
        await asyncio.to_thread(work, match)
        return (time.perf_counter() - start) * 1000

    return ask


def ask_ours(search: TimedSearch) -> Ask:
    async def ask(query: str) -> float:
        return (await search.ask(query)).ms

    return ask


async def sizes(database: Database, whole: int) -> Iterator[str]:
    """Return what the file holds, in MB and as a share of the text."""
    [row] = await database.fetch_all(_TEXT)
    text = int(row["n"])
    rows = await database.fetch_all(_SIZES)
    found = {row["name"]: int(row["n"]) for row in rows}
    index = sum(size for name, size in found.items() if name.startswith("search_"))
    items = found["items"]
    shares = {"text": text, "items": items, "index": index, "items + index": items + index}
    shares["the whole file, marks and free pages too"] = whole
    return iter([f"| {k} | {v / 1e6:.0f} MB | {v / text:.2f} |" for k, v in shares.items()])


async def build(database: Database, search: TimedSearch, path: Path, beside: Path) -> None:
    """Store the archive, index it in both ways, and say what that took."""
    stored = await fill(database, Press(Random(7)))
    memory = psutil.Process().memory_info().rss
    start, cpu = time.perf_counter(), time.process_time()
    await search.settle()
    indexed = (time.process_time() - cpu) / ITEMS * 1e6
    took = time.perf_counter() - start
    fts5 = build_fts5(path, beside)
    print(f"{ITEMS:,} items: storing {stored:.0f} µs of the processor each, ", end="")
    print(f"indexing {indexed:.0f} µs ({took:.0f} s), FTS5 {fts5:.0f} µs; ", end="")
    print(f"this process held {memory / 1e6:.0f} MB before the index was built.", flush=True)


async def ask(database: Database, search: TimedSearch, beside: Path) -> None:
    """Ask both while a poll stores articles and the index takes them in."""
    [row] = await database.fetch_all("SELECT max(id) AS last FROM items")
    press, last = Press(Random(int(row["last"]))), int(row["last"])
    polls = [press.article(last + n) for n in range(POLLED)]
    stop = asyncio.Event()
    print("| engine | query | ms p50 | p99 | max | CPU ms | promised |")
    print("|---|---|---|---|---|---|---|")
    async with asyncio.TaskGroup() as group:
        polled = group.create_task(poll(database, polls, stop), name="poll")
        group.create_task(keep_index(search, stop), name="index")
        await measure("FTS5", ask_fts5(beside), Press(Random(9)))
        await measure("Gazette", ask_ours(search), Press(Random(9)))
        stop.set()
    memory = psutil.Process().memory_info().rss
    print(f"\nThe poll stored {polled.result():,} articles meanwhile. ", end="")
    print(f"This process holds {memory / 1e6:.0f} MB at the end.")


async def _run(folder: Path) -> None:
    path, beside = folder / "gazette.sqlite3", folder / "fts5.sqlite3"
    async with Database.open(path) as database:
        search = TimedSearch(database, NOW)
        if not beside.exists():
            await build(database, search, path, beside)
        print("\n| on disk | | of the text |\n|---|---|---|")
        print("\n".join(await sizes(database, file_size(path))))
        print(f"| FTS5 alone | {file_size(beside) / 1e6:.0f} MB | |\n")
        await ask(database, search, beside)


def main() -> None:
    """Build, then measure."""
    tune_interpreter()
    if FOLDER:
        Path(FOLDER).mkdir(exist_ok=True)
        asyncio.run(_run(Path(FOLDER)))
        return
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder)))
