"""The tokenizer of the index: words, and the other ways in which the same word may be written.

`bot.text.words` cuts a text into plain words. Readers ask for more: `C++` is a word of its own,
`Wi-Fi` is `wifi`, `iPhone 16` is `iPhone16`, `9 000` is `9000`, and `sull'Ucraina` holds `Ucraina`.
So a text gives the index all forms of such a word, and a query asks for the one form that every
way of writing has.

    index_words("Wi-Fi en C++")   -> wi fi en c wifi c++
    query_words("Wi-Fi")          -> wi (or wifi), fi (or wifi)
    query_words("iPhone16")       -> iphone16
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.text.stopwords import FUNCTION_WORDS
from bot.text.words import ELISIONS, fold, last_unspaced, unspaced, words

_LONGEST = 40  # characters of what may be a word: addresses and keys are none
_MOST_PARTS = 4
_AROUND = "()[]{}«»\"“”„!?;:,…*<>|_'’ʼ`=~"
_APOSTROPHE = re.compile("['’ʼ]")
_JOINER = re.compile("[-‐‑·/&]")
_SIGNED = re.compile(r"[^\W\d_]\w*(?:\+{1,2}|#)")  # C++, F#, Disney+
_DOTTED = re.compile(r"\.[^\W\d_]\w*")  # .NET
_ACRONYM = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?")  # S.N.C.F.
_NUMBER = re.compile(r"\d{1,3}(?P<grouped>(?:[.,'’]\d{3})+)?(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_NAME_AND_NUMBER = re.compile(r"(?P<name>[^\W\d_]+)\.?(?P<number>\d+(?:[.,]\d+)?)")
_NUMBER_AND_UNIT = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)(?P<unit>[^\W\d_]+)")
_GROUP = re.compile(r"\d{3}")
# What stands behind an apostrophe and is no word: don't, they're, I'll.
_CONTRACTED = frozenset({"t", "re", "ve", "ll", "d", "m", "s"})
_LETTER_WORDS = frozenset("aàáâeéèêiíìoóòôuúùy")  # of one letter, in one language or another
_COMMON = FUNCTION_WORDS["fr"] | FUNCTION_WORDS["en"]  # that name no number: "en 2025"


class QueryWord(NamedTuple):
    """A word that is asked for, and other words that are as good."""

    word: str
    others: tuple[str, ...] = ()


class _Forms(NamedTuple):
    """Of one piece of text between blanks: more words for the index, and what a query asks for."""

    more: tuple[str, ...] = ()
    asked: tuple[QueryWord, ...] = ()
    number: str = ""  # if it is one, as a query asks for it


def index_words(text: str) -> list[str]:
    """Return the words of a text as they are indexed, all their forms among them."""
    return words(text) + other_forms(text)


def other_forms(text: str) -> list[str]:
    """Return what a text is indexed under beside its words.

    Scripts without blanks give pairs of characters, and each run its last character alone, so
    that one character finds every word with it as the beginning of a pair.
    """
    return [*last_unspaced(text), *_more(text.lower().replace("\xad", ""))]


def query_words(text: str) -> list[QueryWord]:
    """Return the words that a term of a query, as it was typed, asks for."""
    asked: dict[QueryWord, None] = {}
    for piece in text.lower().replace("\xad", "").split():
        forms = _forms(piece)
        asked.update(dict.fromkeys(forms.asked or map(QueryWord, words(piece))))
    return list(asked)


def _more(lower: str) -> Iterator[str]:
    pieces = lower.split()
    for at, piece in enumerate(pieces):
        if piece.isalpha():
            if len(piece) == 1 and piece not in _LETTER_WORDS:
                yield from _beside(pieces, at, piece)
            continue
        if _is_plain(piece):  # most are: a word with its comma, or with an article
            continue
        forms = _forms(piece)
        yield from forms.more
        if forms.number:
            yield from _beside(pieces, at, forms.number)


def _beside(pieces: Sequence[str], at: int, number: str) -> Iterator[str]:
    """Yield a number (or letter) with its digits by blanks, and in one with its neighbours."""
    if at and pieces[at - 1].isdigit() and _GROUP.fullmatch(number):
        return  # the rest of 9 000
    end = at
    while number.isdigit() and end + 1 < len(pieces) and pieces[end].isdigit():
        group = pieces[end + 1].rstrip(".,;:!?)")
        if len(pieces[at]) > 3 or not _GROUP.fullmatch(group):
            break
        number, end = number + group, end + 1
    if end > at:
        yield number
    name = _APOSTROPHE.split(pieces[at - 1])[-1].lstrip(_AROUND) if at else ""
    if _is_name(name):
        yield name + number
    if end + 1 < len(pieces) and number[0].isdigit() and pieces[end][-1].isdigit():
        unit = pieces[end + 1].strip(_AROUND + ".")
        if _is_name(unit):
            yield number + unit


def _is_plain(piece: str) -> bool:
    """Say whether nothing but a word of letters is in a piece, perhaps with an elided article."""
    core = piece.strip(_AROUND).rstrip(".")
    if "'" in core or "’" in core:
        before, rest = _APOSTROPHE.split(core, maxsplit=1)
        core = rest if before in ELISIONS else core
    return core.isalpha()


def _is_name(piece: str) -> bool:
    return piece.isalpha() and len(piece) <= 12 and fold(piece) not in _COMMON


@lru_cache(maxsize=16_384)
def _forms(piece: str) -> _Forms:
    core = piece.strip(_AROUND)
    if not core or len(core) > _LONGEST or core.isalpha() or unspaced(core):
        return _Forms()
    if dotted := _DOTTED.fullmatch(core.rstrip(".")):
        return _one(dotted[0])
    if _ACRONYM.fullmatch(core):
        return _one(core.replace(".", ""))
    core = core.strip(".")
    if _SIGNED.fullmatch(core):
        return _one(core)
    if _APOSTROPHE.search(core) and not _NUMBER.fullmatch(core):
        return _apostrophe(core)
    return _compound(core)


def _one(word: str) -> _Forms:
    return _Forms(more=(word,), asked=(QueryWord(word),))


def _apostrophe(core: str) -> _Forms:
    """Read `dell'Aquila`, `O'Brien`, `Ankara'da`: what stands on either side may be a word."""
    before, rest = _APOSTROPHE.split(core, maxsplit=1)
    if before in ELISIONS:
        return _forms(rest)
    parts = [part for part in _APOSTROPHE.split(core) if part]
    if len(parts) < 2 or parts[-1] in _CONTRACTED or not all(part.isalpha() for part in parts):
        return _Forms()
    [whole] = words(core)[:1]
    more = tuple(part for part in parts if len(part) > 1)
    longest = max(reversed(parts), key=len)
    return _Forms(more=more, asked=(QueryWord(whole, (longest,)),))


def _compound(core: str) -> _Forms:
    """Read what is joined by signs, or by a change from letters to digits."""
    if number := _to_number(core):
        return _Forms(more=(number,), asked=(QueryWord(number),), number=number)
    if named := _NAME_AND_NUMBER.fullmatch(core):
        return _mixed(named["name"], _to_number(named["number"]))
    if measured := _NUMBER_AND_UNIT.fullmatch(core):
        return _mixed(_to_number(measured["number"]), measured["unit"])
    parts = [part for part in _JOINER.split(core) if part]
    joined = "".join(parts)
    if not 1 < len(parts) <= _MOST_PARTS or not joined.isalnum() or joined.isdigit():
        return _Forms()
    if joined.isalpha() and min(map(len, parts)) > 1:
        return _Forms(more=(joined,), asked=tuple([QueryWord(part, (joined,)) for part in parts]))
    return _Forms(more=(joined,), asked=(QueryWord(joined),))


def _mixed(first: str, second: str) -> _Forms:
    joined = first + second
    return _Forms(more=(first, second, joined), asked=(QueryWord(joined),))


def _to_number(written: str) -> str:
    """Return a number in one form, 9000 or 3.11; empty: it is none."""
    found = _NUMBER.fullmatch(written)
    if found is None:
        return ""
    grouped = found["grouped"] or ""
    plain = written.replace(grouped, re.sub(r"\D", "", grouped), 1) if grouped else written
    return plain.replace(",", ".")
