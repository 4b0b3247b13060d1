"""Decide by its text what the index leaves open about one document; ranks and finds nothing."""

from bot.model import Item
from bot.query.nodes import And, Comparison, Day, Field, Node, Not, Or, Term
from bot.query.searchable import contains, flat
from bot.search.index.analysis import texts_of
from bot.search.match.evaluate import Evidence, evaluate
from bot.search.match.plan import QueryPlan


def decide(node: Node | None, found: Evidence, doc: int, item: Item, plan: QueryPlan) -> bool:
    """Say whether a document answers `node`, with the index where it knows."""
    match node:
        case None:
            return True
        case Term():
            marks = found.leaves[node]
            return bool(marks.must[doc]) or (bool(marks.may[doc]) and stands_in(node, item))
        case Day():
            return bool(evaluate(node, found, plan).must[doc])
        case Not(node=inner):
            return not decide(inner, found, doc, item, plan)
        case And(nodes=nodes):
            return all(decide(one, found, doc, item, plan) for one in nodes)
        case Or(nodes=nodes):
            return any(decide(one, found, doc, item, plan) for one in nodes)


def stands_in(term: Term, item: Item) -> bool:
    """Say whether a term stands in an item exactly as it was typed, accents and case apart."""
    wanted = flat(term.text)
    prefix = term.form is Comparison.PREFIX
    return any(contains(flat(text), wanted, beginning=prefix) for text in _texts(term.field, item))


def _texts(field: Field, item: Item) -> tuple[str, ...]:
    match field:
        case Field.TITLE:
            return (item.title,)
        case Field.AUTHOR:
            return item.authors
        case Field.CATEGORY:
            return item.categories
        case _:
            return tuple([text for text, _ in texts_of(item)])
