"""Second phase of the ranking: rerank the best documents by their texts; finds none anew.

What counts on top of the first rank: words as they were typed rather than by their stem, words
that follow each other as in the query, and many of the words close together. The index knows how
rare a stem is; how rare the typed form is within it, the texts at hand tell.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from bot.model import Item
from bot.search.index.analysis import LANGUAGES, language_of
from bot.search.match.highlight import Occurrence, OccurrenceFinder, composed
from bot.search.rank.bm25 import Bm25

_TYPED = 0.5  # a word as it was typed, beside 1 for its stem
_FUNCTION_WORD = 0.3  # what a function word weighs
_ROW = 0.2  # two neighbours of the query that are neighbours in the text
_ROW_GAP = 2  # words further on, at most
_NEAR = 0.1  # the best window
_WINDOW = 10  # words
_LOOKED_AT = 4_000  # characters of a body, with its few marks
_BETWEEN_TEXTS = 100  # words, so that no window spans a title and a text


class Reranker:
    """Gives documents a bonus for what their texts show of the wanted words.

    `documents` counts for each word, by its number, those that have its stem, `shares` say what the
    word counts; `typed` are the words' numbers in the order they were typed, function words among
    them.
    """

    def __init__(
        self,
        finder: OccurrenceFinder,
        documents: Sequence[int],
        shares: Sequence[float],
        function_words: Collection[int],
        typed: Sequence[int],
        bm25: Bm25,
    ) -> None:
        self._finder = finder
        self._documents = documents
        self._shares = shares
        weights = [share * bm25.idf(n) for share, n in zip(shares, documents, strict=True)]
        self._weights = [*weights, *[_FUNCTION_WORD] * len(function_words)]
        self._function_words = frozenset(function_words)
        self._pairs = frozenset((a, b) for a, b in pairwise(typed) if a != b)
        self._bm25 = bm25

    def bonuses(self, items: Sequence[Item], lengths: Sequence[int]) -> list[float]:
        """Return what is added to the first ranks of items of these weighted lengths."""
        texts = [self._words(item) for item in items]
        typed = self._typed_weights(texts)
        return [
            self._as_typed(words, typed, self._bm25.length_norm(length))
            + _ROW * self._rows(words)
            + _NEAR * self._window(words)
            for words, length in zip(texts, lengths, strict=True)
        ]

    def _typed_weights(self, texts: Sequence[Sequence[tuple[int, Occurrence]]]) -> list[float]:
        """Return the idf of each word as it was typed, by its share among these texts."""
        by_stem: Counter[int] = Counter()
        exact: Counter[int] = Counter()
        for words in texts:
            by_stem.update({word.which for _, word in words})
            exact.update({word.which for _, word in words if word.exact})
        return [
            share * self._bm25.idf(round(documents * (exact[n] + 0.5) / (by_stem[n] + 1)))
            for n, (share, documents) in enumerate(zip(self._shares, self._documents, strict=True))
        ]

    def _words(self, item: Item) -> list[tuple[int, Occurrence]]:
        """Return the occurrences, each with about how many words stand before it."""
        language = LANGUAGES.index(language_of(item))
        words: list[tuple[int, Occurrence]] = []
        place = 0
        for text in (item.title, item.kicker or "", item.lead, item.body[:_LOOKED_AT]):
            text, end = composed(text), 0
            for occurrence in self._finder.occurrences(text, language):
                place += max(1, text.count(" ", end, occurrence.start)) if end else 0
                words.append((place, occurrence))
                end = occurrence.end
            place += _BETWEEN_TEXTS
        return words

    def _as_typed(
        self, words: Sequence[tuple[int, Occurrence]], typed: Sequence[float], length_norm: float
    ) -> float:
        counts: Mapping[int, int] = Counter(
            word.which for _, word in words if word.exact or word.which in self._function_words
        )
        return sum(
            (_FUNCTION_WORD if which in self._function_words else _TYPED * typed[which])
            * self._bm25.saturated(count, length_norm)
            for which, count in counts.items()
        )

    def _rows(self, words: Sequence[tuple[int, Occurrence]]) -> float:
        rows = {
            (a.which, b.which)
            for (here, a), (there, b) in pairwise(words)
            if there - here <= _ROW_GAP
        }
        return sum(self._weights[a] + self._weights[b] for a, b in rows & self._pairs)

    def _window(self, words: Sequence[tuple[int, Occurrence]]) -> float:
        best = 0.0
        for first, (start, _) in enumerate(words):
            seen: set[int] = set()
            for place, word in words[first:]:
                if place - start >= _WINDOW:
                    break
                seen.add(word.which)
            best = max(best, sum(self._weights[which] for which in seen))
        return best
