"""Read dates as feeds write them, also with month names of other languages; judges none of them."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from bot.text.words import fold

_MAX = 64
_NAMED = re.compile(
    r"(?:.*?[\s,])??(?P<day>\d{1,2})\.?\s+(?:de\s+)?(?P<month>[^\W\d_]{3,10})\.?,?\s+(?:de\s+)?(?P<year>\d{4})"
    r"(?:[,\s]+(?:(?:a|um|alle|om|kl)\s+)?(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
    r"(?:\s*(?P<zone>[+-]\d{2}:?\d{2}|[a-z]{1,4}))?"
)
_RFC = re.compile(
    r"(?:[A-Z][a-z]{2},? )?(?P<day>\d\d?) (?P<month>[A-Z][a-z]{2}) (?P<year>[12]\d{3})"
    r" (?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))? (?P<zone>[+-]\d{4}|GMT|UTC|Z)"
)
_ISO = re.compile(
    r"(?P<year>[12]\d{3})-(?P<month>\d\d)-(?P<day>\d\d)[T ](?P<hour>\d\d):(?P<minute>\d\d)"
    r":(?P<second>\d\d)(?:\.\d+)?(?P<zone>Z|[+-]\d\d:?\d\d)"
)
_PARTS = ("year", "day", "hour", "minute", "second", "zone")
# By the first letters, folded: English, French, German, Spanish, Italian, Portuguese, Dutch.
_MONTHS = {
    "jan": 1, "jaen": 1, "ene": 1, "gen": 1, "feb": 2, "fev": 2, "mar": 3, "maer": 3, "mrt": 3,
    "maa": 3, "apr": 4, "avr": 4, "abr": 4, "mai": 5, "may": 5, "mag": 5, "mei": 5, "jun": 6,
    "juin": 6, "giu": 6, "jul": 7, "juil": 7, "lug": 7, "aug": 8, "aou": 8, "ago": 8, "sep": 9,
    "set": 9, "oct": 10, "okt": 10, "ott": 10, "out": 10, "nov": 11, "dec": 12, "dez": 12,
    "dic": 12, "des": 12,
}  # fmt: skip


def read_date(text: str) -> datetime | None:
    """Return the instant `text` means, in UTC where it names no zone; None if it is none."""
    text = text.strip()
    if not text or len(text) > _MAX:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime, _read_named):
        try:
            when = read(text)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        if when is not None:
            return _utc(when)
    return None


def read_plain_date(text: str) -> datetime | None:
    """Return the instant of a date in one of the two usual forms, to the second; quickly."""
    found = _RFC.fullmatch(text) or _ISO.fullmatch(text)
    if found is None:
        return None
    name = found["month"]
    month = int(name) if name.isdecimal() else _MONTHS.get(name.lower(), 0)
    try:
        return _utc(_instant(found, month))
    except ValueError:
        return None


def _utc(when: datetime) -> datetime | None:
    if when.tzinfo is UTC:
        return when
    if when.tzinfo is None:
        return when.replace(tzinfo=UTC)
    try:
        return when.astimezone(UTC)
    except OverflowError:  # a zone east of the first day, or west of the last
        return None


def _read_named(text: str) -> datetime | None:
    found = _NAMED.fullmatch(fold(text))
    if found is None:
        return None
    name = found["month"]
    month = _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])
    if month is None:
        return None
    return _instant(found, month)


def _instant(found: re.Match[str], month: int) -> datetime:
    year, day, hour, minute, second, zone = found.group(*_PARTS)
    return datetime(
        *(int(year), month, int(day), int(hour or 0), int(minute or 0), int(second or 0)),
        tzinfo=_zone(zone),
    )


def _zone(said: str | None) -> timezone:
    if not said or said[0] not in "+-":
        return UTC
    digits = said[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if said[0] == "-" else offset)
