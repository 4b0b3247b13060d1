"""Posts in the channel's language, in the whole bot: in order, once, never late, never twice."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import FollowedFeed, Look, OnChange, Style
from bot.store.llm.model_answers import ModelStore
from tests.llm.endpoint import Endpoint, serve
from tests.support.gazette import COARSE, Gazette

WAIT = timedelta(minutes=1)

TITLE, LEAD = (
    "Le pont de Morlan ferme",
    "La mairie le dit ce matin, et le pont ferme pour six mois.",
)
SAID = "The bridge of Morlan closes"
SAYS = f"TITLE: {SAID}\nLEAD: The town says so this morning, and it closes for six months."
ENGLISH = "The school of Hallworth opens with a lot of joy"


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
        yield opened


async def follow(gazette: Gazette, channel: str = "news", **changes: object) -> FollowedFeed:
    following = await gazette.follow("https://courrier.test/feed", channel, title="Courrier")
    await gazette.change(following, translate=True, **changes)
    return following


@pytest.mark.parametrize("kind", ["openai", "mistral", "ollama", "old", ""])
async def test_a_foreign_article_is_posted_in_the_channels_language(
    modern: Gazette, endpoint: Endpoint, kind: str
) -> None:
    endpoint.kind, endpoint.streams = kind, kind != "old"
    following = await follow(modern)
    await modern.receive(following.feed.id, TITLE, lead=LEAD)

    await modern.settle()

    [text] = modern.texts()
    assert f"[{SAID}](<https://paper.test/" in text
    assert "The town says so this morning" in text
    assert "machine translation" in text
    assert "mairie" not in text
    assert "think" not in text


@pytest.mark.parametrize("style", [Style.CARD, Style.COMPACT, Style.FULL])
async def test_the_original_is_one_click_away(modern: Gazette, style: Style) -> None:
    following = await follow(modern)
    await modern.change(following, look=Look(style=style))
    await modern.receive(following.feed.id, TITLE, lead=LEAD)
    await modern.settle()

    [message] = modern.channel("news").messages
    reply = await modern.member.click(message, "Original")

    assert reply.ephemeral
    assert TITLE in reply.text
    assert LEAD in reply.text


async def test_what_is_in_the_channels_language_or_not_to_be_translated_is_not_asked_for(
    modern: Gazette, endpoint: Endpoint
) -> None:
    following = await follow(modern)
    plain = await modern.follow("https://other.test/feed", title="Other")
    await modern.receive(following.feed.id, ENGLISH, lead="It is the first of the day.")
    await modern.receive(plain.feed.id, TITLE, lead=LEAD)

    await modern.settle()

    assert endpoint.asked == []
    assert len(modern.texts()) == 2


async def test_a_french_channel_reads_english_news_in_french(
    modern: Gazette, endpoint: Endpoint
) -> None:
    endpoint.says = "TITLE: L’école de Hallworth ouvre\nLEAD: C’est la première de la journée."
    following = await follow(modern)
    await modern.slash("settings channel", language="fr")
    await modern.receive(following.feed.id, ENGLISH, lead="It is the first of the day.")

    await modern.settle()

    [text] = modern.texts()
    assert "L’école de Hallworth ouvre" in text
    assert "traduction automatique" in text


async def test_the_same_words_are_asked_for_once_over_channels_and_restarts(
    modern: Gazette, endpoint: Endpoint
) -> None:
    following = await follow(modern)
    await follow(modern, "sports")
    await modern.receive(following.feed.id, TITLE, lead=LEAD)
    await modern.settle()
    await modern.restart()
    await modern.receive(following.feed.id, TITLE, lead=LEAD, guid="again", link="https://p.test/")
    await modern.settle()

    assert len(endpoint.asked) == 1
    assert [SAID in text for text in modern.texts()] == [True, True]
    assert [SAID in text for text in modern.texts("sports")] == [True, True]


@pytest.mark.parametrize("fails", ["503", "429", "cut", "no end", "junk", "length"])
async def test_where_the_model_fails_the_original_is_posted_at_once(
    modern: Gazette, endpoint: Endpoint, fails: str
) -> None:
    endpoint.fails = fails
    following = await follow(modern)
    await modern.receive(following.feed.id, TITLE, lead=LEAD)

    await modern.settle()

    [text] = modern.texts()
    assert TITLE in text
    assert "machine translation" not in text


@pytest.mark.parametrize("says", ["Hello!", f"TITLE: {SAID} https://evil.test\nLEAD: x", ""])
async def test_what_a_model_makes_up_is_not_posted_nor_asked_for_again(
    modern: Gazette, endpoint: Endpoint, says: str
) -> None:
    endpoint.says = says
    following = await follow(modern)
    await modern.receive(following.feed.id, TITLE, lead=LEAD)
    await modern.settle()
    await modern.receive(following.feed.id, TITLE, lead=LEAD, guid="again", link="https://p.test/")
    await modern.settle()

    assert all(TITLE in text for text in modern.texts())
    assert len(endpoint.asked) == 1


async def test_a_slow_answer_is_waited_for_a_minute_and_nothing_overtakes(
    modern: Gazette, endpoint: Endpoint
) -> None:
    endpoint.fails = "hang"
    following = await follow(modern)
    plain = await modern.follow("https://other.test/feed", title="Other")
    await modern.receive(following.feed.id, TITLE, lead=LEAD)
    await modern.receive(plain.feed.id, ENGLISH)
    loops = {loop.name: loop for loop in modern.app.loops}
    await loops["translations"].run_due(modern.clock())
    assert await loops["deliverer"].run_due(modern.clock()) == 0
    await endpoint.until_asked()
    finish = loops["translations"].finish
    assert finish is not None
    await finish()

    await modern.restart()
    assert modern.texts() == []
    await modern.pass_time(seconds=WAIT.total_seconds())

    assert [TITLE in text for text in modern.texts()] == [True, False]
    assert len(endpoint.asked) == 1


async def test_a_spent_budget_posts_the_original_at_once_and_tomorrow_translates(
    modern: Gazette, endpoint: Endpoint
) -> None:
    following = await follow(modern)
    store = ModelStore(modern.database)
    await store.correct(modern.guild.id, 200_000, modern.clock())
    await modern.receive(following.feed.id, TITLE, lead=LEAD)
    await modern.settle()
    await modern.pass_time(days=1, step=COARSE)
    await modern.receive(following.feed.id, TITLE, lead=LEAD, guid="again", link="https://p.test/")
    await modern.settle()

    assert [SAID in text for text in modern.texts()] == [False, True]
    assert len(endpoint.asked) == 1


async def test_an_edit_is_translated_too(modern: Gazette, endpoint: Endpoint) -> None:
    paper = modern.papers.open("courrier", title="Courrier", language="fr")
    paper.publish("Avant")
    await modern.slash("feed add", url=paper.url)
    await modern.settle()
    [following] = await modern.services.feeds.reader.of_channel(modern.channel("news").id)
    await modern.change(following, translate=True, on_change=OnChange.EDIT)
    paper.publish(TITLE, lead=LEAD)
    await modern.pass_time(hours=1)
    endpoint.says = SAYS.replace("closes\n", "stays open\n")

    paper.edit(TITLE, title="Le pont de Morlan reste ouvert")
    await modern.pass_time(hours=1)

    [text] = modern.texts()
    assert "The bridge of Morlan stays open" in text
    assert "machine translation" in text
    assert len(endpoint.asked) == 2


async def test_a_burst_is_translated_in_its_one_message(
    modern: Gazette, endpoint: Endpoint
) -> None:
    endpoint.replies = lambda asked: (
        f"TITLE: The bridge {''.join(filter(str.isdigit, asked.splitlines()[1]))} of Morlan closes"
    )
    paper = modern.papers.open("courrier", title="Courrier", language="fr")
    paper.publish("Avant")
    await modern.slash("feed add", url=paper.url)
    await modern.settle()
    [following] = await modern.services.feeds.reader.of_channel(modern.channel("news").id)
    await modern.change(following, translate=True)
    for number in range(10):
        paper.publish(f"Le pont {number} de la ville de Morlan ferme")
    await modern.pass_time(hours=1)

    [text] = modern.texts()
    assert all(f"The bridge {number} of Morlan closes" in text for number in range(10))
    assert "machine translation" in text


async def test_without_a_model_any_more_nothing_waits(modern: Gazette, endpoint: Endpoint) -> None:
    following = await follow(modern)
    modern.settings = type(modern.settings)(
        token=modern.settings.token,
        database=modern.settings.database,
        allowed_hosts=modern.settings.allowed_hosts,
    )
    await modern.restart()
    await modern.receive(following.feed.id, TITLE, lead=LEAD)

    await modern.settle()

    assert TITLE in modern.texts()[0]
    assert endpoint.asked == []


async def test_without_a_model_the_panel_says_so(gazette: Gazette) -> None:
    await gazette.follow("https://courrier.test/feed", title="Courrier")
    panel = await gazette.slash("feed edit", feed="1")

    english = await gazette.click(panel, "fe:1:translate")
    french = await gazette.moderator.in_french.click(panel, "fe:1:translate")

    assert "has named no language model" in english.text
    assert "n’a indiqué aucun modèle de langage" in french.text


async def test_without_a_model_it_can_be_switched_off(gazette: Gazette) -> None:
    await follow(gazette)
    panel = await gazette.slash("feed edit", feed="1")

    await gazette.click(panel, "fe:1:translate")
    await gazette.click(panel, "fe:1:save")

    [following] = await gazette.services.feeds.reader.of_channel(gazette.channel("news").id)
    assert not following.subscription.translate


async def test_the_panel_keeps_it(modern: Gazette) -> None:
    await modern.follow("https://courrier.test/feed", title="Courrier")
    panel = await modern.slash("feed edit", feed="1")

    await modern.click(panel, "fe:1:translate")
    await modern.click(panel, "fe:1:save")

    [following] = await modern.services.feeds.reader.of_channel(modern.channel("news").id)
    assert following.subscription.translate


async def test_what_is_posted_on_request_waits_for_its_translation_too(modern: Gazette) -> None:
    paper = modern.papers.open("courrier", title="Courrier", language="fr")
    paper.publish(TITLE, lead=LEAD)
    await modern.slash("feed add", url=paper.url)
    await modern.settle()
    channel_id = modern.channel("news").id
    [following] = await modern.services.feeds.reader.of_channel(channel_id)
    await modern.change(following, translate=True)

    await modern.services.feeds.posts.post_now(
        following.subscription.id, modern.guild.id, 1, modern.clock()
    )
    await modern.settle()

    [text] = modern.texts()
    assert SAID in text
