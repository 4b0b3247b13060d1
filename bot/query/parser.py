"""Reads the one grammar of filters and search into a `Query`; compares nothing with any article.

    query := all (OR all)*            a b OR c   is   (a b) OR c
    all   := one (AND? one)*          words side by side are all wanted
    one   := NOT one | -one | FIELD: one | ( query ) | word | word* | "a phrase" | /pattern/

`parse_query` takes whatever a member types: what makes no sense is left out, nothing is an error.
`parse_filter` decides what a channel is sent, so it guesses nothing and refuses with a sentence.
Operators are capitals (AND OR NOT, ET OU SAUF); each of our languages names them and the fields.
"""

import re
from datetime import date, timedelta

from bot import i18n
from bot.errors import Typed, UserError
from bot.model import Kind
from bot.query.days import read_span
from bot.query.lexer import FIELD_NAMES, QueryToken, Sign, tokens
from bot.query.nodes import BOUNDS, And, Comparison, Day, Field, Node, Or, Query, Term, negated
from bot.query.regex import PatternError, compile_pattern
from bot.query.searchable import flat
from bot.text.words import fold

MAX_CHARS = 1000  # of a query or filter
MAX_TERMS = 60
MAX_DEPTH = 12  # parentheses within parentheses
SENTENCE = 6  # words from which on parentheses without operators are punctuation

_A_DAY = timedelta(days=1)
_UNKNOWN_FIELD = re.compile(r"([^\W\d_]+):(?!//)")
_KINDS = {
    word: Kind(meaning)
    for language in i18n.languages().values()
    for word, meaning in language.query_kinds.items()
}


class FilterError(UserError):
    """A filter that cannot be read; `at` counts characters from 0."""

    def __init__(self, reason: str, *, at: int, word: str = "") -> None:
        super().__init__(f"filters.error.{reason}", position=at + 1, word=Typed(word))
        self.reason = reason
        self.at = at
        self.word = word


def parse_query(text: str, today: date | None = None) -> Query:
    """Read what a member typed; never fails, and leaves out what makes no sense.

    Days such as "yesterday" are reckoned from `today`.
    """
    return _Parser(text[:MAX_CHARS], strict=False, today=today).query()


def parse_filter(text: str) -> Query:
    """Read a filter.

    Raises:
        FilterError: something in it has no clear meaning; it says what, and where.
    """
    if len(text) > MAX_CHARS:
        raise FilterError("too_long", at=MAX_CHARS)
    return _Parser(text, strict=True).query()


