"""How far one spelling is from another."""

import pytest

from bot.search.rank.fuzzy import edit_distance


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("otter", "otter", 0),
        ("otter", "oter", 1),
        ("otter", "ottre", 1),  # two letters changed places
        ("otter", "utteb", 2),
        ("otter", "bridge", 3),  # or more
        ("ot", "otter", 3),
        ("o", "otters", 3),
    ],
)
def test_slips_are_counted_up_to_three(one: str, other: str, distance: int) -> None:
    assert edit_distance(one, other) == edit_distance(other, one) == distance
