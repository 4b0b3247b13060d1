"""Instants to whole unix seconds and back; nothing else."""

from datetime import UTC, datetime


def to_unix(when: datetime) -> int:
    """Return whole unix seconds.

    Raises:
        ValueError: `when` is naive.
    """
    if when.tzinfo is None:
        raise ValueError("naive datetime")
    return int(when.timestamp())


def to_unix_or_none(when: datetime | None) -> int | None:
    return None if when is None else to_unix(when)


def from_unix(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def from_unix_or_none(seconds: int | None) -> datetime | None:
    return None if seconds is None else from_unix(seconds)
