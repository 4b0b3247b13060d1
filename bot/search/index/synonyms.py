"""Synonyms: other words for what is asked, of one readable table; pure but for reading the table.

An entry of one word is an ordinary stem. One of several words is a key of its own, which every
document that has these words in a row is indexed under.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from bot.text.words import fold, stem, words

PHRASE = "p"  # the first letter of a phrase's key

_REMEMBERED = 50_000  # words of a language


@dataclass(frozen=True, slots=True)
class Synonym:
    """One way to say something in one language, as the table writes it."""

    written: str
    language: str
    words: tuple[str, ...]

    @property
    def phrase_key(self) -> str:
        """Return the key of several words in a row."""
        return PHRASE + " ".join(map(fold, self.words))


Meaning = tuple[Synonym, ...]


@cache
def meanings() -> tuple[Meaning, ...]:
    """Return the whole table, a line a meaning."""
    written = (resources.files("bot.search.index") / "synonyms.toml").read_text(encoding="utf-8")
    return tuple(
        tuple(
            Synonym(entry, language, tuple(words(entry)))
            for language, entries in line.items()
            for entry in entries
        )
        for line in tomllib.loads(written).values()
    )


@cache
def _by_words() -> Mapping[tuple[str, ...], Meaning]:
    """Map the stems of an entry, in its language, to its meaning."""
    return {
        stems_of(synonym.words, synonym.language): meaning
        for meaning in reversed(meanings())
        for synonym in meaning
    }


@cache
def _longest() -> int:
    return max(map(len, _by_words()))


def stems_of(some: Sequence[str], language: str | None) -> tuple[str, ...]:
    return tuple([stem(word, language) for word in some])


def synonyms_in(typed: Sequence[str]) -> Iterator[tuple[range, Meaning]]:
    """Yield the meanings of the words that were typed in a row, with their places, longest first.

    A word has one meaning at most: that of the longest entry it is in.
    """
    taken: set[int] = set()
    languages = dict.fromkeys(one.language for meaning in meanings() for one in meaning)
    for length in range(min(_longest(), len(typed)), 0, -1):
        for at in range(len(typed) - length + 1):
            places = range(at, at + length)
            if taken.intersection(places):
                continue
            some = [typed[place] for place in places]
            meaning = next(
                (
                    known
                    for language in languages
                    if (known := _by_words().get(stems_of(some, language)))
                ),
                None,
            )
            if meaning is not None:
                taken.update(places)
                yield places, meaning


def phrase_keys(text_words: Sequence[str], language: str | None) -> Iterator[str]:
    """Yield the keys of the table's phrases that stand in a text, given its words in order."""
    beginnings = _beginnings(language)
    for at, word in enumerate(text_words):
        for stems, key in beginnings[word]:
            if stems_of(text_words[at : at + len(stems)], language) == stems:
                yield key


class _Beginnings(dict[str, Sequence[tuple[tuple[str, ...], str]]]):
    """The phrases of a language that begin with a word; a common word is stemmed once."""

    def __init__(self, language: str | None) -> None:
        super().__init__()
        self._language = language
        self._by_stem: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for synonym in (one for meaning in meanings() for one in meaning):
            if synonym.language == language and len(synonym.words) > 1:
                stems = stems_of(synonym.words, language)
                self._by_stem.setdefault(stems[0], []).append((stems, synonym.phrase_key))

    def __missing__(self, word: str) -> Sequence[tuple[tuple[str, ...], str]]:
        if len(self) >= _REMEMBERED:
            self.clear()
        phrases = self[word] = self._by_stem.get(stem(word, self._language), ())
        return phrases


_beginnings = cache(_Beginnings)
