"""Read the search index and the items beside it within one snapshot; writes and ranks nothing.

The statements are made so that each is one step of SQLite's: a thread that computes elsewhere
would else get hold of the interpreter between any two rows.
"""

import asyncio
import json
import sqlite3
import threading
import time
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.model import Item
from bot.search.evaluate import SegmentView
from bot.search.index.analysis import AnalysedDocument, analyse
from bot.search.index.postings import (
    POSTING,
    Builder,
    Columns,
    Mask,
    Postings,
    languages_in,
    to_columns,
    to_mask,
    to_postings,
)
from bot.store.rows import to_item

SnapshotConnection = sqlite3.Connection

SEGMENTS = "SELECT id, epoch, size, dead FROM search_segments WHERE state = 'live' ORDER BY id"
COLUMNS = "SELECT columns FROM search_columns WHERE segment_id = ?"
_OWED = "SELECT group_concat(turn || ' ' || item_id, ';') FROM search_owed"
_GONE = "SELECT group_concat(item_id, ';') FROM search_gone"
_ONE_KEY = "(SELECT postings FROM search_postings WHERE segment_id = ? AND key = ?)"
_BEGINNING = (
    "(SELECT group_concat(hex(postings), '') FROM search_postings"
    " WHERE segment_id = ? AND key >= ? AND key < ?)"
)
_VOCABULARY = (
    "(SELECT group_concat(key || char(9) || length(postings), char(10)) FROM search_postings"
    " WHERE segment_id = ? AND key >= ? AND key < ?)"
)
_COLUMNS = (
    "id", "feed_id", "guid", "link", "title", "kicker", "lead", "body", "authors", "categories",
    "kind", "image_url", "language", "published_at", "received_at", "position",
)  # fmt: skip
_OBJECT = ", ".join(f"'{name}', {name}" for name in _COLUMNS)
_ITEMS = f"SELECT json_group_array(json_object({_OBJECT})) FROM items WHERE id IN ({{marks}})"  # noqa: S608
_AT_ONCE = 500  # subqueries in a statement
_ROUND = 8  # a statement is kept prepared for each number of subqueries: have few numbers
_A_WHILE_S = 0.001
_PATIENCE = 20  # whiles
_AFTER_ALL = "\U0010ffff"


