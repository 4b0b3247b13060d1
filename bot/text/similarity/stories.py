"""Tell which headlines of several feeds are about one event, and by which words; no I/O.

    headline     what of a headline is compared
    capitals     which of its words are names
    demonyms     names that are made of names
    clauses      words beside the event
    rarity       how rare and how new its words are, counted over the last two weeks
    series       templates that are filled in every day
    two_acts     what one court or government does twice
    candidates   pairs that are worth comparing
    pair_odds    the odds that two headlines tell one story
    clustering   groups of headlines, by these odds

Groups grow while the odds between their headlines speak for it, mostly by their mean: a new voice
must fit the whole group, so that one event does not bleed into the next. Better one pair missed
than two events merged. A headline that tells two stories at once (a briefing) belongs to neither.

`python -m bench stories` measures all of it.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.model import Item
from bot.text.similarity.clustering import THRESHOLD, mean_odds, merge
from bot.text.similarity.headline import (
    Headline,
    ReadHeadline,
    read_headlines,
    to_headlines,
    written_words,
)
from bot.text.similarity.pair_odds import DAY, RETOLD, PairOdds, Prior, compare
from bot.text.similarity.rarity import Rarity, WordCounts, count_words

_TIES = 5  # words that explain a story
_TELLS_TOO = 0.25  # odds from which a headline tells the story of another, if perhaps not alone
_RETOLD = 0.5  # of the headlines: where more have a voice beside them, doubtful ones have too
_SAMPLE = 200  # headlines that tell whether it is so
_MOST_NEAR = 40  # headlines among which two are looked for that have nothing in common


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Headlines about one event, in the order of time, and the words that tied them.

    `head` is the most central headline, the newer one on a tie.
    """

    keys: tuple[int, ...]
    words: tuple[str, ...]
    head: int


def find_stories(items: Sequence[Item], counts: WordCounts | None = None) -> list[tuple[int, ...]]:
    """Return the ids of items that tell one story, its head first; an item in none stands alone.

    `counts` are of the words in the headlines of these days, those of `items` among them; without
    it the words of `items` are counted.
    """
    headlines = to_headlines(items)
    grouped = _grouped(headlines, counts or _counted(headlines))
    read = grouped.read
    return [
        tuple(read[place].headline.key for place in sorted(group, key=head.__ne__))
        for group in grouped.groups
        for head in [_head(group, grouped)]
    ]


def group(headlines: Iterable[Headline], background: Iterable[Headline] = ()) -> list[Story]:
    """Return the stories that at least two headlines tell.

    Rarity is counted over `headlines` and `background`, which are other headlines of these days.
    """
    page = list(headlines)
    grouped = _grouped(page, _counted([*page, *background]))
    return [_story(places, grouped) for places in grouped.groups]


def _counted(headlines: Iterable[Headline]) -> WordCounts:
    return count_words((one.title, one.language, one.at) for one in headlines)


class _Grouped(NamedTuple):
    """Headlines as they are read, and groups of their places that tell one story."""

    read: Sequence[ReadHeadline]
    rarity: Rarity
    prior: Prior
    odds: PairOdds
    groups: Sequence[Sequence[int]]


def _grouped(headlines: Iterable[Headline], counts: WordCounts) -> _Grouped:
    read = read_headlines(headlines, counts.written_small)
    rarity = Rarity(read, counts)
    prior = RETOLD if _is_retold(read, rarity) else DAY
    odds = compare(read, rarity, prior)
    alone = _briefings(read, odds, prior.as_near)
    fitting = {pair: value for pair, value in odds.items() if alone.isdisjoint(pair)}
    return _Grouped(read, rarity, prior, odds, merge(len(read), fitting, prior))


def _is_retold(read: Sequence[ReadHeadline], rarity: Rarity) -> bool:
    """Say whether most headlines have a voice beside them: stories are collected here, no day."""
    first = read[:_SAMPLE]
    sure = [pair for pair, value in compare(first, rarity).items() if value > THRESHOLD]
    return len(set(itertools.chain.from_iterable(sure))) > _RETOLD * len(first)


def _head(places: Sequence[int], grouped: _Grouped) -> int:
    """Return the most central headline of a group, the newest of several."""
    odds, prior = grouped.odds, grouped.prior
    return max(places, key=lambda place: (mean_odds(place, places, odds, prior), place))


def _briefings(read: Sequence[ReadHeadline], odds: PairOdds, as_near: float) -> set[int]:
    """Return the headlines that alone tie two others which have no word in common."""
    near: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for (one, other), value in odds.items():
        if value > _TELLS_TOO:
            near[one][other] = near[other][one] = value
    return {place for place in near if _ties_two(place, near, read, as_near)}


def _ties_two(
    place: int,
    near: Mapping[int, Mapping[int, float]],
    read: Sequence[ReadHeadline],
    as_near: float,
) -> bool:
    """Say whether a headline is nearly as near to one story as to another."""
    least = as_near * max(near[place].values())
    others = sorted([other for other, value in near[place].items() if value >= least])
    return any(
        not read[one].words & read[other].words and near[one].keys() & near[other].keys() == {place}
        for one, other in itertools.combinations(others[:_MOST_NEAR], 2)
    )


def _core(members: Sequence[ReadHeadline]) -> frozenset[str]:
    """Return the words that at least half of a group's headlines have."""
    told = Counter(word for one in members for word in one.words)
    return frozenset(word for word, times in told.items() if 2 * times >= len(members))


def _story(places: Sequence[int], grouped: _Grouped) -> Story:
    members = [grouped.read[place] for place in places]
    told = Counter(word for one in members for word in one.words)
    ties = [word for word in _core(members) if told[word] > 1]
    ties.sort(key=lambda word: (-told[word] * grouped.rarity[word], word))
    written = written_words(members)
    return Story(
        keys=tuple(one.headline.key for one in members),
        words=tuple(written[word] for word in ties[:_TIES] if word in written),
        head=grouped.read[_head(places, grouped)].headline.key,
    )
