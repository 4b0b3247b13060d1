"""Apply a subscription's filters to items, fast for many subscriptions; pure but for a log line.

A filter was refused when it was saved if it could not be read. One that cannot be read now was
saved by another Gazette: it filters nothing, because news that silently never come are worse
than a few too many.
"""

import logging
from collections.abc import Sequence
from datetime import tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import UserError
from bot.model import Feed, Item, Subscription
from bot.query.match import MatchResult, judge, matches, mute
from bot.query.nodes import Query
from bot.query.parser import parse_filter
from bot.query.searchable import Searchable

log = logging.getLogger(__name__)

# An item, a zone, two filters, and what is muted.
_Asked = tuple[int, str | None, str | None, str | None, tuple[str, ...]]
_PASSED = MatchResult(passed=True)


@lru_cache(maxsize=4096)
def read_filter(text: str | None) -> Query | None:
    """Return a filter as a query; None where there is none, or none that can be read."""
    if not text or not text.strip():
        return None
    try:
        return parse_filter(text)
    except UserError as e:
        log.warning("filter cannot be read and is ignored: reason=%s", e.key)
        return None


@lru_cache(maxsize=256)
def read_zone(name: str | None) -> tzinfo:
    """Return a zone by its name, UTC where there is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


class Filters:
    """The filters of many subscriptions against the few items of one poll.

    Each item is flattened once, and each pair of filters is asked once of an item, however many
    subscriptions share it.
    """

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._searchables: dict[tuple[int, str | None], Searchable] = {}
        self._verdicts: dict[_Asked, MatchResult] = {}

    def searchable(self, item: Item, zone: str | None) -> Searchable:
        key = (item.id, zone)
        found = self._searchables.get(key)
        if found is None:
            found = Searchable(item, self._feed, zone=read_zone(zone))
            self._searchables[key] = found
        return found

    def judge(self, subscription: Subscription, item: Item, zone: str | None) -> MatchResult:
        """Say whether a subscription lets `item` pass, and which words decided.

        What its server and its channel mute is asked before its own filters.
        """
        include, exclude, mutes = subscription.include, subscription.exclude, subscription.mutes
        if include is None and exclude is None and not mutes:
            return _PASSED
        key = (item.id, zone, include, exclude, mutes)
        verdict = self._verdicts.get(key)
        if verdict is None:
            verdict = self.muted(item, zone, mutes) or judge(
                self.searchable(item, zone),
                include=read_filter(include),
                exclude=read_filter(exclude),
            )
            self._verdicts[key] = verdict
        return verdict

    def muted(self, item: Item, zone: str | None, mutes: Sequence[str]) -> MatchResult | None:
        """Return the refusal of an item by the first that matches it of what is muted, if any."""
        refusals = (mute(self.searchable(item, zone), read_filter(words)) for words in mutes)
        return next(filter(None, refusals), None)

    def calls_role(self, subscription: Subscription, item: Item, zone: str | None) -> bool:
        """Say whether `item` calls the role that the subscription names."""
        look = subscription.look
        if look.mention_role_id is None:
            return False
        condition = read_filter(look.mention_when)
        return condition is None or matches(condition, self.searchable(item, zone)).passed
