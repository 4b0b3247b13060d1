"""Turn a query into a plan: what is looked up in the index for each of its terms.

What the index cannot decide alone (a phrase, the characters of an unspaced script) is marked as
not sure: its text is read. A query with operators or parentheses means what it says: no synonyms,
and it is never loosened.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, tzinfo
from itertools import pairwise
from typing import TypeGuard

from bot.model import Kind
from bot.query.nodes import And, Comparison, Day, Field, Node, Not, Or, Query, Term, wanted_terms
from bot.query.searchable import contains, flat
from bot.search.index.analysis import AUTHOR, CATEGORY, KINDS, TITLE, WORD
from bot.search.index.synonyms import Meaning, synonyms_in
from bot.search.index.tokenizer import QueryWord, query_words
from bot.search.match.lookup import Keys, Lookup, prefix_lookup, synonym_keys, word_keys
from bot.search.match.phrasing import as_stated, is_function_word
from bot.text.words import fold, unspaced, words

_PLACES = {
    Field.ANY: WORD,
    Field.TITLE: TITLE,
    Field.AUTHOR: AUTHOR,
    Field.CATEGORY: CATEGORY,
}


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
    explicit: bool  # it has operators or parentheses
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
    guessed: Mapping[str, float] = field(default_factory=dict)  # what words perhaps meant count


@dataclass(frozen=True, slots=True)
class _Variants:
    """What matches as well as a term: it joined to a neighbour, and synonyms of its meaning."""

    joined: tuple[str, ...] = ()
    meaning: Meaning = ()
    said: frozenset[str] = frozenset()  # the folded words typed that have this meaning


def make_plan(query: Query, context: PlanContext) -> QueryPlan:
    """Return what is looked up for each term of `query`."""
    query = replace(query, root=as_stated(query.root, context.locale))
    function_words = _function_terms(query, context.locale)
    root = _without(query.root, function_words)
    variants = _joined(root)
    if not query.explicit:
        for term, (meaning, said) in _meanings(query.root).items():
            variants[term] = replace(variants.get(term, _Variants()), meaning=meaning, said=said)
    leaves = {term: _leaf(term, context, variants.get(term, _Variants())) for term in _terms(root)}
    wanted = tuple(dict.fromkeys(term for term in wanted_terms(root) if leaves[term].lookups))
    return QueryPlan(
        root=root,
        leaves=leaves,
        wanted=wanted,
        function_words=frozenset(
            fold(word) for term in function_words for word in words(term.text)
        ),
        typed=tuple(
            fold(asked.word)
            for term in wanted_terms(query.root)
            if term.field in (Field.ANY, Field.TITLE)
            for asked in query_words(term.text)
        ),
        explicit=query.explicit,
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


def _joined(root: Node | None) -> dict[Term, _Variants]:
    """Return for neighbouring words what they are in one: "data centers" is "datacenters" too."""
    found: dict[Term, _Variants] = {}
    for run in _runs(root):
        for one, other in pairwise(run):
            if one.field is other.field:
                for term in (one, other):
                    known = found.get(term, _Variants())
                    joined = (*known.joined, fold(_unelided(one.text) + _unelided(other.text)))
                    found[term] = _Variants(joined)
        for number in _grouped(run):
            whole = "".join(term.text for term in number)
            found |= {term: _Variants((*found[term].joined, whole)) for term in number}
    return found


def _unelided(text: str) -> str:
    """Return a word without its elided article: l'open source is opensource."""
    parts = words(text)
    return parts[0] if len(parts) == 1 and not text[-1:].isdigit() and "'" in fold(text) else text


def _grouped(run: Sequence[Term]) -> Iterator[list[Term]]:
    """Yield the terms that are one number written with blanks, as in "1 234 567"."""
    number: list[Term] = []
    for term in (*run, None):
        if term is not None and number and term.text.isdigit() and len(term.text) == 3:
            number.append(term)
            continue
        if len(number) > 1:
            yield number
        number = [term] if term is not None and term.text.isdigit() and len(term.text) < 4 else []


def _meanings(root: Node | None) -> dict[Term, tuple[Meaning, frozenset[str]]]:
    """Return the meaning that words which stand in a row have in the table of synonyms."""
    found: dict[Term, tuple[Meaning, frozenset[str]]] = {}
    for run in _runs(root):
        pieces = [(word, term) for term in run for word in words(term.text)]
        if any(term.field is not Field.ANY for term in run):
            continue
        for places, meaning in synonyms_in([word for word, _ in pieces]):
            said = frozenset(fold(pieces[place][0]) for place in places)
            for place in places:
                found[pieces[place][1]] = meaning, said
    return found


