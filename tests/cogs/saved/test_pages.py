"""Saved articles as messages: their lists, what was found of them, and one that is opened."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.message.message import Button, Message, Select, Text, walk
from bot.model.members.saved import SavedArticle
from bot.saved.service import SavedPage
from bot.search.service import SearchAnswer
from cogs.saved.pages import article_page, found_page, list_page, removal_question
from tests.message.taken import assert_taken
from tests.support.edges import EDGES, longest_run, seen

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
ARTICLE = SavedArticle(
    id=7,
    title="Bridge opens",
    link="https://paper.test/bridge",
    published_at=NOON,
    saved_at=NOON,
    feed_title="Courier",
)


def buttons(message: Message) -> list[tuple[str | None, str | None]]:
    found = [each for each in walk(message.components) if isinstance(each, Button)]
    return [(each.label, each.custom_id or each.url) for each in found]


def text_of(message: Message) -> str:
    return "\n".join(each.content for each in walk(message.components) if isinstance(each, Text))


def test_a_long_article_is_turned_sheet_by_sheet() -> None:
    article = replace(ARTICLE, body="A sentence of words. " * 300)
    own = [("Open the article", "https://paper.test/bridge"), ("Remove", "saved:remove:7")]

    sheets = [buttons(article_page(article, number, "en")) for number in (-1, 0, 1, 2, 3)]

    assert sheets[0] == sheets[1] == [("2/3 ›", "saved:text:7:1"), *own]
    assert sheets[2] == [("‹ 1/3", "saved:text:7:0"), ("3/3 ›", "saved:text:7:2"), *own]
    assert sheets[3] == sheets[4] == [("‹ 2/3", "saved:text:7:1"), *own]
    assert buttons(article_page(ARTICLE, 0, "en")) == own


@pytest.mark.parametrize("beside", EDGES)
def test_an_article_is_opened_by_a_button_where_discord_takes_its_address(beside: int) -> None:
    address = "https://paper.test/".ljust(512 + beside, "x")

    message = article_page(replace(ARTICLE, link=address), 0, "en")

    assert (("Open the article", address) in buttons(message)) == (beside <= 0)
    assert_taken(message)


@pytest.mark.parametrize("beside", EDGES)
def test_titles_leads_and_feeds_are_shown_up_to_their_limits(beside: int) -> None:
    article = replace(
        ARTICLE,
        title="t" * (150 + beside),
        lead="l" * (160 + beside),
        feed_title="f" * (60 + beside),
    )

    page = SavedPage(articles=(article,), number=0, total=1)
    for text in (text_of(list_page(page, "en")), text_of(article_page(article, 0, "en"))):
        assert longest_run(text.replace("](", " "), "t") == seen(150, beside)
        assert longest_run(text, "f") == seen(60, beside)
    assert longest_run(text_of(list_page(page, "en")), "l") == seen(160, beside)


def test_the_list_says_what_there_is_and_leads_on() -> None:
    assert "You have saved nothing yet" in text_of(
        list_page(SavedPage(articles=(), number=0, total=0), "en")
    )

    turning = {}
    for total, number in ((6, 0), (7, 0), (7, 1)):
        message = list_page(SavedPage(articles=(ARTICLE,), number=number, total=total), "en")
        [menu] = [each for each in walk(message.components) if isinstance(each, Select)]
        assert [option.value for option in menu.options] == ["7"]
        turning[total, number] = [label for label, _ in buttons(message)]

    assert turning == {
        (6, 0): [],
        (7, 0): ["Back", "Page 1 of 2", "Next"],
        (7, 1): ["Back", "Page 2 of 2", "Next"],
    }


def test_what_was_found_can_be_asked_otherwise_and_is_turned() -> None:
    meant = [("a", "saved:as:1"), ("b", "saved:as:2"), ("c", "saved:as:3"), ("d", "saved:as:4")]
    labels = {}
    for total, offset in ((6, 0), (7, 0), (7, 6)):
        answer = SearchAnswer(total=total, offset=offset)
        message = found_page(answer, "otter", "en", "saved:found:{}".format, meant=meant)
        labels[total, offset] = [label for label, _ in buttons(message)]

    assert labels == {
        (6, 0): ["a", "b", "c"],
        (7, 0): ["a", "b", "Back", "Page 1 of 2", "Next"],
        (7, 6): ["a", "b", "Back", "Page 2 of 2", "Next"],
    }
    corrected = SearchAnswer(total=1, corrected="otter")
    message = found_page(corrected, "oter", "en", str, meant=[("oter", "saved:as:0")])
    assert "“otter”" in text_of(message)
    assert buttons(message) == [("Search “oter” as it is", "saved:as:0")]


def test_removing_is_asked_with_one_button() -> None:
    question = removal_question(ARTICLE, "en")

    assert "Bridge opens" in text_of(question)
    assert buttons(question) == [("Remove", "saved:gone:7")]
