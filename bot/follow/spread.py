"""Part a list of the newest into pages on which no feed takes all the room; pure."""

from collections import Counter
from collections.abc import Sequence

from bot.model import Item

A_PAGE = 10
OF_A_FEED = 3  # items of a page, as long as others wait


def spread(items: Sequence[Item], *, of_a_feed: int = OF_A_FEED) -> list[list[Item]]:
    """Return pages of items, each in the order given; what a page has no room for is on the next.

    A page takes more of a feed only where nothing else would fill it.
    """
    waiting, pages = list(items), []
    while waiting:
        taken: Counter[int] = Counter()
        page: list[Item] = []
        for item in waiting:
            if len(page) < A_PAGE and taken[item.feed_id] < of_a_feed:
                taken[item.feed_id] += 1
                page.append(item)
        chosen = {item.id for item in page}
        rest = [item for item in waiting if item.id not in chosen]
        fill = A_PAGE - len(page)
        chosen |= {item.id for item in rest[:fill]}
        pages.append([item for item in waiting if item.id in chosen])
        waiting = rest[fill:]
    return pages
