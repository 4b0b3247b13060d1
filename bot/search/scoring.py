"""First phase of the ranking, by the index alone: BM25 over weighted counts, kin, freshness.

A word that few documents have is helped by its kin: words of the same spelling but for a few
letters, such as a mistyping or a derivation that no stemmer brings together.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.search.evaluate import Counts, Evidence, Index, add_counts
from bot.search.index.analysis import WORD
from bot.search.plan import Lookup, QueryPlan
from bot.search.rerank import Scale
from bot.search.similar import SHARE, kindred

K1 = 1.0
B = 0.75
FRESHNESS = 0.15  # what an article of today gains over an old one
FRESH_DAYS = 60  # in which the gain halves
RARE = 0.03  # share of documents from which on a word needs no kin

_DENSE = 8  # a part of which one document in so many is scored is scored as a whole
_KIN_LETTERS = 2  # with which kin begin alike
_TOO_MANY = 5_000  # words that begin alike: then one letter more has to be

Scores = NDArray[np.floating]


class Words(Index, Protocol):
    """The index with its vocabulary."""

    def vocabulary(self, start: str) -> Mapping[str, int]:
        """Return the keys that begin so, with about how many documents have each."""


class Scorer:
    """The weights of a plan's wanted words in this index, and the scores they give."""

    def __init__(
        self,
        index: Words,
        plan: QueryPlan,
        evidence: Sequence[Evidence],
        now: datetime,
        *,
        with_kin: bool = False,
    ) -> None:
        self._index = index
        self._evidence = evidence
        self._now = now.timestamp()
        wanted = [lookup for term in plan.wanted for lookup in plan.leaves[term].lookups]
        self.lookups: tuple[Lookup, ...] = tuple(dict.fromkeys(wanted))
        self._documents = sum(len(found.part) for found in evidence)
        total = sum(int(found.part.columns["length"].sum()) for found in evidence)
        self.scale = Scale(k1=K1, b=B, average=max(1.0, total / max(1, self._documents)))
        self.kin: dict[str, int] = {}  # stem -> number of its word
        self._kin_counts: list[dict[int, Counts]] = [{} for _ in evidence]
        self.weights = [
            self._weight(number, lookup, with_kin=with_kin)
            for number, lookup in enumerate(self.lookups)
        ]

    def scores(self, number: int, docs: NDArray[np.intp]) -> Scores:
        """Return the scores of some documents of one part, old and fresh alike."""
        found = self._evidence[number]
        if len(docs) * _DENSE > len(found.part):  # whole columns are faster than picking
            return self._scores(number, slice(None))[docs]
        return self._scores(number, docs)

    def freshness(self, published: NDArray[np.int64]) -> Scores:
        """Return what scores are multiplied by, so that of two alike the newer comes first."""
        age_days = np.maximum(self._now - published, 0) / 86_400
        return np.asarray(1 + FRESHNESS * 0.5 ** (age_days / FRESH_DAYS))

    def _scores(self, number: int, docs: NDArray[np.intp] | slice) -> Scores:
        found = self._evidence[number]
        half = self._half(found.part.columns["length"][docs])
        scores = np.zeros(len(half), np.float32)
        for word, lookup in enumerate(self.lookups):
            counts = found.counts[lookup][docs]
            if word in self._kin_counts[number]:
                counts = counts + self._kin_counts[number][word][docs]
            scores += np.float32(self.weights[word]) * self._effect(counts, half)
        return scores

    def akin(self, number: int, lookup: Lookup) -> Counts | None:
        """Return the counts of a word's kin in one part; None where it has none."""
        return self._kin_counts[number].get(self.lookups.index(lookup))

    def lent(self, number: int, docs: NDArray[np.intp], lent: "FeedbackTerms") -> Scores:
        """Return the scores that some documents have by lent words alone."""
        found = self._evidence[number]
        half = self._half(found.part.columns["length"])
        scores = np.zeros(len(found.part), np.float32)
        for key, weight in lent.weights.items():
            postings = lent.postings[key][number]
            where = postings["doc"].astype(np.intp)
            scores[where] += np.float32(weight) * self._effect(postings["weight"], half[where])
        return scores[docs]

    def lend(self, shares: Mapping[str, float], limit: int) -> "FeedbackTerms":
        """Weigh words of the best documents by how rare they are, and keep the telling ones."""
        postings = self._index.postings(sorted(shares))
        rare = {key: self._rarity(sum(map(len, found))) for key, found in postings.items()}
        worth = {key: share * rare[key] for key, share in shares.items()}
        kept = sorted(worth, key=lambda key: (-worth[key], key))[:limit]
        whole = sum(worth[key] for key in kept) or 1.0
        return FeedbackTerms({key: worth[key] / whole * rare[key] for key in kept}, postings)

    def _half(self, lengths: NDArray[np.uint16]) -> Counts:
        slope = np.float32(K1 * B / self.scale.average)
        return np.float32(K1 * (1 - B)) + slope * lengths.astype(np.float32)

    @staticmethod
    def _effect(counts: Counts, half: Counts) -> Counts:
        return np.asarray(counts * np.float32(K1 + 1) / (counts + half))

    def _rarity(self, documents: int) -> float:
        return math.log(1 + (self._documents - documents + 0.5) / (documents + 0.5))

    def _weight(self, number: int, lookup: Lookup, *, with_kin: bool) -> float:
        documents = sum(int(np.count_nonzero(found.counts[lookup])) for found in self._evidence)
        if with_kin and documents <= RARE * self._documents and lookup.beginning is None:
            self._add_kin(number, lookup)
            if not documents:
                kin = [counts.get(number) for counts in self._kin_counts]
                documents = sum(int(np.count_nonzero(one)) for one in kin if one is not None)
        return self._rarity(documents)

    def _alike(self, key: str) -> list[str]:
        """Return the stems among which the kin of a word are."""
        found = [one[1:] for one in self._index.vocabulary(key[: 1 + _KIN_LETTERS])]
        if len(found) <= _TOO_MANY:
            return found
        return [one for one in found if one.startswith(key[1 : 2 + _KIN_LETTERS])]

    def _add_kin(self, number: int, lookup: Lookup) -> None:
        """Find the kin of a word's stems, and count them in every part."""
        shares: dict[str, float] = {}
        own = {key for key, _ in lookup.keys}
        for key in own:
            if not key.startswith(WORD) or len(key) <= _KIN_LETTERS:
                continue
            for other, likeness in kindred(key[1:], self._alike(key)).items():
                if WORD + other not in own:
                    shares[other] = max(likeness, shares.get(other, 0))
        postings = self._index.postings([WORD + other for other in shares])
        for place, found in enumerate(self._evidence):
            counts = np.zeros(len(found.part), np.float32)
            for other, likeness in shares.items():
                one = np.zeros(len(found.part), np.float32)
                add_counts(one, postings[WORD + other][place], None, found.part)
                counts += SHARE * likeness * one
            self._kin_counts[place][number] = counts
        for other in shares:
            self.kin.setdefault(other, number)


class FeedbackTerms:
    """Words that the best documents lend to a question, with their weights and postings."""

    def __init__(
        self, weights: Mapping[str, float], postings: Mapping[str, Sequence[NDArray[np.void]]]
    ) -> None:
        self.weights = weights
        self.postings = postings
