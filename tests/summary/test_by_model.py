"""A language model in the whole bot: opt-in, budget, cache, and what stands in for it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.store.llm.model_answers import ModelStore
from tests.llm.endpoint import Endpoint, serve
from tests.support.gazette import COARSE, Gazette

BODY = (
    "The bridge of Morlan will close for six months from the fifth of January, the town said."
    " Engineers had found a crack in its third pillar in autumn of last year."
)
SAYS = "Morlan closes its bridge because of a crack. [1]"
AWAY = "did not give a usable answer"


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with serve() as opened:
        opened.says = SAYS
        yield opened


@pytest.fixture
async def modern(tmp_path: Path, endpoint: Endpoint) -> AsyncIterator[Gazette]:
    """Lend a Gazette with a model, whose guild wants it, and one article."""
    async with Gazette.open(
        tmp_path,
        summary_api_url=endpoint.url,
        summary_api_key="secret",
        summary_model="small",
        summary_daily_tokens=5_000,
    ) as opened:
        following = await opened.follow("https://courier.test/feed", title="The Courier")
        await opened.receive(following.feed.id, "Bridge closes", body=BODY, language="en")
        await opened.slash("settings server", language_model=True)
        yield opened


async def test_a_model_writes_the_sentences_and_we_write_the_links(modern: Gazette) -> None:
    reply = await modern.slash("summary article", article="bridge")

    [line] = [line for line in reply.text.splitlines() if line.startswith("- ")]
    assert line.startswith("- Morlan closes its bridge because of a crack. [↗](<https://paper.test")
    assert "Written by a language model" in reply.text


async def test_a_guild_that_has_not_asked_for_it_has_no_model(
    modern: Gazette, endpoint: Endpoint
) -> None:
    await modern.slash("settings server", language_model=False)

    reply = await modern.slash("summary article", article="bridge")

    assert "will close for six months" in reply.text
    assert endpoint.asked == []


@pytest.mark.parametrize("fails", ["429", "503", "cut", "no end", "junk", "length"])
async def test_when_the_model_fails_the_articles_speak_and_it_is_said(
    modern: Gazette, endpoint: Endpoint, fails: str
) -> None:
    endpoint.fails = fails

    reply = await modern.slash("summary article", article="bridge")

    assert "will close for six months" in reply.text
    assert AWAY in reply.text


@pytest.mark.parametrize(
    "says", ["It costs 9 million. [1]", "See https://evil.test [1]", "Hello!", "Of another. [2]"]
)
async def test_what_a_model_makes_up_is_not_shown(
    modern: Gazette, endpoint: Endpoint, says: str
) -> None:
    endpoint.says = says

    reply = await modern.slash("summary article", article="bridge")

    assert "will close for six months" in reply.text
    assert AWAY in reply.text


async def test_the_same_articles_are_asked_about_once(modern: Gazette, endpoint: Endpoint) -> None:
    first = await modern.slash("summary article", article="bridge")
    again = await modern.member.slash("summary article", article="bridge")

    assert len(endpoint.asked) == 1
    assert again.text == first.text


async def test_what_the_endpoint_refuses_is_known_after_a_restart(
    modern: Gazette, endpoint: Endpoint
) -> None:
    endpoint.kind, endpoint.says = "mistral", "Hello!"
    await modern.slash("summary article", article="bridge")
    await modern.restart()
    await modern.slash("summary article", article="bridge")

    assert ["stream_options" in asked.body for asked in endpoint.asked] == [True, False, False]


async def test_an_answer_that_was_not_usable_is_asked_for_again(
    modern: Gazette, endpoint: Endpoint
) -> None:
    endpoint.says = "Hello!"
    await modern.slash("summary article", article="bridge")
    endpoint.says = SAYS

    reply = await modern.slash("summary article", article="bridge")

    assert "because of a crack" in reply.text


async def test_a_spent_budget_is_said_and_is_full_again_tomorrow(
    modern: Gazette, endpoint: Endpoint
) -> None:
    endpoint.tokens = 4_900
    await modern.slash("summary article", article="bridge")

    spent = await modern.slash("summary day")
    await modern.pass_time(days=1, step=COARSE)
    tomorrow = await modern.slash("summary feed", feed="1")

    assert "has used up its allowance for today" in spent.text
    assert "Written by a language model" in tomorrow.text
    assert len(endpoint.asked) == 2


async def test_a_guild_has_an_even_share_of_the_budget(modern: Gazette) -> None:
    guilds, store = modern.services.guilds, ModelStore(modern.database)
    await guilds.record_guild(99, "Others", "en-US")
    other = await guilds.guild(99)
    assert other is not None
    await guilds.save_guild(replace(other, summary_llm=True))
    now = modern.clock()

    assert await store.reserve(99, 2_500, 5_000, now)
    assert not await store.reserve(99, 1, 5_000, now)
    assert await store.reserve(modern.guild.id, 2_500, 5_000, now)
    await store.correct(99, -2_000, now)
    assert await store.reserve(99, 2_000, 5_000, now)
