"""The index's two tables in memory: postings of a key, columns of a document; does no I/O.

Documents are numbered 0, 1, … within a segment of at most `MAX_DOCUMENTS`, so that a posting is
three bytes: the document's number and the weight of the key in it. A segment's columns hold what
a search filters by, so that it reads no row of an item before it knows which ten to show.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.search.index.analysis import AnalysedDocument

MAX_DOCUMENTS = 32_768  # so that replacing the largest segments needs little room beside them

POSTING = np.dtype([("doc", "<u2"), ("weight", "u1")])
COLUMNS = np.dtype(
    [
        ("item", "<i8"),
        ("published", "<i8"),  # unix s
        ("feed", "<i4"),
        ("length", "<u2"),  # weighted words
        ("language", "u1"),  # its place in analysis.LANGUAGES
        ("kind", "u1"),  # its place in analysis.KINDS
    ]
)

Postings = NDArray[Any]  # of POSTING, ascending by doc
Columns = NDArray[Any]  # of COLUMNS
Mask = NDArray[np.bool_]
Keyed = tuple[str, bytes]

NOTHING: Postings = np.empty(0, POSTING)


def to_postings(blob: bytes | None) -> Postings:
    return np.frombuffer(blob, POSTING) if blob else NOTHING


def to_columns(blob: bytes) -> Columns:
    return np.frombuffer(blob, COLUMNS)


def languages_in(columns: Columns) -> frozenset[int]:
    """Return the languages that documents are in, by their numbers."""
    return frozenset(np.flatnonzero(np.bincount(columns["language"])).tolist())


def to_mask(bits: bytes | None, size: int) -> Mask:
    """Read a bitmap of `size` documents; None is an empty one."""
    if not bits:
        return np.zeros(size, np.bool_)
    return np.unpackbits(np.frombuffer(bits, np.uint8), count=size).astype(np.bool_)


def to_bits(mask: Mask) -> bytes:
    return np.packbits(mask).tobytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRows:
    """Documents turned into a segment's rows: columns, and postings in the order of their keys."""

    columns: Columns
    rows: tuple[Keyed, ...]


class Builder:
    """Collects analysed documents, a few bytes for each key of each."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._keys = array("I")
        self._weights = bytearray()
        self._sizes: list[int] = []
        self._columns: list[tuple[int, int, int, int, int, int]] = []

    def __len__(self) -> int:
        return len(self._columns)

    def add(self, document: AnalysedDocument) -> None:
        numbers = self._numbers
        self._keys.extend([numbers.setdefault(key, len(numbers)) for key in document.weights])
        self._weights.extend(document.weights.values())
        self._sizes.append(len(document.weights))
        self._columns.append(
            (
                document.item_id,
                document.published,
                document.feed_id,
                document.length,
                document.language,
                document.kind,
            )
        )

    def build(self) -> SegmentRows:
        """Return the block; a document's number is the order in which it was added."""
        names = sorted(self._numbers)
        rank = np.empty(len(names), np.uint32)
        rank[[self._numbers[name] for name in names]] = np.arange(len(names), dtype=np.uint32)
        keys = rank[np.frombuffer(self._keys, np.uint32)] if names else np.empty(0, np.uint32)
        order = np.argsort(keys, kind="stable")
        postings = np.empty(len(keys), POSTING)
        postings["doc"] = np.repeat(np.arange(len(self)), self._sizes)[order]
        postings["weight"] = np.frombuffer(bytes(self._weights), np.uint8)[order]
        counts = np.bincount(keys, minlength=len(names))
        return SegmentRows(
            columns=np.array(self._columns, COLUMNS),
            rows=tuple(zip(names, _slices(postings, counts), strict=True)),
        )


def _slices(postings: Postings, counts: NDArray[np.intp]) -> Iterator[bytes]:
    """Cut postings into runs of the given lengths."""
    data, width = postings.tobytes(), POSTING.itemsize
    ends = [0, *np.cumsum(counts).tolist()]
    return (data[width * start : width * end] for start, end in pairwise(ends))


class Renumbering:
    """New numbers for the documents of several segments that become one; the dead get none."""

    def __init__(self, dead: Sequence[Mask]) -> None:
        self._starts = np.cumsum([0, *(len(mask) for mask in dead)])
        alive = ~np.concatenate(dead)
        self._new = np.where(alive, np.cumsum(alive) - 1, -1)
        self.alive: Mask = alive
        self.size = int(alive.sum())

    def merged(self, rows: Sequence[tuple[str, int, bytes]]) -> Iterator[Keyed]:
        """Yield each key once with its new postings; `rows` (key, source, blob) are in order."""
        if not rows:
            return
        data = np.frombuffer(b"".join(blob for _, _, blob in rows), POSTING)
        counts = [len(blob) // POSTING.itemsize for _, _, blob in rows]
        starts = self._starts[[source for _, source, _ in rows]]
        numbers = self._new[data["doc"] + np.repeat(starts, counts)]
        keys, of_row = _numbered(key for key, _, _ in rows)
        of_posting = np.repeat(of_row, counts)
        kept = numbers >= 0
        postings = np.empty(int(kept.sum()), POSTING)
        postings["doc"] = numbers[kept]
        postings["weight"] = data["weight"][kept]
        left = np.bincount(of_posting[kept], minlength=len(keys))
        for key, blob in zip(keys, _slices(postings, left), strict=True):
            if blob:
                yield key, blob


def _numbered(keys: Iterable[str]) -> tuple[list[str], list[int]]:
    """Return the distinct keys in order, and for each given key its place among them."""
    distinct: list[str] = []
    places: list[int] = []
    for key in keys:
        if not distinct or key != distinct[-1]:
            distinct.append(key)
        places.append(len(distinct) - 1)
    return distinct, places
