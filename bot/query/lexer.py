"""Cuts what was typed into the grammar's tokens; never fails and judges nothing.

An oddity (a quote or pattern that is never closed, a lone dash) comes out as a token of its own,
for the parser to refuse in a filter and to read kindly in a search.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from bot import i18n
from bot.query.nodes import Field
from bot.text.words import fold

# As each of our languages names them; a filter is read whatever its writer's language was.
FIELD_NAMES = {
    name: Field(meaning)
    for language in i18n.languages().values()
    for name, meaning in language.query_fields.items()
}


class Sign(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    FIELD = auto()  # `title:`, its name without the colon
    WORD = auto()
    PHRASE = auto()
    REGEX = auto()
    UNCLOSED_QUOTE = auto()
    UNCLOSED_REGEX = auto()
    LONE_DASH = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class QueryToken:
    """One token, and where in the text it begins."""

    sign: Sign
    text: str
    at: int


# Only capitals are operators: "or" is gold in French, and "not" a word of many titles.
OPERATORS = {
    word: Sign[meaning.upper()]
    for language in i18n.languages().values()
    for word, meaning in language.query_operators.items()
}

_SPACE = re.compile(r"\s+")
_FIELD = re.compile(r"([^\W\d_]+):")
_PHRASE = re.compile(r'["“”„]([^"“”„]*)["“”„]|«([^»]*)»')
_QUOTE = re.compile(r'["“”„«»]')
_REGEX = re.compile(r"/((?:[^/\\]|\\.)+)/i?(?=[\s()]|$)", re.DOTALL)
_WORD = re.compile(r'[^\s()"“”„«»]+')


def tokens(text: str, *, patterns: bool) -> Iterator[QueryToken]:
    """Yield the tokens of `text`, END last; with `patterns`, `/…/` is one of them."""
    at = 0
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
            continue
        token, at = _next(text, at, patterns=patterns)
        yield token
    yield QueryToken(Sign.END, "", len(text))


def _next(text: str, at: int, *, patterns: bool) -> tuple[QueryToken, int]:
    first = text[at]
    if first in "()":
        return QueryToken(Sign.OPEN if first == "(" else Sign.CLOSE, first, at), at + 1
    if _QUOTE.match(first):
        return _phrase(text, at)
    if first == "-":
        alone = at + 1 == len(text) or text[at + 1].isspace()
        return QueryToken(Sign.LONE_DASH if alone else Sign.NOT, "-", at), at + 1
    if first == "/" and patterns:
        return _pattern(text, at)
    name = _FIELD.match(text, at)
    if name and fold(name[1]) in FIELD_NAMES:
        return QueryToken(Sign.FIELD, name[1], at), name.end()
    word = _WORD.match(text, at)
    assert word  # anything else was taken above
    return QueryToken(OPERATORS.get(word[0], Sign.WORD), word[0], at), word.end()


def _phrase(text: str, at: int) -> tuple[QueryToken, int]:
    if phrase := _PHRASE.match(text, at):
        inside = _QUOTE.sub(" ", phrase[1] or phrase[2] or "").strip()
        return QueryToken(Sign.PHRASE, inside, at), phrase.end()
    return QueryToken(Sign.UNCLOSED_QUOTE, text[at], at), at + 1


def _pattern(text: str, at: int) -> tuple[QueryToken, int]:
    if pattern := _REGEX.match(text, at):
        return QueryToken(Sign.REGEX, pattern[1].replace(r"\/", "/"), at), pattern.end()
    return QueryToken(Sign.UNCLOSED_REGEX, "/", at), at + 1
