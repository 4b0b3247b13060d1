"""Turn a query into what is looked up in the index for each of its terms; looks nothing up itself.

A word is looked up by its stem in each language that documents are in, and counts only in the
documents of that language: "données" must not find "Don". What the index cannot decide alone (a
phrase, the characters of an unspaced script) is marked as not sure: its text is read.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from itertools import pairwise
from typing import TypeGuard

from bot.model import Kind
from bot.query.nodes import And, Comparison, Day, Field, Node, Not, Or, Query, Term, wanted_terms
from bot.query.searchable import contains, flat
from bot.search.index.analysis import AUTHOR, CATEGORY, KINDS, LANGUAGES, TITLE, WORD
from bot.text.words import fold, is_stop_word, stem, unspaced, words

MIN_SHORTENED = 3  # letters of a stem that may be shorter than a prefix that was typed

_PLACES = {
    Field.ANY: WORD,
    Field.TITLE: TITLE,
    Field.AUTHOR: AUTHOR,
    Field.CATEGORY: CATEGORY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """One word: keys with the languages they count for, or every key that begins so.

    `doubtful` keys are stems shorter than the prefix: a document has to be read to know.
    """

    word: str  # folded
    keys: tuple[tuple[str, frozenset[int]], ...] = ()
    joined: tuple[tuple[str, frozenset[int]], ...] = ()  # with the next word in one
    prefix: str | None = None
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A term of the query: all its lookups are wanted; not `sure`: and its text is read.

    Without lookups, the term is about columns (`feeds`, `kind`) or can only be read.
    """

    term: Term
    lookups: tuple[Lookup, ...] = ()
    feeds: frozenset[int] | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryPlan:
    """A query ready to be evaluated: its tree without the words that only hold it together."""

    root: Node | None
    leaves: Mapping[Term, Leaf]
    wanted: tuple[Term, ...]  # what documents are ranked by
    function_words: frozenset[str]  # folded words that were left out of the tree
    typed: tuple[str, ...]  # all words in the order they were typed, folded
    zone: tzinfo = UTC

    def bound(self, day: Day) -> int:
        """Return the unix time at which the day of a bound begins."""
        return int(datetime.combine(day.day, time(), self.zone).timestamp())


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanContext:
    """What a plan has to know: the languages in the index, the feeds, the asker's language."""

    languages: Collection[int]
    feeds: Mapping[int, tuple[str, ...]]  # the names of each feed that may be searched
    locale: str | None
    zone: tzinfo = UTC


def make_plan(query: Query, context: PlanContext) -> QueryPlan:
    """Return what is looked up for each term of `query`."""
    function_words = _function_terms(query, context.locale)
    root = _without(query.root, function_words)
    joined = _joined(root)
    leaves = {term: _leaf(term, context, joined.get(term, ())) for term in _terms(root)}
    wanted = tuple(dict.fromkeys(term for term in wanted_terms(root) if leaves[term].lookups))
    return QueryPlan(
        root=root,
        leaves=leaves,
        wanted=wanted,
        function_words=frozenset(fold(term.text) for term in function_words),
        typed=tuple(
            fold(word)
            for term in wanted_terms(query.root)
            if term.field in (Field.ANY, Field.TITLE)
            for word in words(term.text)
        ),
        zone=context.zone,
    )


def loosened(root: Node | None) -> Node | None:
    """Return a tree that any wanted word satisfies; None where there is no such looser one."""
    top = root.nodes if isinstance(root, And) else (root,)
    hard: list[Node] = []
    soft: list[Node] = []
    for node in top:
        if isinstance(node, Day | Not) or (
            isinstance(node, Term) and node.field in (Field.FEED, Field.KIND)
        ):
            hard.append(node)
        else:
            soft += wanted_terms(node)
    soft = list(dict.fromkeys(soft))
    if len(soft) < 2:
        return None
    return And((*hard, Or(tuple(soft)))) if hard else Or(tuple(soft))


def _terms(node: Node | None) -> Iterator[Term]:
    match node:
        case Term():
            yield node
        case Not(node=inner):
            yield from _terms(inner)
        case And(nodes=nodes) | Or(nodes=nodes):
            for child in nodes:
                yield from _terms(child)
        case Day() | None:
            pass


