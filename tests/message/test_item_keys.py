"""How much of a line is looked at for an article's title."""

from string import ascii_lowercase

from bot.message.item_keys import item_keys, name_keys, title_keys


def test_eight_pieces_of_a_line_may_be_its_title() -> None:
    pieces = ascii_lowercase[:9]

    assert title_keys(" \u00b7 ".join(pieces)) == {f"t {pieces[:end]}" for end in range(1, 9)}
    assert "n abcdefgh" in name_keys(" - ".join(pieces))
    assert not [key for key in name_keys(" - ".join(pieces)) if "i" in key]


def test_a_title_is_known_by_eighty_letters() -> None:
    assert item_keys(None, None, "x" * 81)[0] == f"t {'x' * 80}"
