"""Says whether an item answers a query, and which word decided; the meaning of every filter.

Words are whole words as written: no stems, because a filter that drops more than it says is
news that never comes. `licenci*` takes every word that begins so.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.model import Kind
from bot.query.nodes import And, Comparison, Day, Field, Node, Not, Or, Query, Term, negated
from bot.query.regex import compile_pattern
from bot.query.searchable import Searchable, contains, flat


class MatchReason(StrEnum):
    """Why an item passes or not; `filters.verdict.<reason>` is its sentence."""

    NO_FILTER = "no_filter"
    INCLUDED = "included"
    NOT_INCLUDED = "not_included"
    NOT_EXCLUDED = "not_excluded"
    EXCLUDED = "excluded"
    MUTED = "muted"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchResult:
    """Whether an item passes, and the conditions that decided, written as in the filter.

    Of these, `holds` are true of the item and `lacks` are not, each without its negation.
    """

    passed: bool
    because: str = ""
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    reason: MatchReason = MatchReason.NO_FILTER


def matches(query: Query, item: Searchable) -> MatchResult:
    """Say whether `item` answers `query`; an empty query is answered by everything."""
    if query.root is None:
        return MatchResult(passed=True)
    passed, deciders = _answer(query.root, item)
    negations = [str(each.node) for each in deciders if isinstance(each, Not)]
    plain = [str(each) for each in deciders if not isinstance(each, Not)]
    true, untrue = (plain, negations) if passed else (negations, plain)
    return MatchResult(
        passed=passed,
        because=", ".join(dict.fromkeys(map(str, deciders))),
        holds=tuple(dict.fromkeys(true)),
        lacks=tuple(dict.fromkeys(untrue)),
        reason=MatchReason.INCLUDED if passed else MatchReason.NOT_INCLUDED,
    )


def judge(item: Searchable, *, include: Query | None, exclude: Query | None) -> MatchResult:
    """Say whether a subscription with these two filters gets `item`; None filters nothing."""
    verdict = matches(include, item) if include else MatchResult(passed=True)
    if not verdict.passed or exclude is None or exclude.root is None:
        return verdict
    refused = matches(exclude, item)
    if refused.passed:
        return replace(refused, passed=False, reason=MatchReason.EXCLUDED)
    if verdict.reason is MatchReason.INCLUDED:
        return verdict
    return replace(refused, passed=True, reason=MatchReason.NOT_EXCLUDED)


def mute(item: Searchable, query: Query | None) -> MatchResult | None:
    """Return the refusal of `item` where what is muted matches it; None where it does not."""
    if query is None or query.root is None:
        return None
    found = matches(query, item)
    if not found.passed:
        return None
    return replace(found, passed=False, reason=MatchReason.MUTED)


def _answer(node: Node, item: Searchable) -> tuple[bool, tuple[Node, ...]]:
    """Return the answer, and the conditions that alone suffice to give it."""
    match node:
        case Term():
            return _stands_in(node, item), (node,)
        case Day():
            return _is_on(node, item), (node,)
        case Not(node=inner):
            answer, deciders = _answer(inner, item)
            return not answer, tuple(map(negated, deciders))
        case And(nodes=nodes):
            return _all(nodes, item, wanted=True)
        case Or(nodes=nodes):
            return _all(nodes, item, wanted=False)


def _all(
    nodes: tuple[Node, ...], item: Searchable, *, wanted: bool
) -> tuple[bool, tuple[Node, ...]]:
    """Return `wanted` when every node answers so, else the first node that does not."""
    together: list[Node] = []
    for node in nodes:
        answer, deciders = _answer(node, item)
        if answer is not wanted:
            return answer, deciders
        together.extend(deciders)
    return wanted, tuple(together)


def _is_on(bound: Day, item: Searchable) -> bool:
    return item.day < bound.day if bound.field is Field.BEFORE else item.day >= bound.day


def _stands_in(term: Term, item: Searchable) -> bool:
    if term.field is Field.KIND:
        return item.kind is Kind(term.text)
    if term.form is Comparison.REGEX:
        pattern = compile_pattern(term.text)
        return any(map(pattern.search, item.folded[term.field]))
    wanted = flat(term.text)
    beginning = term.form is Comparison.PREFIX
    return any(contains(text, wanted, beginning=beginning) for text in item.flat[term.field])
