"""The inverted index as one search sees it, segments and memtable together; read only."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from bot.model import Item
from bot.search.index.memtable import MemBlock, MemTable
from bot.search.index.postings import POSTING, Columns, Mask, Postings, languages_in, to_postings
from bot.search.index.segment import ColumnCache, Segment, SegmentView
from bot.store.search.segments import SegmentReader


class Snapshot:
    """A `bot.search.engine.Corpus`: what one guild may find, at one moment.

    `feeds` are those that may be searched; None: all. With `at_most`, only so many of the items
    that are in no segment yet are looked at.
    """

    def __init__(
        self,
        reader: SegmentReader,
        column_cache: ColumnCache,
        memtable: MemTable,
        feeds: Collection[int] | None,
        *,
        at_most: int | None = None,
    ) -> None:
        self._reader = reader
        pending = reader.pending()
        stale = np.array([*pending.values(), *reader.tombstones()], np.int64)
        segments = column_cache.segments(reader)
        self._segments = [segment.id for segment in segments]
        self._blocks = memtable.sync(reader, pending, at_most)
        allowed = None if feeds is None else np.array(sorted(feeds), np.int32)
        self.parts: Sequence[SegmentView] = [
            *[_segment_view(segment, stale, allowed) for segment in segments],
            *[_block_view(block, pending, allowed) for block in self._blocks],
        ]

    @property
    def languages(self) -> frozenset[int]:
        """Return the languages that documents are in, by their numbers."""
        none: frozenset[int] = frozenset()
        return none.union(*[part.languages for part in self.parts])

    def postings(self, keys: Sequence[str]) -> dict[str, list[Postings]]:
        """Return the postings of each key, one array for each part."""
        blobs = self._reader.postings([(id_, key) for key in keys for id_ in self._segments])
        return {
            key: [
                *[to_postings(next(blobs)) for _ in self._segments],
                *[to_postings(block.rows.get(key)) for block in self._blocks],
            ]
            for key in keys
        }

    def prefix_postings(self, prefix: str) -> list[Postings]:
        """Return the postings of all keys that begin so, one array for each part."""
        blobs = self._reader.prefix_postings(self._segments, prefix)
        return [np.frombuffer(blob, POSTING) for blob in blobs] + [
            to_postings(b"".join(block.rows[key] for key in block.with_prefix(prefix)))
            for block in self._blocks
        ]

    def vocabulary(self, prefix: str) -> dict[str, int]:
        """Return the keys that begin so, with about how many documents have each."""
        counts: dict[str, int] = {}
        for key, size in self._reader.prefix_keys(self._segments, prefix):
            counts[key] = counts.get(key, 0) + size // POSTING.itemsize
        for block in self._blocks:
            for key in block.with_prefix(prefix):
                counts[key] = counts.get(key, 0) + len(block.rows[key]) // POSTING.itemsize
        return counts

    def items(self, ids: Sequence[int]) -> dict[int, Item]:
        return self._reader.items(ids)


def _segment_view(segment: Segment, stale: Columns, allowed: Columns | None) -> SegmentView:
    shown = ~segment.dead
    if len(stale):
        shown &= ~np.isin(segment.columns["item"], stale)
    return SegmentView(
        segment.columns, _allowed(shown, segment.columns, allowed), segment.languages
    )


def _block_view(
    block: MemBlock, pending: Mapping[int, int], allowed: Columns | None
) -> SegmentView:
    shown = np.array([sequence in pending for sequence in block.sequences], np.bool_)
    columns = block.columns
    return SegmentView(columns, _allowed(shown, columns, allowed), languages_in(columns))


def _allowed(shown: Mask, columns: Columns, allowed: Columns | None) -> Mask:
    return shown if allowed is None else shown & np.isin(columns["feed"], allowed)
