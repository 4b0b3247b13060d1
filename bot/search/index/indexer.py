"""Write the search index: owed items into segments, segments into larger ones; ranks nothing.

All of it may stop anywhere. Items are owed until the very transaction that stores the segment
they are in; a segment in the making is not read, and is thrown away if its maker died.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import numpy as np

from bot.search.index.analysis import ANALYSIS
from bot.search.index.postings import Renumbering, to_bits, to_columns, to_mask
from bot.search.index.segments import (
    INSERT_COLUMNS,
    MIN_BATCH,
    build_batch,
    choose_merge,
    insert_postings,
    insert_segment,
    insert_segment_row,
    merge_slice,
    set_state,
    state_of,
    still_there,
)
from bot.search.index.snapshot import (
    COLUMNS,
    SEGMENTS,
    ColumnCache,
    MemTable,
    Precedence,
    Segment,
    read_owed,
)
from bot.store.database import Connection, Database
from bot.store.times import to_unix

MAKING = timedelta(minutes=10)  # after which a segment's maker is taken for dead

log = logging.getLogger(__name__)

_REBUILD_AT_ONCE = 512
_DROP_AT_ONCE = 10_000
_SHRINK_AT_ONCE = 1_000  # pages
_EMPTY = 12  # a twelfth of the file
_REBUILDS = "search.rebuilds"

OWE = "INSERT INTO search_owed (item_id) VALUES (?) ON CONFLICT (item_id) DO NOTHING"
BURY = "INSERT INTO search_gone (item_id) VALUES (?) ON CONFLICT (item_id) DO NOTHING"
_DROP_SOME = """
    DELETE FROM search_postings WHERE segment_id = :id AND key IN (
        SELECT key FROM search_postings WHERE segment_id = :id LIMIT :limit)
"""
_ABANDONED = """
    UPDATE search_segments SET state = 'dropped' WHERE state = 'making' AND made_at < ?
"""
_NOT_LIVE = "SELECT 1 FROM search_segments WHERE state <> 'live' LIMIT 1"


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
        columned: ColumnCache,
        fresh: MemTable,
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
                build_batch,
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
            owed = await still_there(connection, "SELECT turn FROM search_owed", batch.turns)
            gone = await still_there(connection, "SELECT item_id FROM search_gone", batch.gone)
            late = ~np.isin(batch.turns, owed)
            stale = [*batch.block.columns["item"][~late].tolist(), *gone]
            await self._bury(connection, stale)
            if not late.all():
                await insert_segment(connection, epoch, batch.block, late, now, self._searches)
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
                await set_state(connection, row["id"], "dropped")
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
            made = await insert_segment_row(
                connection, chosen[0].epoch, renumbering.size, "making", None, now
            )
        after: str | None = ""
        while after is not None:
            rows, after = await self._database.read(
                partial(
                    merge_slice,
                    searches=self._searches,
                    chosen=chosen,
                    renumbering=renumbering,
                    after=after,
                )
            )
            async with self._database.transaction() as connection:
                await insert_postings(connection, made, rows, self._searches)
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
            state = await state_of(connection, made)
            if state != "making" or any(one.id not in live for one in chosen):
                await set_state(connection, made, "dropped")
                return False
            dead = np.concatenate([live[one.id] for one in chosen])[renumbering.alive]
            await connection.execute(
                "UPDATE search_segments SET state = 'live', dead = ? WHERE id = ?",
                (to_bits(dead) if dead.any() else None, made),
            )
            await connection.execute(INSERT_COLUMNS, (made, columns.tobytes()))
            for one in chosen:
                await set_state(connection, one.id, "dropped")
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
            kept = await still_there(connection, "SELECT id FROM items", again)
            await connection.executemany(OWE, [(one,) for one in kept])
            await connection.executemany(BURY, [(one,) for one in set(again) - set(kept)])
        return await self._settle(now, at_least=1, gone_at_least=1)
