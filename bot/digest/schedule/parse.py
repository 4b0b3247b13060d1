"""Read the times and weekdays that somebody types, in any of our languages; nothing else.

"8:00"  "8h"  "18h30"  "6pm"  "8h et 18h30"      -> times
"lun-ven"  "weekdays"  "mon,wed"  "tous les jours" -> weekdays, 0 for Monday
"""

import re
import unicodedata
from datetime import time

from bot import i18n
from bot.digest.schedule.runs import EVERY_DAY, WORKING_DAYS
from bot.errors import Typed, UserError

MAX_TIMES = 6


def _words(name: str) -> tuple[str, ...]:
    """Return what every language says for one thing of a schedule."""
    languages = i18n.languages().values()
    return tuple(word for language in languages for word in language.schedule.get(name, ()))


def _plain(typed: str) -> str:
    """Return `typed` without accents, capitals and doubled spaces."""
    letters = unicodedata.normalize("NFKD", typed)
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(letters.casefold().split())


_TIME = re.compile(r"(\d{1,2})\s*(?:[:h.]\s*([0-5]\d)?)?\s*(am|pm)?")
_SPACE_INSIDE_TIME = re.compile(
    r"(?<=\d)\s+(?=[:h]|am\b|pm\b)|(?<=\d h)\s+(?=[0-5]\d(?!\s*[\dh:]))"
)
_WORD_TIMES = {
    **dict.fromkeys(_words("noon"), time(12)),
    **dict.fromkeys(_words("midnight"), time(0)),
}

_DAY_NAMES = tuple(
    tuple(_plain(i18n.format_weekday(locale, day)) for locale in i18n.LOCALES) for day in range(7)
)
_DAY_GROUPS = {
    **dict.fromkeys(_words("every_day"), EVERY_DAY),
    **dict.fromkeys(_words("working_days"), WORKING_DAYS),
    **dict.fromkeys(_words("weekend"), EVERY_DAY - WORKING_DAYS),
}
_AND, _FROM, _TO = ("|".join(map(re.escape, _words(name))) for name in ("and", "from", "to"))
_BETWEEN_TIMES = re.compile(rf"\s*(?:[,;+&/]|\b(?:{_AND})\b|\s)\s*")
_BETWEEN_DAYS = re.compile(rf"[\s,;+&/]+(?:(?:{_AND})\s+)?")
_RANGE = re.compile(rf"\s*(?:-|–|\b(?:{_TO})\b)\s*")
_RANGE_BEGINS = re.compile(rf"^(?:{_FROM})\s+")


def parse_times(typed: str) -> tuple[time, ...]:
    """Return the times of day in `typed`, sorted, each once.

    Raises:
        UserError: a part is no time of day, there is none, or there are more than `MAX_TIMES`.
    """
    plain = _SPACE_INSIDE_TIME.sub("", _plain(typed))
    times = {_parse_time(part, typed) for part in _BETWEEN_TIMES.split(plain) if part}
    if not times:
        raise UserError("digest.error.time", given=Typed(typed))
    if len(times) > MAX_TIMES:
        raise UserError("digest.error.too_many_times", n=MAX_TIMES)
    return tuple(sorted(times))


def parse_days(typed: str) -> frozenset[int]:
    """Return the weekdays in `typed`, 0 for Monday; nothing typed means every day.

    Raises:
        UserError: a part is no weekday.
    """
    plain = _plain(typed)
    if not plain:
        return EVERY_DAY
    if plain in _DAY_GROUPS:
        return _DAY_GROUPS[plain]
    ranges = _RANGE.sub("-", _RANGE_BEGINS.sub("", plain))
    days: set[int] = set()
    for part in _BETWEEN_DAYS.split(ranges):
        first, dash, last = part.partition("-")
        start = _parse_day(first, typed)
        end = _parse_day(last, typed) if dash else start
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(days)


def _parse_time(part: str, typed: str) -> time:
    if part in _WORD_TIMES:
        return _WORD_TIMES[part]
    match = _TIME.fullmatch(part)
    if match is None:
        raise UserError("digest.error.time", given=Typed(typed))
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and not 1 <= hour <= 12:
        raise UserError("digest.error.time", given=Typed(typed))
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23:
        raise UserError("digest.error.time", given=Typed(typed))
    return time(hour, minute)


def _parse_day(name: str, typed: str) -> int:
    for day, names in enumerate(_DAY_NAMES):
        if len(name) >= 2 and any(full.startswith(name.rstrip("s.") or "?") for full in names):
            return day
    raise UserError("digest.error.days", given=Typed(typed))
