"""Boilerplate's phrases, read from `phrases.toml` and compiled by their first words; pure.

Every language is looked for in every feed: what software speaks is not what its author writes.
Looked at is only where a sentence begins with one of the first words of those phrases: nearly no
text has one, and what has none costs nothing.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import Final

FIRST_WORD: Final = re.compile(r"[\W_]*([^\W_]+)")
_PLACEHOLDER = re.compile(r"(\{n?\}|<[^<>]*>)")
_NUMBER = "{n}"

_LANGUAGES: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8")
)


def phrases(*kinds: str) -> list[str]:
    """Return the phrases of some kinds in all languages, each once, the longest first."""
    found = {
        phrase
        for language in _LANGUAGES.values()
        for kind in kinds
        for phrase in language.get(kind, ())
    }
    return sorted({phrase.lower().lstrip("([#∞ ") for phrase in found}, key=len, reverse=True)


def any_of(several: Iterable[str]) -> str:
    """Return a pattern of phrases: `{}` is any words, `{n}` a number, `<a|b|>` one of some.

    Any words may be none where they touch a word: `our {}newsletter`.
    """
    pieces = (_PLACEHOLDER.split(phrase) for phrase in several)
    return "|".join(_whole_pattern(phrase) for phrase in pieces)


def _whole_pattern(pieces: Sequence[str]) -> str:
    """Return the pattern of a phrase: what ends it names a page, and is no text that goes on."""
    patterns = [_pattern(pieces, at) for at in range(len(pieces))]
    if len(pieces) > 2 and pieces[-2:] == ["{}", ""]:
        patterns[-2] = rf"(?:(?!(?:[.!?…]\s|\n).{{60}}).){{{_least(pieces, len(pieces) - 2)},400}}?"
    return "".join(patterns)


def _pattern(pieces: Sequence[str], at: int) -> str:
    piece = pieces[at]
    if piece == "{}":
        return f"(?:.{{{_least(pieces, at)},400}}?)"
    if piece == _NUMBER:
        return r"\d+(?:[.,\xa0\u202f]\d+)*"
    if piece.startswith("<"):
        return f"(?:{'|'.join(map(re.escape, piece[1:-1].split('|')))})"
    return re.escape(piece)


def _least(pieces: Sequence[str], at: int) -> int:
    """Return how many letters any words have at the least: none where they touch a word."""
    before, after = pieces[at - 1] if at else "", pieces[at + 1]
    touches = before[-1:].isalpha() or before[-1:] == ">" or after[:1].isalpha()
    return 0 if touches else 1


class Beginnings:
    """Phrases by their first words, so that few are tried anywhere; compiled when asked for."""

    def __init__(self, several: Iterable[str], after: str) -> None:
        self._phrases: dict[str, list[str]] = {}
        for phrase in several:
            for word in _first_words(phrase):
                self._phrases.setdefault(word, []).append(phrase)
        self._after = after
        self._compiled: dict[str, re.Pattern[str]] = {}

    @property
    def words(self) -> Set[str]:
        """The first words, `{n}` for any number."""
        return self._phrases.keys()

    def of(self, word: str) -> re.Pattern[str] | None:
        """Return a pattern of the phrases that begin with a word, and of what may follow."""
        compiled = self._compiled.get(word)
        if compiled is None and word.isdecimal():
            word = _NUMBER
            compiled = self._compiled.get(word)
        if compiled is None and word in self._phrases:
            several = f"(?:{any_of(self._phrases[word])}){self._after}"
            compiled = self._compiled[word] = re.compile(several, re.DOTALL)
        return compiled


def _first_words(phrase: str) -> Iterator[str]:
    if phrase.startswith(_NUMBER):
        yield _NUMBER
        return
    end = phrase.find(">") + 1 if phrase.startswith("<") else 0
    for first in phrase[1 : end - 1].split("|") if end else [""]:
        if word := FIRST_WORD.match(first + phrase[end:]):
            yield word[1]


def fold_case(text: str) -> str:
    """Return a text to be looked through, as long as it was."""
    lower = text.lower()
    if text.isascii():  # as most are
        return lower
    return (lower if len(lower) == len(text) else text).replace("’", "'")
