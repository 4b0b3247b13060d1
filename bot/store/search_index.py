"""Write the search index: owed items into segments, segments into larger ones; ranks nothing.

All of it may stop anywhere. Items are owed until the very transaction that stores the segment
they are in; a segment in the making is not read, and is thrown away if its maker died.
"""

import asyncio
import logging
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter

import numpy as np

from bot.search.analysis import ANALYSIS, Document, analyse
from bot.search.postings import (
    MAX_DOCUMENTS,
    Block,
    Builder,
    Keyed,
    Mask,
    Renumbering,
    to_bits,
    to_columns,
    to_mask,
)
from bot.store.database import Connection, Database
from bot.store.search import (
    COLUMNS,
    SEGMENTS,
    Columned,
    Fresh,
    Precedence,
    Segment,
    read_gone,
    read_items,
    read_owed,
)
from bot.store.times import to_unix

MIN_BATCH = 256  # items that wait for each other; a search looks at them all the same
MAX_BATCH = 2_048
FANOUT = 8  # segments of a size that become one of the next
MAKING = timedelta(minutes=10)  # after which a segment's maker is taken for dead

log = logging.getLogger(__name__)

_REBUILD_AT_ONCE = 512
_READ_AT_ONCE = 256  # items whose texts are in memory together
_KEYS_AT_ONCE = 1_000  # of the largest segment in a merge
_WRITE_AT_ONCE = 2_000  # rows
_DROP_AT_ONCE = 10_000
_SHRINK_AT_ONCE = 1_000  # pages
_EMPTY = 12  # a twelfth of the file
_REBUILDS = "search.rebuilds"

