"""The memtable of the index: items that no segment holds yet, analysed and inverted in memory."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.search.index.analysis import AnalysedDocument, analyse
from bot.search.index.postings import Builder, Columns
from bot.store.search.segments import SegmentReader

AFTER_ALL = "\U0010ffff"  # behind every key that begins like another


@dataclass(frozen=True, slots=True)
class MemBlock:
    """Some new documents, inverted; their sequence numbers tell which are still pending."""

    sequences: Sequence[int]
    documents: Sequence[AnalysedDocument]
    columns: Columns
    keys: Sequence[str]  # in order
    rows: Mapping[str, bytes]

    def with_prefix(self, prefix: str) -> Sequence[str]:
        """Return the keys that begin so."""
        first = bisect_left(self.keys, prefix)
        return self.keys[first : bisect_left(self.keys, prefix + AFTER_ALL, first)]


class MemTable:
    """Pending items, each analysed once and kept as they come and go."""

    def __init__(self) -> None:
        self._blocks: tuple[MemBlock, ...] = ()

    def documents(self) -> dict[int, AnalysedDocument]:
        """Return what was analysed for searches, by sequence number: nothing is analysed twice."""
        return {
            sequence: document
            for block in self._blocks
            for sequence, document in zip(block.sequences, block.documents, strict=True)
        }

    def sync(
        self, reader: SegmentReader, pending: Mapping[int, int], at_most: int | None = None
    ) -> tuple[MemBlock, ...]:
        """Analyse what is new among the pending (sequence -> item), and return all blocks.

        With `at_most`, only so many of the newest, for whoever has no time.
        The blocks are exchanged as a whole: two searches may be here at once.
        """
        blocks = tuple(
            [block for block in self._blocks if any(n in pending for n in block.sequences)]
        )
        known = {sequence for block in blocks for sequence in block.sequences}
        unknown = sorted(sequence for sequence in pending if sequence not in known)
        new = {sequence: pending[sequence] for sequence in unknown[-at_most if at_most else 0 :]}
        if new:
            items = reader.items(list(new.values()))
            analysed = [(n, analyse(items[new[n]])) for n in new if new[n] in items]
            while blocks and len(blocks[-1].sequences) <= 2 * len(analysed):
                last, blocks = blocks[-1], blocks[:-1]  # so that blocks stay few, and cheap to make
                older = zip(last.sequences, last.documents, strict=True)
                analysed = [pair for pair in older if pair[0] in pending] + analysed
            blocks += (to_block(analysed),) if analysed else ()
        self._blocks = blocks
        return blocks


def to_block(analysed: Sequence[tuple[int, AnalysedDocument]]) -> MemBlock:
    """Return documents, each with its sequence number, inverted."""
    builder = Builder()
    for _, document in analysed:
        builder.add(document)
    built = builder.build()
    return MemBlock(
        [sequence for sequence, _ in analysed],
        [document for _, document in analysed],
        built.columns,
        [key for key, _ in built.rows],
        dict(built.rows),
    )
