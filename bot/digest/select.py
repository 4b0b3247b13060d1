"""Say which of the items received belong on a page: those that its subscriptions let through."""

from collections.abc import Iterable, Sequence

from bot.model import FollowedFeed, Item
from bot.query.filters import Filters


def choose(items: Iterable[Item], followings: Sequence[FollowedFeed], zone: str) -> list[Item]:
    """Return the items that a subscription of theirs wants; of two to one feed, one suffices."""
    running = [one for one in followings if one.subscription.paused_at is None]
    of_feed: dict[int, list[FollowedFeed]] = {}
    for one in running:
        of_feed.setdefault(one.feed.id, []).append(one)
    sieves = {one.feed.id: Filters(one.feed) for one in running}
    return [
        item
        for item in items
        if any(
            item.received_at >= one.subscription.created_at
            and sieves[item.feed_id].judge(one.subscription, item, zone).passed
            for one in of_feed.get(item.feed_id, ())
        )
    ]
