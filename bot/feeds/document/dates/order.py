"""Tell day-first from month-first: what `05/11/2026` means is decided per feed, never guessed.

Other dates of the feed allow one order or both: `25/11/2026` only the day first, and a weekday
beside the numbers says it too. Where all of them together leave one, that is the feed's.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum

_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class DateOrder(Enum):
    """The places of year, month and day among three numbers."""

    DAY_FIRST = (2, 1, 0)
    MONTH_FIRST = (2, 0, 1)
    YEAR_FIRST = (0, 1, 2)


def readings(
    numbers: tuple[str, str, str], weekday: int | None, *, dotted: bool
) -> Mapping[DateOrder, date]:
    """Return what three numbers can mean; a weekday that is named beside them may decide."""
    first, _, last = numbers
    orders: Iterable[DateOrder] = (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
    if len(first) == 4:
        orders = (DateOrder.YEAR_FIRST,)
    elif len(first) > 2:
        return {}
    elif len(last) == 2 and not dotted:
        orders = DateOrder
    days = {
        order: day
        for order in orders
        if (day := date_of(*(numbers[place] for place in order.value))) is not None
    }
    agreeing = {order: day for order, day in days.items() if day.weekday() == weekday}
    return agreeing or days


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
    for meanings in dates:
        left &= meanings.keys()
    return left.pop() if len(left) == 1 else None
