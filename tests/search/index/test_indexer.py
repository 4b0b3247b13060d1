"""The index never differs from the items, whatever is written, merged, rebuilt or cut short."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bot.model import DecidedItem, Kind, ParsedItem
from bot.query.parser import parse_query
from bot.search.engine import SearchRequest, find
from bot.search.index.indexer import SearchIndex
from bot.search.index.memtable import MemTable
from bot.search.index.merge import choose_merge
from bot.search.index.postings import COLUMNS
from bot.search.index.segment import ColumnCache, Segment
from bot.search.index.snapshot import Snapshot
from bot.search.match.plan import PlanContext, make_plan
from bot.store.database import Database
from bot.store.feeds.items import change_items
from bot.store.search.segments import SegmentReader, SegmentStore
from tests.support.edges import EDGES
from tests.support.ready import lay_ready
from tests.support.stored import insert_items

FANOUT = 8
MAX_DOCUMENTS = 32_768

NOW = datetime(2025, 12, 9, 12, tzinfo=UTC)
WORDS = ("barrage", "digue", "nitrate", "rivière", "étang", "moulin", "pont", "écluse")
BATCH = 4

_FEED = "INSERT INTO feeds (id, url, due_at, interval_s) VALUES (?, ?, 0, 1)"
_ITEM = """
    INSERT INTO items (id, feed_id, title, kind, published_at, received_at)
    VALUES (?, 1, ?, 'article', 0, 0)
"""


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator["Archive"]:
    async with Database.open(lay_ready(tmp_path / "gazette.sqlite3")) as database:
        yield await Archive.make(database)


class Archive:
    """Items and their index; `find` asks the index, `holding` looks at the items."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.column_cache = ColumnCache()
        self.memtable = MemTable()
        self.store = SegmentStore(database)
        self.index = SearchIndex(self.store, self.column_cache, self.memtable, min_batch=BATCH)

    @classmethod
    async def make(cls, database: Database) -> "Archive":
        async with database.transaction() as connection:
            await connection.executemany(_FEED, [(1, "https://a.test/"), (2, "https://b.test/")])
        return cls(database)

    async def insert(self, *titles: str, feed: int = 1) -> list[int]:
        async with self.database.transaction() as connection:
            items = await insert_items(connection, feed, [judged(title) for title in titles], NOW)
        return [item.id for item in items]

    async def change(self, item_id: int, title: str) -> None:
        async with self.database.transaction() as connection:
            await change_items(connection, {item_id: judged(title)}, NOW)

    async def execute(self, sql: str, *values: object) -> None:
        async with self.database.transaction() as connection:
            await connection.execute(sql, values)

    async def ids(self) -> list[int]:
        return [row[0] for row in await self.database.fetch_all("SELECT id FROM items")]

    async def work(self, steps: int = 100) -> None:
        for _ in range(steps):
            if not await self.index.run_due(NOW):
                return

    async def find(self, typed: str) -> set[int]:
        def work(reader: SegmentReader) -> set[int]:
            snapshot = Snapshot(reader, self.column_cache, self.memtable, None)
            context = PlanContext(languages=snapshot.languages, feeds={}, locale="fr")
            plan = make_plan(parse_query(typed), context)
            found = find(snapshot, plan, SearchRequest(now=NOW, limit=1_000))
            assert found.total == len(found.items)
            return {item.id for item in found.items}

        return await self.store.read(work)

    async def holding(self, word: str) -> set[int]:
        rows = await self.database.fetch_all("SELECT id, title FROM items")
        return {row["id"] for row in rows if word in row["title"].split()}

    async def agrees(self) -> bool:
        return all([await self.find(word) == await self.holding(word) for word in WORDS])

    async def segments(self) -> int:
        rows = await self.database.fetch_all(
            "SELECT count(*) AS n FROM search_segments WHERE state = 'live'"
        )
        return int(rows[0]["n"])


def judged(title: str) -> DecidedItem:
    parsed = ParsedItem(guid=None, link=None, title=title, language="fr")
    return DecidedItem(parsed=parsed, kind=Kind.ARTICLE, published_at=NOW)


def titles(dice: random.Random, count: int) -> list[str]:
    return [" ".join(dice.sample(WORDS, 3)) for _ in range(count)]


async def test_an_item_is_found_as_soon_as_it_is_stored(archive: Archive) -> None:
    [item_id] = await archive.insert("barrage")

    assert await archive.find("barrage") == {item_id}


async def test_what_has_been_pending_for_longest_is_flushed_first(archive: Archive) -> None:
    items = await archive.insert(*["barrage"] * 6)

    def oldest(reader: SegmentReader) -> list[int]:
        return list(reader.oldest_pending(BATCH).values())

    assert sorted(await archive.store.read(oldest)) == items[:BATCH]