class _Parser:
    """Recursive descent over the tokens; `strict` is the only difference between the two modes."""

    def __init__(self, text: str, *, strict: bool, today: date | None = None) -> None:
        self._text = text
        self._strict = strict
        self._today = today
        self._unread: list[str] = []
        self._tokens = list(tokens(text, patterns=strict))
        self._next = 0
        self._depth = 0
        self._terms = 0
        self._operators = False
        self._groups = False

    def query(self) -> Query:
        root = self._any(Field.ANY)
        while self._sign is not Sign.END:  # a parenthesis that nothing opened
            self._refuse("stray_parenthesis")
            self._take()
            root = _joined(And, [root, self._any(Field.ANY)])
        explicit = self._operators or (self._groups and self._terms < SENTENCE)
        unread = tuple(self._unread)
        return Query(root=root, text=self._text, explicit=explicit, unread_days=unread)

    def _any(self, field: Field) -> Node | None:
        nodes = [self._all(field)]
        while self._sign is Sign.OR:
            self._operator(seen=nodes[-1])
            nodes.append(self._all(field))
        return _joined(Or, nodes)

    def _all(self, field: Field) -> Node | None:
        nodes: list[Node | None] = []
        while self._sign not in (Sign.OR, Sign.CLOSE, Sign.END):
            if self._sign is Sign.AND:
                self._operator(seen=nodes[-1] if nodes else None)
            else:
                nodes.append(self._one(field))
        return _joined(And, nodes)

    def _operator(self, *, seen: Node | None) -> None:
        """Step over AND or OR, which stand between two things."""
        after = self._tokens[self._next + 1].sign
        if seen is None or after in (Sign.AND, Sign.OR, Sign.CLOSE, Sign.END):
            self._refuse("operator_alone")
        else:
            self._operators = True
        self._take()

    def _one(self, field: Field) -> Node | None:
        refused = False
        while self._sign in (Sign.NOT, Sign.FIELD, Sign.LONE_DASH):
            token = self._token
            if token.sign is Sign.FIELD:
                field = FIELD_NAMES[fold(token.text)]
            elif token.sign is Sign.NOT:
                refused = not refused
            self._take()
            if token.sign is Sign.LONE_DASH or self._sign in _NOTHING_TO_TAKE:
                self._refuse("nothing_follows", token)
                return None
        node = self._group(field) if self._sign is Sign.OPEN else self._term(field)
        return negated(node) if refused and node else node

    def _group(self, field: Field) -> Node | None:
        opened = self._take()
        if self._depth == MAX_DEPTH:
            self._refuse("too_deep", opened)
            return None
        self._depth += 1
        node = self._any(field)
        self._depth -= 1
        if self._sign is Sign.CLOSE:
            self._groups = True
            self._take()
        else:
            self._refuse("open_parenthesis", opened)
        if node is None:
            self._refuse("empty_parenthesis", opened)
        return node

    def _term(self, field: Field) -> Node | None:
        token = self._take()
        self._terms += 1
        if self._terms > MAX_TERMS:
            self._refuse("too_many", token)
            return None
        match token.sign:
            case Sign.UNCLOSED_QUOTE | Sign.UNCLOSED_REGEX:
                self._refuse(token.sign.name.lower(), token)
                return None
            case Sign.REGEX:
                return self._pattern(token, field)
            case _ if field in BOUNDS:
                return self._day(token, field)
            case _ if field is Field.KIND:
                return self._kind(token)
            case _:
                return self._words(token, field)

    def _words(self, token: QueryToken, field: Field) -> Node | None:
        unknown = _UNKNOWN_FIELD.match(token.text) if token.sign is Sign.WORD else None
        if unknown:
            self._refuse("unknown_field", token, unknown[1])
        text, form = token.text, Comparison.PHRASE if token.sign is Sign.PHRASE else Comparison.WORD
        if form is Comparison.WORD and text.endswith("*"):
            text, form = text.rstrip("*"), Comparison.PREFIX
        if not flat(text):
            self._refuse("no_word", token, token.text)
            return None
        return Term(text=text, form=form, field=field, at=token.at)

    def _pattern(self, token: QueryToken, field: Field) -> Node:
        if field in (*BOUNDS, Field.KIND):
            self._refuse("no_pattern_here", token, str(field))
        try:
            compile_pattern(token.text)
        except PatternError as e:
            raise FilterError(e.reason, at=token.at, word=e.part) from e
        return Term(text=token.text, form=Comparison.REGEX, field=field, at=token.at)

    def _day(self, token: QueryToken, field: Field) -> Node | None:
        """Return the bound that a day means; what cannot be read is noted, and left out."""
        if span := read_span(token.text, self._today):
            if field is Field.UNTIL:
                day = min(span.last, date.max - _A_DAY) + _A_DAY
                return Day(field=Field.BEFORE, day=day, at=token.at)
            return Day(field=field, day=span.first, at=token.at)
        self._refuse("bad_day", token, token.text)
        self._unread.append(token.text)
        return None

    def _kind(self, token: QueryToken) -> Node | None:
        if kind := _KINDS.get(fold(token.text)):
            return Term(text=kind.value, field=Field.KIND, at=token.at)
        self._refuse("unknown_kind", token, token.text)
        return self._words(token, Field.ANY)

    @property
    def _token(self) -> QueryToken:
        return self._tokens[self._next]

    @property
    def _sign(self) -> Sign:
        return self._token.sign

    def _take(self) -> QueryToken:
        token = self._token
        if token.sign is not Sign.END:
            self._next += 1
        return token

    def _refuse(self, reason: str, token: QueryToken | None = None, word: str = "") -> None:
        """Raise in a filter; in a search, let the caller leave the oddity out."""
        if self._strict:
            token = token or self._token
            raise FilterError(reason, at=token.at, word=word or token.text)


_NOTHING_TO_TAKE = (Sign.AND, Sign.OR, Sign.CLOSE, Sign.END)


def _joined(kind: type[And | Or], nodes: list[Node | None]) -> Node | None:
    """Return the nodes there are under one `kind`, without a level that says nothing."""
    flattened: list[Node] = []
    for node in nodes:
        if isinstance(node, kind):
            flattened.extend(node.nodes)
        elif node is not None:
            flattened.append(node)
    return kind(tuple(flattened)) if len(flattened) > 1 else next(iter(flattened), None)
