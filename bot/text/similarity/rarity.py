"""Weigh words by how rare they are in the headlines of the last days (IDF), 0 to 1; pure."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.text.similarity.capitals import capitals
from bot.text.similarity.headline import ReadHeadline, language_of, stems_of, without_dots
from bot.text.words import terms

# What is known of rarity before anything is read, as if so many headlines had been.
_PRIOR = 300
_PRIOR_TIMES = 1.5  # of them that have a given word


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCounts:
    """In how many of `headlines` each stem stands: the document frequencies.

    `written_small` are the stems of words that have no capital more often than one that tells.
    """

    times: Mapping[str, int] = field(default_factory=dict)
    headlines: int = 0
    written_small: frozenset[str] = frozenset()


NO_COUNTS = WordCounts()


def count_words(titles: Iterable[tuple[str, str | None]]) -> WordCounts:
    """Count the stems of titles, each given with its declared language."""
    times: Counter[str] = Counter()
    small: Counter[str] = Counter()  # more often than with a capital
    headlines = 0
    for title, declared in titles:
        title, language = without_dots(title), language_of(title, declared)
        times.update(set(terms(title, language)))
        headlines += 1
        for token, has_capital, tells in capitals(title):
            if tells or not has_capital:
                for stem in stems_of(token, language):
                    small[stem] += -1 if has_capital else 1
    return WordCounts(
        times=times,
        headlines=headlines,
        written_small=frozenset([stem for stem, more in small.items() if more > 0]),
    )


class Rarity:
    """How rare the words of a page are; its headlines are among those of `counts`.

    `weights` has all words of the page, `on_page` in how many of its headlines they stand.
    """

    def __init__(self, page: Iterable[ReadHeadline], counts: WordCounts = NO_COUNTS) -> None:
        read = list(page)
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


def _exact(value: float) -> float:
    """Return a value near `value` of which sums are the same in whatever order they are made."""
    return round(max(0.0, value) * 2**20) / 2**20
