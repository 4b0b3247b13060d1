"""Say which of the items received belong on a page: those that its subscriptions let through."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from functools import lru_cache

from bot.model import Feed, Item, Subscription
from bot.search.grammar import FilterError, parse_filter
from bot.search.haystack import Haystack
from bot.search.match import judge
from bot.search.query import Query
from bot.store.subscriptions import Following

_read = lru_cache(maxsize=512)(parse_filter)


def choose(items: Iterable[Item], followings: Sequence[Following], zone: tzinfo) -> list[Item]:
    """Return the items that a subscription of theirs wants; of two to one feed, one suffices."""
    of_feed: dict[int, list[Following]] = {}
    for following in followings:
        if following.subscription.paused_at is None:
            of_feed.setdefault(following.feed.id, []).append(following)
    return [
        item
        for item in items
        if any(
            _wants(one.subscription, item, one.feed, zone) for one in of_feed.get(item.feed_id, ())
        )
    ]


def _wants(subscription: Subscription, item: Item, feed: Feed, zone: tzinfo) -> bool:
    if item.received_at < subscription.created_at:
        return False
    include, exclude = _filter(subscription.include), _filter(subscription.exclude)
    if include is None and exclude is None:
        return True
    return judge(Haystack(item, feed, zone=zone), include=include, exclude=exclude).passed


def _filter(text: str | None) -> Query | None:
    """Return a filter, None for none; one that can no longer be read stops nothing."""
    try:
        return _read(text) if text else None
    except FilterError:
        return None
