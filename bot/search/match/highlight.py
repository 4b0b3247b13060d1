"""Find the occurrences of a plan's words in a text as written: to rank, to cut, to highlight.

Cutting a whole article into words and stems costs ten times as much as looking for the few words
that begin like the wanted ones; only those are stemmed and compared.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from bot.search.index.analysis import LANGUAGES
from bot.search.index.synonyms import PHRASE
from bot.search.match.lookup import Lookup
from bot.text.words import fold, stem, unspaced

_SHORTEST = 2  # letters by which a word is found
_MOST_FORMS = 6  # words of a query that are looked for in other forms
_FORMS_LOOKED_AT = 4_000  # characters

# What may stand in a text where the folded word has a plain letter.
_WRITTEN = {
    "a": "[aàáâãäåā]",
    "c": "[cçć]",
    "e": "[eèéêëē]",
    "i": "[iìíîïıİ]",
    "n": "[nñ]",
    "o": "[oòóôõöøō]",
    "s": "[sšş]",
    "u": "[uùúûüū]",
    "y": "[yýÿ]",
    "z": "[zžż]",
    "е": "[её]",
    "и": "[ий]",
    "α": "[αά]",
    "ε": "[εέ]",
    "η": "[ηή]",
    "ι": "[ιίϊ]",
    "ο": "[οό]",
    "υ": "[υύϋ]",
    "ω": "[ωώ]",
}
_LIGATURES = (("oe", "(?:oe|œ)"), ("ae", "(?:ae|æ)"), ("ss", "(?:ss|ß)"))
_SIGN = "[-‐‑.,·&'’ \u00a0\u202f]?"  # between the parts of Wi-Fi, S.N.C.F., 9 000
_TURNS = r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)"  # between a digit and a letter, as in 2nd
_BEGINS = rf"(?:(?<![^\W_])|{_TURNS})"
_ENDS = rf"(?:(?![^\W_])|{_TURNS})"
_NOT_PLAIN = re.compile("[œæßāćēıİōšşūžż]")  # two letters in one, or in no byte
_REST = re.compile(r"\w*")
_PLAIN = bytes(
    ord(letters[0]) if len(letters := fold(chr(n))) == 1 and letters.isascii() else n
    for n in range(256)
)


class Occurrence(NamedTuple):
    """A word found: where it stands, which of the wanted words it is, and whether as typed."""

    start: int
    end: int
    which: int
    exact: bool


class OccurrenceFinder:
    """Looks for wanted words (by number), similar stems, and function words (numbered last)."""

    def __init__(
        self,
        lookups: Collection[Lookup],
        *,
        similar: Mapping[str, int] | None = None,
        function_words: Collection[str] = (),
    ) -> None:
        self._stems: dict[str, int] = dict(similar or {})
        self._words: dict[str, int] = {}
        self._prefixes: list[tuple[str, int]] = []
        starts = {one[:3] for one in self._stems}
        for number, lookup in enumerate(lookups):
            self._words.setdefault(lookup.word, number)
            forms = {key[1:] for key in lookup.sure_keys if key[0] != PHRASE}
            self._stems.update(dict.fromkeys(forms, number))
            if lookup.prefix is not None:
                self._prefixes.append((lookup.word, number))
            starts |= {_common(lookup.word, form) for form in forms | {lookup.word}}
        self._function_words = {word: len(lookups) + n for n, word in enumerate(function_words)}
        self._lookups = tuple(lookups)
        self._pattern = _compiled(frozenset(starts), frozenset(self._function_words))
        every = _shortest(starts | set(self._function_words))
        latin = all(one.isascii() for one in every)
        self._plain = [one.encode() for one in every] if latin else None

    def occurrences(self, text: str, language: int) -> Iterator[Occurrence]:
        """Yield what is found in order; `language` is the document's."""
        if self._pattern is None:
            return
        lower = text.lower()
        if len(lower) != len(text):  # İ: its small letter is two characters
            lower = "".join(one if len(one.lower()) != 1 else one.lower() for one in text)
        for start, end in self._candidates(lower):
            written = lower[start:end]
            word = fold(written)
            which = self._function_words.get(word)
            if which is not None:
                yield Occurrence(start, end, which, exact=False)
                continue
            which = self._which(word, written, language)
            if which is not None:
                yield Occurrence(start, end, which, self._words.get(word) == which)

    @property
    def numbers(self) -> range:
        """Return the numbers of the wanted words."""
        return range(len(self._lookups))

    def written_otherwise(
        self, text: str, found: Collection[int], *, whole: bool = False
    ) -> list[Occurrence]:
        """Return where the wanted words that are not `found` stand in another form.

        `wifi` is in "Wi-Fi", `9000` in "9 000", and what a synonym found is in its own words.
        Slower than `occurrences`: for the few texts that are shown, the first of their words, and
        unless it has to be the `whole` text, its beginning.
        """
        if not whole:
            text = text[:_FORMS_LOOKED_AT]
        return [
            Occurrence(*match.span(), number, exact=False)
            for number, lookup in enumerate(self._lookups[:_MOST_FORMS])
            if number not in found
            for match in _other_forms(lookup).finditer(text)
        ]

    def _candidates(self, lower: str) -> Iterable[tuple[int, int]]:
        """Return where a word begins as a wanted one does.

        Where all is Latin, plain letters are looked for in a text made plain, byte for letter:
        a tenth of the time that a pattern with all accents takes.
        """
        if self._plain is None or _NOT_PLAIN.search(lower):
            assert self._pattern is not None
            return [found.span() for found in self._pattern.finditer(lower)]
        plain = lower.encode("latin-1", "replace").translate(_PLAIN)
        found: list[tuple[int, int]] = []
        for start in self._plain:
            at = plain.find(start)
            while at >= 0:
                if not plain[at - 1 : at].isalnum():
                    end = _REST.match(lower, at)
                    assert end  # of nothing, perhaps
                    found.append((at, end.end()))
                at = plain.find(start, at + 1)
        found.sort()
        return found

    def _which(self, word: str, written: str, language: int) -> int | None:
        if word in self._words:
            return self._words[word]
        which = self._stems.get(stem(written, LANGUAGES[language]))
        if which is None:
            for start, number in self._prefixes:
                if word.startswith(start):
                    return number
        return which


