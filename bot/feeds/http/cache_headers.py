"""Read the HTTP headers that say when to come back: Retry-After, Cache-Control, Expires; pure.

Every value comes from a stranger: what is malformed, negative or absurd counts as unsaid.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.text.http_date import read_http_date

LONGEST = timedelta(days=365)  # beyond it a number is a mistake; the schedule clamps further


def retry_at(value: str | None, now: datetime) -> datetime | None:
    """Read Retry-After, in seconds or as a date; None when unsaid, past or malformed.

    Of several the longest counts; some write seconds with decimals, or the instant as a number.
    """
    if value is None:
        return None
    parts = [part.strip(' "').partition(".")[0] for part in value.split(",")]
    delays = [delay for part in parts if (delay := _seconds(part)) is not None]
    at = now + max(delays) if delays else read_http_date(value) or _instant(parts[0])
    return at if at is not None and now < at <= now + LONGEST else None


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
    expires = read_http_date(headers.get("expires", ""))
    return _positive(
        None if expires is None else expires - (read_http_date(headers.get("date", "")) or now)
    )


def _seconds(value: str) -> timedelta | None:
    value = value.strip()
    if not (value.isascii() and value.isdigit()) or len(value) > 9:
        return None
    return timedelta(seconds=int(value))


def _instant(value: str) -> datetime | None:
    """Read unix seconds, of which there are ten digits."""
    is_unix = value.isascii() and value.isdigit() and len(value) == 10
    return datetime.fromtimestamp(int(value), UTC) if is_unix else None


def _positive(lifetime: timedelta | None) -> timedelta | None:
    return lifetime if lifetime is not None and timedelta() < lifetime <= LONGEST else None
