"""`/mute`: words that nobody hears of, in a channel or in the whole server, and why it is said."""

from __future__ import annotations

import pytest

from bot.model import Guild, Mode
from tests.support.gazette import Gazette

MAX_MUTES = 50


async def test_a_muted_word_is_posted_nowhere_in_the_server(gazette: Gazette) -> None:
    courier = await gazette.follow("https://courier.test/feed", title="Courier")
    herald = await gazette.follow("https://herald.test/feed", "sports", title="Herald")

    reply = await gazette.slash("mute add", words="football OR author:ann")
    await gazette.receive(courier.feed.id, "Football again")
    await gazette.receive(herald.feed.id, "By Ann", authors=("Ann",))
    await gazette.receive(herald.feed.id, "Bridge opens")
    await gazette.settle()

    assert reply.ephemeral
    assert "🔇 Muted in the whole server: `football OR author:ann`." in reply.text
    assert gazette.texts("news") == []
    assert ["Bridge opens" in text for text in gazette.texts("sports")] == [True]


async def test_what_is_muted_in_one_channel_is_posted_in_another(gazette: Gazette) -> None:
    courier = await gazette.follow("https://courier.test/feed")
    await gazette.follow("https://courier.test/feed", "sports")

    await gazette.slash("mute add", words="football", channel=gazette.channel("news"))
    await gazette.receive(courier.feed.id, "Football again")
    await gazette.settle()

    assert gazette.texts("news") == []
    assert ["Football again" in text for text in gazette.texts("sports")] == [True]


@pytest.mark.parametrize("mode", [Mode.LIVE, Mode.DIGEST, Mode.BOTH])
async def test_explain_names_the_muted_words(gazette: Gazette, mode: Mode) -> None:
    courier = await gazette.follow("https://courier.test/feed", mode=mode)
    await gazette.slash("mute add", words='"red card" OR football')
    item = await gazette.receive(courier.feed.id, "Football again")

    reply = await gazette.slash("feed explain", article=str(item.id))

    assert "it has words that are muted here (football). `/mute list` shows them." in reply.text
    assert "next page" not in reply.text


async def test_a_digest_lists_nothing_that_is_muted(gazette: Gazette) -> None:
    courier = await gazette.follow("https://courier.test/feed", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="10h", zone="UTC")
    await gazette.slash("mute add", words="football")
    await gazette.receive(courier.feed.id, "Football again")
    await gazette.receive(courier.feed.id, "Bridge opens")

    await gazette.pass_time(hours=2)

    [page] = gazette.texts("news")
    assert "Bridge opens" in page
    assert "Football" not in page


async def test_filter_test_says_what_is_muted(gazette: Gazette) -> None:
    courier = await gazette.follow("https://courier.test/feed", title="Courier")
    await gazette.receive(courier.feed.id, "Football again")
    await gazette.slash("mute add", words="football")

    reply = await gazette.slash("feed filter test", feed="Courier")

    assert "muted here (`football`)" in reply.text


async def test_what_is_muted_is_listed_by_place_and_can_be_removed(gazette: Gazette) -> None:
    news = gazette.channel("news")
    await gazette.slash("mute add", words="football")
    await gazette.slash("mute add", words="/moon.?land/", channel=news)

    listed = await gazette.slash("mute list")
    offered = await gazette.complete("mute remove", "words", "foot")
    there = await gazette.complete("mute remove", "words", "", channel=news)
    removed = await gazette.slash("mute remove", words=offered[0]["value"])
    left = (await gazette.slash("mute list")).text
    await gazette.slash("mute remove", words="/moon", channel=news)
    none = await gazette.slash("mute list")

    assert "### Muted in the whole server\n- `football`" in listed.text
    assert f"### Muted in <#{news.id}>\n- `/moon.?land/`" in listed.text
    assert [choice["name"] for choice in there] == ["/moon.?land/"]
    assert "🔊 No longer muted in the whole server: `football`." in removed.text
    assert "football" not in left
    assert "moon" in left
    assert none.text == "Nothing is muted here. Start with `/mute add` and a word."


async def test_all_that_is_muted_is_listed_however_long_it_is(gazette: Gazette) -> None:
    words = [f"{'football ' * 12}{number}" for number in range(45)]
    for each in words:
        guild = Guild(id=gazette.guild.id, preferred_locale="en-US")
        await gazette.services.feeds.mutes.add(each, guild, None)

    listed = await gazette.slash("mute list")
    await gazette.until(lambda: len(listed.messages) > 1)

    assert [each for each in words if f"`{each}`" not in listed.text] == []
    assert all(message.ephemeral for message in listed.messages)


async def test_it_is_said_in_french(gazette: Gazette) -> None:
    reply = await gazette.moderator.in_french.slash("mute add", words="titre:lune OU soleil")
    listed = await gazette.moderator.in_french.slash("mute list")

    assert "Masqué dans tout le serveur\xa0: `titre:lune OU soleil`." in reply.text
    assert "### Masqué dans tout le serveur" in listed.text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("(moon", "parenthes"),
        ("   ", "That has no word to mute."),
        ("FOOTBALL", "“FOOTBALL” is muted there already."),
    ],
)
async def test_what_cannot_be_muted_is_said(gazette: Gazette, words: str, said: str) -> None:
    await gazette.slash("mute add", words="football")

    reply = await gazette.slash("mute add", words=words)

    assert said in reply.text


async def test_there_is_an_end_to_what_can_be_muted(gazette: Gazette) -> None:
    here = gazette.guild.id
    async with gazette.database.transaction() as connection:
        words = ",".join(f'"w{n}"' for n in range(MAX_MUTES - 1))
        await connection.execute("UPDATE guilds SET mutes = ? WHERE id = ?", (f"[{words}]", here))

    last = await gazette.slash("mute add", words="the last")
    refused = await gazette.slash("mute add", words="one more")
    unknown = await gazette.slash("mute remove", words="w")

    assert "Muted in the whole server: `the last`." in last.text
    assert f"{MAX_MUTES} queries are muted there already" in refused.text
    assert "“w” is not muted there." in unknown.text
