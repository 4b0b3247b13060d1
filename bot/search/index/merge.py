"""The merge policy of the index: which segments become one, and a slice of their postings."""

import math
from collections.abc import Sequence
from operator import itemgetter

from bot.search.index.postings import MAX_DOCUMENTS, Keyed, Renumbering
from bot.search.index.priority import SearchPriority
from bot.search.index.segment import Segment
from bot.store.search.segments import SegmentReader

MIN_BATCH = 256  # items that wait for each other; a search looks at them all the same
FANOUT = 8  # segments of a size that become one of the next

_KEYS_AT_ONCE = 250  # of the largest segment in a merge: some ms of work
_PATIENCE = 50  # moments that such a slice waits for searches


def choose_merge(segments: Sequence[Segment], least: int = MIN_BATCH) -> list[Segment]:
    """Return the segments that should become one, if any.

    `FANOUT` of about one size, or as many as nearly fill the largest there can be; or one of
    which half is dead.
    """
    for segment in segments:
        if len(segment.columns) > least and segment.alive * 2 < len(segment.columns):
            return [segment]
    tiers: dict[tuple[int, int], list[Segment]] = {}
    for segment in sorted(segments, key=lambda segment: segment.alive):
        tier = int(math.log(max(segment.alive, least) / least, FANOUT))
        tiers.setdefault((segment.epoch, tier), []).append(segment)
    for several in tiers.values():
        chosen: list[Segment] = []
        for segment in several:
            if sum(other.alive for other in chosen) + segment.alive <= MAX_DOCUMENTS:
                chosen.append(segment)
        full = sum(segment.alive for segment in chosen) >= MAX_DOCUMENTS * 3 // 4
        if len(chosen) >= FANOUT or (len(chosen) > 1 and full):
            return sorted(chosen, key=lambda segment: segment.id)
    return []


def merge_slice(
    reader: SegmentReader,
    *,
    searches: SearchPriority,
    chosen: Sequence[Segment],
    renumbering: Renumbering,
    after: str,
) -> tuple[list[Keyed], str | None]:
    """Return merged postings of the next keys, and the last of these keys; None: of all."""
    searches.give_way(_PATIENCE)
    largest = max(chosen, key=lambda segment: len(segment.columns))
    last = reader.key_after(largest.id, after, _KEYS_AT_ONCE)
    rows = [
        (key, place, postings)
        for place, segment in enumerate(chosen)
        for key, postings in reader.postings_between(segment.id, after, last)
    ]
    rows.sort(key=itemgetter(0, 1))
    return list(renumbering.merged(rows)), last
