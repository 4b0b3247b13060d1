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
from itertools import takewhile
from typing import NamedTuple

from bot.text.stopwords import FUNCTION_WORDS
from bot.text.words import ELISIONS, fold, last_unspaced, lowered, unspaced, words

_LONGEST = 40  # characters of what may be a word: addresses and keys are none
_MOST_PARTS = 4
_MOST_INITIALS = 4
_INITIAL_LENGTH = 2
_AROUND = "()[]{}«»\"“”„!?;:,…*<>|_'’ʼ`=~"
_TAGS = "#@"  # before a name
_APOSTROPHE = re.compile("['’ʼ]")
_JOINER = re.compile("[-‐‑·/&_]")
_SIGNED = re.compile(r"(?P<name>[^\W\d_]\w*(?:\+{1,2}|#))(?P<number>\d*)")  # C++, F#, C++20
_INITIAL = re.compile(r"[^\W\d_]\.")
_DOTTED = re.compile(r"\.[^\W\d_]\w*")  # .NET
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\.?")  # S.N.C.F.
_DEGREE = re.compile(r"(?:[^\W\d_]{2}\.[^\W\d_]|[^\W\d_]\.[^\W\d_]{2})\.?")  # Ph.D., M.Sc.
_SITE = re.compile(r"[^\W\d_]{2,}\.[^\W\d_]{2,3}")  # Node.js, Booking.com
_NUMBER = re.compile(r"\d{1,3}(?P<grouped>(?:[.,'’]\d{3})+)?(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_NAME_AND_NUMBER = re.compile(r"(?P<name>[^\W\d_]+)\.?(?P<number>\d+(?:[.,]\d+)?)")
_NUMBER_AND_UNIT = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)(?P<unit>[^\W\d_]+)")
_RUNS = re.compile(r"\d+|[^\W\d_]+")  # 20h30, fi6
_UNIT = re.compile(r"[^\W\d_]{1,12}[²³]?")
_AROUND_NUMBERS = "+-−–±%‰$€£¥≈~="
_GROUP = re.compile(r"\d{3}")
_LAST_GROUP = re.compile(r"(\d{3})([.,]\d+)?")
# How names are written where a keyboard lacks their letters: Muenchen, Aarhus.
_TRANSLITERATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_RESPELLED = re.compile("[äöüøå]")
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
    lower = lowered(text)
    respelled = () if text.isascii() or not _RESPELLED.search(lower) else _respelled_names(text)
    return [*last_unspaced(text), *_more(lower), *respelled]


def query_words(text: str) -> list[QueryWord]:
    """Return the words that a term of a query, as it was typed, asks for."""
    asked: dict[QueryWord, None] = {}
    for piece in lowered(text).split():
        forms = _forms(piece)
        asked.update(dict.fromkeys(forms.asked or map(_asked, words(piece))))
    return list(asked)


def _asked(word: str) -> QueryWord:
    return QueryWord(word, (_respelled(word),) if _RESPELLED.search(word) else ())


def _respelled_names(text: str) -> Iterator[str]:
    """Yield names as they are written where a keyboard lacks their letters: Muenchen for München.

    Names alone: where a language is full of such letters, every second word would be here twice.
    """
    for written in text.split():
        if not written.isascii() and written.lstrip(_AROUND)[:1].isupper():
            word = lowered(written)
            if _RESPELLED.search(word):
                yield from words(_respelled(word))


def _respelled(word: str) -> str:
    return word.translate(_TRANSLITERATED)


def _more(lower: str) -> Iterator[str]:
    pieces = lower.split()
    for at, piece in enumerate(pieces):
        if piece.isalpha():
            if len(piece) == 1 and piece not in _LETTER_WORDS:
                yield from _beside(pieces, at, piece)
            continue
        if _is_plain(piece):  # most are: a word with its comma, or with an article
            if len(piece) == _INITIAL_LENGTH:
                yield from _initials(pieces, at)
            continue
        forms = _forms(piece)
        yield from forms.more
        if forms.number:
            yield from _beside(pieces, at, forms.number)


def _initials(pieces: Sequence[str], at: int) -> Iterator[str]:
    """Yield initials between blanks in one, where they begin: jrr for J. R. R. Tolkien."""
    if at and _INITIAL.fullmatch(pieces[at - 1]):
        return
    run = list(takewhile(_INITIAL.fullmatch, pieces[at : at + _MOST_INITIALS]))
    if len(run) > 1:
        yield "".join(run).replace(".", "")


def _beside(pieces: Sequence[str], at: int, number: str) -> Iterator[str]:
    """Yield a number (or letter) with its digits by blanks, and in one with its neighbours."""
    if at and pieces[at - 1].isdigit() and _GROUP.fullmatch(number):
        return  # the rest of 9 000
    end = at
    while number.isdigit() and end + 1 < len(pieces) and pieces[end].isdigit():
        group = _LAST_GROUP.fullmatch(pieces[end + 1].rstrip(".,;:!?)"))
        if len(pieces[at]) > 3 or not group:
            break
        number, end = number + group[0].replace(",", "."), end + 1
    if end > at:
        yield number
    name = _name_before(pieces, at)
    if _is_name(name) or _SIGNED.fullmatch(name):
        yield name + number
        if "." in number:
            yield name + number.split(".")[0]
    if end + 1 < len(pieces) and number[0].isdigit() and pieces[end][-1].isdigit():
        unit = pieces[end + 1].strip(_AROUND + ".")
        if _UNIT.fullmatch(unit) and _is_unit(unit):
            yield number + unit
        if len(unit) == 1 and end + 2 < len(pieces):  # 20 h 30
            rest = pieces[end + 2].strip(_AROUND + ".")
            if rest.isdigit():
                yield number + unit + rest


