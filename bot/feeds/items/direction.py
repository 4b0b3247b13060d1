"""Learn in which direction a feed lists its items: the newest first, as most do, or last; pure."""

from collections.abc import Sequence
from itertools import pairwise

from bot.feeds.items.believed_dates import dated
from bot.feeds.items.keys import KeyedItem
from bot.model import ParsedFeed


def is_oldest_first(
    parsed: ParsedFeed, items: Sequence[KeyedItem], new: Sequence[KeyedItem]
) -> bool:
    """Say whether a document's newest items stand at its end.

    Its dates say so where they differ; else what is `new` in it, if that stands below all it had.
    """
    dates = [at for item in items if (at := dated(item.parsed)) is not None]
    rising = sum(before < after for before, after in pairwise(dates))
    falling = sum(before > after for before, after in pairwise(dates))
    if rising != falling:
        return rising > falling
    places = sorted(item.parsed.position for item in new)
    last = parsed.listed - 1
    return bool(places) and 0 < places[0] == last - len(places) + 1
