"""Find the documents of a plan in the index and rank them; reads what a `Corpus` hands it.

Two phases. The index alone says who is in and gives a first rank. Then the texts of the best are
looked at (`rerank`). What only a text can decide is read in the order of rank until the page is
full, so that an answer costs little however many documents might be in.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.model import Item
from bot.query.nodes import Node, Term
from bot.search.evaluate import Evidence, MatchMarks, evaluate, gather
from bot.search.highlight import Spotter
from bot.search.index.analysis import WORD, analyse, light_keys
from bot.search.plan import QueryPlan, loosened
from bot.search.recheck import decide
from bot.search.rerank import Reranker
from bot.search.scoring import Scorer, Words

PAGE = 10
DEPTH = 20  # documents whose text is looked at to rank them
QUESTION_DEPTH = 30  # the same for a question of many words
MAX_READ = 3_000  # documents whose text is read to decide whether they are in
MAX_RANKED = 1_000  # documents that are put in order: nobody turns so many pages
QUESTION_WORDS = 4  # from so many on, a document may lack some of them
LONG_QUESTION = 6  # from so many on, the best documents lend their words

_LENDERS = 6
_LENT = 20  # words
_LENT_LOOKED_AT = 80
_LENT_SHARE = 0.6  # what the lent words count beside those of the question
_READ_AT_ONCE = 100


class Order(StrEnum):
    """What comes first."""

    RELEVANCE = "relevance"
    DATE = "date"


class Corpus(Words, Protocol):
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


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Documents, best first: item ids, their part and number there, scores, and what is known.

    `whole` documents answer the query itself and come before the others.
    """

    ids: NDArray[np.int64]
    parts: NDArray[np.intp]
    docs: NDArray[np.intp]
    scores: NDArray[np.float64]
    sure: NDArray[np.bool_]
    whole: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, places: NDArray[np.intp] | Sequence[int]) -> "_Ranked":
        at = np.asarray(places, np.intp)
        return _Ranked(
            self.ids[at],
            self.parts[at],
            self.docs[at],
            self.scores[at],
            self.sure[at],
            self.whole[at],
        )

    def by_score(self) -> "_Ranked":
        return self.take(np.lexsort((-self.ids, -self.scores, ~self.whole)))

    def __add__(self, other: "_Ranked") -> "_Ranked":
        return _Ranked(
            *[np.concatenate([getattr(self, n), getattr(other, n)]) for n in self.__slots__]
        )


