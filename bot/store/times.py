"""Instants to whole unix seconds and back; nothing else."""

from datetime import UTC, datetime

_DISCORD_EPOCH = 1_420_070_400  # the first second of 2015


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


def sent_at(message_id: int) -> int:
    """Return when Discord stored a message, in unix seconds: its id (a snowflake) says so."""
    return (message_id >> 22) // 1000 + _DISCORD_EPOCH
