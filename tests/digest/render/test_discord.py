"""Pages in Discord: within its limits whatever comes, split between items, nothing lost."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.compose import Page, compose
from bot.digest.render.discord import render_discord, render_sheet
from bot.digest.render.page_key import PageKey
from bot.digest.render.pagination import DENSITIES, briefs_of, parts_of, set_page
from bot.digest.render.titles import WHOLE_REST, render_titles
from bot.message.message import Button, Container, Message, Picture, Section, Select, Text, walk
from bot.message.payload import to_payload
from bot.model import Item, Kind
from tests.digest.build import DATA, golden_page, make_feed, make_item, occasion
from tests.message.taken import assert_taken
from tests.support.edges import EDGES, longest_run

MAX_BUTTON_URL = 512

KEY = PageKey(digest_id=7, day=date(2025, 12, 9), slot=480)
FEEDS = {n: make_feed(n, f"Paper {n}") for n in range(1, 6)}
LEAD = "A lead of some length that says what happened, to whom, where and when. " * 4
MAX_MESSAGES = 4


def text_of(message: Message) -> str:
    return "\n\n".join(one.content for one in walk(message.components) if isinstance(one, Text))


def menus(message: Message) -> Iterator[Select]:
    return (one for one in walk(message.components) if isinstance(one, Select))


def buttons(message: Message) -> dict[str, str]:
    found = [one for one in walk(message.components) if isinstance(one, Button)]
    return {one.label: one.custom_id or "" for one in found}


def listed(messages: tuple[Message, ...]) -> list[int]:
    """Return the items in the menus, which are those that stand on the page."""
    return [
        int(option.value)
        for message in messages
        for menu in menus(message)
        if ":read:" in menu.custom_id
        for option in menu.options
    ]


def page_of(items: list[Item], locale: str = "en") -> Page:
    return compose(items, FEEDS, occasion(locale))


def day_of(articles: int, briefs: int = 0, *, lead: str = LEAD) -> Page:
    items = [make_item(n, 1 + n % 5, lead=lead) for n in range(articles)]
    return page_of(items + [make_item(1000 + n, kind=Kind.BRIEF) for n in range(briefs)])


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


def large_day(stories: int = 20, alone: int = 260) -> Page:
    """Return a day on which two papers tell each story in their own words."""
    items = [
        make_item(
            2 * n + paper,
            1 + (n + paper) % 5,
            title=f"{'What happened' if paper else 'An account'} in the town of number {n}",
            link=f"https://paper.test/2025/12/09/a-long-address-of-an-article/{n}-{paper}",
            lead=LEAD,
        )
        for n in range(stories)
        for paper in (0, 1)
    ]
    sizes = (1, 1, 1, 2, 5)
    rest = [
        make_item(
            1000 + n, 1 + next(i for i in range(5) if n % 10 < sum(sizes[: i + 1])), lead=LEAD
        )
        for n in range(alone)
    ]
    told = [(2 * n, 2 * n + 1) for n in range(stories)]
    return compose([*items, *rest], FEEDS, occasion(), lambda _: told)


def test_the_first_message_of_a_large_day_is_a_front_page_of_ten_to_fifteen_stories() -> None:
    first = text_of(render_discord(large_day(), KEY)[0])

    front, _, _ = first.partition("\n## Paper")
    assert 10 <= front.count("in the town of number") - front.count("\n-# Paper") <= 15
    assert "\n-# Paper 2: [What happened" in front


def test_larger_sections_show_more_of_theirs() -> None:
    texts = "\n".join(map(text_of, render_discord(large_day(), KEY)))

    shown = [texts.split(f"## Paper {n}\n")[1].split("\n## ")[0].count("\n- ") for n in (1, 5)]
    assert shown[1] > shown[0]


def test_a_menu_names_the_sections_of_which_more_is_left() -> None:
    page = large_day()

    messages = render_discord(page, KEY)

    (doors,) = [menu for menu in menus(messages[-1]) if ":door:" in menu.custom_id]
    counts = [int(option.label.split(" · ")[1].split()[0]) for option in doors.options]
    assert doors.options[0].label.startswith("Front page · ")
    assert sum(counts) == len(set_page(page).left)


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


def test_a_section_that_goes_on_is_named_again_on_the_next_message() -> None:
    second = render_discord(day_of(14), KEY)[1]

    assert text_of(second).startswith("-# Received — Tuesday, December 9, 2025 · 2/2\n\n")
    assert "(continued)\n" in text_of(second)


def test_the_contents_of_a_long_page_are_named_at_its_top() -> None:
    first = render_discord(day_of(20, 3), KEY)[0]

    assert "**In this issue** Paper 1 (4) · Paper 2 (4)" in text_of(first)


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


def test_briefs_are_opened_with_their_leads() -> None:
    page = page_of([make_item(1, kind=Kind.BRIEF, lead="What it says")])
    parts = [briefs_of(page, listed=False)]

    assert "What it says" not in text_of(render_sheet(page, KEY, 0, verb="page"))
    assert "What it says" in text_of(render_sheet(page, KEY, 0, parts=parts, verb="briefs"))


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


def write_golden_pages() -> None:
    for name in ("day", "catch-up", "empty"):
        for locale in ("en", "fr"):
            path = DATA / f"{name}.{locale}.discord.md"
            path.write_text(rendered(name, locale), encoding="utf-8")


if __name__ == "__main__":
    write_golden_pages()


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
