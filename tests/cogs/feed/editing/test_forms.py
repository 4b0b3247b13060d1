"""What is typed into the panel's forms, read and refused."""

import pytest

from bot.errors import UserError
from cogs.feed.editing.forms import read_number


def test_a_number_is_read_from_the_least_to_the_most() -> None:
    assert [read_number(typed, 2, 10) for typed in ("2", "07", "10")] == [2, 7, 10]


@pytest.mark.parametrize("typed", ["1", "11", "", "-2", "2.5", "٣", "²", "two"])
def test_what_is_no_number_between_the_least_and_the_most_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as caught:
        read_number(typed, 2, 10)

    assert caught.value.key == "editing.no_number"
