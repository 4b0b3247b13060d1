"""Groups are merged by the odds of their pairs, which are told here as they are."""

from itertools import combinations, product

import pytest

from bot.text.similarity.clustering import mean_odds, merge
from bot.text.similarity.pair_odds import Prior

PRIOR = Prior(alike=0.0, unlike=-1.0, least_mean=-0.5, as_near=0.2)
PATIENT = Prior(alike=0.0, unlike=-1.0, least_mean=-2.0, as_near=0.2)
STRICT = Prior(alike=0.0, unlike=-1.0, least_mean=-0.25, as_near=0.2)


def within(*groups: str) -> dict[tuple[int, int], float]:
    """Return odds by which the headlines of a group (its digits) surely are one story."""
    return {pair: 5.0 for group in groups for pair in combinations(map(int, group), 2)}


def between(one: str, other: str, odds: float) -> dict[tuple[int, int], float]:
    return dict.fromkeys(product(map(int, one), map(int, other)), odds)


@pytest.mark.parametrize(
    ("odds", "prior", "groups"),
    [
        ({(0, 1): 0.3}, PRIOR, []),
        ({(0, 1): 0.31}, PRIOR, ["01"]),
        # A third that resembles one of two: what was not compared counts as unlike.
        (within("01") | {(0, 2): 0.8}, PRIOR, ["012"]),
        (within("01") | {(0, 2): 0.2}, PRIOR, ["01"]),
        # A pair of four is alike: as much as a group may be mixed, and more than it may be.
        (within("01", "23") | {(0, 2): 1.0}, PRIOR, ["0123"]),
        (within("01", "23") | {(0, 2): 1.0}, STRICT, ["01", "23"]),
        # Many pairs say more than one, up to nine of them.
        (within("01", "23") | between("01", "23", -0.1), PRIOR, ["0123"]),
        (within("01", "23456") | between("01", "23456", -1.139) | {(0, 2): 0.0}, PATIENT,
         ["01", "23456"]),
        (within("01", "23456") | between("01", "23456", -1.1) | {(0, 2): 0.0}, PATIENT,
         ["0123456"]),
        # What fills in one template is two stories, however many pairs there are.
        (within("012", "345") | between("012", "345", -0.15), PRIOR, ["012", "345"]),
        (within("012", "345") | between("012", "345", -0.14), PRIOR, ["012345"]),
    ],
)  # fmt: skip
def test_groups_are_merged_while_something_speaks_for_it(
    odds: dict[tuple[int, int], float], prior: Prior, groups: list[str]
) -> None:
    merged = merge(8, odds, prior)

    assert sorted("".join(map(str, group)) for group in merged) == groups


def test_a_headline_is_as_central_as_its_mean_odds() -> None:
    odds = {(0, 1): 2.0, (1, 2): 1.0}

    assert [mean_odds(place, [0, 1, 2], odds, PRIOR) for place in range(3)] == [0.5, 1.5, 0.0]
