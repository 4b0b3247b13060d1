"""Read what a server's headers say about when to come back; decides nothing.

Every value comes from a stranger: what is malformed, negative or absurd counts as unsaid.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=365)  # beyond it a number is a mistake; the schedule clamps further


def retry_at(value: str | None, now: datetime) -> datetime | None:
    """Read Retry-After, in seconds or as a date; None when unsaid, past or malformed."""
    if value is None:
        return None
    wait = _seconds(value)
    at = _date(value) if wait is None else now + wait
    return at if at is not None and now < at <= now + LONGEST else None


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the server calls its answer fresh: max-age less Age, else Expires."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(store|cache)\b", control):
        return None
    found = re.search(r'(?<![\w-])max-age="?(\d+)', control)
    if found:
        age = _seconds(headers.get("age", "")) or timedelta()
        length = _seconds(found[1])
        return _positive(None if length is None else length - age)
    expires = _date(headers.get("expires", ""))
    return _positive(None if expires is None else expires - (_date(headers.get("date", "")) or now))


def _seconds(value: str) -> timedelta | None:
    value = value.strip()
    if not (value.isascii() and value.isdigit()) or len(value) > 9:
        return None
    return timedelta(seconds=int(value))


def _date(value: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def _positive(length: timedelta | None) -> timedelta | None:
    return length if length is not None and timedelta() < length <= LONGEST else None
