"""Weigh words by how rare they are in the headlines of the last days (IDF), 0 to 1; pure."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.text.similarity.headline import ReadHeadline, language_of
from bot.text.words import terms

# What is known of rarity before anything is read, as if so many headlines had been.
_PRIOR = 300
_PRIOR_TIMES = 1.5  # of them that have a given word


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCounts:
    """In how many of `headlines` each stem stands: the document frequencies."""

    times: Mapping[str, int] = field(default_factory=dict)
    headlines: int = 0


NO_COUNTS = WordCounts()


def count_words(titles: Iterable[tuple[str, str | None]]) -> WordCounts:
    """Count the stems of titles, each given with its declared language."""
    times: Counter[str] = Counter()
    headlines = 0
    for title, language in titles:
        times.update(set(terms(title, language_of(title, language))))
        headlines += 1
    return WordCounts(times=times, headlines=headlines)


class Rarity:
    """How rare the words of a page are; its headlines are among those of `counts`."""

    def __init__(self, page: Iterable[ReadHeadline], counts: WordCounts = NO_COUNTS) -> None:
        read = list(page)
        self.on_page = Counter(word for one in read for word in one.words)
        log = math.log(max(len(read), counts.headlines) + _PRIOR)
        self._weights = {
            word: _exact(1 - math.log(max(times, counts.times.get(word, 0)) + _PRIOR_TIMES) / log)
            for word, times in self.on_page.items()
        }

    def __getitem__(self, word: str) -> float:
        """Return the weight of a word of the page."""
        return self._weights[word]

    def total(self, words: Iterable[str]) -> float:
        """Return the weight of words of the page together."""
        return sum([self._weights[word] for word in words])

    def rarest(self, words: Iterable[str]) -> float:
        """Return the largest weight among words of the page; 0 where there are none."""
        return max([self._weights[word] for word in words], default=0.0)


def _exact(value: float) -> float:
    """Return a value near `value` of which sums are the same in whatever order they are made."""
    return round(max(0.0, value) * 2**20) / 2**20