def find(corpus: Corpus, plan: QueryPlan, request: SearchRequest) -> SearchResults:
    """Return a page of the documents that answer `plan`.

    A short query is answered by documents that hold all of it, or else by those that hold some of
    its words; to a question of many words the others are added after the whole ones.
    """
    search = _Search(corpus, plan, request)
    looser = loosened(plan.root)
    if request.loose:
        return search.page(search.any_of(looser or plan.root))
    whole = search.all_of()
    question = len(plan.wanted) >= QUESTION_WORDS and request.order is Order.RELEVANCE
    if looser is None or whole.total >= (PAGE if question else 1):
        return search.page(whole)
    return search.page(search.any_of(looser, whole=whole))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidates:
    """Documents that are in, best first as far as the index knows, and the items read so far."""

    ranked: _Ranked
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
        self._wish = request
        self._evidence = gather(corpus, plan)
        self._depth = QUESTION_DEPTH if len(plan.wanted) >= QUESTION_WORDS else DEPTH

    def all_of(self) -> _Candidates:
        """Return the documents that answer the whole query."""
        scorer = Scorer(self._corpus, self._plan, self._evidence, self._wish.now)
        found = self._candidates(self._plan.root, self._evidence, scorer, whole=None)
        return replace(found, whole=found.total)

    def any_of(self, root: Node | None, *, whole: _Candidates | None = None) -> _Candidates:
        """Return the documents that answer a looser query, those of `whole` before the others."""
        scorer = Scorer(self._corpus, self._plan, self._evidence, self._wish.now, with_kin=True)
        evidence = [self._with_kin(number, scorer) for number in range(len(self._evidence))]
        ids = None if whole is None else whole.ranked.ids
        found = self._candidates(root, evidence, scorer, whole=ids)
        return replace(found, whole=0 if whole is None else whole.total)

    def page(self, found: _Candidates) -> SearchResults:
        """Return the page that is wished for, the best documents put in order by their texts."""
        ranked, items = found.ranked, found.items
        if self._wish.order is Order.RELEVANCE and found.scorer.lookups:
            items = self._items(ranked.ids[: self._depth].tolist(), items)
            ranked = self._reranked(ranked, items, found.scorer)
        ids = ranked.ids[self._wish.offset :][: self._wish.limit].tolist()
        items = self._items(ids, items)
        missing = [
            term
            for term in self._plan.wanted
            if not any(part.leaves[term].may.any() for part in self._evidence)
        ]
        return SearchResults(
            items=tuple([items[one] for one in ids if one in items]),
            total=found.total,
            more=found.more,
            whole=found.whole,
            missing=tuple(missing),
        )

    def _with_kin(self, number: int, scorer: Scorer) -> Evidence:
        """Return a part's evidence where the kin of a word count as the word."""
        found = self._evidence[number]
        leaves = dict(found.leaves)
        for term in self._plan.wanted:
            if not self._plan.leaves[term].sure:
                continue  # a phrase has no kin
            for lookup in self._plan.leaves[term].lookups:
                akin = scorer.akin(number, lookup)
                if akin is not None:
                    marks = leaves[term]
                    leaves[term] = MatchMarks(marks.may | (akin > 0), marks.must | (akin > 0))
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
        ranked = self._ranked(marks, scorer, whole, limit)
        ranked, items, more = self._decided(ranked, root, evidence)
        if not sure:
            more = more or total > limit
            total = len(ranked)
        return _Candidates(
            ranked=ranked, scorer=scorer, items=items, total=total, more=more, whole=0
        )

    def _ranked(
        self,
        marks: Sequence[MatchMarks],
        scorer: Scorer,
        whole: NDArray[np.int64] | None,
        limit: int,
    ) -> _Ranked:
        """Return the best `limit` of the documents that may be in, by what the index knows."""
        ranked = _nothing()
        for number, mark in enumerate(marks):
            ranked += self._best_of_part(number, mark, scorer, whole, limit)
        return ranked.by_score().take(range(min(limit, len(ranked))))

    def _best_of_part(
        self,
        number: int,
        mark: MatchMarks,
        scorer: Scorer,
        whole: NDArray[np.int64] | None,
        limit: int,
    ) -> _Ranked:
        columns, shown = self._evidence[number].part.columns, self._evidence[number].part.open
        docs = np.flatnonzero(mark.may & shown)
        by_date = self._wish.order is Order.DATE or not scorer.lookups
        if by_date:
            scores = columns["published"][docs].astype(np.float64)
        else:
            scores = scorer.scores(number, docs).astype(np.float64)
        first = np.ones(len(docs), np.bool_)
        if whole is not None:
            first = np.isin(columns["item"][docs], whole)
        if len(docs) > limit:
            value = scores + np.where(first, scores.max() + 1, 0)
            best = np.argpartition(-value, limit)[:limit]
            docs, scores, first = docs[best], scores[best], first[best]
        if not by_date:
            scores *= scorer.freshness(columns["published"][docs])
        items = columns["item"][docs]
        return _Ranked(items, np.full(len(docs), number), docs, scores, mark.must[docs], first)

    def _decided(
        self, ranked: _Ranked, root: Node | None, evidence: Sequence[Evidence]
    ) -> tuple[_Ranked, dict[int, Item], bool]:
        """Leave out what the texts refuse; return also the items read, and whether more are left.

        Stops once the page and what is reranked are full.
        """
        if ranked.sure.all():
            return ranked, {}, False
        wanted = max(self._wish.offset + self._wish.limit + 1, self._depth)
        kept: list[int] = []
        items: dict[int, Item] = {}
        at = 0
        for at in range(0, min(len(ranked), MAX_READ), _READ_AT_ONCE):
            if len(kept) >= wanted:
                break
            places = range(at, min(at + _READ_AT_ONCE, len(ranked)))
            unsure = [place for place in places if not ranked.sure[place]]
            items |= self._corpus.items([int(ranked.ids[place]) for place in unsure])
            for place in places:
                found = evidence[ranked.parts[place]]
                item = items.get(int(ranked.ids[place]))
                if ranked.sure[place] or (
                    item is not None
                    and decide(root, found, int(ranked.docs[place]), item, self._plan)
                ):
                    kept.append(place)
        else:
            at = min(len(ranked), MAX_READ)
        return ranked.take(kept), items, at < len(ranked)

    def _items(self, ids: Sequence[int], read: Mapping[int, Item]) -> Mapping[int, Item]:
        missing = [one for one in ids if one not in read]
        return {**read, **self._corpus.items(missing)} if missing else read

    def _reranked(self, kept: _Ranked, items: Mapping[int, Item], scorer: Scorer) -> _Ranked:
        """Return the documents in their final order; the first ones by their texts."""
        top = kept.take(range(min(self._depth, len(kept))))
        reranker = self._reranker(scorer)
        scores = kept.scores.copy()
        for place, (item_id, part, doc) in enumerate(
            zip(top.ids, top.parts, top.docs, strict=True)
        ):
            item = items.get(int(item_id))
            if item is not None:
                length = int(self._evidence[part].part.columns["length"][doc])
                scores[place] += reranker.bonus(item, length)
        scores[len(top) :] /= 2  # nothing is known of their texts
        kept = replace(kept, scores=scores)
        if len(scorer.lookups) >= LONG_QUESTION and len(top):
            return self._with_lent_words(kept.by_score(), items, scorer)
        rest = np.arange(len(top), len(kept))
        return kept.take(range(len(top))).by_score() + kept.take(rest)

    def _reranker(self, scorer: Scorer) -> Reranker:
        numbers = {lookup.word: n for n, lookup in enumerate(scorer.lookups)}
        light = {word: len(numbers) + n for n, word in enumerate(sorted(self._plan.light))}
        numbers |= light
        return Reranker(
            Spotter(scorer.lookups, kin=scorer.kin, light=sorted(self._plan.light)),
            scorer.weights,
            list(light.values()),
            [numbers[word] for word in self._plan.typed if word in numbers],
            scorer.scale,
        )

    def _with_lent_words(
        self, ranked: _Ranked, items: Mapping[int, Item], scorer: Scorer
    ) -> _Ranked:
        """Ask a long question again with the telling words of the documents that answer it best."""
        best = ranked.take(range(min(_LENDERS, len(ranked))))
        trust = best.scores**2
        if not trust.any():  # found by what only a text can decide: nobody is better than another
            return ranked
        trust /= trust.sum()
        shares: Counter[str] = Counter()
        for item_id, share in zip(best.ids.tolist(), trust.tolist(), strict=True):
            if item_id not in items:
                continue
            document = analyse(items[item_id])
            half = scorer.scale.half(document.length)
            light = light_keys(document.language)
            for key, weight in document.weights.items():
                if key[0] == WORD and len(key) > 2 and key not in light:
                    shares[key] += share * scorer.scale.effect(weight, half)
        lent = scorer.lend(dict(shares.most_common(_LENT_LOOKED_AT)), _LENT)
        again = np.zeros(len(ranked), np.float64)
        for number in range(len(self._evidence)):
            here = ranked.parts == number
            again[here] = scorer.lent(number, ranked.docs[here], lent)
        scores = ranked.scores / ranked.scores.max() + _LENT_SHARE * again / (again.max() or 1)
        return replace(ranked, scores=scores).by_score()


def _nothing() -> _Ranked:
    empty = np.empty(0, np.intp)
    return _Ranked(empty, empty, empty, empty.astype(float), empty > 0, empty > 0)
