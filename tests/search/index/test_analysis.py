"""What the index keeps of an article: its words' weights, its length and its language."""

import pytest

from bot.model import Item
from bot.search.index.analysis import analyse, language_of
from tests.search.library import Library

ENGLISH = "The bridge over the river was closed on Monday, and nobody knows for how long."
FRENCH = "Le pont sur la rivière est fermé depuis lundi, et personne ne sait pour combien de temps."


def item_of(title: str, *, lead: str = "", body: str = "", language: str | None = "en") -> Item:
    library = Library()
    library.add(title, lead=lead, body=body, kicker="Ferry", language=language)
    [item] = library.snapshot(None).items([1]).values()
    return item


def test_a_word_weighs_three_in_a_title_two_in_a_lead_and_one_in_a_text() -> None:
    document = analyse(item_of("Otter bridge", lead="An otter swims", body="The otter."))

    assert {key: n for key, n in document.weights.items() if key[0] == "w"} == {
        "wotter": 6, "wbridg": 3, "wferri": 2, "wan": 2, "wswim": 2, "wthe": 1,
    }  # fmt: skip
    assert document.length == 2 * 3 + 1 * 2 + 3 * 2 + 2


def test_weights_and_lengths_are_kept_in_one_byte_and_in_two() -> None:
    document = analyse(item_of("Otter", body="otter " * 65_531))

    assert document.weights["wotter"] == 255
    assert document.length == 65_535
    assert analyse(item_of("Otter", body="otter " * 65_529)).length == 65_534


@pytest.mark.parametrize(
    ("declared", "lead", "body", "language"),
    [
        ("fr-CA", ENGLISH, "", "fr"),
        ("FR_ca", ENGLISH, "", "fr"),
        ("tlh", ENGLISH, "", None),  # of which no stems are known
        (None, ENGLISH, "", "en"),
        (None, ENGLISH, FRENCH, "en"),
        (None, "", FRENCH, "fr"),
        (None, "", "", None),
    ],
)
def test_an_items_language_is_what_its_feed_says_else_that_of_its_lead_else_of_its_text(
    declared: str | None, lead: str, body: str, language: str | None
) -> None:
    item = item_of("Morlan", lead=lead, body=body, language=declared)

    assert language_of(item) == language