OWE = "INSERT INTO search_owed (item_id) VALUES (?) ON CONFLICT (item_id) DO NOTHING"
BURY = "INSERT INTO search_gone (item_id) VALUES (?) ON CONFLICT (item_id) DO NOTHING"
_INSERT_SEGMENT = """
    INSERT INTO search_segments (epoch, size, state, made_at, dead)
    VALUES (:epoch, :size, :state, :made_at, :dead) RETURNING id
"""
_INSERT_COLUMNS = "INSERT INTO search_columns (segment_id, columns) VALUES (?, ?)"
_INSERT_POSTINGS = "INSERT INTO search_postings (segment_id, key, postings) VALUES (?, ?, ?)"
_NEXT_BOUND = """
    SELECT key FROM search_postings WHERE segment_id = ? AND key > ?
    ORDER BY key LIMIT 1 OFFSET ?
"""
_SOME_POSTINGS = """
    SELECT key, postings FROM search_postings WHERE segment_id = ? AND key > ? AND key <= ?
    ORDER BY key
"""
_DROP_SOME = """
    DELETE FROM search_postings WHERE segment_id = :id AND key IN (
        SELECT key FROM search_postings WHERE segment_id = :id LIMIT :limit)
"""
_ABANDONED = """
    UPDATE search_segments SET state = 'dropped' WHERE state = 'making' AND made_at < ?
"""
_NOT_LIVE = "SELECT 1 FROM search_segments WHERE state <> 'live' LIMIT 1"
_LAST_KEY = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a rebuild is: documents in segments of this epoch, and those still to come."""

    done: int
    left: int


class SearchIndex:
    """Keeps the segments: one unit of work at a time, each in short transactions."""

    def __init__(
        self,
        database: Database,
        columned: Columned,
        fresh: Fresh,
        *,
        searches: Precedence | None = None,
        min_batch: int = MIN_BATCH,
    ) -> None:
        self._database = database
        self._searches = searches or Precedence()
        self._min_batch = min_batch
        self._columned = columned
        self._fresh = fresh
        self._lock = asyncio.Lock()

    async def run_due(self, now: datetime) -> int:
        """Do the most urgent piece of work; return 0 when there is none."""
        async with self._lock:
            return (
                await self._drop(now)
                or await self._settle(now, at_least=self._min_batch)
                or await self._merge(now)
                or await self._renew(now)
                or await self._shrink()
            )

    async def settle(self, now: datetime, *, at_most: int) -> None:
        """Put owed items into segments until no more than `at_most` are left."""
        row = await self._database.fetch_one("SELECT count(*) AS n FROM search_owed")
        if row is None or row["n"] <= at_most:
            return  # without waiting for what the lock is held for
        async with self._lock:
            while await self._settle(now, at_least=at_most + 1, in_haste=True):
                pass

    async def rebuild(self, now: datetime) -> None:
        """Begin a new epoch: every segment is made again, and what differs from items is mended.

        Nothing is lost meanwhile: a document counts in its old segment until it is in a new one.
        """
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO meta (key, value) VALUES (?, '1') ON CONFLICT (key)"
                " DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)",
                (_REBUILDS,),
            )
        missing, extra = await self._database.read(self._differences)
        async with self._database.transaction() as connection:
            await connection.executemany(OWE, [(one,) for one in missing])
            await connection.execute(
                "DELETE FROM search_owed WHERE item_id NOT IN (SELECT id FROM items)"
            )
            await connection.executemany(BURY, [(one,) for one in extra])
        log.info("search rebuild begins: missing=%d extra=%d", len(missing), len(extra))

    async def progress(self) -> Progress:
        """Return how far the index is."""
        epoch = await self._epoch()

        def count(connection: sqlite3.Connection) -> Progress:
            segments = self._columned.segments(connection)
            done = sum(int((~one.dead).sum()) for one in segments if one.epoch == epoch)
            old = sum(int((~one.dead).sum()) for one in segments if one.epoch != epoch)
            return Progress(done=done, left=old + len(read_owed(connection)))

        return await self._database.read(count)

    def _differences(self, connection: sqlite3.Connection) -> tuple[list[int], list[int]]:
        """Return the items the index does not know, and those it should not."""
        kept = {row[0] for row in connection.execute("SELECT id FROM items")}
        owed = set(read_owed(connection).values())
        held: set[int] = set()
        for segment in self._columned.segments(connection):
            held.update(segment.columns["item"][~segment.dead].tolist())
        return sorted(kept - held - owed), sorted(held - kept)

    async def _epoch(self) -> int:
        row = await self._database.fetch_one("SELECT value FROM meta WHERE key = ?", (_REBUILDS,))
        return ANALYSIS * 1_000_000 + (int(row["value"]) if row else 0)

    # Owed items become a segment.

    async def _settle(
        self,
        now: datetime,
        *,
        at_least: int,
        gone_at_least: int | None = None,
        in_haste: bool = False,
    ) -> int:
        """Put up to `MAX_BATCH` owed items into a segment, and bury what is gone."""
        batch = await self._database.read(
            partial(
                _build,
                at_least=at_least,
                gone_at_least=gone_at_least or self._min_batch,
                known=self._fresh.documents(),
                searches=None if in_haste else self._searches,
            )
        )
        if batch is None:
            return 0
        epoch = await self._epoch()
        async with self._database.transaction() as connection:
            # Whatever changed since the snapshot, here or in another process, is no longer ours.
            owed = await _still(connection, "SELECT turn FROM search_owed", batch.turns)
            gone = await _still(connection, "SELECT item_id FROM search_gone", batch.gone)
            late = ~np.isin(batch.turns, owed)
            stale = [*batch.block.columns["item"][~late].tolist(), *gone]
            await self._bury(connection, stale)
            if not late.all():
                await _insert_segment(connection, epoch, batch.block, late, now, self._searches)
            await connection.executemany(
                "DELETE FROM search_owed WHERE turn = ?", [(turn,) for turn in owed]
            )
            await connection.executemany(
                "DELETE FROM search_gone WHERE item_id = ?", [(one,) for one in gone]
            )
        log.debug("search batch: items=%d gone=%d", len(owed), len(gone))
        return len(batch.turns) + len(batch.gone)

    async def _bury(self, connection: Connection, item_ids: Sequence[int]) -> None:
        """Mark the documents of these items dead in the segments that hold them."""
        stale = np.array(item_ids, np.int64)
        for row in list(await connection.execute_fetchall(SEGMENTS)):
            columns = self._columned.get(row["id"])
            if columns is None:
                found_rows = await connection.execute_fetchall(COLUMNS, (row["id"],))
                columns = to_columns(next(iter(found_rows))["columns"])
            found = np.isin(columns["item"], stale)
            if not found.any():
                continue
            dead = to_mask(row["dead"], row["size"]) | found
            if dead.all():
                await _set_state(connection, row["id"], "dropped")
            else:
                await connection.execute(
                    "UPDATE search_segments SET dead = ? WHERE id = ?", (to_bits(dead), row["id"])
                )

    # Segments of one size become one of the next.

    async def _merge(self, now: datetime) -> int:
        """Make one segment of several, a slice of keys at a time."""
        segments = await self._database.read(self._columned.segments)
        chosen = choose_merge(segments, self._min_batch)
        if not chosen:
            return 0
        renumbering = Renumbering([one.dead for one in chosen])
        async with self._database.transaction() as connection:
            made = await _insert_row(
                connection, chosen[0].epoch, renumbering.size, "making", None, now
            )
        after: str | None = ""
        while after is not None:
            rows, after = await self._database.read(
                partial(
                    _slice,
                    searches=self._searches,
                    chosen=chosen,
                    renumbering=renumbering,
                    after=after,
                )
            )
            async with self._database.transaction() as connection:
                await _insert_postings(connection, made, rows, self._searches)
        merged = await self._replace(chosen, made, renumbering)
        log.info("search merge: segments=%d items=%d", len(chosen), renumbering.size)
        return len(chosen) if merged else 1

    async def _replace(
        self, chosen: Sequence[Segment], made: int, renumbering: Renumbering
    ) -> bool:
        """Put a finished segment in the place of its sources; what died there since is dead."""
        columns = np.concatenate([one.columns for one in chosen])[renumbering.alive]
        async with self._database.transaction() as connection:
            rows = list(await connection.execute_fetchall(SEGMENTS))
            live = {row["id"]: to_mask(row["dead"], row["size"]) for row in rows}
            state = await _state(connection, made)
            if state != "making" or any(one.id not in live for one in chosen):
                await _set_state(connection, made, "dropped")
                return False
            dead = np.concatenate([live[one.id] for one in chosen])[renumbering.alive]
            await connection.execute(
                "UPDATE search_segments SET state = 'live', dead = ? WHERE id = ?",
                (to_bits(dead) if dead.any() else None, made),
            )
            await connection.execute(_INSERT_COLUMNS, (made, columns.tobytes()))
            for one in chosen:
                await _set_state(connection, one.id, "dropped")
        return True

    async def _drop(self, now: datetime) -> int:
        """Delete some rows of a segment that is no longer read."""
        if await self._database.fetch_one(_NOT_LIVE) is None:
            return 0
        abandoned = to_unix(now - MAKING)
        async with self._database.transaction() as connection:
            await connection.execute(_ABANDONED, (abandoned,))
            rows = list(
                await connection.execute_fetchall(
                    "SELECT id FROM search_segments WHERE state = 'dropped' LIMIT 1"
                )
            )
            if not rows:
                return 0
            drop = {"id": rows[0]["id"], "limit": _DROP_AT_ONCE}
            dropped = (await connection.execute(_DROP_SOME, drop)).rowcount
            if dropped < _DROP_AT_ONCE:
                await connection.execute("DELETE FROM search_segments WHERE id = :id", drop)
        return max(1, dropped)

    # A new epoch: the documents of older segments are owed again, some at a time.

    async def _shrink(self) -> int:
        """Give room back to the disk when much of the file is empty."""
        [[pages]] = await self._database.fetch_all("PRAGMA page_count")
        [[empty]] = await self._database.fetch_all("PRAGMA freelist_count")
        if empty < _SHRINK_AT_ONCE or empty * _EMPTY < pages:
            return 0
        async with self._database.transaction() as connection:
            await connection.execute_fetchall(f"PRAGMA incremental_vacuum({_SHRINK_AT_ONCE})")
        [[left]] = await self._database.fetch_all("PRAGMA freelist_count")
        return max(0, int(empty) - int(left))

    async def _renew(self, now: datetime) -> int:
        """Owe some items that a segment of an older epoch holds, and settle them at once."""
        epoch = await self._epoch()
        segments = await self._database.read(self._columned.segments)
        old = next((one for one in segments if one.epoch != epoch), None)
        if old is None:
            return 0
        again = old.columns["item"][~old.dead][:_REBUILD_AT_ONCE].tolist()
        async with self._database.transaction() as connection:
            kept = await _still(connection, "SELECT id FROM items", again)
            await connection.executemany(OWE, [(one,) for one in kept])
            await connection.executemany(BURY, [(one,) for one in set(again) - set(kept)])
        return await self._settle(now, at_least=1, gone_at_least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Owed items ready to be stored, by the turns at which they were read."""

    turns: list[int]
    gone: list[int]
    block: Block


