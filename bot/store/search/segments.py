"""The statements of the inverted index: segments, postings, pending items, tombstones.

Bytes go in and bytes come out: what they mean is known to `bot/search/index/`. Reads belong to one
snapshot (`SegmentReader`), writes to one transaction (`SegmentWriter`). Each read is one step of
SQLite's: a thread that computes elsewhere would else get hold of the interpreter between any two
rows. PostgreSQL would plan each subquery of such a statement, and reads postings as a join.
"""

import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar

from bot.model import Item
from bot.store.database import Connection, Database
from bot.store.engine.connection import SnapshotConnection
from bot.store.rows import to_item
from bot.store.times import to_unix

State = Literal["making", "live", "dropped"]
T = TypeVar("T")

_LIVE = "SELECT id, epoch, size, dead FROM search_segments WHERE state = 'live' ORDER BY id"
_COLUMNS = "SELECT columns FROM search_columns WHERE segment_id = ?"
_PENDING = "SELECT group_concat(sequence || ' ' || item_id, ';') FROM search_pending"
_OLDEST_PENDING = """
    SELECT group_concat(sequence || ' ' || item_id, ';')
    FROM (SELECT sequence, item_id FROM search_pending ORDER BY sequence LIMIT ?) AS oldest
"""
_TOMBSTONES = "SELECT group_concat(CAST(item_id AS TEXT), ';') FROM search_tombstones"
_ONE_KEY = "(SELECT postings FROM search_postings WHERE segment_id = ? AND key = ?)"
# Of PostgreSQL alone.
_KEYS = """
    SELECT postings.segment_id, postings.key, postings.postings
    FROM unnest(?::bigint[], ?::text[]) AS asked (segment_id, key)
    JOIN search_postings AS postings
      ON postings.segment_id = asked.segment_id AND postings.key = asked.key COLLATE "C"
"""
_PREFIX_POSTINGS = (
    "(SELECT group_concat(hex(postings), '') FROM search_postings"
    " WHERE segment_id = ? AND key >= ? AND key < ?)"
)
_PREFIX_KEYS = (
    "(SELECT group_concat(key || char(9) || length(postings), char(10)) FROM search_postings"
    " WHERE segment_id = ? AND key >= ? AND key < ?)"
)
_KEY_AFTER = """
    SELECT key FROM search_postings WHERE segment_id = ? AND key > ?
    ORDER BY key LIMIT 1 OFFSET ?
"""
_POSTINGS_BETWEEN = """
    SELECT key, postings FROM search_postings WHERE segment_id = ? AND key > ? AND key <= ?
    ORDER BY key
"""
_ITEM_COLUMNS = (
    "id", "feed_id", "guid", "link", "title", "kicker", "lead", "body", "authors", "categories",
    "kind", "image_url", "language", "published_at", "received_at", "position",
    "audio_url", "audio_seconds", "audio_bytes", "comments_url", "revision",
)  # fmt: skip
_OBJECT = ", ".join(f"'{name}', {name}" for name in _ITEM_COLUMNS)
_ITEMS = f"SELECT json_group_array(json_object({_OBJECT})) FROM items WHERE id IN ({{marks}})"  # noqa: S608

