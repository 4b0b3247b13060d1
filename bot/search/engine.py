"""Find the documents of a plan in the index and rank them; reads what a `Corpus` hands it.

Two phases. The index alone says who is in and gives a first rank. Then the texts of the best are
looked at (`rerank`). What only a text can decide is read in the order of rank until the page is
full, so that an answer costs little however many documents might be in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.model import Item
from bot.query.nodes import Node, Term
from bot.search.match.evaluate import Evidence, MatchMarks, evaluate, gather
from bot.search.match.highlight import OccurrenceFinder
from bot.search.match.lookup import Lookup
from bot.search.match.plan import QueryPlan, loosened
from bot.search.match.recheck import decide
from bot.search.rank.bm25 import Scorer
from bot.search.rank.feedback import with_feedback
from bot.search.rank.fuzzy import Vocabulary
from bot.search.rank.ranking import Ranking
from bot.search.rank.rerank import Reranker

PAGE = 10
DEPTH = 20  # documents whose text is looked at to rank them
QUESTION_DEPTH = 30  # the same for a question of many words
MAX_READ = 3_000  # documents whose text is read to decide whether they are in
MAX_RANKED = 1_000  # documents that are put in order: nobody turns so many pages
QUESTION_WORDS = 3  # from so many on, a query is a question: any of its words may tell
COORDINATION = 0.15  # what all words of a question at once are worth beside some of them
LONG_QUESTION = 6  # from so many on, the best documents lend their words

_READ_AT_ONCE = 100


class Order(StrEnum):
    """What comes first."""

    RELEVANCE = "relevance"
    DATE = "date"


class Corpus(Vocabulary, Protocol):
    """The index and the items, as they are at one moment."""

    def items(self, ids: Sequence[int]) -> Mapping[int, Item]:
        """Return items by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """How an answer is wanted. `loose`: any of the words will do, from the start."""

    now: datetime
    order: Order = Order.RELEVANCE
    offset: int = 0
    limit: int = PAGE
    loose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """A page of what was found.

    `total` counts what is in; `more`: at least so many, the rest was not looked at. `whole` of
    them answer the query itself, the others hold only some of its words.
    """

    items: tuple[Item, ...] = ()
    total: int = 0
    more: bool = False
    whole: int = 0
    missing: tuple[Term, ...] = ()  # wanted words that no document has
    synonyms: tuple[str, ...] = ()  # by which some of these items were found, not by the word
    similar: Mapping[str, Lookup] = field(default_factory=dict)  # stems that counted for a word


def find(corpus: Corpus, plan: QueryPlan, request: SearchRequest) -> SearchResults:
    """Return a page of the documents that answer `plan`.

    Those that hold the whole query come first. Where they fill no page, those that hold some of
    its words follow; but not by date, which knows no better ones, unless there is nothing else,
    and never where the query says by operators or parentheses what is wanted. In a question, a
    long text that has all words by chance yields to one that is about the telling ones.
    """
    search = _Search(corpus, plan, request)
    looser = None if plan.explicit else loosened(plan.root)
    if request.loose:
        return search.page(search.any_of(looser or plan.root))
    whole = search.all_of()
    enough = PAGE if request.order is Order.RELEVANCE else 1
    if looser is None or whole.total >= enough:
        return search.page(whole)
    fuzzy = whole.total == 0 or len(plan.wanted) >= QUESTION_WORDS
    return search.page(search.any_of(looser, whole=whole, fuzzy=fuzzy))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidates:
    """Documents that are in, best first as far as the index knows, and the items read so far."""

    ranking: Ranking
    scorer: Scorer
    items: Mapping[int, Item]
    total: int
    more: bool
    whole: int


