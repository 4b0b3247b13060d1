"""Tell day-first from month-first: what `05/11/2026` means is decided per feed, never guessed.

Other dates of the feed allow one order or both: `25/11/2026` only the day first, and a weekday
beside the numbers says it too. Where all of them together leave one, that is the feed's.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum

_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_YEAR_FIRST = {"eu", "fa", "hu", "ja", "ko", "lt", "mn", "sv", "zh"}  # languages of such dates
_ENOUGH, _MUCH_CLOSER = 3, 10


class DateOrder(Enum):
    """The places of year, month and day among three numbers."""

    DAY_FIRST = (2, 1, 0)
    MONTH_FIRST = (2, 0, 1)
    YEAR_FIRST = (0, 1, 2)


def readings(
    numbers: tuple[str, str, str], weekday: int | None, *, sign: str, language: str | None = None
) -> Mapping[DateOrder, date]:
    """Return what three numbers can mean that a `sign` parts.

    A weekday that is named beside them may decide, and whether a language puts the year first.
    """
    first, _, last = numbers
    orders: Iterable[DateOrder] = (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
    if len(first) == 4:
        orders = (DateOrder.YEAR_FIRST,)
    elif len(first) > 2:
        return {}
    elif len(last) == 2 and _may_begin_with_year(sign, language):
        orders = DateOrder
    days = {
        order: day
        for order in orders
        if (day := date_of(*(numbers[place] for place in order.value))) is not None
    }
    agreeing = {order: day for order, day in days.items() if day.weekday() == weekday}
    return agreeing or days


def _may_begin_with_year(sign: str, language: str | None) -> bool:
    """Say whether a year of two digits may stand first: with hyphens anywhere, else in some."""
    return sign == "-" or (sign == "/" and (language is None or language in _YEAR_FIRST))


def date_of(year: str, month: str, day: str) -> date | None:
    """Return a day as written, the year with two or four digits; None where there is none such."""
    if len(year) not in (2, 4) or len(day) > 3:
        return None
    full = int(year)
    if len(year) == 2:
        full += 2000 if full < 70 else 1900
    if not _FIRST_YEAR <= full <= _LAST_YEAR:  # a clock that was never set, another calendar
        return None
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None


def common_order(dates: Iterable[Mapping[DateOrder, date]]) -> DateOrder | None:
    """Return the one order that all dates of a feed allow, None where they leave more or none."""
    left = set(DateOrder)
    several = list(dates)
    for meanings in several:
        left &= meanings.keys()
    if len(left) == 2 and DateOrder.YEAR_FIRST in left:
        return _closer(list(left), several)
    return left.pop() if len(left) == 1 else None


def _closer(
    orders: Sequence[DateOrder], dates: Sequence[Mapping[DateOrder, date]]
) -> DateOrder | None:
    """Return the order in which some dates are days of one time, and in the other of many years."""
    if len(dates) < _ENOUGH:
        return None
    spans = {order: _span([meanings[order] for meanings in dates]) for order in orders}
    near, far = sorted(orders, key=lambda order: spans[order])
    return near if _MUCH_CLOSER * spans[near] < spans[far] else None


def _span(days: Sequence[date]) -> int:
    return (max(days) - min(days)).days + 1
