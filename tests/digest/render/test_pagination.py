"""A page in sheets: split between items, closer where there is more, nothing lost."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.compose import Page, compose
from bot.digest.render.discord import render_discord, render_sheet
from bot.digest.render.pagination import DENSITIES, Sheet, parts_of, set_page, set_parts
from bot.message.message import Container
from bot.message.payload import to_payload
from bot.model import Item, Kind
from tests.digest.build import make_feed, make_item, occasion
from tests.digest.render.posted import (
    FEEDS,
    KEY,
    LEAD,
    buttons,
    day_of,
    large_day,
    listed,
    menus,
    page_of,
    text_of,
)
from tests.message.taken import assert_taken
from tests.support.edges import EDGES, longest_run

MAX_MESSAGES = 4
MAX_CHARACTERS = 3900  # of a sheet


@pytest.mark.parametrize(
    ("articles", "messages", "lead"),
    [(10, 1, LEAD.strip()), (20, 2, LEAD.strip()), (36, 3, LEAD[:60]), (100, 2, "")],
)
def test_a_longer_day_has_shorter_leads_before_it_has_many_messages(
    articles: int, messages: int, lead: str
) -> None:
    page = render_discord(day_of(articles), KEY)

    assert len(page) == messages
    assert lead in text_of(page[0])
    assert (LEAD[:60] in text_of(page[0])) is bool(lead)


@pytest.mark.parametrize(
    ("articles", "letters", "sheets"),
    [(5, 700, 1), (6, 320, 1), (20, 320, 2), (21, 170, 2), (38, 170, 3), (39, 0, 1)],
)
def test_leads_are_shorter_where_there_are_more(articles: int, letters: int, sheets: int) -> None:
    items = [make_item(n, 1 + n % 5, title=f"T{n}", lead="x" * 900) for n in range(articles)]

    page = set_page(compose(items, {n: make_feed(n, f"P{n}") for n in FEEDS}, occasion()))

    text = "".join(text for sheet in page.sheets for group in sheet.groups for text in group)
    assert longest_run(text, "x") == max(letters - len("…"), 0)
    assert len(page.sheets) == sheets


def test_a_very_long_day_shows_some_of_every_section_and_the_rest_is_a_button_away() -> None:
    page = day_of(300, 30)

    messages = render_discord(page, KEY)

    assert len(messages) <= MAX_MESSAGES
    text = "\n".join(map(text_of, messages))
    assert all(f"## Paper {n}\n" in text for n in FEEDS)
    assert "## In brief\n" in text
    left = len(set_page(page).left)
    assert left == 330 - len(listed(messages)) > 0
    assert buttons(messages[-1])[f"{left} more articles"] == "digest:rest:7:2025-12-09:480:0"


@pytest.mark.parametrize(
    ("sections", "shown"),
    [(3, 60), (5, 40), (8, 24), (12, 16), (20, 10), (33, 6), (48, 4), (51, 3)],
)
def test_a_section_shows_so_many_where_there_are_so_many_sections(
    sections: int, shown: int
) -> None:
    items = [make_item(n, 1 + n % sections) for n in range((shown + 10) * sections)]
    feeds = {n: make_feed(n, f"P{n}") for n in range(1, sections + 1)}

    page = set_page(compose(items, feeds, occasion()))

    count = Counter(entry.item.feed_id for sheet in page.sheets for entry in sheet.entries)
    assert set(count.values()) == {shown}


def test_every_density_is_closer_than_the_one_before() -> None:
    assert all(
        isinstance(one, Container) for one in render_discord(day_of(1), KEY)[0].components[:1]
    )
    assert [density.lead for density in DENSITIES] == sorted(
        (density.lead for density in DENSITIES), reverse=True
    )


def test_the_first_message_of_a_large_day_is_a_front_page_of_ten_to_fifteen_stories() -> None:
    first = text_of(render_discord(large_day(), KEY)[0])

    front, _, _ = first.partition("\n## Paper")
    assert 10 <= front.count("in the town of number") - front.count("\n-# Paper") <= 15
    assert "\n-# Paper 2: [What happened" in front


def test_larger_sections_show_more_of_theirs() -> None:
    texts = "\n".join(map(text_of, render_discord(large_day(), KEY)))

    shown = [texts.split(f"## Paper {n}\n")[1].split("\n## ")[0].count("\n- ") for n in (1, 5)]
    assert shown[1] > shown[0]


def test_a_section_that_goes_on_is_named_again_on_the_next_message() -> None:
    second = render_discord(day_of(14), KEY)[1]

    assert text_of(second).startswith("-# Received — Tuesday, December 9, 2025 · 2/2\n\n")
    assert "(continued)\n" in text_of(second)


def test_the_contents_of_a_long_page_are_named_at_its_top() -> None:
    first = render_discord(day_of(20, 3), KEY)[0]

    assert "**In this issue** Paper 1 (4) · Paper 2 (4)" in text_of(first)


def test_a_page_of_more_sections_than_its_messages_hold_shows_the_first_and_counts_the_rest() -> (
    None
):
    feeds = {n: make_feed(n, f"Paper {n:03} {'of a long name ' * 9}") for n in range(1, 151)}
    items = [make_item(n, n, title=f"{n:03} {'and a long title ' * 11}") for n in feeds]
    page = compose(items, feeds, occasion())

    messages = render_discord(page, KEY)

    assert_taken(*messages)
    shown, left = listed(messages), [entry.item.id for entry in set_page(page).left]
    assert len(messages) == MAX_MESSAGES
    assert sorted(shown + left) == sorted(feeds)
    order = [entry.item.id for entry in page.entries()]
    assert shown == order[: len(shown)]
    assert buttons(messages[-1])[f"{len(left)} more articles"]


def test_of_hundreds_of_sections_the_largest_are_shown_and_have_a_door() -> None:
    feeds = {n: make_feed(n, f"Paper {n:03} {'of a long name ' * 9}") for n in range(1, 151)}
    items = [
        make_item(200 * n + k, n, title=f"{n:03} {k} {'and a long title ' * 11}")
        for n in feeds
        for k in range(6 if n > 145 else 2)
    ]
    page = compose(items, feeds, occasion())

    messages = render_discord(page, KEY)

    headings = [line for line in text_of(messages[0]).splitlines() if line.startswith("## ")]
    assert headings[0].startswith("## Paper 146 ")
    (doors,) = [menu for menu in menus(messages[-1]) if ":door:" in menu.custom_id]
    assert len(doors.options) == 25
    assert [option.value for option in doors.options[-5:]] == ["146", "147", "148", "149", "150"]


def test_a_section_of_one_feed_fills_sheet_after_sheet_in_its_order() -> None:
    page = page_of([make_item(n, 1, title="Long " * 38 + str(n), lead=LEAD) for n in range(30)])
    sheets = [render_sheet(page, KEY, n, verb="page") for n in range(8)]
    last = next(n for n, sheet in enumerate(sheets) if sheet == sheets[n + 1])

    assert_taken(*sheets)
    assert listed(tuple(sheets[: last + 1])) == [entry.item.id for entry in page.entries()]
    assert all("(continued)" in text_of(sheet) for sheet in sheets[1 : last + 1])


TEXTS = st.text(max_size=60) | st.sampled_from(
    ["@everyone", "](javascript:x) [", "# a", "*" * 500, "\u202e\ud800", "« a »", "é" * 3000]
)


LINKS = st.none() | TEXTS | st.integers(1, 1900).map(lambda n: "https://e.test/" + "x" * n)


@settings(max_examples=40)
@given(
    items=st.lists(
        st.builds(
            make_item,
            st.integers(1, 10**9),
            st.integers(1, 5),
            title=TEXTS,
            lead=TEXTS,
            kicker=TEXTS,
            link=LINKS,
            kind=st.sampled_from(Kind),
        ),
        max_size=90,
        unique_by=lambda item: item.id,
    ),
    name=TEXTS,
    together=st.booleans(),
)
def test_no_day_breaks_discords_limits_or_loses_an_item(
    items: list[Item], name: str, together: bool
) -> None:
    feeds = {**FEEDS, 1: make_feed(1, name)}
    stories = [{item.id for item in items}] if together else []
    page = compose(items, feeds, occasion(), lambda _: stories)

    messages = render_discord(page, KEY, stops=True)

    assert_taken(*messages)
    assert len(messages) <= MAX_MESSAGES
    named = listed(messages) + [entry.item.id for entry in set_page(page).left]
    assert sorted(named) == sorted(entry.item.id for entry in page.entries())
    for message in messages:
        to_payload(message)


@pytest.mark.parametrize("page", [large_day(), day_of(300), day_of(150)])
def test_each_section_says_how_much_more_it_has(page: Page) -> None:
    texts = "\n".join(map(text_of, render_discord(page, KEY)))

    told = sum(map(int, re.findall(r"and (\d+) more", texts)))
    assert told == len(set_page(page).left)


def told_by_five(stories: int, address: int) -> Page:
    """Return a page of stories that five papers tell, with addresses of so many characters."""
    items = [
        make_item(
            10 * n + paper,
            paper,
            title=f"T{n}{paper}",
            link=f"https://paper.test/{n:02}{paper}".ljust(address, "y"),
            lead="x" * 900,
        )
        for n in range(stories)
        for paper in FEEDS
    ]
    told = [[10 * n + paper for paper in FEEDS] for n in range(stories)]
    return compose(items, FEEDS, occasion(), lambda _: told)


def test_the_front_is_set_in_the_most_open_form_that_fits() -> None:
    forms = {}
    for stories, address in (
        *((3, n) for n in (65, 125)),
        *((6, n) for n in (28, 43, 62, 106)),
        *((17, n) for n in (27, 77, 127, 137, 147, 162, 182, 197, 212, 232, 252, 297)),
    ):
        texts = "\n".join(chain(*set_page(told_by_five(stories, address)).sheets[0].groups))
        of_a_story = re.split(r"\n(?:### |- )", texts)[1:]
        told = [story.count("\n-# Paper") for story in of_a_story]
        letters = longest_run(texts, "x")
        forms[stories, address] = (len(told), letters, sum(map(bool, told)), max(told))

    # stories, letters of a lead with its "…", stories under which others have a headline, headlines
    assert forms == {
        (3, 65): (3, 699, 3, 3),
        (3, 125): (3, 399, 3, 3),
        (6, 28): (6, 319, 6, 3),
        (6, 43): (6, 239, 6, 3),
        (6, 62): (6, 139, 6, 3),
        (6, 106): (6, 0, 6, 3),
        (17, 27): (15, 0, 15, 3),
        (17, 77): (15, 0, 3, 3),
        (17, 127): (13, 0, 3, 3),
        (17, 137): (12, 0, 3, 3),
        (17, 147): (13, 0, 3, 2),
        (17, 162): (12, 0, 3, 2),
        (17, 182): (13, 0, 3, 1),
        (17, 197): (12, 0, 3, 1),
        (17, 212): (12, 0, 2, 1),
        (17, 232): (12, 0, 1, 1),
        (17, 252): (12, 0, 0, 0),
        (17, 297): (10, 0, 0, 0),
    }


def test_a_reader_of_the_whole_page_has_long_leads_and_every_story() -> None:
    items = [make_item(900 + n, lead="z" * 900) for n in range(3)]
    page = told_by_five(20, 30)
    page = replace(page, sections=(*page.sections, *page_of(items).sections))

    sheets = set_parts(page, parts_of(page)).sheets

    texts = "\n".join(text for sheet in sheets for group in sheet.groups for text in group)
    assert (longest_run(texts, "x"), longest_run(texts, "z")) == (499, 499)
    assert len([entry for sheet in sheets for entry in sheet.entries]) == 23
    assert len(re.findall(r"\n-# Paper \d: ", texts)) == 3 * 20


@pytest.mark.parametrize(
    ("page", "sheets"),
    [
        (page_of([make_item(n, kind=Kind.BRIEF, title="T") for n in range(101)]), [50, 50, 1]),
        (page_of([make_item(n, lead="A lead.") for n in range(40)]), [12, 13, 13, 2]),
        (
            compose(
                [make_item(n, lead="A lead.", image_url="https://a.test/b.png") for n in range(40)],
                FEEDS,
                occasion(picture=True),
            ),
            [11, 13, 13, 3],
        ),
    ],
    ids=["two menus of 25", "texts and the gaps between them", "a picture beside the first"],
)
def test_a_sheet_holds_so_many_entries(page: Page, sheets: list[int]) -> None:
    setting = set_parts(page, parts_of(page))

    assert [len(sheet.entries) for sheet in setting.sheets] == sheets


@pytest.mark.parametrize("beside", EDGES)
def test_a_sheet_holds_so_many_characters(beside: int) -> None:
    def set_with(letters: int) -> Sequence[Sheet]:
        """Return the sheets of thirty titles that have so many letters together."""
        items = [
            make_item(n, kind=Kind.BRIEF, title="t" * (letters // 30 + (n < letters % 30)))
            for n in range(30)
        ]
        return set_parts(page := page_of(items), parts_of(page)).sheets

    around = set_with(300)[0].length - 300

    sheets = set_with(MAX_CHARACTERS - around + beside)

    assert [len(sheet.entries) for sheet in sheets] == ([30] if beside <= 0 else [29, 1])


@pytest.mark.parametrize("beside", EDGES)
def test_so_many_sections_are_named_in_the_contents_and_the_others_counted(beside: int) -> None:
    feeds = {n: make_feed(n, f"Paper {n}") for n in range(12 + beside)}
    page = compose([make_item(n, n % len(feeds)) for n in range(26)], feeds, occasion())

    head = set_page(page).sheets[0].groups[0][0]

    assert head.count(" (2)") + head.count(" (3)") == min(12, 12 + beside)
    assert (" · +1" in head) == (beside > 0)
