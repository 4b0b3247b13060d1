"""Judge a document's dates: which are publication dates, and what stands for the others; pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.model import ParsedItem

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)  # before it a date is a clock that was never set
_ENOUGH = 3  # items that tell a habit of the document
_DAY = timedelta(days=1)


def dated(item: ParsedItem) -> datetime | None:
    """Return the item's own date; when it was changed stands for when it was published."""
    return item.published_at or item.updated_at


def has_time(at: datetime) -> bool:
    """Say whether a date has a time of day: midnight to the second is how a bare day is read."""
    return (at.hour, at.minute, at.second) != (0, 0, 0)


def believed_dates(items: Sequence[ParsedItem], now: datetime) -> list[datetime | None]:
    """Return the dates of `items` that are dates of publication, None for each that is not.

    Not believed: the future, the epoch, and one instant that all items share, which is when the
    document was made. Where all stand at one time of the day only the day is believed, so an
    item of the last day is dated `now`.
    """
    dates = [_plausible(dated(item), now) for item in items]
    given = [at for at in dates if at is not None]
    if len(given) >= _ENOUGH and len(set(given)) == 1:
        return [None] * len(dates)
    days_only = len(given) >= _ENOUGH and len({at.timetz() for at in given}) == 1
    return [now if at and _is_day(at, days_only) and now - at < _DAY else at for at in dates]


def _plausible(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and OLDEST <= at <= now else None


def _is_day(at: datetime, days_only: bool) -> bool:
    return days_only or not has_time(at)