class _Search:
    """One search; what was read for a strict answer serves a loose one as well."""

    def __init__(self, corpus: Corpus, plan: QueryPlan, request: SearchRequest) -> None:
        self._corpus = corpus
        self._plan = plan
        self._request = request
        self._evidence = gather(corpus, plan)
        self._is_question = len(plan.wanted) >= QUESTION_WORDS
        self._depth = QUESTION_DEPTH if self._is_question else DEPTH

    def all_of(self) -> _Candidates:
        """Return the documents that answer the whole query."""
        scorer = Scorer(self._corpus, self._plan, self._evidence, self._request.now)
        found = self._candidates(self._plan.root, self._evidence, scorer, whole=None)
        return replace(found, whole=found.total)

    def any_of(
        self, root: Node | None, *, whole: _Candidates | None = None, fuzzy: bool = True
    ) -> _Candidates:
        """Return the documents that answer a looser query, those of `whole` before the others.

        In a question they only count for more.
        """
        scorer = Scorer(self._corpus, self._plan, self._evidence, self._request.now, fuzzy=fuzzy)
        evidence = [self._with_fuzzy(number, scorer) for number in range(len(self._evidence))]
        ids = None if whole is None else whole.ranking.ids
        found = self._candidates(root, evidence, scorer, whole=ids)
        return replace(found, whole=0 if whole is None else whole.total)

    def page(self, found: _Candidates) -> SearchResults:
        """Return the page that is wished for, the best documents put in order by their texts."""
        ranking, items = found.ranking, found.items
        if self._request.order is Order.RELEVANCE and found.scorer.lookups:
            items = self._items(ranking.ids[: self._depth].tolist(), items)
            ranking = self._reranked(ranking, items, found.scorer)
        start = self._request.offset
        shown = ranking.take(range(start, min(start + self._request.limit, len(ranking))))
        ids = shown.ids.tolist()
        items = self._items(ids, items)
        missing = [
            term
            for term in self._plan.wanted
            if not any((part.leaves[term].may & part.part.open).any() for part in self._evidence)
        ]
        return SearchResults(
            items=tuple([items[item_id] for item_id in ids if item_id in items]),
            total=found.total,
            more=found.more,
            whole=found.whole,
            missing=tuple(missing),
            synonyms=self._deciding_synonyms(shown),
            similar=dict(found.scorer.fuzzy.stems),
        )

    def _deciding_synonyms(self, shown: Ranking) -> tuple[str, ...]:
        """Return the synonyms by which documents were found that lack the word itself."""
        names: dict[str, None] = {}
        for part, doc in zip(shown.parts.tolist(), shown.docs.tolist(), strict=True):
            for by_name in self._evidence[part].synonyms.values():
                names.update(dict.fromkeys(name for name, n in by_name.items() if n[doc]))
        return tuple(names)

    def _with_fuzzy(self, number: int, scorer: Scorer) -> Evidence:
        """Return a part's evidence where the words similar to a word count as the word."""
        found = self._evidence[number]
        leaves = dict(found.leaves)
        for term in self._plan.wanted:
            if not self._plan.leaves[term].sure:
                continue  # nothing is similar to a phrase
            for lookup in self._plan.leaves[term].lookups:
                similar = scorer.fuzzy.counts(number, lookup)
                if similar is not None:
                    marks = leaves[term]
                    leaves[term] = MatchMarks(marks.may | (similar > 0), marks.must | (similar > 0))
        return replace(found, leaves=leaves)

    def _candidates(
        self,
        root: Node | None,
        evidence: Sequence[Evidence],
        scorer: Scorer,
        *,
        whole: NDArray[np.int64] | None,
    ) -> _Candidates:
        marks = [evaluate(root, found, self._plan) for found in evidence]
        pairs = list(zip(marks, evidence, strict=True))
        sure = all((mark.may == mark.must).all() for mark in marks)
        total = sum(int(np.count_nonzero(mark.may & found.part.open)) for mark, found in pairs)
        limit = MAX_RANKED if sure else MAX_READ
        ranking = self._ranked(marks, scorer, whole, limit)
        ranking, items, more = self._decided(ranking, root, evidence)
        if not sure:
            more = more or total > limit
            total = len(ranking)
        return _Candidates(
            ranking=ranking, scorer=scorer, items=items, total=total, more=more, whole=0
        )

    def _ranked(
        self,
        marks: Sequence[MatchMarks],
        scorer: Scorer,
        whole: NDArray[np.int64] | None,
        limit: int,
    ) -> Ranking:
        """Return the best `limit` of the documents that may be in, by what the index knows."""
        ranking = Ranking.empty()
        for number, mark in enumerate(marks):
            ranking += self._best_of_part(number, mark, scorer, whole, limit)
        return ranking.by_score().take(range(min(limit, len(ranking))))

    def _best_of_part(
        self,
        number: int,
        mark: MatchMarks,
        scorer: Scorer,
        whole: NDArray[np.int64] | None,
        limit: int,
    ) -> Ranking:
        columns, shown = self._evidence[number].part.columns, self._evidence[number].part.open
        docs = np.flatnonzero(mark.may & shown)
        by_date = self._request.order is Order.DATE or not scorer.lookups
        if by_date:
            scores = columns["published"][docs].astype(np.float64)
        else:
            scores = scorer.scores(number, docs).astype(np.float64)
        first = np.ones(len(docs), np.bool_)
        if whole is not None:
            first = np.isin(columns["item"][docs], whole)
            if self._is_question and not by_date:
                scores *= 1 + COORDINATION * first
                first = np.ones(len(docs), np.bool_)
        if len(docs) > limit:
            value = scores + np.where(first, scores.max() + 1, 0)
            best = np.argpartition(-value, limit)[:limit]
            docs, scores, first = docs[best], scores[best], first[best]
        if not by_date:
            scores *= scorer.freshness(columns["published"][docs])
        items = columns["item"][docs]
        return Ranking(items, np.full(len(docs), number), docs, scores, mark.must[docs], first)

    def _decided(
        self, ranking: Ranking, root: Node | None, evidence: Sequence[Evidence]
    ) -> tuple[Ranking, dict[int, Item], bool]:
        """Leave out what the texts refuse; return also the items read, and whether more are left.

        Stops once the page and what is reranked are full.
        """
        if ranking.sure.all():
            return ranking, {}, False
        wanted = max(self._request.offset + self._request.limit + 1, self._depth)
        kept: list[int] = []
        items: dict[int, Item] = {}
        at = 0
        for at in range(0, min(len(ranking), MAX_READ), _READ_AT_ONCE):
            if len(kept) >= wanted:
                break
            places = range(at, min(at + _READ_AT_ONCE, len(ranking)))
            unsure = [place for place in places if not ranking.sure[place]]
            items |= self._corpus.items([int(ranking.ids[place]) for place in unsure])
            for place in places:
                found = evidence[ranking.parts[place]]
                item = items.get(int(ranking.ids[place]))
                if ranking.sure[place] or (
                    item is not None
                    and decide(root, found, int(ranking.docs[place]), item, self._plan)
                ):
                    kept.append(place)
        else:
            at = min(len(ranking), MAX_READ)
        return ranking.take(kept), items, at < len(ranking)

    def _items(self, ids: Sequence[int], read: Mapping[int, Item]) -> Mapping[int, Item]:
        missing = [item_id for item_id in ids if item_id not in read]
        return {**read, **self._corpus.items(missing)} if missing else read

    def _reranked(self, kept: Ranking, items: Mapping[int, Item], scorer: Scorer) -> Ranking:
        """Return the documents in their final order; the first ones by their texts."""
        top = kept.take(range(min(self._depth, len(kept))))
        reranker = self._reranker(scorer)
        scores = kept.scores.copy()
        there = [place for place, item_id in enumerate(top.ids) if int(item_id) in items]
        lengths = [
            int(self._evidence[top.parts[place]].part.columns["length"][top.docs[place]])
            for place in there
        ]
        scores[there] += reranker.bonuses([items[int(top.ids[place])] for place in there], lengths)
        scores[len(top) :] /= 2  # nothing is known of their texts
        kept = replace(kept, scores=scores)
        if len(scorer.lookups) >= LONG_QUESTION and len(top):
            return with_feedback(kept.by_score(), items, self._corpus, self._evidence, scorer.bm25)
        rest = np.arange(len(top), len(kept))
        return kept.take(range(len(top))).by_score() + kept.take(rest)

    def _reranker(self, scorer: Scorer) -> Reranker:
        numbers = {lookup.word: n for n, lookup in enumerate(scorer.lookups)}
        function_words = sorted(self._plan.function_words)
        numbers |= {word: len(numbers) + n for n, word in enumerate(function_words)}
        stems = {stem: scorer.lookups.index(lookup) for stem, lookup in scorer.fuzzy.stems.items()}
        return Reranker(
            OccurrenceFinder(scorer.lookups, similar=stems, function_words=function_words),
            scorer.documents,
            [lookup.share for lookup in scorer.lookups],
            [numbers[word] for word in function_words],
            [numbers[word] for word in self._plan.typed if word in numbers],
            scorer.bm25,
        )