def _is_unit(word: str) -> bool:
    """Say whether a word may be a unit: not "en", but the m that is m' before a vowel."""
    return fold(word) not in _COMMON or (len(word) == 1 and word not in _LETTER_WORDS)


def _name_before(pieces: Sequence[str], at: int) -> str:
    """Return the word before a number, with its parts in one: wifi for Wi-Fi."""
    if at == 0:
        return ""
    name = _APOSTROPHE.split(pieces[at - 1])[-1].lstrip(_AROUND)
    return _JOINER.sub("", name)


def _is_plain(piece: str) -> bool:
    """Say whether nothing but a word of letters is in a piece, perhaps with an elided article."""
    core = piece.strip(_AROUND).lstrip(_TAGS).rstrip(".")
    if "'" in core or "’" in core:
        before, rest = _APOSTROPHE.split(core, maxsplit=1)
        core = rest if before in ELISIONS else core
    return core.isalpha()


def _is_name(piece: str) -> bool:
    return piece.isalpha() and len(piece) <= 12 and fold(piece) not in _COMMON


@lru_cache(maxsize=16_384)
def _forms(piece: str) -> _Forms:
    core = piece.strip(_AROUND).lstrip(_TAGS)
    if not core or len(core) > _LONGEST or core.isalpha() or unspaced(core):
        return _Forms()
    if dotted := _DOTTED.fullmatch(core.rstrip(".")):
        return _one(dotted[0])
    if _ACRONYM.fullmatch(core) or _DEGREE.fullmatch(core):
        return _one(core.replace(".", ""))
    core = core.strip(".")
    if signed := _SIGNED.fullmatch(core):
        return _Forms(more=tuple(dict.fromkeys([core, signed["name"]])), asked=(QueryWord(core),))
    if _APOSTROPHE.search(core) and not _NUMBER.fullmatch(core):
        return _apostrophe(core)
    return _compound(core)


def _one(word: str) -> _Forms:
    return _Forms(more=(word,), asked=(QueryWord(word),))


def _apostrophe(core: str) -> _Forms:
    """Read `dell'Aquila`, `Ankara'da`, `2024'te`: what stands on either side may be a word."""
    before, rest = _APOSTROPHE.split(core, maxsplit=1)
    if before in ELISIONS:
        return _forms(rest)
    parts = [part for part in _APOSTROPHE.split(core) if part]
    if _JOINER.search(core) and "".join(parts).replace("-", "").isalpha():  # Côte-d'Or
        joined = "".join(_JOINER.sub("", part) for part in parts)
        return _Forms(more=(joined,), asked=_or_joined(words(core), joined))
    if (
        len(parts) < 2
        or parts[-1] in _CONTRACTED
        or not all(part.isalpha() or part.isdigit() for part in parts)
    ):
        return _Forms()
    [whole] = words(core)[:1]
    more = tuple(part for part in parts if len(part) > 1)
    longest = max(reversed(parts), key=len)
    return _Forms(more=more, asked=(QueryWord(whole, (longest,)),))


def _compound(core: str) -> _Forms:
    """Read what is joined by signs, or by a change from letters to digits."""
    if number := _to_number(core.strip(_AROUND_NUMBERS)):
        more = () if words(core) == [number] else (number,)
        return _Forms(more=more, asked=(QueryWord(number),), number=number)
    if named := _NAME_AND_NUMBER.fullmatch(core):
        return _mixed(named["name"], _to_number(named["number"]))
    if measured := _NUMBER_AND_UNIT.fullmatch(core):
        return _mixed(_to_number(measured["number"]), measured["unit"])
    parts = core.split(".") if _SITE.fullmatch(core) else [p for p in _JOINER.split(core) if p]
    joined = "".join(parts)
    if len(parts) > _MOST_PARTS or not joined.isalnum() or joined.isdigit():
        return _Forms()
    if joined.isalpha() and min(map(len, parts)) > 1:
        return _Forms(more=(joined,), asked=_or_joined(parts, joined))
    runs = [run for part in parts if not part.isalpha() for run in _RUNS.findall(part)]
    if len(parts) == 1:  # 20h30
        return _Forms(more=tuple(runs)) if len(runs) == 3 and runs[0].isdigit() else _Forms()
    halves = _RUNS.findall(joined)
    pieces = dict.fromkeys([joined, *runs, *(halves if len(halves) == 2 else ())])
    more = tuple([piece for piece in pieces if piece not in parts])
    return _Forms(more=more, asked=(QueryWord(joined),))


def _or_joined(parts: Sequence[str], joined: str) -> tuple[QueryWord, ...]:
    return tuple([QueryWord(part, (joined,)) for part in parts])


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
