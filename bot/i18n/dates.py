"""Dates, times and numbers as the reader's language writes them; Babel's data, our few forms."""

from datetime import date, datetime
from typing import Literal

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

_DAY = {"en": "EEEE, MMMM d, y", "fr": "EEEE d MMMM y"}
_SHORT_DAY = {"en": "MMM d", "fr": "d MMM"}
_CLOCK = {"en": "HH:mm", "fr": "HH:mm"}


def format_day(locale: str, day: date) -> str:
    """Return a day in full: "Tuesday, December 9, 2025", "mardi 9 décembre 2025".

    French says "1er" for the first of a month, which no date pattern knows.
    """
    written = format_date(day, _DAY[locale], locale=locale)
    if locale == "fr" and day.day == 1:
        written = written.replace(" 1 ", " 1er ", 1)
    return str(written)


def format_short_day(locale: str, day: date) -> str:
    """Return a day of about now: "Dec 9", "9 déc."."""
    return str(format_date(day, _SHORT_DAY[locale], locale=locale))


def format_weekday(locale: str, weekday: int) -> str:
    """Return the name of a weekday, 0 for Monday."""
    return str(format_date(date(2024, 1, 1 + weekday), "EEEE", locale=locale))


def format_clock(locale: str, when: datetime) -> str:
    """Return the wall clock of an aware `when` in its own zone, to the minute."""
    return str(format_time(when.timetz(), _CLOCK[locale], locale=locale))


def format_number(locale: str, number: int) -> str:
    return str(format_decimal(number, locale=locale))


def timestamp(when: datetime, form: Literal["t", "f", "F", "R"] = "R") -> str:
    """Return an instant as a Discord timestamp, which each reader sees by their own clock.

    `t` is the time of day, `f` the day with it, `F` the weekday too, `R` how far away it is.
    """
    return f"<t:{int(when.timestamp())}:{form}>"
