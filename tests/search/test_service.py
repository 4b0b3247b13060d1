"""A question with its options: one query, and kept in full."""

from datetime import date

import pytest

from bot.model import Kind
from bot.search.engine import Order
from bot.search.service import SearchOptions

TODAY = date(2025, 12, 9)


@pytest.mark.parametrize(
    ("options", "query"),
    [
        (SearchOptions(text=""), "None"),
        (SearchOptions(text="otter"), "otter"),
        (SearchOptions(text="otter bridge", kind=Kind.BRIEF), "otter bridge kind:brief"),
        (SearchOptions(text="", since=TODAY), "after:2025-12-09"),
        (SearchOptions(text="", until=TODAY), "before:2025-12-10"),
        (
            SearchOptions(text="a OR b", since=date(2025, 12, 1), until=TODAY),
            "(a OR b) after:2025-12-01 before:2025-12-10",
        ),
    ],
)
def test_options_are_part_of_the_query(options: SearchOptions, query: str) -> None:
    assert str(options.query(TODAY).root) == query


def test_a_question_is_kept_in_full() -> None:
    whole = SearchOptions(
        text="otter",
        feed_id=1,
        channel_id=2,
        since=date(2025, 12, 1),
        until=TODAY,
        kind=Kind.ARTICLE,
        order=Order.DATE,
        as_typed=True,
        like=3,
    )

    for options in (whole, SearchOptions(text="")):
        assert SearchOptions.from_json(options.to_json()) == options
