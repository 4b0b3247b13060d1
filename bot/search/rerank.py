"""Second phase of the ranking: look at the texts of the best documents; finds none anew.

What counts on top of the first rank: words as they were typed rather than by their stem, words
that follow each other as in the query, and many of the words close together.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.model import Item
from bot.search.highlight import Spot, Spotter, composed
from bot.search.index.analysis import LANGUAGES, language_of

_TYPED = 0.5  # a word as it was typed, beside 1 for its stem
_LIGHT = 0.3  # what a light word weighs
_ROW = 0.2  # two neighbours of the query that are neighbours in the text
_ROW_GAP = 2  # words further on, at most
_NEAR = 0.1  # the best window
_WINDOW = 10  # words
_LOOKED_AT = 4_000  # characters of a body, with its few marks
_BETWEEN_TEXTS = 100  # words, so that no window spans a title and a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The constants of BM25 as they are for this index."""

    k1: float
    b: float
    average: float

    def half(self, length: float) -> float:
        """Return the count at which a word has half of its full effect."""
        return self.k1 * (1 - self.b + self.b * length / self.average)

    def effect(self, count: float, half: float) -> float:
        return count * (self.k1 + 1) / (count + half)


class Reranker:
    """Gives a bonus for what a document's text shows of the wanted words.

    `weights` are those of the words by their number, `typed` the words' numbers in the order
    they were typed, light ones among them.
    """

    def __init__(
        self,
        spotter: Spotter,
        weights: Sequence[float],
        light: Collection[int],
        typed: Sequence[int],
        scale: Scale,
    ) -> None:
        self._spotter = spotter
        self._weights = [*weights, *[_LIGHT] * len(light)]
        self._light = frozenset(light)
        self._pairs = frozenset((a, b) for a, b in pairwise(typed) if a != b)
        self._scale = scale

    def bonus(self, item: Item, length: int) -> float:
        """Return what is added to the first rank of an item of this weighted length."""
        words = self._words(item)
        return (
            self._as_typed(words, self._scale.half(length))
            + _ROW * self._rows(words)
            + _NEAR * self._window(words)
        )

    def _words(self, item: Item) -> list[tuple[int, Spot]]:
        """Return the words found, each with about how many words stand before it."""
        language = LANGUAGES.index(language_of(item))
        found: list[tuple[int, Spot]] = []
        place = 0
        for text in (item.title, item.kicker or "", item.lead, item.body[:_LOOKED_AT]):
            text, end = composed(text), 0
            for spot in self._spotter.spots(text, language):
                place += max(1, text.count(" ", end, spot.start)) if end else 0
                found.append((place, spot))
                end = spot.end
            place += _BETWEEN_TEXTS
        return found

    def _as_typed(self, words: Sequence[tuple[int, Spot]], half: float) -> float:
        counts: Mapping[int, int] = Counter(
            spot.which for _, spot in words if spot.exact or spot.which in self._light
        )
        return sum(
            self._weights[which]
            * (1 if which in self._light else _TYPED)
            * self._scale.effect(count, half)
            for which, count in counts.items()
        )

    def _rows(self, words: Sequence[tuple[int, Spot]]) -> float:
        rows = {
            (a.which, b.which)
            for (here, a), (there, b) in pairwise(words)
            if there - here <= _ROW_GAP
        }
        return sum(self._weights[a] + self._weights[b] for a, b in rows & self._pairs)

    def _window(self, words: Sequence[tuple[int, Spot]]) -> float:
        best = 0.0
        for first, (start, _) in enumerate(words):
            seen: set[int] = set()
            for place, spot in words[first:]:
                if place - start >= _WINDOW:
                    break
                seen.add(spot.which)
            best = max(best, sum(self._weights[which] for which in seen))
        return best
