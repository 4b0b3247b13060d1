"""What the index keeps of an article: the weights of its words, and how long it is."""

from bot.model import Item
from bot.search.index.analysis import analyse
from tests.search.library import Library


def item_of(title: str, *, lead: str = "", body: str = "") -> Item:
    library = Library()
    library.add(title, lead=lead, body=body, kicker="Ferry", language="en")
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
