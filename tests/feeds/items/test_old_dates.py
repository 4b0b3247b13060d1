"""An item that is new to a feed but old by its date: an archive, or a date that is none."""

from datetime import datetime, timedelta

import pytest

from bot.feeds.items.match import text_of
from tests.feeds.archive import NOON, Archive, entry
from tests.feeds.items.papers import S, paper, plain

POLLED_AT = NOON + timedelta(hours=1)  # for the last time before the items come


def announced(*dates: datetime | str) -> list[str]:
    """Return what is announced of items of these dates that come into a feed."""
    archive = Archive()
    known = paper(8, plain)[::-1]
    archive.poll(*known)
    archive.poll(*[entry(f"x{n}", f"{n}", f"{S}/x{n}", at) for n, at in enumerate(dates)], *known)
    return archive.announced


@pytest.mark.parametrize(("age", "is_news"), [(0, True), (1, False)])
def test_what_is_older_than_thirty_days_is_no_news(age: int, is_news: bool) -> None:
    at = POLLED_AT - timedelta(days=30, seconds=age)

    assert announced(at) == (["0"] if is_news else [])


@pytest.mark.parametrize(
    ("at", "is_none"),
    [
        ("2026-10-01T00:00:00", True),
        ("2026-09-30T10:00:00", True),
        ("2026-09-30T09:45:00", False),
        ("2026-10-01T12:45:00", True),
        ("2026-10-01T13:00:00", False),
        ("2026-10-01T00:07:00", False),
        ("2026-10-01T00:00:30", False),
    ],
)
def test_the_first_of_a_month_as_it_begins_somewhere_is_no_date(at: str, is_none: bool) -> None:
    assert announced(at) == (["0"] if is_none else [])


def test_three_items_of_such_dates_are_an_archive() -> None:
    months = [f"2026-{month:02}-01T00:00:00" for month in (8, 9, 10)]

    assert sorted(announced(*months[:2])) == ["0", "1"]
    assert announced(*months) == []


def test_a_text_is_known_by_its_first_hundred_letters() -> None:
    def known(lead: str) -> str:
        return text_of(entry(None, "A title", lead=lead))

    assert known("x" * 100 + "a") == known("x" * 100 + "b")
    assert known("x" * 99 + "a") != known("x" * 99 + "b")
