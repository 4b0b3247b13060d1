"""A colour is read as people write it, and refused where it is none."""

import pytest

from bot.errors import UserError
from bot.follow.edit.colour import read_colour


@pytest.mark.parametrize(
    ("typed", "colour"),
    [
        (None, None),
        ("blue", 0x1C7ED6),
        ("Bleu", 0x1C7ED6),
        ("bleu marine", 0x1B3A6B),
        ("GREY", 0x868E96),
        ("#2f6feb", 0x2F6FEB),
        ("#abc", 0xAABBCC),
        ("rgb(47, 111, 235)", 0x2F6FEB),
        ("47 111 235", 0x2F6FEB),
        ("0 0 0", 0),
        ("255 255 255", 0xFFFFFF),
    ],
)
def test_a_colour_is_read_as_people_write_it(typed: str | None, colour: int | None) -> None:
    assert read_colour(typed) == colour


@pytest.mark.parametrize(
    "typed", ["reddish", "#12345", "#1234567", "#12345g", "256 0 0", "0 256 0", "0 0 256", "0 0"]
)
def test_what_is_no_colour_is_named(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        read_colour(typed)

    assert (refused.value.key, refused.value.params) == ("editing.no_colour", {"given": typed})
