"""Say which of the items received belong on a page: those that its subscriptions let through."""

from collections.abc import Iterable, Sequence

from bot.model import FollowedFeed, Item
from bot.query.filters import Filters, read_filter
from bot.query.match import matches


def choose(
    items: Iterable[Item],
    followings: Sequence[FollowedFeed],
    zone: str,
    mutes: Sequence[str] = (),
    words: str | None = None,
    *,
    however_old: bool = False,
) -> list[Item]:
    """Return the items that a subscription of theirs wants; of two to one feed, one suffices.

    What came before a subscription began is wanted only with `however_old`.
    Nothing that `mutes` match is wanted by whoever reads the page; with `words`, a query of the
    digest's own, only what matches it.
    """
    query = read_filter(words)
    running = [each for each in followings if each.subscription.paused_at is None]
    of_feed: dict[int, list[FollowedFeed]] = {}
    for each in running:
        of_feed.setdefault(each.feed.id, []).append(each)
    filters = {each.feed.id: Filters(each.feed) for each in running}
    return [
        item
        for item in items
        if any(
            (however_old or item.received_at >= each.subscription.created_at)
            and filters[item.feed_id].judge(each.subscription, item, zone).passed
            for each in of_feed.get(item.feed_id, ())
        )
        and filters[item.feed_id].muted(item, zone, mutes) is None
        and (query is None or matches(query, filters[item.feed_id].searchable(item, zone)).passed)
    ]
