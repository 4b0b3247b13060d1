from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from bot.model import Item, Kind
from bot.summary.answer import SummarySubject
from bot.summary.select import (
    by_weight,
    is_lead_only,
    summarize_item,
    summarize_stories,
    to_article,
    to_stories,
)
from bot.text.similarity.rarity import count_words
from tests.support.edges import EDGES

LEAD_ONLY = 600

NOON = datetime(2025, 12, 2, 12, tzinfo=UTC)
BODY = (
    "## What happened\n\n"
    "The bridge of Morlan will close for six months from January, the town said."
    "\n\n> We had no choice about this bridge.\n\n```\nrm -rf bridge\n```\n\n"
    "- Repairs of the bridge will cost [4.2 million euros](https://c.test/cost) in all."
)


def item(id_: int, title: str = "Bridge of Morlan closes", **changed: Any) -> Item:
    given: dict[str, Any] = {
        "feed_id": id_,
        "guid": None,
        "link": f"https://c.test/{id_}",
        "kicker": None,
        "lead": "",
        "body": BODY,
        "authors": (),
        "categories": (),
        "kind": Kind.ARTICLE,
        "image_url": None,
        "language": "en",
        "published_at": NOON,
        "received_at": NOON,
        "position": 0,
    }
    return Item(id=id_, title=title, **(given | changed))


def test_headings_code_and_quotes_of_nobody_are_no_sentences() -> None:
    assert to_article(item(1)).text == (
        "The bridge of Morlan will close for six months from January, the town said."
        "\n\nRepairs of the bridge will cost 4.2 million euros in all."
    )


def test_the_text_of_the_page_takes_the_place_of_the_feeds() -> None:
    assert to_article(item(1), "From the page.").text == "From the page."


def test_an_item_with_little_text_is_a_lead_only() -> None:
    assert is_lead_only(item(1, body="x" * (LEAD_ONLY - 1)))
    assert not is_lead_only(item(1, body="x" * LEAD_ONLY))


@pytest.mark.parametrize(
    ("length", "sentences"), [(2_999, 3), (3_000, 3), (3_001, 4), (7_000, 4), (7_001, 5)]
)
def test_a_longer_article_is_told_in_more_sentences(length: int, sentences: int) -> None:
    dice = Random(1)
    names = ["".join(dice.choices("abcdefghiklmnoprstuvw", k=7)).title() for _ in range(800)]
    words = [
        f"{who} opens a {what} for {whom} in {where}."
        for who, what, whom, where in zip(*[iter(names)] * 4, strict=True)
    ]
    page = " ".join(words)[: length - 1].rsplit(" ", 1)[0].ljust(length - 1, "x") + "."

    assert len(summarize_item(item(1, body=""), "F", page).lines) == sentences


def test_an_article_is_told_in_its_own_words() -> None:
    summary = summarize_item(item(1), "Courier")

    assert [line.text for line in summary.lines] == [
        "The bridge of Morlan will close for six months from January, the town said.",
        "Repairs of the bridge will cost 4.2 million euros in all.",
    ]
    assert all(line.sources == (0,) for line in summary.lines)


def test_the_same_story_of_two_feeds_is_told_once_by_the_one_that_says_more() -> None:
    short = item(1, "Bridge of Morlan closes for six months", body="")
    long = item(2, "Bridge of Morlan closes for six months")
    other = item(3, "Milk gets dearer", body="The price of milk rises by two cents on Monday.")

    stories = to_stories([short, other, long])

    assert [[one.id for one in story] for story in stories] == [[2, 1], [3]]


def test_of_one_feeds_items_on_a_story_the_one_that_says_most_is_told() -> None:
    title = "Bridge of Morlan closes for six months"

    stories = to_stories([item(1, title, feed_id=7, body=""), item(2, title, feed_id=7)])

    assert [[one.id for one in story] for story in stories] == [[2]]


def test_what_is_told_on_every_day_is_no_story_of_this_one() -> None:
    days = [
        (f"Nolan inquiry hears witness {n} of ferry", "en", NOON - timedelta(hours=36 + 8 * n))
        for n in range(36)
    ]
    told = [
        item(1, "Nolan inquiry asks who knew of ferry", body=""),
        item(2, "Ferry captain’s letter read at Nolan inquiry", body=""),
        item(3, "Nolan inquiry shown forged logbook", body=""),
        item(4, "Forged logbook shocks Nolan inquiry", body=""),
        item(5, "Milk gets dearer by two cents", body=""),
        item(6, "A probe leaves for Titan", body=""),
    ]

    stories = to_stories(told, count_words(days))

    ids = [[one.id for one in story] for story in stories]
    assert [each for each in ids if len(each) > 1] == [[3, 4]]


def test_what_most_feeds_tell_comes_first_and_briefs_last() -> None:
    brief = item(1, "Brief", kind=Kind.BRIEF, body=BODY * 3)
    alone, told = item(2, "Alone"), [item(3, "Told"), item(4, "Told")]

    assert by_weight([[brief], [alone], told]) == [told, [alone], [brief]]


@pytest.mark.parametrize("kind", [Kind.ARTICLE, Kind.BRIEF])
def test_of_what_is_told_once_no_paper_takes_all_the_room(kind: Kind) -> None:
    long = [[item(n, feed_id=1, kind=kind, body=BODY * 3)] for n in range(12)]
    short = [[item(100 + n, feed_id=2 + n % 2, kind=kind)] for n in range(9)]
    told = [item(200, feed_id=4), item(201, feed_id=5)]

    shown = by_weight([*long, *short, told])[:10]

    assert shown[0] == told
    assert Counter(story[0].feed_id for story in shown[1:]) == {1: 3, 2: 3, 3: 3}