# Bitmaps are read and written back: one writer at a time, whichever process it is in.
_IN_TURN = "/*pg LOCK TABLE search_segments IN SHARE ROW EXCLUSIVE MODE */"
_INSERT_SEGMENT = """
    INSERT INTO search_segments (epoch, size, state, made_at, dead)
    VALUES (:epoch, :size, :state, :made_at, :dead) RETURNING id
"""
_INSERT_COLUMNS = "INSERT INTO search_columns (segment_id, columns) VALUES (?, ?)"
_INSERT_POSTINGS = "INSERT INTO search_postings (segment_id, key, postings) VALUES (?, ?, ?)"
_SET_STATE = "UPDATE search_segments SET state = ?, dead = ? WHERE id = ?"
_SET_DEAD = "UPDATE search_segments SET dead = ? WHERE id = ?"
_ABANDON = "UPDATE search_segments SET state = 'dropped' WHERE state = 'making' AND made_at < ?"
_DROP_SOME = """
    DELETE FROM search_postings WHERE segment_id = :id AND key IN (
        SELECT key FROM search_postings WHERE segment_id = :id LIMIT :limit)
"""
_ADD_PENDING = "INSERT INTO search_pending (item_id) VALUES (?) ON CONFLICT (item_id) DO NOTHING"
_ADD_TOMBSTONE = (
    "INSERT INTO search_tombstones (item_id) VALUES (?) ON CONFLICT (item_id) DO NOTHING"
)
_PENDING_WITHOUT_ITEM = "DELETE FROM search_pending WHERE item_id NOT IN (SELECT id FROM items)"
_REBUILDS = "search.rebuilds"
_COUNT_REBUILD = """
    INSERT INTO meta (key, value) VALUES (?, '1') ON CONFLICT (key)
    DO UPDATE SET value = CAST(CAST(meta.value AS INTEGER) + 1 AS TEXT)
"""

_AT_ONCE = 500  # subqueries, or values, in a statement
_ROUND = 8  # a statement is kept prepared for each number of subqueries: have few numbers
_AFTER_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRow:
    """A live segment; `dead` is the bitmap of its documents that count no more."""

    id: int
    epoch: int
    size: int
    dead: bytes | None


