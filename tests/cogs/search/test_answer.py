"""What stands above the hits of a search, and how much of each text is shown; asks nobody."""

from dataclasses import replace

import pytest

from bot.message.message import Button, Message, Text, walk
from bot.search.engine import Order
from bot.search.service import Hit, SearchAnswer, SearchOptions
from bot.search.snippet import Piece
from cogs.search_page import search_page, shared, write_snippet
from tests.delivery.builders import ITEM
from tests.support.edges import EDGES, longest_run, seen

HITS = 6
TITLE_SHOWN = 120
MAX_LEAD = 600
MAX_MEANT = 3
MAX_QUERY = 100
MAX_SOURCE = 50
MAX_SYNONYMS = 4

HIT = Hit(item=ITEM, feed="Courier", pieces=(Piece("Words."),))
FOUND = SearchAnswer(hits=(HIT,), total=1, whole=1, feeds=1)
DAM = SearchOptions(text="dam")
SOME = "No article has all of “dam”. These have some of the words."


def said(answer: SearchAnswer, ask: SearchOptions = DAM, *meant: str) -> Message:
    return search_page(
        answer, ask, 5, "en", where=lambda _: None, meant=[(text, 6) for text in meant]
    )


def text_of(message: Message) -> str:
    return "\n".join(each.content for each in walk(message.components) if isinstance(each, Text))


@pytest.mark.parametrize(
    ("answer", "ask", "heading"),
    [
        (SearchAnswer(feeds=1), SearchOptions(text=""), "Nothing has been kept yet."),
        (FOUND, SearchOptions(text=""), "**The newest articles**"),
        (replace(FOUND, more=True), DAM, "more than **1 article** for “dam”"),
        (
            replace(FOUND, whole=0),
            DAM,
            SOME,
        ),
        (FOUND, DAM, "**1 article** for “dam”"),
        (FOUND, replace(DAM, order=Order.DATE), "**1 article** for “dam”, newest first"),
    ],
)
def test_the_heading_says_what_was_found(
    answer: SearchAnswer, ask: SearchOptions, heading: str
) -> None:
    assert text_of(said(answer, ask)).splitlines()[0] == heading


@pytest.mark.parametrize("beside", EDGES)
def test_texts_are_shown_up_to_their_limits(beside: int) -> None:
    item = replace(ITEM, title="t" * (TITLE_SHOWN + beside), lead="l" * (MAX_LEAD + beside))
    hit = replace(HIT, item=item, feed="f" * (MAX_SOURCE + beside))
    page = text_of(
        said(replace(FOUND, hits=(hit,)), SearchOptions(text="q" * (MAX_QUERY + beside)))
    )
    message = text_of(shared(item, hit.feed, "<@1>", "en"))

    assert longest_run(page, "t") == seen(TITLE_SHOWN, beside)
    assert longest_run(page, "f") == longest_run(message, "f") == seen(MAX_SOURCE, beside)
    assert longest_run(page, "q") == seen(MAX_QUERY, beside)
    assert longest_run(message, "l") == seen(MAX_LEAD, beside)


@pytest.mark.parametrize("count", [MAX_MEANT - 1, MAX_MEANT, MAX_MEANT + 1])
def test_other_questions_are_offered_up_to_a_limit(count: int) -> None:
    page = str(said(FOUND, DAM, *[f"meant{n}" for n in range(count)]))

    assert page.count("label='meant") == min(count, MAX_MEANT)


@pytest.mark.parametrize("count", [MAX_SYNONYMS - 1, MAX_SYNONYMS, MAX_SYNONYMS + 1])
def test_other_words_are_named_up_to_a_limit(count: int) -> None:
    page = said(replace(FOUND, synonyms=tuple([f"other{n}" for n in range(count)])))

    assert text_of(page).count("other") == min(count, MAX_SYNONYMS)


@pytest.mark.parametrize(
    ("offset", "total", "more", "labels"),
    [
        (0, HITS, False, []),
        (0, HITS + 1, False, ["Next"]),
        (HITS, HITS + 1, False, ["Back"]),
        (HITS, 2 * HITS, True, ["Back", "Next"]),
        (HITS, 2 * HITS + 1, False, ["Back", "Next"]),
    ],
)
def test_a_page_leads_to_those_that_there_are(
    offset: int, total: int, more: bool, labels: list[str]
) -> None:
    page = said(replace(FOUND, offset=offset, total=total, whole=total, more=more))

    buttons = [each for each in walk(page.components) if isinstance(each, Button)]
    leading = [each.label for each in buttons if not each.disabled]
    assert [label for label in leading if label in ("Back", "Next")] == labels


LONG = (Piece("a" * 2_001), Piece("dam", marked=True), Piece("b" * 2_001))


@pytest.mark.parametrize(
    ("room", "context"),
    [(2_011, 1_000), (2_010, 60), (131, 60), (130, 30), (71, 30), (70, 12), (35, 12), (34, None)],
)
def test_less_is_left_around_the_words_where_there_is_less_room(
    room: int, context: int | None
) -> None:
    around = context or 0
    text = f"… {'a' * around}**dam**{'b' * around} …"

    assert write_snippet(LONG, room) == (text if context else None)


@pytest.mark.parametrize(("letters", "is_whole"), [(1_002, True), (1_003, True), (1_004, False)])
def test_what_is_hardly_longer_than_its_room_is_not_cut(letters: int, is_whole: bool) -> None:
    text = write_snippet((Piece("dam", marked=True), Piece("b" * letters)), 3_000)

    assert text is not None
    assert (text == f"**dam**{'b' * letters}") is is_whole


def test_a_page_of_long_hits_is_as_long_as_discord_takes() -> None:
    page = text_of(said(replace(FOUND, hits=(replace(HIT, pieces=LONG),) * 6, total=6, whole=6)))

    assert 3_000 < len(page) <= 4_000