async def test_an_item_whose_transaction_fails_is_not_found(archive: Archive) -> None:
    async def fail() -> None:
        async with archive.database.transaction() as connection:
            await insert_items(connection, 1, [judged("barrage")], NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    assert await archive.find("barrage") == set()


async def test_pending_items_become_segments_and_segments_larger_ones(archive: Archive) -> None:
    for n in range(FANOUT * 2):
        await archive.insert(*[f"barrage {n}"] * BATCH)
        await archive.work(steps=1)
    assert await archive.segments() >= FANOUT

    await archive.work()

    assert await archive.segments() < FANOUT
    assert len(await archive.find("barrage")) == FANOUT * 2 * BATCH


async def test_a_changed_item_is_found_by_its_new_words_only(archive: Archive) -> None:
    ids = await archive.insert(*["barrage"] * BATCH)
    await archive.work()

    await archive.change(ids[0], "digue")

    assert await archive.find("digue") == {ids[0]}
    assert await archive.find("barrage") == set(ids[1:])


async def test_the_items_of_a_deleted_feed_are_gone_at_once(archive: Archive) -> None:
    await archive.insert(*["barrage"] * BATCH, feed=1)
    kept = await archive.insert(*["barrage"] * BATCH, feed=2)
    await archive.work()

    await archive.execute("DELETE FROM feeds WHERE id = 1")

    assert await archive.find("barrage") == set(kept)


async def test_an_id_that_is_used_again_finds_the_new_item(archive: Archive) -> None:
    ids = await archive.insert(*["barrage"] * BATCH)
    await archive.work()
    await archive.execute("DELETE FROM items WHERE id = ?", ids[-1])

    await archive.execute(_ITEM, ids[-1], "digue")
    await archive.execute("INSERT OR IGNORE INTO search_pending (item_id) VALUES (?)", ids[-1])

    assert await archive.find("digue") == {ids[-1]}
    assert await archive.find("barrage") == set(ids[:-1])
    await archive.insert(*["pont"] * BATCH)
    await archive.work()
    assert await archive.find("digue") == {ids[-1]}


@pytest.mark.parametrize("seed", range(2))
async def test_the_index_agrees_with_the_items_after_anything(archive: Archive, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(40):
        ids = await archive.ids()
        match dice.choice(("insert", "insert", "change", "delete", "move", "work", "rebuild")):
            case "insert":
                await archive.insert(*titles(dice, dice.randint(1, 9)), feed=dice.choice((1, 2)))
            case "change" if ids:
                await archive.change(dice.choice(ids), titles(dice, 1)[0])
            case "delete" if ids:
                await archive.execute("DELETE FROM items WHERE id = ?", dice.choice(ids))
            case "move" if ids:
                await archive.execute("UPDATE items SET feed_id = 2 WHERE id = ?", dice.choice(ids))
            case "work":
                await archive.work(steps=dice.randint(1, 6))
            case "rebuild" if dice.random() < 0.3:
                await archive.index.rebuild(NOW)
            case _:
                pass
        assert await archive.agrees()

    await archive.work()
    assert await archive.agrees()


@pytest.mark.parametrize("seed", range(2))
async def test_a_crash_anywhere_leaves_the_index_as_true_as_before(
    tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    path = tmp_path / "gazette.sqlite3"
    async with Database.open(path) as database:
        archive = await Archive.make(database)
    for _ in range(8):
        async with Database.open(path) as database:
            archive = Archive(database)
            await archive.insert(*titles(dice, BATCH * 3))
            ids = await archive.ids()
            await archive.execute("DELETE FROM items WHERE id = ?", dice.choice(ids))
            cut_short = asyncio.create_task(archive.work(), name="work")
            for _ in range(dice.randint(0, 40)):
                await asyncio.sleep(0)
                await archive.find("pont")
                if dice.random() < 0.1:
                    break
            cut_short.cancel()
            await asyncio.gather(cut_short, return_exceptions=True)
            assert await archive.agrees()


async def test_a_segment_whose_maker_died_is_thrown_away(archive: Archive) -> None:
    await archive.insert(*["barrage"] * BATCH)
    await archive.work()
    await archive.execute("UPDATE search_segments SET made_at = 0")  # as old, and made to its end
    await archive.execute(
        "INSERT INTO search_segments (epoch, size, state, made_at) VALUES (1, 9, 'making', 0)"
    )
    [made] = await archive.database.fetch_all("SELECT max(id) FROM search_segments")
    await archive.execute("INSERT INTO search_postings VALUES (?, 'wbarrage', x'000001')", made[0])

    await archive.work()

    rows = await archive.database.fetch_all("SELECT count(*) FROM search_segments")
    assert rows[0][0] == 1
    assert len(await archive.find("barrage")) == BATCH


async def test_a_rebuild_mends_what_differs_and_searches_go_on(archive: Archive) -> None:
    ids = await archive.insert(*["barrage"] * BATCH * 3)
    await archive.work()
    await archive.execute("DELETE FROM search_postings")
    await archive.execute("UPDATE search_segments SET dead = NULL")
    assert await archive.find("barrage") == set()

    await archive.index.rebuild(NOW)
    await archive.work()

    assert await archive.find("barrage") == set(ids)
    assert (await archive.index.progress()).left == 0


async def test_a_rebuild_forgets_what_is_pending_and_no_item_any_more(archive: Archive) -> None:
    [kept] = await archive.insert("barrage")
    async with archive.database.transaction() as connection:
        await connection.execute("INSERT INTO search_pending (item_id) VALUES (999)")

    await archive.index.rebuild(NOW)

    rows = await archive.database.fetch_all("SELECT item_id FROM search_pending")
    assert [row["item_id"] for row in rows] == [kept]


async def test_a_rebuild_goes_on_where_it_was_stopped(archive: Archive) -> None:
    ids = await archive.insert(*["barrage"] * BATCH * 6)
    await archive.work()
    await archive.index.rebuild(NOW)
    before = await archive.index.progress()

    await archive.work(steps=1)
    again = Archive(archive.database)
    halfway = await again.find("barrage")
    await again.work()

    assert (before.done, before.left) == (0, len(ids))
    assert halfway == set(ids)
    after = await again.index.progress()
    assert (after.done, after.left) == (len(ids), 0)


@pytest.mark.parametrize("beside", EDGES)
async def test_of_a_thousand_empty_pages_some_are_given_back(archive: Archive, beside: int) -> None:
    await archive.work()
    await archive.execute("CREATE TABLE filler (pages BLOB)")
    of_a_page = 8_188  # bytes of a page that overflows
    await archive.execute("INSERT INTO filler VALUES (zeroblob(?))", (1_000 + beside) * of_a_page)
    await archive.execute("DELETE FROM filler")
    _, empty = await archive.store.pages()

    given = await archive.index.run_due(NOW)

    assert empty == 1_000 + beside
    assert given == (200 if beside >= 0 else 0)
    assert (await archive.store.pages())[1] == empty - given


async def test_two_that_index_at_once_leave_one_truth(archive: Archive) -> None:
    other = Archive(archive.database)
    await archive.insert(*titles(random.Random(5), BATCH * 40))

    await asyncio.gather(archive.work(), other.work())

    assert await archive.agrees()
    assert await other.agrees()


def segment(id_: int, size: int, *, dead: int = 0, epoch: int = 1) -> Segment:
    mask = np.zeros(size, np.bool_)
    mask[:dead] = True
    columns = np.zeros(size, COLUMNS)
    return Segment(id=id_, epoch=epoch, columns=columns, languages=frozenset(), dead=mask)


@pytest.mark.parametrize(
    ("sizes", "merged"),
    [
        ([300] * (FANOUT - 1), 0),
        ([300] * FANOUT, FANOUT),
        ([2_048] * FANOUT, FANOUT),
        ([20_000, 2_000, 300], 0),
        ([MAX_DOCUMENTS] * 20, 0),
        ([17_000, 17_000], 0),  # two that do not fit into one
        ([12_000, 13_000], 2),  # two that nearly fill one
        ([12_000, 12_576], 2),  # three quarters of it
        ([12_000, 12_575], 0),
    ],
)
def test_segments_of_a_size_become_one(sizes: list[int], merged: int) -> None:
    assert len(choose_merge([segment(n, size) for n, size in enumerate(sizes)])) == merged


def test_segments_of_two_epochs_are_not_merged() -> None:
    several = [segment(n, 300, epoch=n % 2) for n in range(FANOUT + 2)]

    assert choose_merge(several) == []


def test_a_segment_of_which_half_is_dead_is_made_anew() -> None:
    half = segment(1, 1_000, dead=501)

    assert choose_merge([half, segment(2, 1_000)]) == [half]


async def test_a_search_flushes_what_is_too_much_to_look_at(archive: Archive) -> None:
    await archive.insert(*["barrage"] * BATCH * 3)

    await archive.index.flush(NOW, at_most=BATCH)

    rows = await archive.database.fetch_all("SELECT count(*) FROM search_pending")
    assert rows[0][0] <= BATCH
