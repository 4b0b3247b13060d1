"""More like this: rank what is in the index by the telling words of one item (query by example)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from bot.model import Item
from bot.search.engine import MAX_RANKED, Corpus, SearchRequest, SearchResults
from bot.search.match.evaluate import Evidence
from bot.search.rank.bm25 import Bm25
from bot.search.rank.feedback import FeedbackTerms, telling_terms, term_scores
from bot.search.rank.ranking import Ranking

_ALIKE = 0.15  # share of an item's own score from which on another is like it
_WORDS = 2  # telling words, at least, that both have


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarItems:
    """Items like another one, and the stems of the words by which they are."""

    results: SearchResults
    stems: Mapping[str, int]  # with their number


def find_similar(corpus: Corpus, item: Item, request: SearchRequest) -> SimilarItems:
    """Return a page of the items most like `item`, itself left out."""
    evidence = [Evidence(part) for part in corpus.parts]
    bm25 = Bm25.of(evidence)
    terms = _shared(telling_terms({item.id: 1.0}, {item.id: item}, corpus, bm25))
    ranking = Ranking.empty()
    for number, found in enumerate(evidence):
        ranking += _ranked(number, found, terms, bm25)
    own = ranking.ids == item.id
    least = _ALIKE * ranking.scores[own].max() if own.any() else 0
    ranking = ranking.take(np.flatnonzero(~own & (ranking.scores > least))).by_score()
    ids = ranking.ids[:MAX_RANKED].tolist()
    page = ids[request.offset : request.offset + request.limit]
    items = corpus.items(page)
    return SimilarItems(
        results=SearchResults(
            items=tuple([items[item_id] for item_id in page if item_id in items]),
            total=len(ids),
            whole=len(ids),
        ),
        stems={key[1:]: number for number, key in enumerate(terms.weights)},
    )


def _shared(terms: FeedbackTerms) -> FeedbackTerms:
    """Leave out the words that no other document has: they tell nothing of likeness."""
    weights = {
        key: weight
        for key, weight in terms.weights.items()
        if sum(map(len, terms.postings[key])) > 1
    }
    return replace(terms, weights=weights)


def _ranked(number: int, found: Evidence, terms: FeedbackTerms, bm25: Bm25) -> Ranking:
    """Return the documents of a part that may be shown and have some of the words."""
    shared = np.zeros(len(found.part), np.int64)
    for key in terms.weights:
        shared[terms.postings[key][number]["doc"].astype(np.intp)] += 1
    docs = np.flatnonzero(found.part.open & (shared >= _WORDS))
    scores = term_scores(found, number, docs, terms, bm25).astype(np.float64)
    ids, known = found.part.columns["item"][docs], np.ones(len(docs), np.bool_)
    return Ranking(ids, np.full(len(docs), number), docs, scores, known, known)
