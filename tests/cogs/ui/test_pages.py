"""The buttons that turn the pages of a long answer lead where they say."""

import pytest

from cogs.ui.pages import in_pages, page_buttons, part_of


def labels(page: int, pages: int | None, *, has_next: bool) -> list[tuple[str, str | None, bool]]:
    buttons = page_buttons("en", page, pages, lambda n: f"list:{n}", has_next=has_next)
    return [(button.label or "", button.custom_id, button.disabled) for button in buttons]


def test_one_page_alone_has_no_buttons() -> None:
    assert labels(0, 1, has_next=False) == []


def test_the_first_page_leads_on_and_the_last_one_back() -> None:
    assert labels(0, 2, has_next=True) == [
        ("Back", "list:0", True),
        ("Page 1 of 2", "page:here", True),
        ("Next", "list:1", False),
    ]
    assert [disabled for *_, disabled in labels(1, 2, has_next=False)] == [False, True, True]


def test_pages_that_nobody_counted_are_not_counted() -> None:
    assert labels(1, None, has_next=True)[1][0] == "Page 2"


def test_a_page_that_there_is_no_more_is_the_last_one() -> None:
    assert part_of("abcde", 9, 2) == ("e", 2, 3)
    assert part_of("", 0, 2) == ("", 0, 1)
    assert part_of("abcd", 1, 2) == ("cd", 1, 2)


@pytest.mark.parametrize(("last", "pages"), [(1_898, 1), (1_899, 1), (1_900, 2)])
def test_a_page_holds_so_many_letters(last: int, pages: int) -> None:
    lines = ["a" * 1_900, "b" * last]  # and what parts them

    filled = in_pages(lines)

    assert len(filled) == pages
    assert "\n".join(filled) == "\n".join(lines)


def test_a_line_that_fills_a_page_leaves_none_empty_before_it() -> None:
    assert in_pages(["aaaaaaa", "b"], size=7) == ["aaaaaaa", "b"]