def _runs(node: Node | None) -> Iterator[list[Term]]:
    """Yield the wanted plain words that stand side by side."""
    if isinstance(node, Or):
        for branch in node.nodes:
            yield from _runs(branch)
    run: list[Term] = []
    children: Sequence[Node | None] = node.nodes if isinstance(node, And) else (node,)
    for child in children:
        if child is not None and _is_plain(child):
            run.append(child)
            continue
        yield run
        run = []
        if isinstance(child, And | Or) and child is not node:
            yield from _runs(child)
    yield run


def _is_plain(node: Node) -> TypeGuard[Term]:
    """Say whether a node is one written word, of a script that parts words by blanks."""
    return (
        isinstance(node, Term)
        and node.form is Comparison.WORD
        and node.field in (Field.ANY, Field.TITLE)
        and not unspaced(node.text)
    )


def _function_terms(query: Query, locale: str | None) -> frozenset[Term]:
    """Return the wanted words that only hold the others together, unless nothing else is left.

    In capitals a word is a name: US, IT, AI. What stands alone beside OR holds nothing together.
    """
    alone = frozenset(_alternatives(query.root))
    terms = [
        term
        for term in wanted_terms(query.root)
        if term.form is Comparison.WORD and term.field is Field.ANY and term not in alone
    ]
    shouted = query.text.isupper()
    function_words = frozenset(
        term
        for term in terms
        if is_function_word(term.text, locale)
        and (shouted or len(term.text) == 1 or not term.text.isupper())
    )
    others = [term for term in wanted_terms(query.root) if term not in function_words]
    return function_words if any(term.field is not Field.KIND for term in others) else frozenset()


def _alternatives(node: Node | None) -> Iterator[Term]:
    """Yield the words that are a whole alternative: été in "été OR hiver"."""
    if isinstance(node, And | Or):
        for child in node.nodes:
            if isinstance(node, Or) and isinstance(child, Term):
                yield child
            yield from _alternatives(child)


def _without(node: Node | None, function_words: Collection[Term]) -> Node | None:
    match node:
        case Term():
            return None if node in function_words else node
        case And(nodes=nodes) | Or(nodes=nodes):
            kept = [
                child
                for child in (_without(one, function_words) for one in nodes)
                if child is not None
            ]
            return type(node)(tuple(kept)) if len(kept) > 1 else next(iter(kept), None)
        case _:
            return node


def _leaf(term: Term, context: PlanContext, variants: _Variants) -> Leaf:
    if term.field is Field.FEED:
        return Leaf(term=term, feeds=feeds_called(term, context.feeds))
    if term.field is Field.KIND:
        return Leaf(term=term)
    exactly = term.form is Comparison.PHRASE or unspaced(term.text)
    plain = [QueryWord(word) for word in dict.fromkeys(words(term.text))]
    asked = plain if exactly else query_words(term.text)
    if not asked:  # an emoji, a sign: only reading finds it
        return Leaf(term=term, sure=False)
    place = _PLACES[term.field]
    lookups = [_lookup(each, place, context, variants) for each in asked]
    if term.form is Comparison.PREFIX or (term.form is Comparison.WORD and _one_sign(asked)):
        lookups[-1] = prefix_lookup(asked[-1].word, place, context.languages)
    together = len(asked) > 1 and unspaced(term.text)
    return Leaf(
        term=term,
        lookups=tuple(lookups),
        sure=term.form is not Comparison.PHRASE and not together,
    )


def feeds_called(term: Term, feeds: Mapping[int, tuple[str, ...]]) -> frozenset[int]:
    """Return the feeds, given with their names, that a term means."""
    wanted, prefix = flat(term.text), term.form is Comparison.PREFIX
    return frozenset(
        feed_id
        for feed_id, names in feeds.items()
        if any(contains(flat(name), wanted, beginning=prefix) for name in names)
    )


def _one_sign(asked: Sequence[QueryWord]) -> bool:
    return len(asked) == 1 and len(asked[0].word) == 1 and unspaced(asked[0].word)


def _lookup(asked: QueryWord, place: str, context: PlanContext, variants: _Variants) -> Lookup:
    word = fold(asked.word)
    keys = word_keys([asked.word], place, context.languages)
    forms = (*asked.others, *variants.joined, *(() if asked.word.isascii() else (word,)))
    return Lookup(
        word=word,
        keys=keys,
        joined=_new_keys(word_keys(forms, place, context.languages), keys),
        synonyms=synonym_keys(variants.said, variants.meaning, place, context.languages),
        share=context.guessed.get(word, 1.0),
    )


def _new_keys(forms: Keys, known: Keys) -> Keys:
    """Return the keys of other forms, without the languages in which a key is looked up already."""
    spoken = dict(known)
    kept = [(key, languages - spoken.get(key, frozenset())) for key, languages in forms]
    return tuple([(key, languages) for key, languages in kept if languages])


def kind_number(term: Term) -> int:
    return KINDS.index(Kind(term.text))
