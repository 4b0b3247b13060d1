"""What a reader asked, as frozen values; shared by filters and search. Reads no text, knows no SQL.

    Node = Term | Day | Not | And | Or

`str(node)` writes a node in the grammar's own form, so that reading it again gives an equal node.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Field(StrEnum):
    """Where a term looks. ANY is title, kicker, lead, text and author together."""

    ANY = "any"
    TITLE = "title"
    AUTHOR = "author"
    FEED = "feed"
    CATEGORY = "category"
    KIND = "kind"
    BEFORE = "before"
    AFTER = "after"
    UNTIL = "until"  # read as BEFORE the day after


BOUNDS = (Field.BEFORE, Field.AFTER, Field.UNTIL)


class Comparison(StrEnum):
    """How a term is compared."""

    WORD = "word"
    PREFIX = "prefix"  # `data*`
    PHRASE = "phrase"  # `"data centre"`
    REGEX = "regex"  # `/data.?cent/`, in filters only


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word, beginning of a word, phrase or pattern; `at` is where it stood in the text."""

    text: str
    form: Comparison = Comparison.WORD
    field: Field = Field.ANY
    at: int = dataclasses.field(default=0, compare=False)

    def __str__(self) -> str:
        written = {
            Comparison.WORD: self.text,
            Comparison.PREFIX: f"{self.text}*",
            Comparison.PHRASE: f'"{self.text}"',
            Comparison.REGEX: "/{}/".format(self.text.replace("/", r"\/")),
        }[self.form]
        return written if self.field is Field.ANY else f"{self.field}:{written}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A bound on the date of publication.

    `after:2025-12-02` takes that day in, `before:2025-12-02` leaves it out, so that the two
    together never overlap. A month or a year means its first day.
    """

    field: Field  # BEFORE or AFTER
    day: date
    at: int = dataclasses.field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.field}:{self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there."""

    node: "Node"

    def __str__(self) -> str:
        return f"-{_wrapped(self.node)}"


@dataclass(frozen=True, slots=True)
class And:
    """Two or more nodes, all wanted."""

    nodes: "tuple[Node, ...]"

    def __str__(self) -> str:
        return " ".join(_wrapped(node) for node in self.nodes)


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more nodes, one of which is enough."""

    nodes: "tuple[Node, ...]"

    def __str__(self) -> str:
        return " OR ".join(_wrapped(node) for node in self.nodes)


Node = Term | Day | Not | And | Or


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question read: `root` is None when nothing was asked, which everything answers."""

    root: Node | None
    text: str  # as typed
    explicit: bool = False  # it says AND, OR or has parentheses: it means what it says
    unread_days: tuple[str, ...] = ()  # typed as bounds, and no days

    def __str__(self) -> str:
        return "" if self.root is None else str(self.root)


def negated(node: Node) -> Node:
    """Return the opposite of `node`, never with two negations."""
    return node.node if isinstance(node, Not) else Not(node)


def wanted_terms(node: Node | None) -> Iterator[Term]:
    """Yield the terms that stand under no negation, in the order they were written."""
    match node:
        case Term():
            yield node
        case And(nodes=nodes) | Or(nodes=nodes):
            for child in nodes:
                yield from wanted_terms(child)
        case Day() | Not() | None:
            pass


def _wrapped(node: Node) -> str:
    return f"({node})" if isinstance(node, And | Or) else str(node)
