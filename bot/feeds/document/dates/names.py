"""Know the names of months and weekdays: in ten languages, and in any other by CLDR.

A name counts in full or by its beginning, of three letters at least, where all that begin so mean
one month. A word of none of the ten counts in the feed's own language, and else where its meaning
is one in all (`listopad` is November in Polish and October in Croatian: none without a language).
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bot.text.words import fold

# Folded: English, French, German, Spanish, Italian, Portuguese, Dutch, Danish, Norwegian, Swedish.
_KNOWN: Final = {"en", "fr", "de", "es", "it", "pt", "nl", "da", "nb", "no", "sv"}
_NAMES: Final = (
    "january janvier januar jaenner janner enero gennaio janeiro januari",
    "february fevrier februar febrero febbraio fevereiro februari",
    "march mars marz maerz marzo marco maart mrt marts",
    "april avril abril aprile",
    "may mai mayo maggio maio mei maj",
    "june juin juni junio giugno junho",
    "july juillet juli julio luglio julho",
    "august aout agosto augustus augusti",
    "september septembre septiembre setiembre settembre setembro",
    "october octobre oktober octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december decembre dezember diciembre dicembre dezembro desember",
)
_WEEKDAYS: Final = {
    "mon": 0, "lun": 0, "seg": 0, "maa": 0, "man": 0,
    "tue": 1, "die": 1, "din": 1, "mar": 1, "ter": 1, "tir": 1, "tis": 1,
    "wed": 2, "mit": 2, "mer": 2, "mie": 2, "woe": 2, "qua": 2, "ons": 2,
    "thu": 3, "don": 3, "jeu": 3, "jue": 3, "gio": 3, "qui": 3, "tor": 3,
    "fri": 4, "fre": 4, "ven": 4, "vie": 4, "vri": 4, "sex": 4,
    "sat": 5, "sam": 5, "sab": 5, "zat": 5, "lor": 5,
    "sun": 6, "son": 6, "dim": 6, "dom": 6, "zon": 6,
}  # fmt: skip
_SHORTEST = 3
_LATIN: Final = ("ca", "cs", "fi", "hr", "hu", "id", "pl", "ro", "sk", "tr", "vi")
# By the first letter after those of each script.
_BY_SCRIPT: Final = (
    ("ʰ", _LATIN),
    ("Ѐ", ("el",)),
    ("\u0530", ("be", "bg", "mk", "ru", "sr", "uk")),
    ("\u0590", ("hy",)),
    ("\u0600", ("he",)),
    ("\u0900", ("ar", "ar_SY", "fa", "ur")),
    ("\u0980", ("hi", "mr", "ne")),
    ("\u0a00", ("bn",)),
    ("\u0e80", ("th", "ta", "te", "ml", "kn", "gu", "pa")),
)


def _beginnings(names: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return every beginning of the names that means one month."""
    meanings: dict[str, set[int]] = {}
    for name, month in names:
        for end in range(min(_SHORTEST, len(name)), len(name) + 1):
            meanings.setdefault(name[:end], set()).add(month)
    return {word: months.pop() for word, months in meanings.items() if len(months) == 1}


_MONTHS: Final = _beginnings(
    (name, month) for month, names in enumerate(_NAMES, 1) for name in names.split()
)


def month_of(word: str, language: str | None = None) -> int | None:
    """Return the month that a folded word names, 1 to 12; None where it names none, or two."""
    if month := _MONTHS.get(word):
        return month
    word = word.removeprefix("ב")  # Hebrew's "in"
    if language and language not in _KNOWN and (named := _months_in(language).get(word)):
        return named
    return _elsewhere(word)


def weekday_of(word: str) -> int | None:
    """Return the weekday that a folded word names, 0 for Monday; None where it names none."""
    return _WEEKDAYS.get(word[:3])


def is_weekday_in(word: str, language: str | None) -> bool:
    """Say whether a folded word names a weekday in a language that is none of the ten."""
    if not language or language in _KNOWN or len(word) < _SHORTEST:
        return False
    return any(name.startswith(word) for name in _weekdays_in(language))


def _elsewhere(word: str) -> int | None:
    if len(word) < _SHORTEST:
        return None
    languages = next((known for end, known in _BY_SCRIPT if word[0] < end), ())
    meanings = {_months_in(language).get(word) for language in languages} - {None}
    return meanings.pop() if len(meanings) == 1 else None


@lru_cache(maxsize=64)
def _months_in(language: str) -> dict[str, int]:
    from babel import Locale, UnknownLocaleError  # some megabytes that few workers need

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return {}
    return _beginnings(
        (fold(name).rstrip("."), number)
        for names in (locale.months["format"], locale.months["stand-alone"])
        for width in ("wide", "abbreviated")
        for number, name in names[width].items()
        if not any(letter.isdigit() for letter in name)
    )


@lru_cache(maxsize=64)
def _weekdays_in(language: str) -> frozenset[str]:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(fold(name) for name in locale.days["format"]["wide"].values())