class Precedence:
    """Lets whoever reads for the index wait while somebody searches.

    Python runs one thread at a time, and a search that competes with a long computation waits at
    each of its many steps for as long as a thread may keep the interpreter.
    """

    def __init__(self) -> None:
        self._searches = 0
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            self._searches += 1

    def __exit__(self, *exc: object) -> None:
        with self._lock:
            self._searches -= 1

    def give_way(self, whiles: int = 1) -> None:
        """Let go of the interpreter while somebody searches, for some moments at most."""
        for _ in range(whiles):
            if not self._searches:
                return
            time.sleep(_A_WHILE_S)

    async def pause(self) -> None:
        """Let a search come to its end, if that takes no longer than a moment."""
        for _ in range(_PATIENCE):
            if not self._searches:
                return
            await asyncio.sleep(_A_WHILE_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A live segment: its columns never change, which of its documents are dead may."""

    id: int
    epoch: int
    columns: Columns
    languages: frozenset[int]
    dead: Mask


class ColumnCache:
    """The columns of segments read so far; segments never change and their ids never return."""

    def __init__(self) -> None:
        self._columns: dict[int, tuple[Columns, frozenset[int]]] = {}

    def segments(self, connection: sqlite3.Connection) -> list[Segment]:
        """Return the live segments of a snapshot."""
        rows = connection.execute(SEGMENTS).fetchall()
        known = {row["id"]: self._of(connection, row["id"]) for row in rows}
        self._columns = known
        return [
            Segment(
                id=row["id"],
                epoch=row["epoch"],
                columns=known[row["id"]][0],
                languages=known[row["id"]][1],
                dead=to_mask(row["dead"], row["size"]),
            )
            for row in rows
        ]

    def get(self, segment_id: int) -> Columns | None:
        """Return columns if they were read before."""
        found = self._columns.get(segment_id)
        return found[0] if found else None

    def _of(
        self, connection: sqlite3.Connection, segment_id: int
    ) -> tuple[Columns, frozenset[int]]:
        found = self._columns.get(segment_id)
        if found is None:
            columns = to_columns(connection.execute(COLUMNS, (segment_id,)).fetchone()[0])
            found = columns, languages_in(columns)
        return found


@dataclass(frozen=True, slots=True)
class _MemBlock:
    """Some fresh documents, inverted in memory; `turns` tell which are still owed."""

    turns: Sequence[int]
    documents: Sequence[AnalysedDocument]
    columns: Columns
    keys: Sequence[str]  # in order
    rows: Mapping[str, bytes]

    def beginning(self, start: str) -> Sequence[str]:
        """Return the keys that begin so."""
        first = bisect_left(self.keys, start)
        return self.keys[first : bisect_left(self.keys, start + _AFTER_ALL, first)]


class MemTable:
    """The items that no segment holds as they are, analysed once and kept as they come and go."""

    def __init__(self) -> None:
        self._blocks: tuple[_MemBlock, ...] = ()

    def documents(self) -> dict[int, AnalysedDocument]:
        """Return what was analysed for searches, by turn, so that nothing is analysed twice."""
        return {
            turn: document
            for block in self._blocks
            for turn, document in zip(block.turns, block.documents, strict=True)
        }

    def sync(
        self, connection: sqlite3.Connection, owed: Mapping[int, int], at_most: int | None = None
    ) -> tuple[_MemBlock, ...]:
        """Analyse what is new among the owed (turn -> item), and return all blocks.

        With `at_most`, only so many of the newest, for whoever has no time.
        The blocks are exchanged as a whole: two searches may be here at once.
        """
        blocks = tuple([block for block in self._blocks if any(t in owed for t in block.turns)])
        known = {turn for block in blocks for turn in block.turns}
        unknown = sorted(turn for turn in owed if turn not in known)
        new = {turn: owed[turn] for turn in unknown[-at_most if at_most else 0 :]}
        if new:
            items = read_items(connection, list(new.values()))
            fresh = [(turn, analyse(items[new[turn]])) for turn in new if new[turn] in items]
            while blocks and len(blocks[-1].turns) <= 2 * len(fresh):
                last, blocks = blocks[-1], blocks[:-1]  # so that blocks stay few, and cheap to make
                old = zip(last.turns, last.documents, strict=True)
                fresh = [one for one in old if one[0] in owed] + fresh
            blocks += (_block(fresh),) if fresh else ()
        self._blocks = blocks
        return blocks


def _block(fresh: Sequence[tuple[int, AnalysedDocument]]) -> _MemBlock:
    builder = Builder()
    for _, document in fresh:
        builder.add(document)
    built = builder.build()
    return _MemBlock(
        [turn for turn, _ in fresh],
        [document for _, document in fresh],
        built.columns,
        [key for key, _ in built.rows],
        dict(built.rows),
    )


class Snapshot:
    """A `bot.search.engine.Corpus`: what one guild may find, at one moment.

    `feeds` are those that may be searched; None: all. With `at_most`, only so many of the items
    that are in no segment yet are looked at.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        columned: ColumnCache,
        fresh: MemTable,
        feeds: Collection[int] | None,
        *,
        at_most: int | None = None,
    ) -> None:
        self._connection = connection
        owed = read_owed(connection)
        stale = np.array([*owed.values(), *read_gone(connection)], np.int64)
        self._segments = columned.segments(connection)
        self._blocks = fresh.sync(connection, owed, at_most)
        allowed = None if feeds is None else np.array(sorted(feeds), np.int32)
        self.parts: Sequence[SegmentView] = [
            *[_segment_part(segment, stale, allowed) for segment in self._segments],
            *[_block_part(block, owed, allowed) for block in self._blocks],
        ]

    @property
    def languages(self) -> frozenset[int]:
        """Return the languages that documents are in, by their numbers."""
        none: frozenset[int] = frozenset()
        return none.union(*[part.languages for part in self.parts])

    def postings(self, keys: Sequence[str]) -> dict[str, list[Postings]]:
        """Return the postings of each key, one array for each part."""
        asked = [(segment.id, key) for key in keys for segment in self._segments]
        blobs = self._each(_ONE_KEY, asked)
        return {
            key: [
                *[to_postings(next(blobs)) for _ in self._segments],
                *[to_postings(block.rows.get(key)) for block in self._blocks],
            ]
            for key in keys
        }

    def beginning(self, start: str) -> list[Postings]:
        """Return the postings of all keys that begin so, one array for each part."""
        asked = [(segment.id, start, start + _AFTER_ALL) for segment in self._segments]
        found = [
            np.frombuffer(bytes.fromhex(hexed or ""), POSTING)
            for hexed in self._each(_BEGINNING, asked)
        ]
        return found + [
            to_postings(b"".join(block.rows[key] for key in block.beginning(start)))
            for block in self._blocks
        ]

    def vocabulary(self, start: str) -> dict[str, int]:
        """Return the keys that begin so, with about how many documents have each."""
        counts: dict[str, int] = {}
        asked = [(segment.id, start, start + _AFTER_ALL) for segment in self._segments]
        for listed in self._each(_VOCABULARY, asked):
            for line in (listed or "").splitlines():
                key, _, size = line.rpartition("\t")
                counts[key] = counts.get(key, 0) + int(size) // POSTING.itemsize
        for block in self._blocks:
            for key in block.beginning(start):
                size = len(block.rows[key])
                counts[key] = counts.get(key, 0) + size // POSTING.itemsize
        return counts

    def items(self, ids: Sequence[int]) -> dict[int, Item]:
        return read_items(self._connection, ids)

    def _each(self, subquery: str, asked: Sequence[tuple[object, ...]]) -> Iterator[Any]:
        """Return the value of one subquery for each of `asked`."""
        for at in range(0, len(asked), _AT_ONCE):
            some = list(asked[at : at + _AT_ONCE])
            empty = (None,) * len(some[0])
            padded = some + [empty] * (-len(some) % _ROUND)
            sql = "SELECT " + ", ".join([subquery] * len(padded))
            row = self._connection.execute(sql, [value for one in padded for value in one])
            yield from tuple(row.fetchone())[: len(some)]