def test_a_paper_that_is_alone_fills_the_day() -> None:
    stories = [[item(n, feed_id=1, body=BODY * (20 - n))] for n in range(12)]

    assert by_weight(stories) == stories


@pytest.mark.parametrize("count", [9, 10, 12])
def test_of_many_stories_ten_are_told_and_the_others_counted(count: int) -> None:
    items = [
        item(n, f"Matter number {n}", body=f"Town {n} opens bridge {n} today.")
        for n in range(count)
    ]

    summary = summarize_stories(
        SummarySubject(kind="day", name="2025-12-02"),
        [[one] for one in items],
        dict.fromkeys(range(12), "F"),
        {},
    )

    assert len(summary.lines) == min(count, 10)
    assert all(line.titled and line.text for line in summary.lines)
    assert summary.more == max(0, count - 10)


def test_beside_a_long_sentence_stands_a_short_one_of_any_paper_that_stands_alone() -> None:
    long = "The town said that the bridge stays closed, " + "as it was told by its experts, " * 5
    items = [item(n, f"Matter number {n}", body=f"{long} until May.") for n in range(6)]
    leaning = item(8, "Matter number 0", body="But she said that Morlan closes its bridge.")
    short = item(9, "Matter number 0", body="The bridge of Morlan stays closed until May.")

    stories = [[items[0], leaning, short], *([one] for one in items[1:])]
    summary = summarize_stories(
        SummarySubject(kind="day", name="2025-12-02"), stories, dict.fromkeys(range(10), "F"), {}
    )

    assert [line.text[:18] for line in summary.lines] == ["The town said that"] * 6
    assert summary.lines[0].short == "The bridge of Morlan stays closed until May."
    assert summary.lines[1].short == ""


def test_a_long_text_without_sentences_is_told_by_its_beginning() -> None:
    told = summarize_item(item(1, "Notes", body="milk and bread and a walk by the sea " * 60), "F")

    (line,) = told.lines
    assert line.text.startswith("milk and bread")
    assert len(line.text) <= 300


@pytest.mark.parametrize(
    ("body", "beginning"),
    [
        ("the bridge closes; the ferry stops; " * 60, "the bridge closes; the ferry"),
        ("\n\n".join(f"{n}. Put the kettle on the stove" for n in range(1, 60)), "Put the kettle"),
        ("> he said that it would close for months\n\n" * 40, "he said that it would"),
        ("## A heading about bridges\n\n" * 60, "A heading about bridges"),
        (
            "Author’s note: names were changed.\n\n" + "milk and a walk by the sea " * 80,
            "milk and a walk",
        ),
    ],
)
def test_whatever_a_long_text_consists_of_something_of_it_is_told(
    body: str, beginning: str
) -> None:
    told = summarize_item(item(1, "Notes", body=body), "F")

    (line,) = told.lines
    assert line.text.startswith(beginning)


def sentence(letters: int) -> str:
    """Return a sentence of so many letters that tells something by itself."""
    told = "The bridge of Morlan closes for six months, the council of Hallworth said on Monday"
    return (told + " and nobody knows why" * 40)[: letters - 1] + "."


@pytest.mark.parametrize("beside", EDGES)
def test_a_sentence_of_six_hundred_letters_can_be_told(beside: int) -> None:
    body = sentence(600 + beside)

    (line,) = summarize_item(item(1, body=body), "F").lines

    assert (line.text == body) == line.quoted == (beside <= 0)


@pytest.mark.parametrize("beside", EDGES)
def test_a_text_without_sentences_is_told_by_two_hundred_and_eighty_letters(beside: int) -> None:
    body = "milk and bread " * 18 + "x" * (10 + beside)

    (line,) = summarize_item(item(1, "Notes", body=f"{body}"), "F").lines

    assert (line.text == body) == (beside <= 0)


@pytest.mark.parametrize("beside", EDGES)
def test_a_lead_that_is_no_sentence_is_told_up_to_six_hundred_letters(beside: int) -> None:
    told = item(1, "Notes", body="", lead="x" * (600 + beside))
    summary = summarize_stories(SummarySubject(kind="feed", name="F"), [[told]], {1: "F"}, {})

    assert [len(line.text) for line in summary.lines] == [600 + beside if beside <= 0 else 0]


@pytest.mark.parametrize(("stories", "sentences"), [(1, 2), (2, 2), (3, 1)])
def test_two_sentences_tell_a_story_where_there_are_no_more_than_two(
    stories: int, sentences: int
) -> None:
    told = [[item(n, f"Matter number {n}")] for n in range(stories)]

    summary = summarize_stories(
        SummarySubject(kind="feed", name="F"), told, dict.fromkeys(range(3), "F"), {}
    )

    assert {line.text.count(".") - line.text.count("4.2") for line in summary.lines} == {sentences}


@pytest.mark.parametrize(
    ("letters", "others", "short"),
    [
        (130, 90, ""),
        (131, 90, 90),
        (131, 130, 130),
        (300, 131, 131),
        (300, 180, 180),
        (300, 181, ""),
    ],
)
def test_beside_a_long_sentence_stands_one_that_has_room(
    letters: int, others: int, short: int | str
) -> None:
    paper = [item(1, "Matter number 1", body=sentence(letters)), item(2, body=sentence(others))]
    more = [[item(n, f"Matter number {n}")] for n in (3, 4)]

    summary = summarize_stories(
        SummarySubject(kind="feed", name="F"), [paper, *more], dict.fromkeys(range(5), "F"), {}
    )

    assert summary.lines[0].short == (sentence(short) if isinstance(short, int) else "")
