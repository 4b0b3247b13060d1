"""Evaluate a plan over the index: which documents may answer it, which surely do; ranks nothing.

Every node gives two masks over a part's documents. They are equal where the index knows; between
them lie the documents whose text has to be read. A negation swaps and inverts them, so that a
refused phrase never throws out a document that nobody has read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.query.nodes import And, Day, Field, Node, Not, Or, Term
from bot.search.index.postings import Mask, Postings
from bot.search.index.segment import SegmentView
from bot.search.match.lookup import Keys, Lookup
from bot.search.match.plan import Leaf, QueryPlan, kind_number

Counts = NDArray[np.float32]  # of a word, by document
JOINED_TOO = np.float32(0.4)  # what the second way to write a word counts, where there are two
SYNONYM_SHARE = np.float32(0.4)  # what a synonym counts beside the word itself


class MatchMarks(NamedTuple):
    """Which documents may be in, and which surely are."""

    may: Mask
    must: Mask


class Index(Protocol):
    """What the evaluation reads."""

    @property
    def parts(self) -> Sequence[SegmentView]:
        """The segments, and the documents that no segment holds yet."""

    def postings(self, keys: Sequence[str]) -> Mapping[str, Sequence[Postings]]:
        """Return the postings of each key, one array for each part."""

    def prefix_postings(self, prefix: str) -> Sequence[Postings]:
        """Return the postings of all keys that begin so, one array for each part."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the index says of one part: counts of each word, marks of each term.

    `synonyms` counts by its name what a word is found by where the word itself is not.
    """

    part: SegmentView
    counts: dict[Lookup, Counts] = field(default_factory=dict)
    synonyms: dict[Lookup, dict[str, Counts]] = field(default_factory=dict)
    leaves: dict[Term, MatchMarks] = field(default_factory=dict)


def gather(index: Index, plan: QueryPlan) -> list[Evidence]:
    """Read all that a plan asks for, and mark its terms in every part."""
    lookups = [lookup for leaf in plan.leaves.values() for lookup in leaf.lookups]
    keys = {key for lookup in lookups for key in (*lookup.sure_keys, *lookup.doubtful)}
    postings = index.postings(sorted(keys))
    starts = {
        lookup.prefix: index.prefix_postings(lookup.prefix)
        for lookup in lookups
        if lookup.prefix is not None
    }
    evidence = [Evidence(part) for part in index.parts]
    for number, found in enumerate(evidence):
        for leaf in plan.leaves.values():
            marks = _everything(found.part)
            for lookup in leaf.lookups:
                if lookup not in found.counts:
                    found.counts[lookup] = _counts(found.part, lookup, number, postings, starts)
                    _add_synonyms(found, lookup, number, postings)
                known = found.counts[lookup] > 0
                marks = MatchMarks(
                    marks.may & (known | _doubtful(found.part, lookup, number, postings)),
                    marks.must & known,
                )
            found.leaves[leaf.term] = _column_marks(leaf, found.part, marks)
    return evidence


def add_counts(
    counts: Counts, postings: Postings, languages: frozenset[int] | None, part: SegmentView
) -> None:
    """Add a key's weights to `counts`, in the documents of these languages (None: in all)."""
    docs = postings["doc"].astype(np.intp)
    weights = postings["weight"]
    if languages is not None:
        fitting = np.isin(part.columns["language"][docs], list(languages))
        docs, weights = docs[fitting], weights[fitting]
    counts[docs] += weights


def _counts(
    part: SegmentView,
    lookup: Lookup,
    number: int,
    postings: Mapping[str, Sequence[Postings]],
    starts: Mapping[str, Sequence[Postings]],
) -> Counts:
    if lookup.prefix is not None:
        found = starts[lookup.prefix][number]
        summed = np.bincount(found["doc"], weights=found["weight"], minlength=len(part))
        return summed.astype(np.float32)
    counts = _summed(lookup.keys, part, number, postings)
    if any(len(postings[key][number]) for key, _ in lookup.joined):
        joined = _summed(lookup.joined, part, number, postings)
        # Not the whole sum: "wi-fi" is in the index as two words and as one.
        counts = np.maximum(counts, joined) + JOINED_TOO * np.minimum(counts, joined)
    return counts


def _summed(
    keys: Keys, part: SegmentView, number: int, postings: Mapping[str, Sequence[Postings]]
) -> Counts:
    counts = np.zeros(len(part), np.float32)
    for key, languages in keys:
        found = postings[key][number]
        if len(found):  # one key for all languages needs no look at the documents'
            add_counts(counts, found, languages if len(keys) > 1 else None, part)
    return counts


def _add_synonyms(
    found: Evidence, lookup: Lookup, number: int, postings: Mapping[str, Sequence[Postings]]
) -> None:
    """Count the synonyms of a word in one part: each counts less than the word itself."""
    if not lookup.synonyms:
        return
    by_name: dict[str, Counts] = {}
    for name, keys in lookup.synonyms:
        counts = by_name[name] = np.zeros(len(found.part), np.float32)
        for key, languages in keys:
            add_counts(counts, postings[key][number], languages, found.part)
    found.synonyms[lookup] = {
        name: np.where(found.counts[lookup] > 0, np.float32(0), counts)
        for name, counts in by_name.items()
    }
    found.counts[lookup] = found.counts[lookup] + SYNONYM_SHARE * sum(by_name.values())


def _doubtful(
    part: SegmentView, lookup: Lookup, number: int, postings: Mapping[str, Sequence[Postings]]
) -> Mask:
    mask = np.zeros(len(part), np.bool_)
    for key in lookup.doubtful:
        mask[postings[key][number]["doc"]] = True
    return mask


def _everything(part: SegmentView) -> MatchMarks:
    mask = np.ones(len(part), np.bool_)
    return MatchMarks(mask, mask)


def _column_marks(leaf: Leaf, part: SegmentView, marks: MatchMarks) -> MatchMarks:
    """Add what a term says of columns, and take away what only a text can make sure."""
    if leaf.feeds is not None:
        mask = np.isin(part.columns["feed"], list(leaf.feeds))
        return MatchMarks(mask, mask)
    if leaf.term.field is Field.KIND:
        mask = part.columns["kind"] == kind_number(leaf.term)
        return MatchMarks(mask, mask)
    return marks if leaf.sure else MatchMarks(marks.may, np.zeros(len(part), np.bool_))


def evaluate(node: Node | None, found: Evidence, plan: QueryPlan) -> MatchMarks:
    """Return which documents of a part answer `node`."""
    match node:
        case None:
            return _everything(found.part)
        case Term():
            return found.leaves[node]
        case Day():
            published, bound = found.part.columns["published"], plan.bound(node)
            mask = published < bound if node.field is Field.BEFORE else published >= bound
            return MatchMarks(mask, mask)
        case Not(node=inner):
            marks = evaluate(inner, found, plan)
            return MatchMarks(~marks.must, ~marks.may)
        case And(nodes=nodes):
            several = [evaluate(one, found, plan) for one in nodes]
            return MatchMarks(
                np.logical_and.reduce([marks.may for marks in several]),
                np.logical_and.reduce([marks.must for marks in several]),
            )
        case Or(nodes=nodes):
            several = [evaluate(one, found, plan) for one in nodes]
            return MatchMarks(
                np.logical_or.reduce([marks.may for marks in several]),
                np.logical_or.reduce([marks.must for marks in several]),
            )
