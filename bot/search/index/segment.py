"""Segments of the inverted index in memory: immutable columns, cached, and who is dead; no SQL."""

from dataclasses import dataclass

from bot.search.index.postings import Columns, Mask, languages_in, to_columns, to_mask
from bot.store.search.segments import SegmentReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A live segment: its columns never change, which of its documents are dead may."""

    id: int
    epoch: int
    columns: Columns
    languages: frozenset[int]
    dead: Mask

    @property
    def alive(self) -> int:
        """Return how many of its documents count."""
        return int((~self.dead).sum())


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A segment's documents, and which of them count and may be seen by the asker."""

    columns: Columns
    open: Mask
    languages: frozenset[int]

    def __len__(self) -> int:
        return len(self.columns)


class ColumnCache:
    """The columns of segments read so far; segments never change and their ids never return."""

    def __init__(self) -> None:
        self._columns: dict[int, tuple[Columns, frozenset[int]]] = {}

    def segments(self, reader: SegmentReader) -> list[Segment]:
        """Return the live segments of a snapshot."""
        rows = reader.live_segments()
        known = {row.id: self._of(reader, row.id) for row in rows}
        self._columns = known
        return [
            Segment(
                id=row.id,
                epoch=row.epoch,
                columns=known[row.id][0],
                languages=known[row.id][1],
                dead=to_mask(row.dead, row.size),
            )
            for row in rows
        ]

    def get(self, segment_id: int) -> Columns | None:
        """Return columns if they were read before."""
        cached = self._columns.get(segment_id)
        return cached[0] if cached else None

    def _of(self, reader: SegmentReader, segment_id: int) -> tuple[Columns, frozenset[int]]:
        cached = self._columns.get(segment_id)
        if cached is None:
            columns = to_columns(reader.columns(segment_id))
            cached = columns, languages_in(columns)
        return cached
