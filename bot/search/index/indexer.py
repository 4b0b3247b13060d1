"""The indexer: flushes pending items into segments and merges segments; ranks nothing.

All of it may stop anywhere. Items are pending until the very transaction that stores the segment
they are in; a segment in the making is not read, and is thrown away if its maker died.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import numpy as np

from bot.search.index.analysis import ANALYSIS
from bot.search.index.flush import build_batch
from bot.search.index.memtable import MemTable
from bot.search.index.merge import MIN_BATCH, choose_merge, merge_slice
from bot.search.index.postings import (
    Keyed,
    Mask,
    Renumbering,
    SegmentRows,
    to_bits,
    to_columns,
    to_mask,
)
from bot.search.index.priority import SearchPriority
from bot.search.index.segment import ColumnCache, Segment
from bot.store.search.segments import SegmentReader, SegmentStore, SegmentWriter

MAKING = timedelta(minutes=10)  # after which a segment's maker is taken for dead

log = logging.getLogger(__name__)

_REBUILD_AT_ONCE = 512
_DROP_AT_ONCE = 10_000  # rows
_WRITE_AT_ONCE = 2_000  # rows
_SHRINK_FROM = 1_000  # empty pages
_SHRINK_AT_ONCE = 200  # of them, each a step: who writes meanwhile waits for that long
_EMPTY = 12  # a twelfth of the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a rebuild is: documents in segments of this epoch, and those still to come."""

    done: int
    left: int


