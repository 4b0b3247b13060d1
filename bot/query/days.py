"""Read a day, a month or a year as somebody types it, in any of our languages; reads no clock.

"2026-01-31"  "31/1/2026"  "12 mars"  "March 12, 2026"      -> that day
"2026-01"  "janvier 2026"  "2026"  "last week"              -> its first and its last day
"hier"  "3 days ago"  "lundi dernier"                       -> reckoned from today

A day without a year is the last one that was. Where no `today` is given, what is reckoned from it
is not read: so in filters, which hold for long.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from babel import Locale

from bot import i18n
from bot.errors import Typed, UserError
from bot.text.words import fold

_SHORT = 3  # letters from which on the beginning of a name is read
_WEEK = timedelta(days=7)

_NUMBERS = re.compile(r"\d+")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}|\d{2}))?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.](\d{4})")
_YEAR = re.compile(r"\d{4}")
_APART = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpan:
    """The days that somebody means: one, or those of a week, a month or a year."""

    first: date
    last: date

    @classmethod
    def of_day(cls, day: date) -> "DaySpan":
        return cls(first=day, last=day)

    @classmethod
    def of_month(cls, year: int, month: int) -> "DaySpan":
        following = date(year + month // 12, month % 12 + 1, 1)
        return cls(first=date(year, month, 1), last=following - timedelta(days=1))

    @classmethod
    def of_year(cls, year: int) -> "DaySpan":
        return cls(first=date(year, 1, 1), last=date(year, 12, 31))


def parse_span(typed: str, today: date) -> DaySpan:
    """Return the days that were typed.

    Raises:
        UserError: it names none.
    """
    span = read_span(typed, today)
    if span is None:
        raise UserError("days.unread", given=Typed(typed))
    return span


def parse_day(typed: str, today: date) -> date:
    """Return the one day that was typed.

    Raises:
        UserError: it names none, or several.
    """
    span = parse_span(typed, today)
    if span.first != span.last:
        raise UserError("days.several", given=Typed(typed))
    return span.first


def say_span(span: DaySpan, locale: str) -> str:
    """Return some days in words: "January 31, 2026", or the first to the last."""
    first, last = (i18n.format_day(locale, day) for day in (span.first, span.last))
    return first if first == last else i18n.text(locale, "days.span", first=first, last=last)


def read_span(typed: str, today: date | None = None) -> DaySpan | None:
    """Return the days that were typed; None where it names none."""
    plain = " ".join(fold(typed).split())
    try:
        return _in_numbers(plain, today) or _in_words(plain, today)
    except (ValueError, OverflowError):  # no such day in the calendar
        return None


def _in_numbers(plain: str, today: date | None) -> DaySpan | None:
    if match := _YEAR_FIRST.fullmatch(plain):
        year, month, day = int(match[1]), int(match[2]), match[3]
        if day is None:
            return DaySpan.of_month(year, month)
        return DaySpan.of_day(date(year, month, int(day)))
    if match := _MONTH_FIRST.fullmatch(plain):
        return DaySpan.of_month(int(match[2]), int(match[1]))
    if match := _DAY_FIRST.fullmatch(plain):
        day, month = int(match[1]), int(match[2])
        if month > 12 >= day:  # as Americans write it
            day, month = month, day
        return _day_of(day, month, match[3], today)
    return DaySpan.of_year(int(plain)) if _YEAR.fullmatch(plain) else None


def _day_of(day: int, month: int, year: str | None, today: date | None) -> DaySpan | None:
    """Return a day of a month, of the year that is given, else the last that was."""
    if year is not None:
        full = int(year) + (2000 if len(year) == 2 else 0)
        return DaySpan.of_day(date(full, month, day))
    if today is None:
        return None
    for back in range(9):  # the 29th of February is at most eight years ago
        if (month, day) == (2, 29) and not _is_leap(today.year - back):
            continue
        found = date(today.year - back, month, day)
        if found <= today:
            return DaySpan.of_day(found)
    return None


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _in_words(plain: str, today: date | None) -> DaySpan | None:
    vocabulary = _vocabulary()
    if today is not None and (near := vocabulary.near.get(plain)) is not None:
        return DaySpan.of_day(today - timedelta(days=near))
    parts = [part for part in _APART.split(plain) if part and part not in vocabulary.between]
    parts = [_without_ordinal(part, vocabulary) for part in parts]
    if any(part in vocabulary.months for part in parts) or _month_among(parts, vocabulary):
        return _of_month(parts, today, vocabulary)
    return None if today is None else _from_today(parts, today, vocabulary)


def _without_ordinal(part: str, vocabulary: "_Vocabulary") -> str:
    """Return "12" for "12th"."""
    number = _NUMBERS.match(part)
    return number[0] if number and part[number.end() :] in vocabulary.ordinals else part


def _month_among(parts: list[str], vocabulary: "_Vocabulary") -> bool:
    return any(_named(part, vocabulary.months) is not None for part in parts) and not (
        len(parts) == 1 and _named(parts[0], vocabulary.weekdays) is not None
    )


def _of_month(parts: list[str], today: date | None, vocabulary: "_Vocabulary") -> DaySpan | None:
    """Return "12 mars 2026", "March 12", "mars 2026" or "mars"."""
    month = next(filter(None, (_named(part, vocabulary.months) for part in parts)))
    rest = [part for part in parts if _named(part, vocabulary.months) is None]
    rest = [part for part in rest if _named(part, vocabulary.weekdays) is None]
    if not all(part.isascii() and part.isdigit() for part in rest) or len(parts) > 4:
        return None
    years = [part for part in rest if len(part) == 4]
    days = [part for part in rest if len(part) <= 2]
    if len(years) > 1 or len(days) > 1 or len(years) + len(days) != len(rest):
        return None
    if days:
        return _day_of(int(days[0]), month, years[0] if years else None, today)
    if years:
        return DaySpan.of_month(int(years[0]), month)
    if today is None:
        return None
    return DaySpan.of_month(today.year - (month > today.month), month)


def _from_today(parts: list[str], today: date, vocabulary: "_Vocabulary") -> DaySpan | None:
    """Return "3 days ago", "last 3 days", "last Monday", "la semaine dernière", "this month"."""
    is_last = any(part in vocabulary.last for part in parts)
    is_this = any(part in vocabulary.this for part in parts)
    is_ago = any(part in vocabulary.ago for part in parts)
    rest = [
        part for part in parts if part not in vocabulary.last | vocabulary.this | vocabulary.ago
    ]
    match rest:
        case [number, name] if (is_ago or is_last) and number.isascii() and number.isdigit():
            begin = _ago(int(number), vocabulary.units.get(name), today)
            return replace(begin, last=today) if begin and is_last else begin
        case [name] if is_ago:
            return _ago(1, vocabulary.units.get(name), today)
        case [name] if (weekday := _named(name, vocabulary.weekdays)) is not None:
            back = (today.weekday() - weekday) % 7
            return DaySpan.of_day(today - timedelta(days=back or (7 if is_last else 0)))
        case [name] if is_last != is_this:
            return _period(vocabulary.units.get(name), today, back=int(is_last))
        case _:
            return None


def _ago(number: int, unit: str | None, today: date) -> DaySpan | None:
    match unit:
        case "day":
            return DaySpan.of_day(today - timedelta(days=number))
        case "week":
            return DaySpan.of_day(today - number * _WEEK)
        case "month" | "year":
            months = today.year * 12 + today.month - 1 - number * (12 if unit == "year" else 1)
            month = DaySpan.of_month(months // 12, months % 12 + 1)
            return DaySpan.of_day(month.first.replace(day=min(today.day, month.last.day)))
        case _:
            return None


def _period(unit: str | None, today: date, *, back: int) -> DaySpan | None:
    """Return this week, month or year, or the one before."""
    match unit:
        case "week":
            monday = today - timedelta(days=today.weekday()) - back * _WEEK
            return DaySpan(first=monday, last=monday + _WEEK - timedelta(days=1))
        case "month":
            months = today.year * 12 + today.month - 1 - back
            return DaySpan.of_month(months // 12, months % 12 + 1)
        case "year":
            return DaySpan.of_year(today.year - back)
        case _:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vocabulary:
    """The folded words of all our languages; months count from 1, weekdays from 0."""

    near: Mapping[str, int]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    units: Mapping[str, str]
    last: frozenset[str]
    this: frozenset[str]
    ago: frozenset[str]
    between: frozenset[str]
    ordinals: frozenset[str]


@cache
def _vocabulary() -> _Vocabulary:
    spoken = [language.days for language in i18n.languages().values()]

    def words(name: str) -> list[str]:
        return [fold(word) for listed in spoken for word in listed.get(name, ())]

    near = {"today": 0, "yesterday": 1, "before_yesterday": 2}
    return _Vocabulary(
        near={word: back for name, back in near.items() for word in words(name)},
        months=_names("months", 1),
        weekdays=_names("days", 0),
        units={word: unit for unit in ("day", "week", "month", "year") for word in words(unit)},
        last=frozenset(words("last")),
        this=frozenset(words("this")),
        ago=frozenset(words("ago")),
        between=frozenset(words("between")),
        ordinals=frozenset(words("ordinals")),
    )


def _names(kind: str, first: int) -> dict[str, int]:
    """Return what months or weekdays are called, whole and short, in every language."""
    names: dict[str, int] = {}
    for language in i18n.languages().values():
        listed = getattr(Locale.parse(language.cldr), kind)["format"]
        for width in ("abbreviated", "wide"):
            for number, name in listed[width].items():
                names[fold(name).strip(".")] = number
    assert min(names.values()) == first
    return names


def _named(part: str, names: Mapping[str, int]) -> int | None:
    """Return which month or weekday a word names, whole or by a beginning that is one's alone."""
    if part in names:
        return names[part]
    if len(part) < _SHORT:
        return None
    fitting = {number for name, number in names.items() if name.startswith(part)}
    return fitting.pop() if len(fitting) == 1 else None
