"""Part a list into pages on which no feed takes all the room; pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

A_PAGE = 10
OF_A_FEED = 3  # of a page, as long as others wait


def spread(
    entries: Sequence[T],
    feed_of: Callable[[T], int],
    *,
    a_page: int = A_PAGE,
    of_a_feed: int = OF_A_FEED,
) -> list[list[T]]:
    """Return pages of entries, each in the order given; what a page has no room for is on the next.

    A page takes more of a feed only where nothing else would fill it.
    """
    waiting, pages = list(entries), []
    while waiting:
        taken: Counter[int] = Counter()
        page: list[int] = []  # places among those that wait
        for place, entry in enumerate(waiting):
            if len(page) < a_page and taken[feed_of(entry)] < of_a_feed:
                taken[feed_of(entry)] += 1
                page.append(place)
        rest = [place for place in range(len(waiting)) if place not in page]
        fill = a_page - len(page)
        pages.append([waiting[place] for place in sorted([*page, *rest[:fill]])])
        waiting = [waiting[place] for place in rest[fill:]]
    return pages
