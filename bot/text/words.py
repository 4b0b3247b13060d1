"""Cut a text into words, and bring words to one form: folding, stop words, stems.

The one owner of Stemmer. It knows nothing of sentences, queries or ranking.

    words("L'été des données")         -> ["été", "des", "données"]
    fold("Été")                        -> "ete"
    stem("données", "fr")              -> "don"
    terms("L'été des données", "fr")   -> ["don"]
    letters_of("L'été, enfin !")       -> "Létéenfin"
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import cast

import Stemmer

from bot.text.patterns import compiled
from bot.text.stopwords import FUNCTION_WORDS

# Letters outside ASCII that no decomposition takes apart.
_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "’": "'", "ʼ": "'"}
)
_ACCENTS = re.compile("[\u0300-\u036f]")

# Scripts that write no blanks between words are cut into overlapping pairs of characters.
# Korean has blanks, but its particles cling to the words, so it is cut as well.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7af\u1100-\u11ff"  # Hangul
)
# Signs that Python does not count as letters although they are written inside words.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0dff"
_LETTERS = rf"(?:[^\W_{_UNSPACED}]|[{_MARKS}])+"
_SPACED_WORD = rf"{_LETTERS}(?:['’ʼ]{_LETTERS})*"
_WORD = rf"{_SPACED_WORD}|[{_UNSPACED}]+"
_LATIN_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")  # the same, where nothing else is written
_NOT_LATIN = re.compile("[^\x00-\u02bb\u2000-\u22ff]")
# Each ASCII character as it stands in words or between them: cut so, English takes a quarter.
_ASCII = "".join([char if char.isalnum() or char == "'" else " " for char in map(chr, range(128))])
_UNSPACED_RUN = rf"[{_UNSPACED}]+"
_LAST_UNSPACED = rf"[{_UNSPACED}](?![{_UNSPACED}])"

_FRENCH_ELISIONS = ("c", "d", "j", "l", "m", "n", "qu", "s", "t", "jusqu", "lorsqu", "puisqu")
ELISIONS = frozenset((*_FRENCH_ELISIONS, "quoiqu", "all", "dall", "dell", "nell"))

_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
STEMMED_LANGUAGES = frozenset(_ALGORITHMS)


def fold(text: str) -> str:
    """Return `text` in lower case and without accents: the form in which words are compared.

    Kana keep their voicing marks and Hangul its syllables: those are letters, not accents.
    """
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text).casefold()  # ᴬ is a capital only once it is A
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", letters))
    return unicodedata.normalize("NFC", plain).translate(_LIGATURES)


def lowered(text: str) -> str:
    """Return `text` in lower case, without soft hyphens, and with one letter for a small İ."""
    return text.lower().replace("\xad", "").replace("i\u0307", "i")


def words(text: str) -> list[str]:
    """Return the words of `text` in order, in lower case, with their accents.

    An elided article or pronoun is dropped (`l'été`: `été`) and so is a possessive `'s`; any
    other apostrophe disappears (`aujourd'hui`: `aujourdhui`). Chinese, Japanese, Korean and
    other scripts without blanks give overlapping pairs of characters.
    """
    if text.isascii():
        runs = text.lower().translate(_ASCII).split()
        return runs if "'" not in text else _joined_by_apostrophes(runs)
    text = lowered(text)
    if _NOT_LATIN.search(text) is None:
        return [
            run if "'" not in run and "’" not in run else _without_apostrophes(run)
            for run in _LATIN_WORD.findall(text)
        ]
    found: list[str] = []
    is_unspaced = compiled(_UNSPACED_RUN).match
    for run in compiled(_WORD).findall(text):
        if run.isascii() and run.isalnum():
            found.append(run)
        elif is_unspaced(run):
            found.extend(_pairs(run))
        else:
            found.append(_without_apostrophes(run))
    return found


def _joined_by_apostrophes(runs: Iterable[str]) -> list[str]:
    """Return the words of runs without blanks: an apostrophe is inside a word or between two."""
    found: list[str] = []
    for run in runs:
        if "'" in run:
            found += map(_without_apostrophes, _LATIN_WORD.findall(run))
        else:
            found.append(run)
    return found


def unspaced(text: str) -> bool:
    """Say whether some of `text` is in a script without blanks, which `words` cuts into pairs."""
    return not text.isascii() and compiled(_UNSPACED_RUN).search(text) is not None


def last_unspaced(text: str) -> list[str]:
    """Return the last character of each run of a script without blanks: it begins no pair."""
    return [] if text.isascii() else compiled(_LAST_UNSPACED).findall(text)


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


@lru_cache(maxsize=8_192)
def _without_apostrophes(run: str) -> str:
    parts = re.split("['’ʼ]", unicodedata.normalize("NFC", run))
    while len(parts) > 1 and parts[0] in ELISIONS:
        del parts[0]
    if len(parts) > 1 and parts[-1] == "s":
        del parts[-1]
    return "".join(parts)


def is_stop_word(word: str, language: str | None) -> bool:
    """Return whether `word` only holds sentences together in `language`."""
    return fold(word) in FUNCTION_WORDS.get(language or "", ())


@lru_cache(maxsize=32_768)
def stem(word: str, language: str | None) -> str:
    """Return the folded stem of one word; only folded where `language` has no stemmer.

    French is folded first and stemmed twice: that costs nothing on the search collection, brings
    `licenciements` to `licencie`, and finds `données` for whoever typed `donnees`.
    """
    if language == "fr":
        cut = _stemmer("fr")
        return cut(cut(fold(word)))
    if language in STEMMED_LANGUAGES:
        return fold(_stemmer(language)(word.lower()))
    return fold(word)


@lru_cache(maxsize=32_768)
def plain_form(word: str, language: str | None) -> str:
    """Return a word without its accents where that has another stem; else nothing.

    Some stemmers want the accents: Italian `mangerà` is `mang`, but whoever has no such key types
    `mangera`, and that is `manger`.
    """
    folded = fold(word)
    return folded if stem(folded, language) != stem(word, language) else ""


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    # No cache inside (0): `stem` has one, and a call without one is safe from any thread.
    return cast("Callable[[str], str]", Stemmer.Stemmer(_ALGORITHMS[language], 0).stemWord)


def terms(text: str, language: str | None) -> list[str]:
    """Return the stems of the content words of `text`, in order; stop words are left out."""
    return [cut for word in words(text) if (cut := _content(word, language))]


@lru_cache(maxsize=32_768)
def _content(word: str, language: str | None) -> str:
    return "" if is_stop_word(word, language) else stem(word, language)


def letters_of(text: str) -> str:
    """Return a text's letters and digits alone: the same, however spaces and marks were changed."""
    return "".join(filter(str.isalnum, text))
