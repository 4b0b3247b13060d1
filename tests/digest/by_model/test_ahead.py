"""An opening is asked for ahead of its page, once, and no page waits for it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import time, timedelta

import pytest

from bot.store.database import Database
from bot.store.digests.openings import OpeningStore
from bot.store.llm.model_answers import ModelStore
from tests.digest.by_model.press import EIGHT, NEWS, SOON, Press, open_press
from tests.digest.newsroom import GUILD, START
from tests.llm.endpoint import Endpoint

AHEAD = timedelta(minutes=10)
LOOK_AGAIN = timedelta(minutes=2)
ROWS = 64
MIN_ARTICLES = 5

SAYS = "Morlan closes its bridge. [5]\nHallworth opens a school. [4]"
LINKS = "[¹](<https://paper.test/1>)", "[²](<https://paper.test/2>)"


@pytest.fixture
async def press(database: Database, endpoint: Endpoint) -> AsyncIterator[Press]:
    endpoint.says = SAYS
    async with AsyncExitStack() as stack:
        yield await open_press(stack, database, endpoint, opening=True)


@pytest.mark.parametrize("kind", ["openai", "mistral", "ollama", "old", ""])
async def test_a_page_begins_with_sentences_that_lead_to_its_articles(
    press: Press, kind: str
) -> None:
    press.endpoint.kind, press.endpoint.streams = kind, kind != "old"
    await press.receive()

    await press.ask()
    page = await press.page()

    head = page.split("##", 1)[0]
    assert f"Morlan closes its bridge. {LINKS[0]} Hallworth opens a school. {LINKS[1]}\n" in head
    assert "-# Written by a language model" in head
    assert "think" not in head


async def test_it_is_asked_for_ten_minutes_ahead_and_once(press: Press) -> None:
    await press.receive()

    await press.ask(EIGHT - AHEAD - timedelta(seconds=1))
    assert press.endpoint.asked == []
    for seconds in (0, 30, 60):
        await press.ask(EIGHT - AHEAD + timedelta(seconds=seconds))
    await press.page()
    await press.ask(EIGHT)

    assert len(press.endpoint.asked) == 1


async def test_it_tells_for_how_many_pages_it_asks(press: Press) -> None:
    await press.receive()
    begun = []
    for now, due_at in (
        (START, START + timedelta(seconds=1)),  # a lease's end, not its page's time
        (SOON, EIGHT),
        (SOON, EIGHT),
    ):
        await press.room.write("digests", press.digest.id, {"due_at": int(due_at.timestamp())})
        begun.append(await press.ahead.run_due(now))
    await press.ahead.drain()

    assert begun == [0, 1, 0]


async def test_pages_that_want_nothing_now_do_not_stand_before_others(press: Press) -> None:
    for _ in range(ROWS):
        await press.room.ask(translate=True, times=(time(7, 59),))
    await press.room.run(START)
    await press.receive()

    await press.ask(SOON)
    assert press.endpoint.asked == []
    await press.ask(SOON + timedelta(seconds=30))

    assert len(press.endpoint.asked) == 1


async def test_a_restart_after_the_question_asks_no_second_time(press: Press) -> None:
    await press.receive()
    press.endpoint.fails = "hang"
    await press.ahead.run_due(SOON)

    await press.restart()
    press.endpoint.fails = ""
    asked = len(press.endpoint.asked)
    await press.ask()

    assert "Morlan closes its bridge. " not in await press.page()
    assert len(press.endpoint.asked) == asked


async def test_a_restart_after_the_answer_has_it_on_the_page(press: Press) -> None:
    await press.receive()
    await press.ask()

    await press.restart()
    await press.ask()

    assert f"Morlan closes its bridge. {LINKS[0]}" in await press.page()
    assert len(press.endpoint.asked) == 1


@pytest.mark.parametrize("fails", ["503", "429", "cut", "no end", "junk", "length", "error"])
async def test_where_the_model_fails_the_page_comes_without(press: Press, fails: str) -> None:
    press.endpoint.fails = fails
    await press.receive()

    await press.ask()

    page = await press.page()
    assert "Milk rises" in page
    assert "language model" not in page


async def test_a_page_waits_for_no_answer_and_a_late_one_changes_nothing(press: Press) -> None:
    await press.receive()
    press.endpoint.fails = "hang"
    await press.ahead.run_due(SOON)

    assert "language model" not in await press.page()

    press.endpoint.released.set()
    await press.ahead.drain()
    [edition] = await press.room.editions.last(press.digest.id, 1)
    assert len(press.endpoint.asked) == 1
    assert await OpeningStore(press.room.database).of_edition(edition.id) == ()


@pytest.mark.parametrize("says", ["", "Hello!", "Belmont wins. [1]", "See https://evil.test [1]"])
async def test_an_answer_without_a_sentence_that_stands_in_the_articles_is_none(
    press: Press, says: str
) -> None:
    press.endpoint.says = says
    await press.receive()

    await press.ask()

    assert "language model" not in await press.page()


async def test_a_page_of_few_articles_has_no_opening(press: Press) -> None:
    await press.receive(*NEWS[: MIN_ARTICLES - 1])

    await press.ask()

    assert press.endpoint.asked == []
    assert "language model" not in await press.page()


async def test_articles_that_come_in_time_are_asked_about_then(press: Press) -> None:
    await press.receive(*NEWS[: MIN_ARTICLES - 1])
    await press.ask()
    await press.room.receive(press.subscription, "Snow", now=START)

    await press.ask(SOON + LOOK_AGAIN - timedelta(seconds=1))
    assert press.endpoint.asked == []
    await press.ask(SOON + LOOK_AGAIN)

    assert len(press.endpoint.asked) == 1


async def test_a_model_is_shown_twenty_four_articles(press: Press) -> None:
    await press.receive(*[f"Bridge {n} closes" for n in range(25)])

    await press.ask()

    [question] = press.endpoint.questions
    assert question.count(" closes") == 24


async def test_a_sentence_on_an_article_that_left_the_page_is_left_out(press: Press) -> None:
    await press.receive()
    await press.room.receive(press.subscription, "Snow", now=START)
    await press.ask()
    async with press.room.database.transaction() as connection:
        await connection.execute("DELETE FROM items WHERE title LIKE 'Morlan%'")

    page = await press.page()

    assert "Morlan" not in page
    assert "Hallworth opens a school. [¹](<https://paper.test/2>)" in page


async def test_a_digest_that_wants_none_has_none(press: Press) -> None:
    await press.receive()
    async with press.room.database.transaction() as connection:
        for digest in await press.room.digests.all():
            await connection.execute("UPDATE digests SET opening = 0 WHERE id = ?", (digest.id,))

    await press.ask()

    assert press.endpoint.asked == []


async def test_a_spent_budget_leaves_the_page_as_it_is(press: Press) -> None:
    await press.receive()
    store = ModelStore(press.room.database)
    await store.correct(GUILD, 49_999, SOON)

    await press.ask()

    assert press.endpoint.asked == []
    assert "language model" not in await press.page()


async def test_a_page_on_demand_has_one_too(press: Press) -> None:
    await press.receive()

    await press.room.service.print_now(press.digest, START + timedelta(minutes=30))

    [page] = await press.room.pages()
    assert f"Morlan closes its bridge. {LINKS[0]}" in page


async def test_after_a_start_it_waits_for_the_polls_that_were_due(press: Press) -> None:
    await press.receive()
    await press.room.write("feeds", press.subscription.feed_id, {"due_at": int(START.timestamp())})
    await press.restart(patience=timedelta(minutes=3))
    await press.room.service.note_start(SOON)

    await press.ask()
    assert press.endpoint.asked == []
    await press.ask(SOON + timedelta(minutes=3))

    assert len(press.endpoint.asked) == 1
