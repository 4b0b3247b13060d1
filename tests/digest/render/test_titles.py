"""The titles that the messages left away, page by page."""

import re
from datetime import timedelta

import pytest

from bot.digest.render.pagination import parts_of
from bot.digest.render.titles import WHOLE_REST, render_titles
from bot.message.message import Button, walk
from tests.digest.build import NOON, make_item
from tests.digest.render.posted import KEY, buttons, large_day, listed, page_of, text_of
from tests.message.taken import assert_taken
from tests.support.edges import EDGES, seen


def test_the_rest_of_a_large_day_is_titles_twenty_five_a_page() -> None:
    page = large_day(0, 275)
    parts = parts_of(page)
    sheets = [render_titles(page, KEY, parts, WHOLE_REST, n) for n in range(11)]

    assert sorted(listed(tuple(sheets))) == sorted(entry.item.id for entry in page.entries())
    assert_taken(*sheets)
    assert render_titles(page, KEY, parts, WHOLE_REST, 99) == sheets[-1]


def test_the_titles_of_the_front_name_their_papers_and_those_of_a_paper_do_not() -> None:
    page = large_day()
    front, paper, *_ = parts_of(page)

    assert " · Paper " in text_of(render_titles(page, KEY, [front], 1, 0))
    assert " · Paper " not in text_of(render_titles(page, KEY, [paper], 2, 0))


def test_the_buttons_of_the_titles_lead_where_there_are_more() -> None:
    page = large_day(0, 75)
    here = "7:2025-12-09:480:3"

    turning = [
        [
            (each.label, each.custom_id, each.disabled)
            for each in walk(render_titles(page, KEY, parts_of(page), 3, n).components)
            if isinstance(each, Button)
        ]
        for n in range(3)
    ]

    def row(number: int, before: int, after: int) -> list[tuple[str, str, bool]]:
        return [
            ("«", f"digest:first:{here}:0", number == 0),
            ("‹", f"digest:rest:{here}:{before}", number == 0),
            (f"{number + 1}/3", "page:here", True),
            ("›", f"digest:turn:{here}:{after}", number == 2),
            ("»", f"digest:last:{here}:2", number == 2),
        ]

    assert turning == [row(0, 0, 1), row(1, 0, 2), row(2, 1, 2)]


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (25, 1), (26, 2), (50, 2), (51, 3)])
def test_twenty_five_titles_are_a_page(count: int, pages: int) -> None:
    page = page_of([make_item(n) for n in range(count)])

    sheets = [render_titles(page, KEY, parts_of(page), WHOLE_REST, n) for n in range(-1, 4)]

    assert len({text_of(sheet) for sheet in sheets}) == pages
    assert sheets[0] == sheets[1]
    assert bool(buttons(sheets[1])) == (pages > 1)


def test_titles_stand_under_the_names_of_their_sections_where_these_are_several() -> None:
    yesterday = NOON - timedelta(days=1)
    items = [make_item(1), make_item(2, 2), make_item(3, 2, at=yesterday)]
    page = page_of(items)
    both = parts_of(page)

    titles = {n: f"- [Title {n}](<https://feed{min(n, 2)}.test/{n}>)" for n in (1, 2, 3)}
    assert text_of(render_titles(page, KEY, both, WHOLE_REST, 0)).splitlines() == [
        "-# Received — Tuesday, December 9, 2025 · 3 titles",
        "",
        "**Paper 1**",
        titles[1],
        "**Paper 2**",
        titles[2],
        f"{titles[3]} · Dec 8",
    ]
    assert text_of(render_titles(page, KEY, both[1:], 2, 0)).splitlines() == [
        "## Paper 2",
        "-# Received — Tuesday, December 9, 2025 · 2 titles",
        "",
        titles[2],
        f"{titles[3]} · Dec 8",
    ]


@pytest.mark.parametrize("beside", EDGES)
def test_the_longest_address_gives_way_where_a_page_of_titles_is_full(beside: int) -> None:
    def told(letters: int) -> str:
        links = ["https://a.test/".ljust(letters, "x"), *["https://b.test/".ljust(700, "y")] * 4]
        items = [make_item(n, link=link, title=f"Title {n}") for n, link in enumerate(links)]
        page = page_of(items)
        return text_of(render_titles(page, KEY, parts_of(page), WHOLE_REST, 0)).split("\n\n")[1]

    around = len(told(800)) - 800

    lines = told(3700 - around + beside - len("\n")).splitlines()

    assert ["](<" in line for line in lines] == [beside <= 0, True, True, True, True]


@pytest.mark.parametrize("beside", EDGES)
def test_a_title_without_a_link_has_so_much_room(beside: int) -> None:
    items = [
        make_item(n, link=f"https://a.test/{'x' * 300}", title="t" * (100 + beside))
        for n in range(25)
    ]
    page = page_of(items)

    text = text_of(render_titles(page, KEY, parts_of(page), WHOLE_REST, 0))

    shown = min(map(len, re.findall("t{50,}", text.split("\n\n")[1])))
    assert shown == seen(100, beside)