@lru_cache(maxsize=64)
def _other_forms(lookup: Lookup) -> re.Pattern[str]:
    """Return a pattern of a word with signs between its letters, of its joined and other words."""
    forms = [_with_signs(lookup.word) + (_ENDS if lookup.prefix is None else r"\w*")]
    forms += [_with_signs(key[1:]) + r"\w*" for key, _ in lookup.joined if len(key) > _SHORTEST]
    for name, _ in lookup.synonyms:
        stems = [_written(fold(word)) + r"\w*" for word in name.split()]
        forms.append(r"[\s’'-]+".join(stems))
    return re.compile(rf"{_BEGINS}(?:{'|'.join(forms)})", re.IGNORECASE)


def _with_signs(folded: str) -> str:
    return _SIGN.join(_written(letter) for letter in folded)


def _common(word: str, form: str) -> str:
    """Return the letters with which both begin, enough of them to look for."""
    n = 0
    while n < min(len(word), len(form)) and word[n] == form[n]:
        n += 1
    return word[: max(n, _SHORTEST)]


def _shortest(starts: Collection[str]) -> list[str]:
    """Return the beginnings without those that begin with another one."""
    return [
        one
        for one in sorted(starts, key=len)
        if one and not any(other != one and one.startswith(other) for other in starts)
    ]


@lru_cache(maxsize=64)
def _compiled(starts: frozenset[str], function_words: frozenset[str]) -> re.Pattern[str] | None:
    shortest = _shortest(starts)
    spaced = [_written(one) for one in shortest if not unspaced(one)]
    alternatives = [re.escape(one) for one in shortest if unspaced(one)]
    if spaced:
        alternatives.append(rf"\b(?:{'|'.join(spaced)})\w*")
    if function_words:
        alternatives.append(rf"\b(?:{'|'.join(map(_written, sorted(function_words)))})\b")
    return re.compile("|".join(alternatives)) if alternatives else None


def _written(folded: str) -> str:
    """Return a pattern for a folded word as texts write it, with or without accents."""
    pattern = "".join(_WRITTEN.get(letter, re.escape(letter)) for letter in folded)
    for plain, either in _LIGATURES:
        pattern = pattern.replace("".join(_WRITTEN.get(one, one) for one in plain), either)
    return pattern


def composed(text: str) -> str:
    """Return `text` with its accents on their letters, as occurrences are looked for."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
