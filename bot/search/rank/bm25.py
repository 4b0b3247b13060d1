"""First phase of the ranking, by the index alone: BM25 over weighted counts, and freshness."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.search.match.evaluate import Counts, Evidence
from bot.search.match.lookup import Lookup
from bot.search.match.plan import QueryPlan
from bot.search.rank.fuzzy import FuzzyWords, Vocabulary

K1 = 1.0
B = 0.75
FRESHNESS = 0.15  # what an article of today gains over an old one
FRESH_DAYS = 60  # in which the gain halves
RARE = 0.03  # share of documents from which on a word needs no similar ones

_DENSE = 8  # a part of which one document in so many is scored is scored as a whole

Scores = NDArray[np.floating]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bm25:
    """The formula with its constants for one index; `average` is the mean weighted length."""

    documents: int
    average: float

    @classmethod
    def of(cls, evidence: Sequence[Evidence]) -> Self:
        """Return the formula for the index of which this is the evidence."""
        documents = sum(len(found.part) for found in evidence)
        total = sum(int(found.part.columns["length"].sum()) for found in evidence)
        return cls(documents=documents, average=max(1.0, total / max(1, documents)))

    def idf(self, documents: int) -> float:
        """Return what a word weighs that so many documents have (inverse document frequency)."""
        return math.log(1 + (self.documents - documents + 0.5) / (documents + 0.5))

    def length_norm(self, length: float) -> float:
        """Return the count at which a word has half of its full effect in such a document."""
        return K1 * (1 - B + B * length / self.average)

    def length_norms(self, lengths: NDArray[np.uint16]) -> Counts:
        slope = np.float32(K1 * B / self.average)
        return np.float32(K1 * (1 - B)) + slope * lengths.astype(np.float32)

    @staticmethod
    def saturated(count: float, length_norm: float) -> float:
        """Return the effect of a count: twice as often is less than twice as much."""
        return count * (K1 + 1) / (count + length_norm)

    @staticmethod
    def all_saturated(counts: Counts, length_norms: Counts) -> Counts:
        return np.asarray(counts * np.float32(K1 + 1) / (counts + length_norms))


class Scorer:
    """The weights of a plan's wanted words in this index, and the scores they give."""

    def __init__(
        self,
        index: Vocabulary,
        plan: QueryPlan,
        evidence: Sequence[Evidence],
        now: datetime,
        *,
        fuzzy: bool = False,
    ) -> None:
        self._evidence = evidence
        self._now = now.timestamp()
        wanted = [lookup for term in plan.wanted for lookup in plan.leaves[term].lookups]
        self.lookups: tuple[Lookup, ...] = tuple(dict.fromkeys(wanted))
        self.bm25 = Bm25.of(evidence)
        self.fuzzy = FuzzyWords(index, evidence)
        self.documents = [self._count(lookup, fuzzy=fuzzy) for lookup in self.lookups]
        self.weights = [
            lookup.share * self.bm25.idf(documents)
            for lookup, documents in zip(self.lookups, self.documents, strict=True)
        ]

    def scores(self, number: int, docs: NDArray[np.intp]) -> Scores:
        """Return the scores of some documents of one part, old and new alike."""
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
        norms = self.bm25.length_norms(found.part.columns["length"][docs])
        scores = np.zeros(len(norms), np.float32)
        for weight, lookup in zip(self.weights, self.lookups, strict=True):
            counts = found.counts[lookup][docs]
            similar = self.fuzzy.counts(number, lookup)
            if similar is not None:
                counts = counts + similar[docs]
            scores += np.float32(weight) * self.bm25.all_saturated(counts, norms)
        return scores

    def _count(self, lookup: Lookup, *, fuzzy: bool) -> int:
        """Count the documents that have a word, or else those that have a similar one."""
        documents = sum(int(np.count_nonzero(found.counts[lookup])) for found in self._evidence)
        if fuzzy and documents <= RARE * self.bm25.documents and lookup.prefix is None:
            self.fuzzy.look_up(lookup)
            documents = documents or self.fuzzy.documents(lookup)
        return documents
