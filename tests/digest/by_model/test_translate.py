"""Titles and leads of a page in its own language: asked for ahead, known ever after."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.digest.by_model.translate import foreign_on
from bot.digest.reader import DigestReader
from bot.digest.render.html import render_html
from bot.digest.render.markdown import render_markdown
from bot.digest.web_pages import WebPages
from bot.store.database import Database
from bot.store.llm.model_answers import ModelStore
from tests.digest.build import make_item
from tests.digest.by_model.press import EIGHT, SOON, Press, open_press
from tests.digest.newsroom import GUILD, START
from tests.digest.render.posted import page_of
from tests.llm.endpoint import Endpoint

LOOK_AGAIN = timedelta(minutes=2)

TITLE = "Le pont de Morlan ferme"
LEAD = "La mairie le dit ce matin, et le pont ferme pour six mois."
SAID = "The bridge of Morlan closes"
SAYS = f"TITLE: {SAID}\nLEAD: The town says so this morning, and it closes for six months."
ENGLISH = "The school of Hallworth opens with a lot of joy"
NOTICE = "machine translations"


@pytest.fixture
async def press(database: Database, endpoint: Endpoint) -> AsyncIterator[Press]:
    endpoint.says = SAYS
    async with AsyncExitStack() as stack:
        yield await open_press(stack, database, endpoint, translate=True)


@pytest.mark.parametrize("kind", ["openai", "mistral", "ollama", "old", ""])
async def test_what_is_foreign_stands_on_the_page_in_its_language(press: Press, kind: str) -> None:
    press.endpoint.kind, press.endpoint.streams = kind, kind != "old"
    await press.receive(TITLE, lead=LEAD, language="fr")
    await press.receive(ENGLISH, language="en")

    await press.ask()
    page = await press.page()

    assert f"[{SAID}](<https://paper.test/1>)" in page
    assert "The town says so this morning" in page
    assert f"[{ENGLISH}](" in page
    assert NOTICE in page
    assert "mairie" not in page
    assert "Hallworth" not in "".join(press.endpoint.questions)


async def test_it_is_asked_for_once_and_looked_for_until_the_page_is_due(press: Press) -> None:
    await press.receive(TITLE, lead=LEAD)
    await press.ask()
    await press.restart()
    await press.ask()
    press.endpoint.says = "TITLE: The milk of the town is dear"
    await press.receive("Le lait de la ville est cher")
    await press.ask(SOON + LOOK_AGAIN)

    page = await press.page()

    assert SAID in page
    assert "The milk of the town is dear" in page
    assert len(press.endpoint.asked) == 2


@pytest.mark.parametrize("fails", ["503", "cut", "junk", "length"])
async def test_where_the_model_fails_the_original_stands_there(press: Press, fails: str) -> None:
    press.endpoint.fails = fails
    await press.receive(TITLE, lead=LEAD)

    await press.ask()
    page = await press.page()

    assert TITLE in page
    assert NOTICE not in page


async def test_a_page_waits_for_no_translation(press: Press) -> None:
    press.endpoint.fails = "hang"
    await press.receive(TITLE, lead=LEAD)
    await press.ahead.run_due(SOON)

    assert TITLE in await press.page()
    await press.ahead.finish()


async def test_a_spent_budget_leaves_the_page_in_its_languages(press: Press) -> None:
    await ModelStore(press.room.database).correct(GUILD, 50_000, SOON)
    await press.receive(TITLE, lead=LEAD)

    await press.ask()

    assert TITLE in await press.page()
    assert press.endpoint.asked == []


async def test_a_digest_that_does_not_want_it_has_the_originals(press: Press) -> None:
    await press.receive(TITLE, lead=LEAD)
    await press.room.write("digests", press.digest.id, {"translate": 0})

    await press.ask()

    assert TITLE in await press.page()
    assert press.endpoint.asked == []


async def test_a_printed_page_reads_the_same_on_the_web_and_for_who_opens_it(press: Press) -> None:
    await press.receive(TITLE, lead=LEAD, language="fr")
    await press.ask()
    await press.page()
    database = press.room.database
    [edition] = await press.room.editions.last(press.digest.id, 1)
    pages = WebPages(database, public_url="https://news.test")
    address = await pages.allow(press.digest.id, EIGHT, indexed=False)

    place = await pages.place(address, press.digest, None)
    assert place is not None
    html = render_html(await pages.page(place))
    opened = await DigestReader(database, press.room.service).open(press.digest, edition, "en")
    french = await DigestReader(database, press.room.service).open(press.digest, edition, "fr")

    assert SAID in html
    assert NOTICE in html
    assert 'lang="fr"' not in html
    assert SAID in render_markdown(opened.page)
    assert TITLE in render_markdown(french.page)


async def test_a_preview_is_translated_as_its_page_will_be(press: Press) -> None:
    await press.receive(TITLE, lead=LEAD, language="fr")
    await press.ask()
    reader = DigestReader(press.room.database, press.room.service)

    draft = await reader.draft(press.digest, "en", EIGHT)
    plain = await reader.draft(replace(press.digest, translate=False), "en", EIGHT)

    assert SAID in render_markdown(draft.page)
    assert TITLE in render_markdown(plain.page)


async def test_a_page_on_demand_is_translated_too(press: Press) -> None:
    await press.receive(TITLE, lead=LEAD)

    await press.room.service.print_now(press.digest, START + timedelta(minutes=30))

    assert SAID in (await press.room.pages())[-1]


@pytest.mark.parametrize(("count", "asked"), [(59, 59), (60, 60), (61, 60)])
def test_sixty_articles_of_a_page_are_translated(count: int, asked: int) -> None:
    page = page_of([make_item(n, title=f"{TITLE} {n}", language="fr") for n in range(count)])

    assert len(foreign_on(page)) == asked
