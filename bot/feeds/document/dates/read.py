"""Read a date as feeds write them, or say that it is none; no part of it is ever invented.

The two usual forms are read by a regular expression each; of any other every word must mean
something (`grammar`), or nothing is read.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.feeds.document.dates.grammar import WrittenDate, parse_written
from bot.feeds.document.dates.order import DateOrder, common_order
from bot.feeds.document.dates.zones import zone_of

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERS = {name: number for number, name in enumerate(_MONTHS, 1)}
_RFC = re.compile(
    r"(?:[A-Z][a-z]{2},? )?(\d\d?) ([A-Z][a-z]{2}) ([12]\d{3})"
    r" (\d\d):(\d\d)(?::(\d\d))? ([+-]\d{4}|GMT|UTC|Z)"
)
_ISO = re.compile(r"([12]\d{3})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)")
_SHORT_NUMBERS = re.compile(r"(?<!\d)\d{1,2}[-/. ]\s?\d{1,2}[-/. ]\s?(?:\d{4}|\d{2})(?![\d:])")
_EPOCH = re.compile(r"1\d{9}(?:\d{3}|\.\d+)?")  # seconds or milliseconds, of this age


def read_date(
    text: str, *, order: DateOrder | None = None, language: str | None = None
) -> datetime | None:
    """Return the instant that `text` means, None where it cannot be told.

    `order` is that of the feed's dates (`order_of`), `language` the feed's.
    """
    text = text.strip()
    if plain := _read_plain(text):
        return plain
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    written = parse_written(text, language)
    return written.instant(order) if written else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReader:
    """How one feed writes its dates: in which order, in which language."""

    order: DateOrder | None = None
    language: str | None = None

    @classmethod
    def of(cls, texts: Sequence[str], language: str | None) -> "DateReader":
        """Return the reader for a feed whose dates are `texts`."""
        order = order_of(texts, language) if any(map(is_ambiguous, texts)) else None
        return cls(order=order, language=language)

    def read(self, text: str) -> datetime | None:
        return read_date(text, order=self.order, language=self.language)


def order_of(texts: Iterable[str], language: str | None = None) -> DateOrder | None:
    """Return whether the day or the month comes first in a feed's dates, None if that is open."""
    numeric: list[Mapping[DateOrder, date]] = []
    for text in texts:
        written = _parse_odd(text, language)
        if written is None:
            continue
        if written.days.keys() != {DateOrder.YEAR_FIRST}:
            numeric.append(written.days)
        elif _SHORT_NUMBERS.search(text):  # that only a year of two digits can begin
            return None
    return common_order(numeric) if numeric else None


def is_ambiguous(text: str) -> bool:
    """Say whether the order of a feed's dates must be known to read this one."""
    if _SHORT_NUMBERS.search(text) is None:  # as in nearly all dates
        return False
    written = _parse_odd(text, None)
    return written is not None and len(set(written.days.values())) > 1


def _parse_odd(text: str, language: str | None) -> WrittenDate | None:
    text = text.strip()
    return None if not text or _read_plain(text) else parse_written(text, language)


def _read_plain(text: str) -> datetime | None:
    if match := _RFC.fullmatch(text):
        day, name, year, hour, minute, second, zone = match.groups("0")
        month = _NUMBERS.get(name, 0)
    elif match := _ISO.fullmatch(text):
        year, number, day, hour, minute, second, zone = match.groups()
        month = int(number)
    else:
        return None
    at_zone = zone_of(zone.lower())
    if at_zone is None:
        return None
    seconds = min(int(second), 59)
    try:
        return datetime(
            int(year), month, int(day), int(hour), int(minute), seconds, tzinfo=at_zone
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
