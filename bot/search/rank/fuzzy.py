"""Fuzzy matching: words alike but for a few letters, for rare words and for mistyped ones.

Likeness is Dice's coefficient of the trigrams (three-letter pieces) of two words, ends included.
It brings together a word and its mistyping, or a derivation that no stemmer knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np

from bot.search.index.analysis import WORD
from bot.search.match.evaluate import Counts, Evidence, Index, add_counts
from bot.search.match.lookup import Lookup

ALIKE = 0.5  # from where on two stems are similar
MAX_SIMILAR = 6
SHARE = 0.25  # what a similar word counts, times its likeness

_SAME_LETTERS = 2  # with which similar words begin
_TOO_MANY = 5_000  # words that begin alike: then one letter more has to be
_CORRECTION = 0.4  # from where on a word may be what was meant
_BEGINNING = 4  # letters of a stem from which on a word may begin with it
_ONLY_BEGUN = 0.1


class Vocabulary(Index, Protocol):
    """The index with its vocabulary."""

    def vocabulary(self, prefix: str) -> Mapping[str, int]:
        """Return the keys that begin so, with about how many documents have each."""


class FuzzyWords:
    """The similar words of a plan's rare words, counted in every part of the index."""

    def __init__(self, index: Vocabulary, evidence: Sequence[Evidence]) -> None:
        self._index = index
        self._evidence = evidence
        self._counts: dict[Lookup, list[Counts]] = {}
        self.stems: dict[str, Lookup] = {}  # similar stem -> the word it counts for

    def counts(self, number: int, lookup: Lookup) -> Counts | None:
        """Return the counts of a word's similar ones in one part; None where it has none."""
        found = self._counts.get(lookup)
        return None if found is None else found[number]

    def documents(self, lookup: Lookup) -> int:
        """Return how many documents have a word that is similar."""
        return sum(int(np.count_nonzero(counts)) for counts in self._counts[lookup])

    def look_up(self, lookup: Lookup) -> None:
        """Find the words similar to a word's stems, and count them in every part."""
        shares: dict[str, float] = {}
        own = {key for key, _ in lookup.keys}
        for key in own:
            if not key.startswith(WORD) or len(key) <= _SAME_LETTERS:
                continue
            for other, likeness in similar_words(key[1:], self._candidates(key)).items():
                if WORD + other not in own:
                    shares[other] = max(likeness, shares.get(other, 0))
        postings = self._index.postings([WORD + other for other in shares])
        self._counts[lookup] = []
        for place, found in enumerate(self._evidence):
            counts = np.zeros(len(found.part), np.float32)
            for other, likeness in shares.items():
                each = np.zeros(len(found.part), np.float32)
                add_counts(each, postings[WORD + other][place], None, found.part)
                counts += SHARE * likeness * each
            self._counts[lookup].append(counts)
        for other in shares:
            self.stems.setdefault(other, lookup)

    def _candidates(self, key: str) -> list[str]:
        """Return the stems among which the similar ones of a key are."""
        stems = [other[1:] for other in self._index.vocabulary(key[: 1 + _SAME_LETTERS])]
        if len(stems) <= _TOO_MANY:
            return stems
        return [stem for stem in stems if stem.startswith(key[1 : 2 + _SAME_LETTERS])]


def trigrams(word: str) -> frozenset[str]:
    marked = f"_{word}_"
    return frozenset(marked[n : n + 3] for n in range(len(marked) - 2))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return Dice's coefficient of two sets of trigrams."""
    return 2 * len(one & other) / (len(one) + len(other))


def similar_words(word: str, vocabulary: Iterable[str]) -> dict[str, float]:
    """Return the few words of `vocabulary` most like `word`, each with its likeness."""
    own = trigrams(word)
    limit = len(own) * (2 / ALIKE - 1)  # a longer word cannot be alike enough
    scored = [
        (alike, other)
        for other in vocabulary
        if other != word
        and len(other) <= limit
        and (alike := likeness(own, trigrams(other))) >= ALIKE
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return {other: alike for alike, other in scored[:MAX_SIMILAR]}


def likely_stems(word: str, vocabulary: Mapping[str, int], limit: int = 3) -> list[str]:
    """Return the stems of what a word that nothing has may have meant, likeliest first.

    `vocabulary` counts documents: between words alike, the common one is likelier. A mistyped
    word is not stemmed as the right one is, so its beginning is compared as well.
    """
    scored = [
        (score, stem)
        for stem, documents in vocabulary.items()
        if stem != word
        and len(stem) <= len(word) + 2
        and (score := _chance(word, stem, documents)) > 0
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return [stem for _, stem in scored[:limit]]


def _chance(word: str, stem: str, documents: int) -> float:
    begun = word[: len(stem)]
    alike = likeness(trigrams(word), trigrams(stem))
    if len(stem) >= _BEGINNING:
        alike = max(alike, likeness(trigrams(begun), trigrams(stem)) - _ONLY_BEGUN)
    if sorted(begun) == sorted(stem):
        alike += 0.4  # letters changed places: one slip, though it changes three trigrams
    return alike + min(documents, 50) / 500 if alike >= _CORRECTION else 0


def edit_distance(one: str, other: str, most: int = 3) -> int:
    """Return how many letters have to be changed, put in, left out or exchanged; at most `most`."""
    if abs(len(one) - len(other)) >= most:
        return most
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [n]
        for m, wanted in enumerate(other, start=1):
            cost = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != wanted))
            if n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == wanted:
                cost = min(cost, earlier[m - 2] + 1)
            row.append(cost)
        if min(row) >= most:
            return most
    return min(row[-1], most)
