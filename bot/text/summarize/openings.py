"""Openings: how a sentence begins that needs the one before it, read from `openings.toml`; pure."""

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Final

from bot.text.words import fold

_WRITTEN_AS = {
    "<": "(?:",
    ">": ")",
    r"\|": "|",
    r"\{n\}": r"\d+",
    r"\{word\}": r"[^\W\d_]+",
}
_WORD = re.compile(r"[^\W_]+")

_LANGUAGES: dict[str, dict[str, str | list[str]]] = tomllib.loads(
    (resources.files("bot.text.summarize") / "openings.toml").read_text(encoding="utf-8")
)


def _of_kind(kind: str) -> Iterator[str]:
    """Yield the words or phrases of a kind in all languages."""
    for language in _LANGUAGES.values():
        found = language.get(kind, [])
        yield from found.split() if isinstance(found, str) else found


def _any_of(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(map(_whole, _of_kind(kind))))


def _whole(phrase: str) -> str:
    """Return the pattern of a phrase that ends where a word does, and of what may not follow."""
    words, _, other = phrase.partition(" !")
    unless = rf"(?! ?{_pattern(other)})" if other else ""
    return rf"{_pattern(words)}(?:\b|(?<=[,:])){unless}"


def _pattern(words: str) -> str:
    pattern = re.escape(words)
    for written, means in _WRITTEN_AS.items():
        pattern = pattern.replace(written, means)
    return pattern


_WORDS: Final = frozenset(_of_kind("word"))
_BEFORE_COMMA: Final = frozenset(_of_kind("before_comma"))
_PHRASE: Final = _any_of("phrase")
_UPRIGHT: Final = _any_of("upright")


def as_compared(text: str) -> str:
    """Return a text as the table is written."""
    return fold(text).replace("’", "'")


def is_upright(compared: str) -> bool:
    """Tell whether a sentence only looks as if it needed another one."""
    return _UPRIGHT.match(compared) is not None


def needs_another(compared: str) -> bool:
    """Tell whether a sentence begins with words whose meaning stands in the one before."""
    first = _WORD.match(compared)
    if first is None or _PHRASE.match(compared):
        return first is not None
    is_before_comma = compared.startswith(",", first.end())
    return first[0] in _WORDS or (is_before_comma and first[0] in _BEFORE_COMMA)
