"""Pages in Discord: their words, menus, buttons and picture."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.digest.compose import Page, compose
from bot.digest.render.discord import render_discord, render_sheet
from bot.digest.render.pagination import briefs_of, parts_of, set_page
from bot.message.message import Button, Container, Message, Picture, Row, Section, Separator, walk
from bot.model import Kind
from tests.digest.build import DATA, golden_page, make_item, occasion
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
from tests.support.edges import EDGES

MAX_BUTTON_URL = 512


@pytest.mark.parametrize("name", ["day", "catch-up", "empty"])
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_a_page_reads_as_its_golden_file(name: str, locale: str) -> None:
    golden = (DATA / f"{name}.{locale}.discord.md").read_text(encoding="utf-8")

    assert rendered(name, locale) == golden


def rendered(name: str, locale: str) -> str:
    return "\n---\n".join(map(text_of, render_discord(golden_page(name, locale), KEY))) + "\n"


def test_a_short_day_is_one_message_with_a_menu_and_its_buttons() -> None:
    (message,) = render_discord(golden_page("day", "fr"), KEY)

    (menu,) = menus(message)
    assert [option.value for option in menu.options] == ["1", "2", "5", "9", "8", "6"]
    assert buttons(message) == {
        "◀ Jour précédent": "digest:prev:7:2025-12-09:480:0",
        "Jour suivant ▶": "digest:next:7:2025-12-09:480:0",
        "Lire les 2 brèves": "digest:briefs:7:2025-12-09:480:0",
        "Chercher": "digest:search:7:2025-12-09:480:0",
    }


def test_a_page_has_the_red_of_the_printed_one() -> None:
    (message,) = render_discord(golden_page("day", "en"), KEY)

    assert [each.colour for each in message.components if isinstance(each, Container)] == [0x9B2C1F]


def test_a_members_page_can_stop_the_digest() -> None:
    (message,) = render_discord(golden_page("empty", "en"), KEY, stops=True)

    assert buttons(message)["Stop this digest"] == "digest:stop:7"


def test_a_menu_names_the_sections_of_which_more_is_left() -> None:
    page = large_day()

    messages = render_discord(page, KEY)

    (doors,) = [menu for menu in menus(messages[-1]) if ":door:" in menu.custom_id]
    counts = [int(option.label.split(" · ")[1].split()[0]) for option in doors.options]
    assert doors.options[0].label.startswith("Front page · ")
    assert sum(counts) == len(set_page(page).left)


def test_a_story_in_a_list_names_two_others_and_counts_the_rest() -> None:
    stories = [[5 * n + k for k in range(5)] for n in range(40)]
    items = [
        make_item(5 * n + k, 1 + k, title=f"What happened in the town of number {n}")
        for n in range(40)
        for k in range(5)
    ]
    page = compose(items, FEEDS, occasion(), lambda _: stories)

    lines = text_of(render_discord(page, KEY)[0]).splitlines()

    (first, *_) = [line for line in lines if line.startswith("- ")]
    assert first.endswith(" · Paper 1 · also in: Paper 2, Paper 3, +2")


def test_a_reader_turns_the_sheets_of_the_whole_page() -> None:
    page = day_of(40)
    sheets = [render_sheet(page, KEY, n, verb="page") for n in range(6)]

    assert "2/" in text_of(sheets[1]).splitlines()[0]
    assert buttons(sheets[1])["‹ 1/4"] == "digest:page:7:2025-12-09:480:0"
    assert buttons(sheets[1])["3/4 ›"] == "digest:page:7:2025-12-09:480:2"
    assert sorted(listed(tuple(sheets[:4]))) == list(range(40))
    assert sheets[5] == sheets[4]


def test_the_first_sheet_leads_on_alone_and_the_last_one_back_alone() -> None:
    sheets = [render_sheet(day_of(40), KEY, n, verb="page") for n in range(4)]

    turning = [[label for label in buttons(sheet) if "/" in label] for sheet in sheets]
    assert turning == [["2/4 ›"], ["‹ 1/4", "3/4 ›"], ["‹ 2/4", "4/4 ›"], ["‹ 3/4"]]


def test_of_many_sheets_the_first_and_the_last_are_a_button_away() -> None:
    page = day_of(100)
    sheets = [render_sheet(page, KEY, n, verb="page") for n in range(10)]
    last = len({text_of(sheet) for sheet in sheets}) - 1

    ends = [[label for label in buttons(sheet) if label in "«»"] for sheet in sheets[: last + 1]]
    assert ends == [["»"], ["»"], *[["«", "»"]] * (last - 3), ["«"], ["«"]]
    assert buttons(sheets[3])["»"] == f"digest:page:7:2025-12-09:480:{last}:1"
    assert_taken(*sheets)


def test_briefs_are_opened_with_their_leads() -> None:
    page = page_of([make_item(1, kind=Kind.BRIEF, lead="What it says")])
    parts = [briefs_of(page, listed=False)]

    assert "What it says" not in text_of(render_sheet(page, KEY, 0, verb="page"))
    assert "What it says" in text_of(render_sheet(page, KEY, 0, parts=parts, verb="briefs"))


def test_the_evening_before_a_morning_page_is_told_by_the_clock_alone() -> None:
    page_at = datetime(2025, 12, 9, 7, tzinfo=UTC)
    evening = make_item(1, at=page_at - timedelta(hours=13))
    older = make_item(2, at=page_at - timedelta(hours=25))

    (message,) = render_discord(
        compose([evening, older], FEEDS, occasion("en", due_at=page_at)), KEY
    )

    assert f"<t:{int(evening.published_at.timestamp())}:t>" in text_of(message)
    assert "-# Dec 8\n" in text_of(message)


PICTURE = "https://feed1.test/bridge.jpg"


def sections(messages: tuple[Message, ...]) -> list[Section]:
    return [one for shown in messages for one in walk(shown.components) if isinstance(one, Section)]


def pictured(count: int, lead: str, *, picture: bool = True) -> Page:
    items = [make_item(n, 1 + n % 5, lead=lead, image_url=PICTURE) for n in range(count)]
    stories = [{2 * n, 2 * n + 1} for n in range(min(15, count // 3))]
    return compose(items, FEEDS, occasion(picture=picture), lambda _: stories)


@pytest.mark.parametrize(("count", "lead"), [(1, LEAD), (12, LEAD), (200, ""), (200, LEAD)])
def test_the_first_story_alone_stands_beside_its_picture(count: int, lead: str) -> None:
    page = pictured(count, lead)
    messages = render_discord(page, KEY, stops=True)

    (section,) = sections(messages)

    assert page.first_story is not None
    assert page.first_story.item.title in section.texts[0].content
    assert "Title 2](" not in section.texts[0].content
    assert isinstance(section.accessory, Picture)
    assert section.accessory.url == PICTURE
    for message in messages:
        assert_taken(message)


def test_no_picture_is_shown_unless_the_digest_wants_it() -> None:
    assert sections(render_discord(pictured(12, LEAD, picture=False), KEY)) == []


@pytest.mark.parametrize("address", [None, "javascript:alert(1)"])
def test_a_first_story_without_a_picture_that_may_be_shown_has_none(address: str | None) -> None:
    items = [make_item(1, image_url=address), make_item(2, image_url=PICTURE)]
    page = compose(items, FEEDS, occasion(picture=True), lambda _: [[1, 2]])

    assert sections(render_discord(page, KEY)) == []


def test_briefs_that_are_opened_show_no_picture() -> None:
    items = [make_item(1, image_url=PICTURE), make_item(2, kind=Kind.BRIEF, image_url=PICTURE)]
    page = compose(items, FEEDS, occasion(picture=True))

    shown = render_sheet(page, KEY, 0, verb="briefs", parts=[briefs_of(page, listed=False)])

    assert sections((shown,)) == []


@pytest.mark.parametrize(
    ("locale", "changes", "heading"),
    [
        ("en", {}, "# Morning paper — Tuesday, December 9, 2025"),
        ("fr", {}, "# Morning paper — mardi 9 décembre 2025"),
        ("en", {"at": time(18, 30)}, "# Morning paper — Tuesday, December 9, 2025, 18:30"),
    ],
)
def test_a_page_is_headed_by_the_title_that_its_digest_has(
    locale: str, changes: dict[str, object], heading: str
) -> None:
    page = compose([make_item(1)], FEEDS, occasion(locale, title="Morning paper", **changes))

    (message,) = render_discord(page, KEY)

    assert text_of(message).splitlines()[0] == heading


@pytest.mark.parametrize("beside", EDGES)
def test_the_page_on_the_web_has_a_button_where_discord_takes_its_address(beside: int) -> None:
    url = "https://news.test/".ljust(MAX_BUTTON_URL + beside, "x")

    [message] = render_discord(day_of(1), KEY, web_url=url)

    assert (url in str(message)) == (beside <= 0)


def test_the_first_and_the_last_of_five_sheets_have_a_button_and_of_four_have_none() -> None:
    ends = {}
    for briefs in (151, 200, 201):
        page = day_of(0, briefs)
        name = {n: render_sheet(page, KEY, n, verb="page", parts=parts_of(page)) for n in range(5)}
        ends[briefs] = [[each for each in buttons(name[n]) if each in "«»"] for n in range(5)]

    assert ends[151] == ends[200] == [[]] * 5
    assert ends[201] == [[], [], [], [], ["«"]]  # two menus of 25 leave no room on the others


def test_an_option_says_below_its_title_what_is_not_the_same_for_all() -> None:
    first, second = make_item(1, kicker="Rail\nways"), make_item(2, 2)

    below = {
        count: [option.description for menu in menus(message) for option in menu.options]
        for count, items in ((1, [first, make_item(3)]), (2, [first, second]))
        for message in render_discord(page_of(items), KEY)
    }

    assert below == {1: ["Rail ways", None], 2: ["Paper 1", "Paper 2"]}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (0, []),
        (1, [("Read one of these here…", 1)]),
        (25, [("Read one of these here…", 25)]),
        (26, [("Read one of these here… (1/2)", 13), ("Read one of these here… (2/2)", 13)]),
        (49, [("Read one of these here… (1/2)", 24), ("Read one of these here… (2/2)", 25)]),
    ],
)
def test_a_menu_opens_twenty_five_entries(entries: int, expected: list[tuple[str, int]]) -> None:
    message = render_sheet(day_of(0, entries), KEY, 0, verb="page")

    shown = [(menu.placeholder, len(menu.options)) for menu in menus(message)]
    names = [menu.custom_id for menu in menus(message)]
    assert shown == expected
    assert names == [f"digest:read:7:2025-12-09:480:{n}" for n in range(len(expected))]


def test_menus_of_the_second_sheet_have_other_names() -> None:
    second = render_sheet(day_of(0, 90), KEY, 1, verb="page")

    assert [menu.custom_id for menu in menus(second)] == [
        f"digest:read:7:2025-12-09:480:{n}" for n in (10, 11)
    ]


def test_the_whole_page_leads_to_other_days_and_to_the_search_and_some_parts_do_not() -> None:
    page = day_of(2, 1)

    def labels(**options: object) -> list[str]:
        message = render_sheet(page, KEY, 0, verb="page", **options)  # type: ignore[arg-type]
        return [*buttons(message)]

    days = ["◀ Previous day", "Next day ▶"]
    assert labels() == [*days, "Search"]
    assert labels(searchable=False) == days
    assert labels(parts=parts_of(page)) == []


def test_what_is_no_longer_there_for_a_sixth_button_is_the_search() -> None:
    (*_, last) = render_discord(day_of(300, 30), KEY, web_url="https://news.test/d/1")

    rows = [row.children for row in last.components if isinstance(row, Row)]
    assert [each.label for each in rows[-1] if isinstance(each, Button)] == [
        f"{len(set_page(day_of(300, 30)).left)} more articles",
        "◀ Previous day",
        "Next day ▶",
        "Read the 30 briefs",
        "On the web",
    ]


def test_gaps_part_entries_and_lines_part_sections() -> None:
    page = page_of([make_item(n, 1 + n // 2, lead=LEAD) for n in range(4)])

    (message,) = render_discord(page, KEY)

    (container,) = [each for each in message.components if isinstance(each, Container)]
    lines = [each.line for each in container.children if isinstance(each, Separator)]
    assert lines == [True, False, True, False]


def write_golden_pages() -> None:
    for name in ("day", "catch-up", "empty"):
        for locale in ("en", "fr"):
            path = DATA / f"{name}.{locale}.discord.md"
            path.write_text(rendered(name, locale), encoding="utf-8")


if __name__ == "__main__":
    write_golden_pages()
