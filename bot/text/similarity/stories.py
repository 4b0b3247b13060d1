"""Tell which headlines of several feeds are about one event, and by which words; no I/O.

    headline     what of a headline is compared
    capitals     which of its words are names
    demonyms     names that are made of names
    clauses      words beside the event
    rarity       how rare and how new its words are, counted over the last two weeks
    series       templates that are filled in every day
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

from bot.model import Item
from bot.text.similarity.clustering import THRESHOLD, mean_odds, merge
from bot.text.similarity.headline import (
    Headline,
    ReadHeadline,
    read_headlines,
    to_headlines,
    written_words,
)
from bot.text.similarity.pair_odds import DAY, RETOLD, PairOdds, compare
from bot.text.similarity.rarity import Rarity, WordCounts, count_words

_TIES = 5  # words that explain a story
_TELLS_TOO = 0.25  # odds from which a headline tells the story of another, if perhaps not alone
_RETOLD = 0.5  # of the headlines: where more have a voice beside them, doubtful ones have too
_SAMPLE = 300  # headlines that tell whether it is so
_NEARLY = 0.2  # of the odds with the nearest headline: so near is another, of a briefing
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
    read, _, odds, groups = _grouped(headlines, counts or _counted(headlines))
    return [
        tuple(read[place].headline.key for place in sorted(group, key=head.__ne__))
        for group in groups
        for head in [_head(group, odds)]
    ]


def group(headlines: Iterable[Headline], background: Iterable[Headline] = ()) -> list[Story]:
    """Return the stories that at least two headlines tell.

    Rarity is counted over `headlines` and `background`, which are other headlines of these days.
    """
    page = list(headlines)
    read, rarity, odds, groups = _grouped(page, _counted([*page, *background]))
    return [_story(places, read, rarity, odds) for places in groups]


def _counted(headlines: Iterable[Headline]) -> WordCounts:
    return count_words((one.title, one.language, one.at) for one in headlines)


def _grouped(
    headlines: Iterable[Headline], counts: WordCounts
) -> tuple[list[ReadHeadline], Rarity, PairOdds, list[list[int]]]:
    """Return headlines as they are read, and groups of their places that tell one story."""
    read = read_headlines(headlines, counts.written_small)
    rarity = Rarity(read, counts)
    odds = compare(read, rarity, RETOLD if _is_retold(read, rarity) else DAY)
    alone = _briefings(read, odds)
    fitting = {pair: value for pair, value in odds.items() if alone.isdisjoint(pair)}
    return read, rarity, odds, merge(len(read), fitting)


def _is_retold(read: Sequence[ReadHeadline], rarity: Rarity) -> bool:
    """Say whether most headlines have a voice beside them: stories are collected here, no day."""
    first = read[:_SAMPLE]
    sure = [pair for pair, value in compare(first, rarity).items() if value > THRESHOLD]
    return len(set(itertools.chain(*sure))) > _RETOLD * len(first)


def _head(places: Sequence[int], odds: PairOdds) -> int:
    """Return the most central headline of a group, the newest of several."""
    return max(places, key=lambda place: (mean_odds(place, places, odds), place))


def _briefings(read: Sequence[ReadHeadline], odds: PairOdds) -> set[int]:
    """Return the headlines that alone tie two others which have no word in common."""
    near: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for (one, other), value in odds.items():
        if value > _TELLS_TOO:
            near[one][other] = near[other][one] = value
    return {place for place in near if _ties_two(place, near, read)}


def _ties_two(
    place: int, near: Mapping[int, Mapping[int, float]], read: Sequence[ReadHeadline]
) -> bool:
    """Say whether a headline is nearly as near to one story as to another."""
    least = _NEARLY * max(near[place].values())
    others = sorted([other for other, value in near[place].items() if value >= least])
    return any(
        not read[one].words & read[other].words and near[one].keys() & near[other].keys() == {place}
        for one, other in itertools.combinations(others[:_MOST_NEAR], 2)
    )


def _core(members: Sequence[ReadHeadline]) -> frozenset[str]:
    """Return the words that at least half of a group's headlines have."""
    told = Counter(word for one in members for word in one.words)
    return frozenset(word for word, times in told.items() if 2 * times >= len(members))


def _story(
    places: Sequence[int], read: Sequence[ReadHeadline], rarity: Rarity, odds: PairOdds
) -> Story:
    members = [read[place] for place in places]
    told = Counter(word for one in members for word in one.words)
    ties = [word for word in _core(members) if told[word] > 1]
    ties.sort(key=lambda word: (-told[word] * rarity[word], word))
    written = written_words(members)
    return Story(
        keys=tuple(one.headline.key for one in members),
        words=tuple(written[word] for word in ties[:_TIES] if word in written),
        head=read[_head(places, odds)].headline.key,
    )
