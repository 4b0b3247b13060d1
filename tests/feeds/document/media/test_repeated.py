"""What stands in most entries of a document, by those that are asked first."""

import pytest

from bot.feeds.document.media.repeated import in_json

LOGO = b"a logo"


@pytest.mark.parametrize(("asked", "is_common"), [((0, 5), True), ((0,), False), ((), False)])
def test_four_entries_are_asked_first_and_two_of_them_must_have_it(
    asked: tuple[int, ...], is_common: bool
) -> None:
    having = {*[n for n in range(20) if n % 5], *asked}
    entries = [LOGO if n in having else b"" for n in range(20)]

    assert in_json(lambda: entries)("a logo") is is_common


@pytest.mark.parametrize(("count", "is_common"), [(2, False), (3, True)])
def test_what_most_of_three_entries_have_is_common(count: int, is_common: bool) -> None:
    assert in_json(lambda: [LOGO] * count)("a logo") is is_common