class SegmentReader:
    """Reads of the index, and of the items beside it, within one snapshot."""

    def __init__(self, connection: SnapshotConnection) -> None:
        self._connection = connection

    def live_segments(self) -> list[SegmentRow]:
        return [SegmentRow(**row) for row in self._connection.execute(_LIVE)]

    def columns(self, segment_id: int) -> bytes:
        return bytes(self._connection.execute(_COLUMNS, (segment_id,)).fetchone()[0])

    def pending(self) -> dict[int, int]:
        """Return the items that no segment holds as they are, by their sequence number."""
        return _to_pairs(self._connection.execute(_PENDING).fetchone()[0])

    def oldest_pending(self, limit: int) -> dict[int, int]:
        """Return so many of them, those that have been pending for longest."""
        return _to_pairs(self._connection.execute(_OLDEST_PENDING, (limit,)).fetchone()[0])

    def tombstones(self) -> list[int]:
        """Return the deleted items that a segment may still hold."""
        listed = self._connection.execute(_TOMBSTONES).fetchone()[0]
        return [int(item_id) for item_id in str(listed).split(";")] if listed is not None else []

    def item_ids(self) -> set[int]:
        return {row[0] for row in self._connection.execute("SELECT id FROM items")}

    def items(self, ids: Sequence[int]) -> dict[int, Item]:
        """Return the items of these ids that are kept."""
        items: dict[int, Item] = {}
        for at in range(0, len(ids), _AT_ONCE):
            some = ids[at : at + _AT_ONCE]
            sql = _ITEMS.format(marks=", ".join("?" * len(some)))
            written = self._connection.execute(sql, tuple(some)).fetchone()[0]
            items.update({row["id"]: to_item(row) for row in json.loads(written)})
        return items

    def postings(self, asked: Sequence[tuple[int, str]]) -> Iterator[bytes | None]:
        """Yield the postings of each (segment, key)."""
        if isinstance(self._connection, sqlite3.Connection):
            return self._each(_ONE_KEY, asked)
        segments, keys = [segment for segment, _ in asked], [key for _, key in asked]
        rows = self._connection.execute(_KEYS, (segments, keys))
        known = {(segment, key): bytes(postings) for segment, key, postings in rows}
        return iter([known.get(pair) for pair in asked])

    def prefix_postings(self, segments: Sequence[int], prefix: str) -> Iterator[bytes]:
        """Yield for each segment the postings of all keys that begin so, one after the other."""
        for hexed in self._each(_PREFIX_POSTINGS, _ranges(segments, prefix)):
            yield bytes.fromhex(hexed or "")

    def prefix_keys(self, segments: Sequence[int], prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the keys that begin so, in every segment, with the length of their postings."""
        for listed in self._each(_PREFIX_KEYS, _ranges(segments, prefix)):
            for line in (listed or "").splitlines():
                key, _, size = line.rpartition("\t")
                yield key, int(size)

    def key_after(self, segment_id: int, key: str, offset: int) -> str | None:
        """Return the key that stands `offset` places after the first one behind `key`."""
        row = self._connection.execute(_KEY_AFTER, (segment_id, key, offset)).fetchone()
        return str(row["key"]) if row else None

    def postings_between(
        self, segment_id: int, after: str, last: str | None
    ) -> list[tuple[str, bytes]]:
        """Return keys behind `after` up to and with `last` (None: to the end), in order."""
        bounds = (segment_id, after, _AFTER_ALL if last is None else last)
        return [(key, blob) for key, blob in self._connection.execute(_POSTINGS_BETWEEN, bounds)]

    def _each(self, subquery: str, asked: Sequence[tuple[object, ...]]) -> Iterator[Any]:
        """Yield the value of one subquery for each of `asked`."""
        for at in range(0, len(asked), _AT_ONCE):
            some = list(asked[at : at + _AT_ONCE])
            empty = (None,) * len(some[0])
            padded = some + [empty] * (-len(some) % _ROUND)
            sql = "SELECT " + ", ".join([subquery] * len(padded))
            row = self._connection.execute(sql, [value for values in padded for value in values])
            yield from tuple(row.fetchone())[: len(some)]


def _to_pairs(listed: str | None) -> dict[int, int]:
    pairs = [pair.split(" ") for pair in listed.split(";")] if listed else []
    return {int(sequence): int(item_id) for sequence, item_id in pairs}


def _ranges(segments: Sequence[int], prefix: str) -> list[tuple[int, str, str]]:
    return [(segment_id, prefix, prefix + _AFTER_ALL) for segment_id in segments]


class SegmentWriter:
    """Writes of the index within one transaction, and the reads that must be as new as they."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def live_segments(self) -> list[SegmentRow]:
        return [SegmentRow(**row) for row in await self._connection.execute_fetchall(_LIVE)]

    async def columns(self, segment_id: int) -> bytes:
        rows = await self._connection.execute_fetchall(_COLUMNS, (segment_id,))
        return bytes(next(iter(rows))["columns"])

    async def insert_segment(
        self, *, epoch: int, size: int, state: State, made_at: datetime, dead: bytes | None = None
    ) -> int:
        """Return the id of a new segment, whose columns and postings are still to come."""
        rows = await self._connection.execute_fetchall(
            _INSERT_SEGMENT,
            {
                "epoch": epoch,
                "size": size,
                "state": state,
                "made_at": to_unix(made_at),
                "dead": dead,
            },
        )
        return int(next(iter(rows))["id"])

    async def insert_columns(self, segment_id: int, columns: bytes) -> None:
        await self._connection.execute(_INSERT_COLUMNS, (segment_id, columns))

    async def insert_postings(self, segment_id: int, rows: Iterable[tuple[str, bytes]]) -> None:
        values = [(segment_id, key, postings) for key, postings in rows]
        await self._connection.executemany(_INSERT_POSTINGS, values)

    async def is_making(self, segment_id: int) -> bool:
        rows = await self._connection.execute_fetchall(
            "SELECT 1 FROM search_segments WHERE id = ? AND state = 'making'", (segment_id,)
        )
        return bool(list(rows))

    async def set_live(self, segment_id: int, dead: bytes | None) -> None:
        await self._connection.execute(_SET_STATE, ("live", dead, segment_id))

    async def set_dropped(self, segment_id: int) -> None:
        await self._connection.execute(_SET_STATE, ("dropped", None, segment_id))

    async def set_dead(self, segment_id: int, dead: bytes) -> None:
        await self._connection.execute(_SET_DEAD, (dead, segment_id))

    async def abandon(self, before: datetime) -> None:
        """Drop the segments whose maker began before then and must have died."""
        await self._connection.execute(_ABANDON, (to_unix(before),))

    async def delete_dropped(self, limit: int) -> int:
        """Delete so many rows of a dropped segment, at the end the segment; 0: there is none."""
        rows = list(
            await self._connection.execute_fetchall(
                "SELECT id FROM search_segments WHERE state = 'dropped' LIMIT 1"
            )
        )
        if not rows:
            return 0
        drop = {"id": rows[0]["id"], "limit": limit}
        deleted = (await self._connection.execute(_DROP_SOME, drop)).rowcount
        if deleted < limit:
            await self._connection.execute("DELETE FROM search_segments WHERE id = :id", drop)
        return max(1, deleted)

    async def add_pending(self, item_ids: Iterable[int]) -> None:
        await self._connection.executemany(_ADD_PENDING, [(item_id,) for item_id in item_ids])

    async def add_tombstones(self, item_ids: Iterable[int]) -> None:
        await self._connection.executemany(_ADD_TOMBSTONE, [(item_id,) for item_id in item_ids])

    async def remove_pending(self, sequences: Iterable[int]) -> None:
        await self._connection.executemany(
            "DELETE FROM search_pending WHERE sequence = ?", [(number,) for number in sequences]
        )

    async def remove_tombstones(self, item_ids: Iterable[int]) -> None:
        await self._connection.executemany(
            "DELETE FROM search_tombstones WHERE item_id = ?", [(item_id,) for item_id in item_ids]
        )

    async def remove_pending_without_item(self) -> None:
        await self._connection.execute(_PENDING_WITHOUT_ITEM)

    async def still_pending(self, sequences: Sequence[int]) -> list[int]:
        return await self._still(
            "SELECT sequence FROM search_pending WHERE sequence IN ({})", sequences
        )

    async def still_tombstones(self, item_ids: Sequence[int]) -> list[int]:
        return await self._still(
            "SELECT item_id FROM search_tombstones WHERE item_id IN ({})", item_ids
        )

    async def still_items(self, item_ids: Sequence[int]) -> list[int]:
        return await self._still("SELECT id FROM items WHERE id IN ({})", item_ids)

    async def count_rebuild(self) -> None:
        await self._connection.execute(_COUNT_REBUILD, (_REBUILDS,))

    async def vacuum(self, pages: int) -> None:
        """Give so many empty pages back to the disk.

        One at a time: `sqlite3` makes a single step, a page, of a statement without columns.
        """
        for _ in range(pages):
            await self._connection.execute_fetchall("PRAGMA incremental_vacuum(1)")

    async def _still(self, sql: str, values: Sequence[int]) -> list[int]:
        """Return those of `values` that are still there."""
        there: list[int] = []
        for at in range(0, len(values), _AT_ONCE):
            some = values[at : at + _AT_ONCE]
            statement = sql.format(", ".join("?" * len(some)))
            rows = await self._connection.execute_fetchall(statement, tuple(some))
            there += [row[0] for row in rows]
        return there


class SegmentStore:
    """Lends readers and writers of the index, and answers what needs neither."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, work: Callable[[SegmentReader], T]) -> T:
        """Run `work` in a thread, within one snapshot of the file."""
        return await self._database.read(lambda connection: work(SegmentReader(connection)))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SegmentWriter]:
        """Lend a writer inside one transaction; all of it stays, or nothing."""
        async with self._database.transaction() as connection:
            await connection.execute(_IN_TURN)
            yield SegmentWriter(connection)

    async def count_pending(self) -> int:
        [row] = await self._database.fetch_all("SELECT count(*) AS n FROM search_pending")
        return int(row["n"])

    async def count_rebuilds(self) -> int:
        row = await self._database.fetch_one("SELECT value FROM meta WHERE key = ?", (_REBUILDS,))
        return int(row["value"]) if row else 0

    async def all_live(self) -> bool:
        """Say whether every segment is live: none is being made, none is to be deleted."""
        found = await self._database.fetch_one(
            "SELECT 1 FROM search_segments WHERE state <> 'live' LIMIT 1"
        )
        return found is None

    async def pages(self) -> tuple[int, int]:
        """Return how many pages the file has, and how many of them are empty."""
        return await self._database.pages()
