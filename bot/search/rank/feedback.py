"""Pseudo relevance feedback: a long question is asked again with the best documents' own words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from bot.model import Item
from bot.search.index.analysis import LANGUAGES, function_keys, language_of, plain_weights
from bot.search.index.postings import Postings
from bot.search.match.evaluate import Evidence, Index
from bot.search.rank.bm25 import Bm25, Scores
from bot.search.rank.ranking import Ranking

_DOCUMENTS = 6  # whose words are taken
_WORDS = 20
_LOOKED_AT = 80  # words of which the telling ones are kept
_SHARE = 0.6  # what these words count beside those of the question


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackTerms:
    """The telling words of some documents, with their weights and postings."""

    weights: Mapping[str, float]
    postings: Mapping[str, Sequence[Postings]]


def with_feedback(
    ranking: Ranking,
    items: Mapping[int, Item],
    index: Index,
    evidence: Sequence[Evidence],
    bm25: Bm25,
) -> Ranking:
    """Return a ranking, best first, in the order that it has with feedback."""
    best = ranking.take(range(min(_DOCUMENTS, len(ranking))))
    trust = best.scores**2
    if not trust.any():  # found by what only a text can decide: nobody is better than another
        return ranking
    trusted = dict(zip(best.ids.tolist(), (trust / trust.sum()).tolist(), strict=True))
    terms = telling_terms(trusted, items, index, bm25)
    again = np.zeros(len(ranking), np.float64)
    for number, found in enumerate(evidence):
        here = ranking.parts == number
        again[here] = term_scores(found, number, ranking.docs[here], terms, bm25)
    scores = ranking.scores / ranking.scores.max() + _SHARE * again / (again.max() or 1)
    return replace(ranking, scores=scores).by_score()


def telling_terms(
    trusted: Mapping[int, float], items: Mapping[int, Item], index: Index, bm25: Bm25
) -> FeedbackTerms:
    """Return the telling words of documents, each trusted so much."""
    return _telling(_shares(trusted, items, bm25), index, bm25)


def _shares(
    trusted: Mapping[int, float], items: Mapping[int, Item], bm25: Bm25
) -> dict[str, float]:
    """Return the words that say most in documents that are trusted so much."""
    shares: dict[str, float] = defaultdict(float)
    for item_id, share in trusted.items():
        if item_id not in items:
            continue
        item = items[item_id]
        weights = plain_weights(item)
        norm = bm25.length_norm(sum(weights.values()))
        function_words = function_keys(LANGUAGES.index(language_of(item)))
        for key, weight in weights.items():
            if len(key) > 2 and key not in function_words:
                shares[key] += share * bm25.saturated(weight, norm)
    return dict(nlargest(_LOOKED_AT, shares.items(), key=itemgetter(1)))


def _telling(shares: Mapping[str, float], index: Index, bm25: Bm25) -> FeedbackTerms:
    """Weigh words by how rare they are, and keep the telling ones."""
    postings = index.postings(sorted(shares))
    idf = {key: bm25.idf(sum(map(len, found))) for key, found in postings.items()}
    worth = {key: share * idf[key] for key, share in shares.items()}
    kept = sorted(worth, key=lambda key: (-worth[key], key))[:_WORDS]
    total = sum(worth[key] for key in kept) or 1.0
    weights = {key: worth[key] / total * idf[key] for key in kept}
    return FeedbackTerms(weights=weights, postings=postings)


def term_scores(
    found: Evidence, number: int, docs: NDArray[np.intp], terms: FeedbackTerms, bm25: Bm25
) -> Scores:
    """Return the scores that some documents of a part have by such words alone."""
    norms = bm25.length_norms(found.part.columns["length"])
    scores = np.zeros(len(found.part), np.float32)
    for key, weight in terms.weights.items():
        postings = terms.postings[key][number]
        at = postings["doc"].astype(np.intp)
        scores[at] += np.float32(weight) * bm25.all_saturated(postings["weight"], norms[at])
    return scores[docs]
