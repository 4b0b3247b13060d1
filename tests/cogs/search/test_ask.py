"""`/search`: what members may ask, what they find, and what they are told when nothing is."""

from datetime import timedelta

import pytest

from tests.cogs.search.newsagent import OTHER, URL, filled, labels
from tests.support.gazette import Gazette

pytestmark = pytest.mark.uncounted


async def test_french_is_answered_in_french(gazette: Gazette) -> None:
    await filled(gazette)

    reply = await gazette.member.in_french.slash("search", query="dam")

    assert "**1 article** pour «\u00a0dam\u00a0»" in reply.text


async def test_titles_are_offered_as_one_types_and_find_just_that_article(gazette: Gazette) -> None:
    await filled(gazette, 3)
    following = await gazette.follow(URL, title="The Courier", channel="sports")
    await gazette.receive(following.feed.id, 'Quotes - "and" -dashes OR what')

    [dam, *_] = await gazette.member.complete("search", "query", "dam bre")
    [odd] = await gazette.member.complete("search", "query", "dash")
    found = await gazette.member.slash("search", query=odd["value"])

    assert dam["name"].startswith("The dam breaks")
    assert odd["name"] == 'Quotes - "and" -dashes OR what'
    assert "Quotes" in found.text
    assert "**1 article**" in found.text


async def test_options_narrow_a_search(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="The Courier")
    other = await gazette.follow(OTHER, channel="sports", title="Elsewhere")
    now = gazette.clock()
    await gazette.receive(following.feed.id, "Dam one", published_at=now - timedelta(days=9))
    await gazette.receive(following.feed.id, "Dam two")
    await gazette.receive(other.feed.id, "Dam three")

    async def found(**options: object) -> set[str]:
        reply = await gazette.member.slash("search", query="dam", **options)
        return {word for word in ("one", "two", "three") if f"Dam {word}" in reply.text}

    assert await found(feed="courier") == {"one", "two"}
    assert await found(since="2025-12-09") == {"two", "three"}
    assert await found(until="08/12/2025") == {"one"}
    assert await found(channel=gazette.channel("sports")) == {"three"}
    assert await found(kind="brief") == set()
    assert await found(order="date") == {"one", "two", "three"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"since": "soon"}, "cannot read “soon” as a day"),
        ({"feed": "nobody"}, "No feed called “nobody” is followed here"),
    ],
)
async def test_an_option_that_makes_no_sense_says_so(
    gazette: Gazette, options: dict[str, object], said: str
) -> None:
    await filled(gazette)

    reply = await gazette.member.slash("search", query="dam", **options)

    assert said in reply.text


async def test_who_finds_nothing_is_told_how_to_ask(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")

    reply = await gazette.member.slash("search", query="zzz")

    assert reply.text.startswith("Nothing found for “zzz”.\n-# Fewer words find more; `/help`")


async def test_a_mistyped_word_is_corrected_at_once_with_a_way_back(gazette: Gazette) -> None:
    await filled(gazette, lead="Nitrates in the river, says Microsoft.")

    reply = await gazette.member.slash("search", query="Mcrosoft nitratse")
    said = reply.text
    back = await gazette.member.click(reply, "Search “Mcrosoft nitratse” as it is")

    assert "**1 article** for “Microsoft nitrates”" in said
    assert "No article has all of “Mcrosoft nitratse”: you may have meant this." in said
    assert "“Mcrosoft nitratse”" in back.text
    assert "“Microsoft nitrates”" not in back.text
    assert "Microsoft nitratse" in labels(back)  # offered still


async def test_the_note_on_one_corrected_word_speaks_of_that_word(gazette: Gazette) -> None:
    await filled(gazette, lead="Nitrates in the river.")

    found = await gazette.member.slash("search", query="nitratse")
    french = await gazette.member.in_french.slash("search", query="l'nitratse ?")

    assert "No article has “nitratse”: you may have meant this." in found.text
    assert "Aucun article ne contient «" in french.text


async def test_a_word_that_may_mean_anything_is_offered_only(gazette: Gazette) -> None:
    await filled(gazette, lead="Nitrates in the river.")

    reply = await gazette.member.slash("search", query="zzz OR nitrtes")
    said = reply.text
    meant = await gazette.member.click(reply, "zzz OR nitrates")

    assert "Did you mean:" in said
    assert "**1 article** for “zzz OR nitrates”" in meant.text


@pytest.mark.parametrize(
    ("typed", "title"),
    [("C++", "Thirty years of C++"), ("wifi", "Wi-Fi on board"), ("iPhone16", "The iPhone 16")],
)
async def test_words_are_found_as_they_are_typed(gazette: Gazette, typed: str, title: str) -> None:
    following = await gazette.follow(URL, title="The Courier")
    for each in ("Thirty years of C++", "Wi-Fi on board", "The iPhone 16", "C# in a summer"):
        await gazette.receive(following.feed.id, each)

    reply = await gazette.member.slash("search", query=typed)

    assert "**1 article**" in reply.text
    assert title in reply.text


async def test_a_server_without_feeds_is_told_how_to_begin(gazette: Gazette) -> None:
    reply = await gazette.member.slash("search", query="dam")

    assert "`/feed add`" in reply.text


async def test_asking_in_haste_is_slowed_down(gazette: Gazette) -> None:
    await filled(gazette)

    said = [(await gazette.member.slash("search", query="dam")).text for _ in range(7)]

    assert "Please wait" in said[-1]
    assert "Please wait" not in (await gazette.moderator.slash("search", query="dam")).text


async def test_a_channel_that_the_member_cannot_read_is_not_searched(gazette: Gazette) -> None:
    followed = await gazette.follow("https://paper.test/feed", "sports", title="Courier")
    await gazette.receive(followed.feed.id, "The dam breaks")
    sports = gazette.channel("sports")
    sports.deny("view_channel", who=gazette.member.user)
    await gazette.caught_up()

    reply = await gazette.member.at("news").slash("search", query="dam", channel=sports)

    assert reply.ephemeral
    assert "The dam breaks" not in reply.text
    assert reply.text.startswith("You cannot")
