"""How the hits of a search are set: their words marked, their links, within Discord's limits."""

import pytest

from tests.cogs.search.newsagent import URL, filled, labels
from tests.support.gazette import Gazette


async def test_an_article_is_found_with_its_words_marked_and_its_links(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="The Courier")
    item = await gazette.receive(
        following.feed.id,
        "The dam breaks",
        lead="Nitrates in the river *again*.",
        link="https://paper.test/dam",
    )
    await gazette.settle()
    [message] = gazette.channel("news").messages

    reply = await gazette.member.slash("search", query="nitrate dam")

    assert reply.ephemeral
    assert "**1 article** for “nitrate dam”" in reply.text
    assert "1. **[The dam breaks](<https://paper.test/dam>)**" in reply.text
    assert r"**Nitrates** in the river \*again\*." in reply.text
    assert f"-# The Courier · <t:{int(item.published_at.timestamp())}:D>" in reply.text
    assert f"/{gazette.channel('news').id}/{message.id}" in reply.text


async def test_a_message_in_a_hidden_channel_is_not_linked(gazette: Gazette) -> None:
    await filled(gazette)
    await gazette.settle()
    gazette.channel("news").deny("view_channel", who=gazette.member.user)
    await gazette.caught_up()
    hidden = await gazette.member.at("sports").slash("search", query="dam")
    await gazette.follow(URL, "sports")

    reply = await gazette.member.at("sports").slash("search", query="dam")

    assert "The dam breaks 0" not in hidden.text
    assert "The dam breaks 0" in reply.text
    assert "discord.com/channels" not in reply.text


async def test_what_another_word_found_is_said(gazette: Gazette) -> None:
    await filled(gazette, lead="A new data center drinks the river, and nobody is asked about it.")

    reply = await gazette.member.slash("search", query="datacenter")
    quoted = await gazette.member.slash("search", query='"datacenter"')
    french = await gazette.member.in_french.slash("search", query="centre de données")

    assert "**1 article** for “datacenter”" in reply.text
    assert "Also found by “data center”; a word in quotes is searched alone." in reply.text
    assert "Nothing found" in quoted.text
    assert "Trouvé aussi par «\u00a0data center\u00a0»" in french.text


async def test_a_whole_hit_is_followed_by_those_with_some_of_the_words(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="The Courier")
    for title in ("The dam breaks above the village", "A dam for the valley", "Village fair"):
        await gazette.receive(following.feed.id, title)

    some = await gazette.member.slash("search", query="dam breaks village")
    none = await gazette.member.slash("search", query="dam AND nitrates")

    assert "**1 article** for “dam breaks village”, and others with some" in some.text
    assert "1. **[The dam breaks above the village]" in some.text
    assert "Village fair" in some.text
    assert "Nothing found" in none.text


async def test_a_full_page_of_long_articles_stays_within_discords_limits(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="C" * 300)
    for n in range(11):
        await gazette.receive(
            following.feed.id,
            f"{n} dam " + "*bold* " * 60,
            link=f"https://paper.test/{n}?" + "a=b&" * 220,
            lead="_dam_ " * 300,
        )

    reply = await gazette.member.slash("search", query="dam dma")

    assert "dam" in reply.text
    assert labels(reply).count("Share") == 6
    assert "…" not in reply.text.splitlines()  # a snippet says something, or is left out


async def test_the_words_found_stay_however_long_titles_and_addresses_are(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="The Courier")
    for n in range(6):
        await gazette.receive(
            following.feed.id,
            f"{n} " + "_long_ " * 30,
            link=f"https://paper.test/{n}/{'long' * 100}",
            lead="Nothing is said here. " * 20,
            body="*Nothing* is said here. " * 900 + "An otter swims.",
        )

    reply = await gazette.member.slash("search", query="otter")

    assert reply.text.count("**otter**") == 6


async def test_an_author_who_was_looked_for_is_named(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="The Courier")
    await gazette.receive(following.feed.id, "The dam", lead="It is open.", authors=("Jane Okoro",))

    reply = await gazette.member.slash("search", query="okoro")

    assert "It is open. · Jane **Okoro**" in reply.text


@pytest.mark.parametrize(
    ("query", "lead", "marked"),
    [
        ("licence", "New licences for ferries.", "**licences**"),
        ("AI", "An artificial intelligence writes the menu.", "**artificial intelligence**"),
        ("feryr", "The ferry sails again.", "**ferry**"),
        ("wifi", "Free Wi-Fi on board.", "**Wi-Fi**"),
        ("harb*", "Otters in the harbour.", "**harbour**"),
        ('"ferry sails"', "The ferry waits. The ferry sails at noon.", "**ferry** **sails**"),
        ("ferries OR trains", "The train is late.", "**train**"),
        ("ferry -otter", "The ferry sails again.", "**ferry**"),
    ],
)
async def test_however_a_hit_was_found_its_words_are_marked(
    gazette: Gazette, query: str, lead: str, marked: str
) -> None:
    following = await gazette.follow(URL, title="The Courier")
    for n in range(4):
        await gazette.receive(following.feed.id, f"Cheese {n}", lead="Bread and butter are sold.")
    await gazette.receive(
        following.feed.id, "Notices", lead=f"{'Nothing else is said. ' * 9}{lead}", language="en"
    )

    reply = await gazette.member.slash("search", query=query)

    assert marked in reply.text
