"""`/digest set opening`: what is said of it, and a page with one, from question to channel."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.model import Mode
from sandbox import Reply
from tests.llm.endpoint import Endpoint, serve
from tests.support.gazette import Gazette

pytestmark = pytest.mark.uncounted

URL = "https://courier.test/feed"
TITLES = ["Morlan closes its bridge", "Milk rises", "Rain falls", "Sun shines", "Wind turns"]
SAYS = "Morlan closes its bridge. [1]\nA lie of Belmont. [1]\nRain falls. [3]"


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with serve() as opened:
        opened.says = SAYS
        yield opened


@pytest.fixture
async def modern(tmp_path: Path, endpoint: Endpoint) -> AsyncIterator[Gazette]:
    async with Gazette.open(
        tmp_path, summary_api_url=endpoint.url, summary_model="small"
    ) as opened:
        following = await opened.follow(URL, title="Courier", mode=Mode.DIGEST)
        await opened.slash("digest set", time="11:00", zone="UTC", opening=True)
        for title in TITLES:
            await opened.receive(following.feed.id, title)
        yield opened


def said(reply: Reply) -> str:
    return reply.text.replace("\N{ZERO WIDTH SPACE}", "")


async def test_without_a_model_it_is_refused_and_nothing_is_made(gazette: Gazette) -> None:
    english = await gazette.slash("digest set", opening=True)
    french = await gazette.moderator.in_french.slash("digest set", opening=True)
    off = await gazette.slash("digest set", opening=False)

    assert "has named no language model" in said(english)
    assert "n’a indiqué aucun modèle de langage" in said(french)
    assert "It is set." in said(off)


async def test_with_a_model_it_is_said_and_can_be_taken_back(modern: Gazette) -> None:
    shown = await modern.slash("digest set")
    off = await modern.slash("digest set", opening=False)

    assert "begin with a few sentences about the day, written by a language model" in said(shown)
    assert "language model" not in said(off)


async def test_the_page_begins_with_what_its_articles_say(
    modern: Gazette, endpoint: Endpoint
) -> None:
    await modern.pass_time(minutes=115)
    await modern.pass_time(minutes=5)

    [page] = modern.texts("news")
    head = page.split("##", 1)[0]
    assert "Morlan closes its bridge." in head
    assert "Rain falls." in head
    assert "Belmont" not in page
    assert len(endpoint.asked) == 1


async def test_it_is_there_again_for_who_turns_the_page_and_on_demand(
    modern: Gazette, endpoint: Endpoint
) -> None:
    await modern.slash("digest now")
    await modern.settle()
    [page] = modern.texts("news")
    await modern.pass_time(minutes=115)
    await modern.pass_time(minutes=5)

    turned = await modern.member.slash("page show")

    assert "Morlan closes its bridge." in page.split("##", 1)[0]
    assert "Written by a language model" in turned.text
    assert len(endpoint.asked) == 1  # the same articles: the answer is kept


async def test_a_digest_is_translated_where_that_is_wanted(
    modern: Gazette, endpoint: Endpoint
) -> None:
    endpoint.says = "TITLE: The milk of the town is dear"
    shown = await modern.slash("digest set", opening=False, translate=True)
    [following] = await modern.services.feeds.reader.of_channel(modern.channel("news").id)
    await modern.receive(following.feed.id, "Le lait de la ville est cher")

    await modern.pass_time(minutes=115)
    await modern.pass_time(minutes=5)

    assert "Titles and leads in other languages are translated" in said(shown)
    assert "The milk of the town is dear" in modern.texts("news")[0]
    assert len(endpoint.asked) == 1


async def test_a_digest_cannot_be_translated_without_a_model(gazette: Gazette) -> None:
    refused = await gazette.slash("digest set", translate=True)

    assert "neither its sentences nor its translations" in said(refused)


async def test_a_member_has_the_model_where_moderators_let_it_in(
    modern: Gazette, endpoint: Endpoint
) -> None:
    refused = await modern.member.slash("page me", time="10h", zone="utc", opening=True)
    french = await modern.member.in_french.slash("page me", time="10h", translate=True)
    await modern.slash("settings server", language_model=True)
    reply = await modern.member.slash("page me", time="10h", zone="utc", opening=True)

    await modern.pass_time(minutes=55)
    await modern.pass_time(minutes=5)

    assert "have not allowed the language model" in refused.text
    assert "n’ont pas autorisé le modèle" in french.text
    assert "begin with a few sentences about the day" in reply.text
    _, page = modern.sandbox.direct(modern.member.user).texts
    assert "Morlan closes its bridge." in page.split("##", 1)[0]
    assert len(endpoint.asked) == 1


async def test_a_member_is_not_written_for_once_the_model_is_sent_away(
    modern: Gazette, endpoint: Endpoint
) -> None:
    await modern.slash("settings server", language_model=True)
    await modern.member.slash("page me", time="10h", zone="utc", opening=True)
    await modern.slash("settings server", language_model=False)

    await modern.pass_time(minutes=55)
    await modern.pass_time(minutes=5)

    _, page = modern.sandbox.direct(modern.member.user).texts
    assert "language model" not in page
    assert endpoint.asked == []
