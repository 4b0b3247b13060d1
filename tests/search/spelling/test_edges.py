"""How long a mistyped word must be, and how many of its likes are looked at and offered."""

import pytest

from tests.search.library import Library


def library_of(*titles: str) -> Library:
    made = Library()
    for title in titles:
        made.add(title, language="en")
    return made


@pytest.fixture(scope="module")
def library() -> Library:
    return library_of("A computer in the kitchen", "A train at the gare", "The lac")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("comquxer", "computer"),  # two slips in eight letters
        ("kitxhyn", None),  # in seven
        ("rtain", "train"),  # one in the first two of five
        ("agre", None),  # of four
        ("gaer", "gare"),  # one in four
        ("lax", None),  # in three
    ],
)
def test_a_word_is_corrected_where_it_is_long_enough(
    library: Library, typed: str, meant: str | None
) -> None:
    assert library.corrected(typed) == meant


@pytest.mark.parametrize(("typed", "offered"), [("lax", ["lac"]), ("lx", [])])
def test_a_word_of_three_letters_may_be_mistyped(
    library: Library, typed: str, offered: list[str]
) -> None:
    assert library.suggestions(typed) == offered


def test_three_suggestions_are_made() -> None:
    library = library_of("bale", "bane", "bare", "base")

    assert len(library.suggestions("baxe")) == 3


@pytest.mark.parametrize(("newer", "is_read"), [(3, True), (4, False)])
def test_four_articles_with_a_stem_tell_how_it_is_written(newer: int, is_read: bool) -> None:
    library = library_of("He painted", *["Paintings"] * newer)

    assert (library.corrected("paintde") == "painted") is is_read


@pytest.mark.parametrize(("others", "is_parted"), [(3, True), (4, False)])
def test_a_word_is_parted_in_the_four_ways_that_most_articles_have(
    others: int, is_parted: bool
) -> None:
    ways = ["ikfold and br", "kfold and bri", "fold and brik", "old and brikf"][:others]

    library = library_of("A brikfo ld", *ways, *ways)

    assert (library.corrected("brikfold") == "brikfo ld") is is_parted


@pytest.mark.parametrize(("newer", "is_read"), [(19, True), (20, False)])
def test_twenty_articles_of_each_way_are_read(newer: int, is_read: bool) -> None:
    library = library_of("A super bowl", *["A bowl is super"] * newer)

    assert (library.corrected("superbowl") == "super bowl") is is_read