def _build(
    connection: sqlite3.Connection,
    *,
    at_least: int,
    gone_at_least: int,
    known: Mapping[int, Document],
    searches: Precedence | None,
) -> _Batch | None:
    """Analyse the items that have been owed for longest; None where there are too few."""
    owed, gone = read_owed(connection), read_gone(connection)
    if len(owed) < at_least and len(gone) < gone_at_least:
        return None
    turns: list[int] = []
    builder = Builder()
    for turn, document in _analysed(connection, owed, known):
        if searches is not None:
            searches.give_way()
        turns.append(turn)
        builder.add(document)
    if not turns and not gone:
        return None
    return _Batch(turns=turns, gone=gone, block=builder.build())


def _analysed(
    connection: sqlite3.Connection, owed: Mapping[int, int], known: Mapping[int, Document]
) -> Iterator[tuple[int, Document]]:
    """Yield the documents that have been owed for longest, those that searches know already."""
    oldest = sorted(owed)[:MAX_BATCH]
    for at in range(0, len(oldest), _READ_AT_ONCE):
        some = oldest[at : at + _READ_AT_ONCE]
        new = [owed[turn] for turn in some if turn not in known]
        items = read_items(connection, new)
        for turn in some:
            if turn in known:
                yield turn, known[turn]
            elif owed[turn] in items:
                yield turn, analyse(items[owed[turn]])


