"""Weigh words by how rare they are in the headlines of the last days (IDF), and by how new; pure.

A word is rare that stands in few headlines, and new that stands on few other days: a war has its
words every day, today's event has some that no other day had.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from bot.text.similarity.capitals import capitals
from bot.text.similarity.headline import ReadHeadline, language_of, stems_of, without_dots
from bot.text.words import terms

# What is known of rarity before anything is read, as if so many headlines had been.
_PRIOR = 300
_PRIOR_TIMES = 1.5  # of them that have a given word

_REACH = 14  # days, to which all counts of days are brought
_FEW_DAYS = 7  # fewer are too few to say on how many of `_REACH` a word stands
_USUAL_DAYS = 1.0  # of `_REACH` that have a word, where no other day is known


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCounts:
    """In how many of `headlines` each stem stands (document frequencies), and on which days.

    `days` has a bit for each day that has the stem, `all_days` for each that has headlines, from
    `first_day` on. `written_small` are the stems of words that have no capital more often than one
    that tells.
    """

    times: Mapping[str, int] = field(default_factory=dict)
    headlines: int = 0
    days: Mapping[str, int] = field(default_factory=dict)
    all_days: int = 0
    first_day: int = 0
    written_small: frozenset[str] = frozenset()


NO_COUNTS: Final = WordCounts()


def count_words(titles: Iterable[tuple[str, str | None, datetime]]) -> WordCounts:
    """Count the stems of titles, each given with its declared language and its time."""
    times: Counter[str] = Counter()
    small: Counter[str] = Counter()  # more often than with a capital
    days: defaultdict[str, int] = defaultdict(int)
    listed = list(titles)
    first_day = min([day_of(at) for _, _, at in listed], default=0)
    all_days = 0
    for title, declared, at in listed:
        title, language = without_dots(title), language_of(title, declared)
        day = 1 << day_of(at) - first_day
        all_days |= day
        for stem in set(terms(title, language)):
            times[stem] += 1
            days[stem] |= day
        for token, has_capital, tells in capitals(title):
            if tells or not has_capital:
                for stem in stems_of(token, language):
                    small[stem] += -1 if has_capital else 1
    return WordCounts(
        times=times,
        headlines=len(listed),
        days=days,
        all_days=all_days,
        first_day=first_day,
        written_small=frozenset([stem for stem, more in small.items() if more > 0]),
    )


def day_of(at: datetime) -> int:
    """Return the number of an instant's day, in UTC."""
    return int(at.timestamp() // 86_400)


class OtherDays(dict[str, float]):
    """How usual words are on other days, found when they are asked for."""

    def __init__(self, counts: WordCounts, first: int, last: int) -> None:
        super().__init__()
        start = max(0, first - 1 - counts.first_day)
        near = (1 << max(0, last + 2 - counts.first_day)) - (1 << start)
        self._days, self._far = counts.days, ~near
        self._known = (counts.all_days & self._far).bit_count()
        self._new: dict[frozenset[str], float] = {}

    def __missing__(self, word: str) -> float:
        """Count a word's days."""
        days = (self._days.get(word, 0) & self._far).bit_count()
        usual = self[word] = _how_usual(days, self._known)
        return usual

    def new(self, words: frozenset[str]) -> float:
        """Return how many words are new, each by what it lacks of usual."""
        if words not in self._new:
            self._new[words] = len(words) - sum(map(self.__getitem__, words))
        return self._new[words]


class Rarity:
    """How rare the words of a page are; its headlines are among those of `counts`.

    `weights` has all words of the page, `on_page` in how many of its headlines they stand.
    """

    def __init__(self, page: Iterable[ReadHeadline], counts: WordCounts = NO_COUNTS) -> None:
        read = list(page)
        self._counts = counts
        self._other_days: dict[tuple[int, int], OtherDays] = {}
        self.on_page = Counter(word for one in read for word in one.words)
        log = math.log(max(len(read), counts.headlines) + _PRIOR)
        self.weights = {
            word: _exact(1 - math.log(max(times, counts.times.get(word, 0)) + _PRIOR_TIMES) / log)
            for word, times in self.on_page.items()
        }

    def __getitem__(self, word: str) -> float:
        """Return the weight of a word of the page."""
        return self.weights[word]

    def total(self, words: Iterable[str]) -> float:
        """Return the weight of words of the page together."""
        return sum(map(self.weights.__getitem__, words))

    def rarest(self, words: Iterable[str]) -> float:
        """Return the largest weight among words of the page; 0 where there are none."""
        return max(map(self.weights.__getitem__, words), default=0.0)

    def on_other_days(self, first: int, last: int) -> OtherDays:
        """Say of words how usual they are on days before and after `first` to `last`, 0 to 1.

        The days next to them do not count: an event is told the day after, too.
        """
        if (first, last) not in self._other_days:
            self._other_days[first, last] = OtherDays(self._counts, first, last)
        return self._other_days[first, last]


@lru_cache(maxsize=4_096)
def _how_usual(days: int, known: int) -> float:
    of_all = days * _REACH / max(known, _FEW_DAYS) if known else _USUAL_DAYS
    return _exact(min(1.0, math.log1p(of_all) / math.log1p(_REACH)))


def _exact(value: float) -> float:
    """Return a value near `value` of which sums are the same in whatever order they are made."""
    return round(max(0.0, value) * 2**20) / 2**20
