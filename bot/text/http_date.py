"""Read the dates of HTTP headers (Date, Expires, Retry-After), as RFC 9110 has them; pure."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def read_http_date(value: str) -> datetime | None:
    """Return the instant that a header's date names, in UTC also where it names no zone ("-0000").

    None where it is no date.
    """
    try:
        at = parsedate_to_datetime(value)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
