"""Merge headlines into groups by the odds of their pairs: average linkage, agglomerative; pure."""

import heapq
import itertools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from bot.text.similarity.pair_odds import UNLIKE, PairOdds

THRESHOLD: Final = 0.3  # of what speaks for merging, from which two groups are one
_LEAST_MEAN = -0.9  # of the odds of all pairs: a new voice must fit the whole group
_BEST_SHARE = 0.2  # of the best pair; the rest is the mean of all
_MANY_PAIRS = 0.5  # a mean of many pairs says more than one pair, by the logarithm of how many
_MOST_PAIRS = 9


class _Link(NamedTuple):
    """The odds between two groups: of the compared pairs their sum, number and best."""

    odds: float
    pairs: int
    best: float

    def plus(self, other: "_Link") -> "_Link":
        return _Link(self.odds + other.odds, self.pairs + other.pairs, max(self.best, other.best))

    def for_pairs(self, pairs: int) -> float:
        """Return what speaks for merging groups of so many pairs."""
        mean = (self.odds + (pairs - self.pairs) * UNLIKE) / pairs
        if mean < _LEAST_MEAN:
            return mean
        many = _MANY_PAIRS * math.log(min(pairs, _MOST_PAIRS))
        return mean + _BEST_SHARE * (self.best - mean) + many


def merge(count: int, odds: PairOdds) -> list[list[int]]:
    """Merge the two groups for which most speaks until nothing does; return the groups."""
    members = {place: [place] for place in range(count)}
    links: defaultdict[int, dict[int, _Link]] = defaultdict(dict)
    waiting = []
    for (one, other), value in odds.items():
        links[one][other] = links[other][one] = _Link(value, 1, value)
        if value > THRESHOLD:
            waiting.append((-value, one, other))
    heapq.heapify(waiting)
    for number in itertools.count(count):
        pair = _next_pair(waiting, members)
        if pair is None:
            break
        one, other = pair
        members[number] = members.pop(one) + members.pop(other)
        links[number] = _joined(links.pop(one), links.pop(other), members)
        for third, link in links[number].items():
            links[third].pop(one, None)
            links[third].pop(other, None)
            links[third][number] = link
            value = link.for_pairs(len(members[number]) * len(members[third]))
            if value > THRESHOLD:
                heapq.heappush(waiting, (-value, third, number))
    return [sorted(group) for group in members.values() if len(group) > 1]


def _next_pair(
    waiting: list[tuple[float, int, int]], alive: Mapping[int, object]
) -> tuple[int, int] | None:
    while waiting:
        _, one, other = heapq.heappop(waiting)
        if one in alive and other in alive:
            return one, other
    return None


def _joined(
    ours: Mapping[int, _Link], theirs: Mapping[int, _Link], alive: Mapping[int, object]
) -> dict[int, _Link]:
    joined = {third: link for third, link in ours.items() if third in alive}
    for third, link in theirs.items():
        if third in alive:
            joined[third] = joined[third].plus(link) if third in joined else link
    return joined


def mean_odds(place: int, group: Sequence[int], odds: PairOdds) -> float:
    """Return the mean odds of one headline with the others of a group: how central it is."""
    of_others = [
        odds.get((other, place) if other < place else (place, other), UNLIKE)
        for other in group
        if other != place
    ]
    return sum(of_others) / len(of_others)