class SearchIndex:
    """Keeps the segments: one unit of work at a time, each in short transactions."""

    def __init__(
        self,
        store: SegmentStore,
        column_cache: ColumnCache,
        memtable: MemTable,
        *,
        searches: SearchPriority | None = None,
        min_batch: int = MIN_BATCH,
    ) -> None:
        self._store = store
        self._searches = searches or SearchPriority()
        self._min_batch = min_batch
        self._column_cache = column_cache
        self._memtable = memtable
        self._lock = asyncio.Lock()

    async def run_due(self, now: datetime) -> int:
        """Do the most urgent piece of work; return 0 when there is none."""
        async with self._lock:
            return (
                await self._delete_dropped(now)
                or await self._flush(now, at_least=self._min_batch)
                or await self._merge(now)
                or await self._renew(now)
                or await self._shrink()
            )

    async def flush(self, now: datetime, *, at_most: int) -> None:
        """Put pending items into segments until no more than `at_most` are left."""
        if await self._store.count_pending() <= at_most:
            return  # without waiting for what the lock is held for
        async with self._lock:
            while await self._flush(now, at_least=at_most + 1, in_haste=True):
                pass

    async def rebuild(self, now: datetime) -> None:
        """Begin a new epoch: every segment is made again, and what differs from items is mended.

        Nothing is lost meanwhile: a document counts in its old segment until it is in a new one.
        """
        async with self._store.transaction() as writer:
            await writer.count_rebuild()
        missing, extra = await self._store.read(self._differences)
        async with self._store.transaction() as writer:
            await writer.add_pending(missing)
            await writer.remove_pending_without_item()
            await writer.add_tombstones(extra)
        log.info("search rebuild begins: missing=%d extra=%d", len(missing), len(extra))

    async def progress(self) -> Progress:
        """Return how far the index is."""
        epoch = await self._epoch()

        def count(reader: SegmentReader) -> Progress:
            segments = self._column_cache.segments(reader)
            done = sum(segment.alive for segment in segments if segment.epoch == epoch)
            old = sum(segment.alive for segment in segments if segment.epoch != epoch)
            return Progress(done=done, left=old + len(reader.pending()))

        return await self._store.read(count)

    def _differences(self, reader: SegmentReader) -> tuple[list[int], list[int]]:
        """Return the items the index does not know, and those it should not."""
        kept = reader.item_ids()
        pending = set(reader.pending().values())
        held: set[int] = set()
        for segment in self._column_cache.segments(reader):
            held.update(segment.columns["item"][~segment.dead].tolist())
        return sorted(kept - held - pending), sorted(held - kept)

    async def _epoch(self) -> int:
        return ANALYSIS * 1_000_000 + await self._store.count_rebuilds()

    # Pending items become a segment.

    async def _flush(
        self,
        now: datetime,
        *,
        at_least: int,
        tombstones_at_least: int | None = None,
        in_haste: bool = False,
    ) -> int:
        """Put up to `MAX_BATCH` pending items into a segment, and mark dead what is deleted."""
        batch = await self._store.read(
            partial(
                build_batch,
                at_least=at_least,
                tombstones_at_least=tombstones_at_least or self._min_batch,
                known=self._memtable.documents(),
                searches=None if in_haste else self._searches,
            )
        )
        if batch is None:
            return 0
        epoch = await self._epoch()
        async with self._store.transaction() as writer:
            # Whatever changed since the snapshot, here or in another process, is no longer ours.
            pending = await writer.still_pending(batch.sequences)
            tombstones = await writer.still_tombstones(batch.tombstones)
            late = ~np.isin(batch.sequences, pending)
            stale = [*batch.rows.columns["item"][~late].tolist(), *tombstones]
            await self._mark_dead(writer, stale)
            if not late.all():
                await self._insert_segment(writer, epoch, batch.rows, late, now)
            await writer.remove_pending(pending)
            await writer.remove_tombstones(tombstones)
        log.debug("search flush: items=%d deleted=%d", len(pending), len(tombstones))
        return len(batch.sequences) + len(batch.tombstones)

    async def _mark_dead(self, writer: SegmentWriter, item_ids: Sequence[int]) -> None:
        """Mark the documents of these items dead in the segments that hold them."""
        stale = np.array(item_ids, np.int64)
        for row in await writer.live_segments():
            columns = self._column_cache.get(row.id)
            if columns is None:
                columns = to_columns(await writer.columns(row.id))
            hit = np.isin(columns["item"], stale)
            if not hit.any():
                continue
            dead = to_mask(row.dead, row.size) | hit
            if dead.all():
                await writer.set_dropped(row.id)
            else:
                await writer.set_dead(row.id, to_bits(dead))

    async def _insert_segment(
        self, writer: SegmentWriter, epoch: int, rows: SegmentRows, dead: Mask, now: datetime
    ) -> None:
        bits = to_bits(dead) if dead.any() else None
        size = len(rows.columns)
        made = await writer.insert_segment(
            epoch=epoch, size=size, state="live", made_at=now, dead=bits
        )
        await writer.insert_columns(made, rows.columns.tobytes())
        await self._insert_postings(writer, made, rows.rows)

    async def _insert_postings(
        self, writer: SegmentWriter, segment_id: int, rows: Sequence[Keyed]
    ) -> None:
        for at in range(0, len(rows), _WRITE_AT_ONCE):
            await self._searches.pause()
            await writer.insert_postings(segment_id, rows[at : at + _WRITE_AT_ONCE])

    # Segments of one size become one of the next.

    async def _merge(self, now: datetime) -> int:
        """Make one segment of several, a slice of keys at a time."""
        segments = await self._store.read(self._column_cache.segments)
        chosen = choose_merge(segments, self._min_batch)
        if not chosen:
            return 0
        renumbering = Renumbering([segment.dead for segment in chosen])
        async with self._store.transaction() as writer:
            made = await writer.insert_segment(
                epoch=chosen[0].epoch, size=renumbering.size, state="making", made_at=now
            )
        after: str | None = ""
        while after is not None:
            rows, after = await self._store.read(
                partial(
                    merge_slice,
                    searches=self._searches,
                    chosen=chosen,
                    renumbering=renumbering,
                    after=after,
                )
            )
            async with self._store.transaction() as writer:
                await self._insert_postings(writer, made, rows)
        merged = await self._replace(chosen, made, renumbering)
        log.info("search merge: segments=%d items=%d", len(chosen), renumbering.size)
        return len(chosen) if merged else 1

    async def _replace(
        self, chosen: Sequence[Segment], made: int, renumbering: Renumbering
    ) -> bool:
        """Put a finished segment in the place of its sources; what died there since is dead."""
        columns = np.concatenate([segment.columns for segment in chosen])[renumbering.alive]
        async with self._store.transaction() as writer:
            live = {row.id: to_mask(row.dead, row.size) for row in await writer.live_segments()}
            if not await writer.is_making(made) or any(one.id not in live for one in chosen):
                await writer.set_dropped(made)
                return False
            dead = np.concatenate([live[segment.id] for segment in chosen])[renumbering.alive]
            await writer.set_live(made, to_bits(dead) if dead.any() else None)
            await writer.insert_columns(made, columns.tobytes())
            for segment in chosen:
                await writer.set_dropped(segment.id)
        return True

    async def _delete_dropped(self, now: datetime) -> int:
        """Delete some rows of a segment that is no longer read."""
        if await self._store.all_live():
            return 0
        async with self._store.transaction() as writer:
            await writer.abandon(now - MAKING)
            return await writer.delete_dropped(_DROP_AT_ONCE)

    async def _shrink(self) -> int:
        """Give room back to the disk when much of the file is empty."""
        pages, empty = await self._store.pages()
        if empty < _SHRINK_FROM or empty * _EMPTY < pages:
            return 0
        async with self._store.transaction() as writer:
            await writer.vacuum(_SHRINK_AT_ONCE)
        _, left = await self._store.pages()
        return max(0, empty - left)

    # A new epoch: the documents of older segments are pending again, some at a time.

    async def _renew(self, now: datetime) -> int:
        """Add some items that a segment of an older epoch holds, and flush them at once."""
        epoch = await self._epoch()
        segments = await self._store.read(self._column_cache.segments)
        old = next((segment for segment in segments if segment.epoch != epoch), None)
        if old is None:
            return 0
        again = old.columns["item"][~old.dead][:_REBUILD_AT_ONCE].tolist()
        async with self._store.transaction() as writer:
            kept = await writer.still_items(again)
            await writer.add_pending(kept)
            await writer.add_tombstones(set(again) - set(kept))
        return await self._flush(now, at_least=1, tombstones_at_least=1)
