"""A flush of the index: the items that have been pending for longest become one segment's rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.search.index.analysis import AnalysedDocument, analyse
from bot.search.index.postings import Builder, SegmentRows
from bot.search.index.priority import SearchPriority
from bot.store.search.segments import SegmentReader

MAX_BATCH = 2_048

_READ_AT_ONCE = 256  # items whose texts are in memory together


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Pending items ready to be stored, by the sequence numbers at which they were read."""

    sequences: list[int]
    tombstones: list[int]
    rows: SegmentRows


def build_batch(
    reader: SegmentReader,
    *,
    at_least: int,
    tombstones_at_least: int,
    known: Mapping[int, AnalysedDocument],
    searches: SearchPriority | None,
) -> Batch | None:
    """Analyse the items that have been pending for longest; None where there are too few."""
    pending, tombstones = reader.oldest_pending(max(at_least, MAX_BATCH)), reader.tombstones()
    if len(pending) < at_least and len(tombstones) < tombstones_at_least:
        return None
    sequences: list[int] = []
    builder = Builder()
    for sequence, document in _analysed(reader, pending, known):
        if searches is not None:
            searches.give_way()
        sequences.append(sequence)
        builder.add(document)
    if not sequences and not tombstones:
        return None
    return Batch(sequences=sequences, tombstones=tombstones, rows=builder.build())


def _analysed(
    reader: SegmentReader, pending: Mapping[int, int], known: Mapping[int, AnalysedDocument]
) -> Iterator[tuple[int, AnalysedDocument]]:
    """Yield the oldest pending documents, without work where a search analysed them already."""
    oldest = sorted(pending)[:MAX_BATCH]
    for at in range(0, len(oldest), _READ_AT_ONCE):
        some = oldest[at : at + _READ_AT_ONCE]
        items = reader.items([pending[sequence] for sequence in some if sequence not in known])
        for sequence in some:
            if sequence in known:
                yield sequence, known[sequence]
            elif pending[sequence] in items:
                yield sequence, analyse(items[pending[sequence]])
