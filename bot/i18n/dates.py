"""Dates, times and numbers as the reader's language writes them; Babel's data, our few forms."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal

from bot.i18n.languages import language

_FIRST = re.compile(r"\b1\b")
_NEAR = timedelta(days=183)  # within which a day and a month tell the year
# How Discord writes a timestamp: the time, the day, both, the weekday too, how far away.
TimestampForm = Literal["t", "D", "f", "F", "R"]


def format_day(locale: str, day: date) -> str:
    """Return a day in full: "Tuesday, December 9, 2025", "mardi 9 décembre 2025"."""
    return _format_day(locale, day, language(locale).day)


def format_short_day(locale: str, day: date) -> str:
    """Return a day of about now: "Dec 9", "9 déc."."""
    return _format_day(locale, day, language(locale).short_day)


def format_day_beside(locale: str, day: date, other: date) -> str:
    """Return a short day; with its year where that is not plain on the day `other`."""
    if abs(day - other) <= _NEAR or day.year == other.year:
        return format_short_day(locale, day)
    rules = language(locale)
    return _with_first(locale, day, str(format_skeleton("yMMMd", day, locale=rules.cldr)))


def _format_day(locale: str, day: date, pattern: str) -> str:
    return _with_first(locale, day, str(format_date(day, pattern, locale=language(locale).cldr)))


def _with_first(locale: str, day: date, written: str) -> str:
    """Return a written day; the first of a month as the language has it, "1er déc."."""
    rules = language(locale)
    if rules.first_of_month and day.day == 1:
        written = _FIRST.sub(rules.first_of_month, written, count=1)
    return written


def format_weekday(locale: str, weekday: int) -> str:
    """Return the name of a weekday, 0 for Monday."""
    return str(format_date(date(2024, 1, 1 + weekday), "EEEE", locale=language(locale).cldr))


def format_clock(locale: str, when: datetime) -> str:
    """Return the wall clock of an aware `when` in its own zone, to the minute."""
    return _format_clock(locale, time(when.hour, when.minute))


@lru_cache(maxsize=2880)  # the minutes of a day, in two languages
def _format_clock(locale: str, at: time) -> str:
    rules = language(locale)
    return str(format_time(at, rules.clock, locale=rules.cldr))


def format_number(locale: str, number: float) -> str:
    return str(format_decimal(number, locale=language(locale).cldr))


def timestamp(when: datetime, form: TimestampForm = "R") -> str:
    """Return an instant as a Discord timestamp, which each reader sees by their own clock."""
    return f"<t:{int(when.timestamp())}:{form}>"
