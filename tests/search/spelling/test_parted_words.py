"""A word that was typed without its blank is parted where an article says it in two."""

import pytest

from tests.search.library import Library


@pytest.mark.parametrize(
    ("title", "typed", "meant"),
    [
        ("Le Super Bowl LVIII", "superbowl", "super bowl"),
        ("New York sous la pluie", "Newyork pluie", "New york pluie"),
        ("Chat GPT se trompe", "chatgpt", "chat gpt"),
        ("L’Oréal investit", "loreal", "l'oreal"),
        ("Le Galaxy S24 est là", "galaxys24", "galaxy s24"),
        ("Le barrage du village", "barragedu village", "barrage du village"),
    ],
)
def test_two_words_in_one_are_parted(title: str, typed: str, meant: str) -> None:
    library = Library()
    library.add(title)

    assert library.corrected(typed) == meant


def test_words_that_stand_apart_are_not_put_together() -> None:
    library = Library()
    library.add("Un bowl bien garni, un goût super")

    assert library.corrected("superbowl") is None


def test_what_the_asker_may_not_see_parts_nothing() -> None:
    library = Library()
    library.add("Le Super Bowl LVIII", feed=2)

    assert library.corrected("superbowl", feeds=[1]) is None
    assert library.corrected("superbowl", feeds=[2]) == "super bowl"
