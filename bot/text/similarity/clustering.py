"""Merge headlines into groups by the odds of their pairs: average linkage, agglomerative; pure."""

import heapq
import itertools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from bot.text.similarity.pair_odds import SERIES, PairOdds, Prior

THRESHOLD: Final = 0.3  # of what speaks for merging, from which two groups are one
_BEST_SHARE = 0.2  # of the best pair; the rest is the mean of all
_MANY_PAIRS = 0.5  # a mean of many pairs says more than one pair, by the logarithm of how many
_MOST_PAIRS = 9


_Link = tuple[float, int, float]  # between two groups: of compared pairs the odds, number, best


def merge(count: int, odds: PairOdds, prior: Prior) -> list[list[int]]:
    """Merge the two groups for which most speaks until nothing does; return the groups."""
    members = {place: [place] for place in range(count)}
    links: defaultdict[int, dict[int, _Link]] = defaultdict(dict)
    waiting = []
    for (one, other), value in odds.items():
        links[one][other] = links[other][one] = (value, 1, value)
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
            others = links[third]
            others.pop(one, None)
            others.pop(other, None)
            others[number] = link
            if link[2] > SERIES:
                value = _for_pairs(link, len(members[number]) * len(members[third]), prior)
                if value > THRESHOLD:
                    heapq.heappush(waiting, (-value, third, number))
    return [sorted(group) for group in members.values() if len(group) > 1]


def _for_pairs(link: _Link, pairs: int, prior: Prior) -> float:
    """Return what speaks for merging groups of so many pairs."""
    odds, compared, best = link
    mean = (odds + (pairs - compared) * prior.unlike) / pairs
    if mean < prior.least_mean:
        return mean
    return mean + _BEST_SHARE * (best - mean) + _MANY_PAIRS * math.log(min(pairs, _MOST_PAIRS))


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
            joined[third] = _plus(joined[third], link) if third in joined else link
    return joined


def _plus(one: _Link, other: _Link) -> _Link:
    return one[0] + other[0], one[1] + other[1], max(one[2], other[2])


def mean_odds(place: int, group: Sequence[int], odds: PairOdds, prior: Prior) -> float:
    """Return the mean odds of one headline with the others of a group: how central it is."""
    of_others = [
        odds.get((other, place) if other < place else (place, other), prior.unlike)
        for other in group
        if other != place
    ]
    return sum(of_others) / len(of_others)
