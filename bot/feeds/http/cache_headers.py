"""Read the HTTP headers that say when to come back: Retry-After, Cache-Control, Expires; pure.

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
    delay = _seconds(value)
    retry_at = _date(value) if delay is None else now + delay
    return retry_at if retry_at is not None and now < retry_at <= now + LONGEST else None


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the server calls its answer fresh: max-age less Age, else Expires."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(store|cache)\b", control):
        return None
    max_age = re.search(r'(?<![\w-])max-age="?(\d+)', control)
    if max_age:
        age = _seconds(headers.get("age", "")) or timedelta()
        lifetime = _seconds(max_age[1])
        return _positive(None if lifetime is None else lifetime - age)
    expires = _date(headers.get("expires", ""))
    return _positive(None if expires is None else expires - (_date(headers.get("date", "")) or now))


def _seconds(value: str) -> timedelta | None:
    value = value.strip()
    if not (value.isascii() and value.isdigit()) or len(value) > 9:
        return None
    return timedelta(seconds=int(value))


def _date(value: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def _positive(lifetime: timedelta | None) -> timedelta | None:
    return lifetime if lifetime is not None and timedelta() < lifetime <= LONGEST else None
