"""An article in the reading view: its sheets, and the buttons that turn them."""

from datetime import date

import pytest

from bot.digest.compose import Mention
from bot.digest.render.item import render_summary, render_text
from bot.digest.render.page_key import PageKey
from bot.message.message import Button, Message, Text, walk
from tests.digest.build import make_feed, make_item
from tests.message.taken import assert_taken
from tests.support.edges import EDGES, longest_run, seen

MAX_KICKER = 120
MAX_SOURCE = 60
MAX_TITLE = 200
MAX_BUTTON_URL = 512
MAX_LAYOUT_TEXT = 4000

KEY = PageKey(digest_id=7, day=date(2025, 12, 9), slot=480)
FEED = make_feed(1, "The Paper")
LONG = make_item(
    5, body="\n\n".join(f"Paragraph {n}. {'Words and words. ' * 30}" for n in range(14))
)


def buttons(message: Message) -> list[tuple[str, str | None]]:
    """Return labels and names of the buttons that turn sheets."""
    found = [one for one in walk(message.components) if isinstance(one, Button)]
    return [(one.label or "", one.custom_id) for one in found if "/" in (one.label or "")]


def text_of(message: Message) -> str:
    return "\n".join(one.content for one in walk(message.components) if isinstance(one, Text))


def turn(n: int) -> str:
    return f"digest:text:7:2025-12-09:480:5:{n}"


def test_the_first_sheet_leads_on_and_the_last_one_back() -> None:
    assert buttons(render_text(LONG, FEED, KEY, 0, "en")) == [("2/3 ›", turn(1))]
    assert buttons(render_text(LONG, FEED, KEY, 1, "en")) == [
        ("‹ 1/3", turn(0)),
        ("3/3 ›", turn(2)),
    ]
    assert buttons(render_text(LONG, FEED, KEY, 2, "en")) == [("‹ 2/3", turn(1))]


@pytest.mark.parametrize(("asked", "shown"), [(-1, 0), (3, 2), (99, 2)])
def test_a_sheet_that_there_is_not_is_the_nearest(asked: int, shown: int) -> None:
    nearest = render_text(LONG, FEED, KEY, asked, "en")

    assert nearest == render_text(LONG, FEED, KEY, shown, "en")
    assert_taken(nearest)


def test_one_sheet_alone_has_no_buttons_to_turn() -> None:
    assert buttons(render_text(make_item(5, body="Short."), FEED, KEY, 0, "en")) == []


def test_an_article_without_a_text_says_so() -> None:
    assert "nothing but the title" in text_of(render_text(make_item(5), FEED, KEY, 0, "en"))


@pytest.mark.parametrize(("length", "offered"), [(599, False), (600, True), (601, True)])
def test_a_summary_is_offered_from_six_hundred_characters_on(length: int, offered: bool) -> None:
    message = render_text(make_item(5, body="x" * length), FEED, KEY, 0, "en")

    labels = [one.label for one in walk(message.components) if isinstance(one, Button)]
    assert ("Summary" in labels) is offered


def test_the_lead_is_read_once() -> None:
    lead = "What happened at the harbour."
    beside = render_text(make_item(5, lead=lead, body="How it went on."), FEED, KEY, 0, "en")
    within = render_text(make_item(5, lead=lead, body=f"{lead} And more."), FEED, KEY, 0, "en")

    assert text_of(beside).count(lead) == text_of(within).count(lead) == 1
    assert text_of(beside).index(lead) < text_of(beside).index("How it went on.")


def test_a_summary_leads_back_to_the_text() -> None:
    message = render_summary(LONG, FEED, ["First.", "Second."], KEY, "en", notes=["by a model"])

    assert "- First.\n- Second.\n-# by a model" in text_of(message)
    names = [one.custom_id for one in walk(message.components) if isinstance(one, Button)]
    assert names[0] == turn(0)


def test_a_text_leaves_room_for_the_longest_head() -> None:
    item = make_item(
        5,
        title="*" * 200,
        link=f"https://paper.test/{'x' * 950}",
        kicker="k" * 90,
        body="word " * 2000,
    )

    for number in range(5):
        message = render_text(item, FEED, KEY, number, "en")

        assert_taken(message)
        assert len(text_of(message)) <= MAX_LAYOUT_TEXT


@pytest.mark.parametrize("beside", EDGES)
def test_the_head_of_an_article_is_shown_up_to_its_limits(beside: int) -> None:
    item = make_item(5, title="t" * (MAX_TITLE + beside), kicker="k" * (MAX_KICKER + beside))
    feed = make_feed(1, "f" * (MAX_SOURCE + beside))

    text = text_of(render_text(item, feed, KEY, 0, "en"))

    for letter, limit in (("t", MAX_TITLE), ("k", MAX_KICKER), ("f", MAX_SOURCE)):
        assert longest_run(text, letter) == seen(limit, beside)


@pytest.mark.parametrize("beside", EDGES)
def test_the_page_is_opened_by_a_button_where_discord_takes_its_address(beside: int) -> None:
    item = make_item(5, link="https://paper.test/".ljust(MAX_BUTTON_URL + beside, "x"))

    message = render_text(item, FEED, KEY, 0, "en")

    urls = [each.url for each in walk(message.components) if isinstance(each, Button) and each.url]
    assert urls == ([item.link] if beside <= 0 else [])


@pytest.mark.parametrize("beside", EDGES)
def test_the_headlines_of_others_have_so_much_room(beside: int) -> None:
    def told(letters: int) -> str:
        links = ["https://a.test/".ljust(letters, "x"), *["https://b.test/".ljust(600, "y")] * 2]
        also = [Mention(item=make_item(n, link=link), source="B") for n, link in enumerate(links)]
        return text_of(render_text(make_item(5, body="End."), FEED, KEY, 0, "en", also=also))

    around = sum(map(len, told(20).splitlines()[2:5])) + 2 - 20

    assert told(1800 - around + beside).count("](<https://b.test") == (2 if beside <= 0 else 1)