def read_owed(connection: sqlite3.Connection) -> dict[int, int]:
    """Return the items that are owed, by their turn."""
    listed = connection.execute(_OWED).fetchone()[0]
    pairs = [pair.split(" ") for pair in listed.split(";")] if listed else []
    return {int(turn): int(item_id) for turn, item_id in pairs}


def read_gone(connection: sqlite3.Connection) -> list[int]:
    listed = connection.execute(_GONE).fetchone()[0]
    return [int(one) for one in str(listed).split(";")] if listed is not None else []


def read_items(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Item]:
    """Return the items of these ids that are kept."""
    found: dict[int, Item] = {}
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        sql = _ITEMS.format(marks=", ".join("?" * len(some)))
        told = connection.execute(sql, tuple(some)).fetchone()[0]
        found.update({row["id"]: to_item(row) for row in json.loads(told)})
    return found


def _segment_part(segment: Segment, stale: Columns, allowed: Columns | None) -> SegmentView:
    shown = ~segment.dead
    if len(stale):
        shown &= ~np.isin(segment.columns["item"], stale)
    return SegmentView(
        segment.columns, _allowed(shown, segment.columns, allowed), segment.languages
    )


def _block_part(block: _MemBlock, owed: Mapping[int, int], allowed: Columns | None) -> SegmentView:
    shown = np.array([turn in owed for turn in block.turns], np.bool_)
    columns = block.columns
    return SegmentView(columns, _allowed(shown, columns, allowed), languages_in(columns))


def _allowed(shown: Mask, columns: Columns, allowed: Columns | None) -> Mask:
    return shown if allowed is None else shown & np.isin(columns["feed"], allowed)