def _joined(node: Node | None) -> dict[Term, list[str]]:
    """Return for neighbouring words what they are in one: "data centers" is "datacenters" too."""
    found: dict[Term, list[str]] = {}
    if isinstance(node, And | Or):
        for child in node.nodes:
            found |= _joined(child)
    if isinstance(node, And):
        for one, other in pairwise(node.nodes):
            if _is_plain(one) and _is_plain(other) and one.field is other.field:
                for term in (one, other):
                    found.setdefault(term, []).append(fold(one.text + other.text))
    return found


def _is_plain(node: Node) -> TypeGuard[Term]:
    """Say whether a node is one written word, of letters that are parted by blanks."""
    return (
        isinstance(node, Term)
        and node.form is Comparison.WORD
        and node.field in (Field.ANY, Field.TITLE)
        and node.text.isalpha()
        and not unspaced(node.text)
    )


def _function_terms(query: Query, locale: str | None) -> frozenset[Term]:
    """Return the wanted words that only hold the others together, unless nothing else is left."""
    terms = [
        term
        for term in wanted_terms(query.root)
        if term.form is Comparison.WORD and term.field is Field.ANY
    ]
    function_words = frozenset(term for term in terms if is_stop_word(term.text, locale))
    others = [term for term in wanted_terms(query.root) if term not in function_words]
    return function_words if any(term.field is not Field.KIND for term in others) else frozenset()


def _without(node: Node | None, function_words: Collection[Term]) -> Node | None:
    match node:
        case Term():
            return None if node in function_words else node
        case And(nodes=nodes) | Or(nodes=nodes):
            kept = tuple(
                [
                    child
                    for child in (_without(one, function_words) for one in nodes)
                    if child is not None
                ]
            )
            return type(node)(kept) if len(kept) > 1 else next(iter(kept), None)
        case _:
            return node


def _leaf(term: Term, context: PlanContext, joined: Collection[str]) -> Leaf:
    if term.field is Field.FEED:
        wanted = flat(term.text)
        prefix = term.form is Comparison.PREFIX
        feeds = [
            feed_id
            for feed_id, names in context.feeds.items()
            if any(contains(flat(name), wanted, beginning=prefix) for name in names)
        ]
        return Leaf(term=term, feeds=frozenset(feeds))
    if term.field is Field.KIND:
        return Leaf(term=term)
    found = list(dict.fromkeys(words(term.text)))
    if not found:  # an emoji, a sign: only reading finds it
        return Leaf(term=term, sure=False)
    place = _PLACES[term.field]
    lookups = [_lookup(word, place, context, joined) for word in found]
    if term.form is Comparison.PREFIX or (term.form is Comparison.WORD and _one_sign(found)):
        lookups[-1] = _prefix(found[-1], place, context)
    together = len(found) > 1 and unspaced(term.text)
    return Leaf(
        term=term,
        lookups=tuple(lookups),
        sure=term.form is not Comparison.PHRASE and not together,
    )


def _one_sign(found: list[str]) -> bool:
    return len(found) == 1 and len(found[0]) == 1 and unspaced(found[0])


def _lookup(word: str, place: str, context: PlanContext, joined: Collection[str]) -> Lookup:
    return Lookup(
        word=fold(word),
        keys=_keys([word], place, context),
        joined=_keys(joined, place, context),
    )


def _keys(
    forms: Collection[str], place: str, context: PlanContext
) -> tuple[tuple[str, frozenset[int]], ...]:
    """Return the keys of words, each with the languages in which it is a word's stem."""
    keys: dict[str, set[int]] = {}
    for language in context.languages or (0,):
        for word in forms:
            named = place in (AUTHOR, CATEGORY)
            form = fold(word) if named else stem(word, LANGUAGES[language])
            keys.setdefault(place + form, set()).add(language)
    return tuple([(key, frozenset(languages)) for key, languages in keys.items()])


def _prefix(word: str, place: str, context: PlanContext) -> Lookup:
    start = fold(word)
    shorter = {start[:n] for n in range(MIN_SHORTENED, len(start))}
    if len(start) > MIN_SHORTENED:
        shorter |= {stem(word, LANGUAGES[language]) for language in context.languages}
    doubtful = () if place in (AUTHOR, CATEGORY) else sorted(shorter)
    return Lookup(
        word=start,
        prefix=place + start,
        doubtful=tuple(place + one for one in doubtful if not one.startswith(start)),
    )


def kind_number(term: Term) -> int:
    return KINDS.index(Kind(term.text))