def choose_merge(segments: Sequence[Segment], least: int = MIN_BATCH) -> list[Segment]:
    """Return the segments that should become one, if any.

    `FANOUT` of about one size, or as many as nearly fill the largest there can be; or one of
    which half is dead.
    """
    sizes = {one.id: int((~one.dead).sum()) for one in segments}
    for one in segments:
        if len(one.columns) > least and sizes[one.id] * 2 < len(one.columns):
            return [one]
    tiers: dict[tuple[int, int], list[Segment]] = {}
    for one in sorted(segments, key=lambda one: sizes[one.id]):
        tier = int(math.log(max(sizes[one.id], least) / least, FANOUT))
        tiers.setdefault((one.epoch, tier), []).append(one)
    for several in tiers.values():
        chosen: list[Segment] = []
        for one in several:
            if sum(sizes[c.id] for c in chosen) + sizes[one.id] <= MAX_DOCUMENTS:
                chosen.append(one)
        full = sum(sizes[one.id] for one in chosen) >= MAX_DOCUMENTS * 3 // 4
        if len(chosen) >= FANOUT or (len(chosen) > 1 and full):
            return sorted(chosen, key=lambda one: one.id)
    return []


def _slice(
    connection: sqlite3.Connection,
    *,
    searches: Precedence,
    chosen: Sequence[Segment],
    renumbering: Renumbering,
    after: str,
) -> tuple[list[Keyed], str | None]:
    """Return merged postings of the next keys, and the last of these keys; None: of all."""
    searches.give_way()
    largest = max(chosen, key=lambda one: len(one.columns))
    row = connection.execute(_NEXT_BOUND, (largest.id, after, _KEYS_AT_ONCE)).fetchone()
    bound = row["key"] if row else _LAST_KEY
    rows = [
        (key, place, postings)
        for place, one in enumerate(chosen)
        for key, postings in connection.execute(_SOME_POSTINGS, (one.id, after, bound))
    ]
    rows.sort(key=itemgetter(0, 1))
    return list(renumbering.merged(rows)), row["key"] if row else None


async def _insert_segment(
    connection: Connection,
    epoch: int,
    block: Block,
    dead: Mask,
    now: datetime,
    searches: Precedence,
) -> None:
    bits = to_bits(dead) if dead.any() else None
    made = await _insert_row(connection, epoch, len(block.columns), "live", bits, now)
    await connection.execute(_INSERT_COLUMNS, (made, block.columns.tobytes()))
    await _insert_postings(connection, made, block.rows, searches)


async def _insert_row(
    connection: Connection, epoch: int, size: int, state: str, dead: bytes | None, now: datetime
) -> int:
    rows = await connection.execute_fetchall(
        _INSERT_SEGMENT,
        {"epoch": epoch, "size": size, "state": state, "made_at": to_unix(now), "dead": dead},
    )
    return int(next(iter(rows))["id"])


async def _insert_postings(
    connection: Connection, segment_id: int, rows: Iterable[Keyed], searches: Precedence
) -> None:
    values = [(segment_id, key, postings) for key, postings in rows]
    for at in range(0, len(values), _WRITE_AT_ONCE):
        await searches.pause()
        await connection.executemany(_INSERT_POSTINGS, values[at : at + _WRITE_AT_ONCE])


async def _set_state(connection: Connection, segment_id: int, state: str) -> None:
    await connection.execute(
        "UPDATE search_segments SET state = ?, dead = NULL WHERE id = ?", (state, segment_id)
    )


async def _state(connection: Connection, segment_id: int) -> str | None:
    rows = await connection.execute_fetchall(
        "SELECT state FROM search_segments WHERE id = ?", (segment_id,)
    )
    return next((str(row["state"]) for row in rows), None)


async def _still(connection: Connection, select: str, values: Sequence[int]) -> list[int]:
    """Return those of `values` that a select of one column still finds."""
    column = select.split()[1]
    found: list[int] = []
    for at in range(0, len(values), _READ_AT_ONCE):
        some = values[at : at + _READ_AT_ONCE]
        sql = f"{select} WHERE {column} IN ({', '.join('?' * len(some))})"
        found += [row[0] for row in await connection.execute_fetchall(sql, tuple(some))]
    return found
