"""`/search` as members use it: what they find, what they do not, and the buttons under it."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox import Reply
from tests.support.gazette import Gazette

URL = "https://paper.test/feed"
OTHER = "https://other.test/feed"


async def filled(gazette: Gazette, count: int = 1, **parsed: str) -> None:
    following = await gazette.follow(URL, title="The Courier")
    for n in range(count):
        await gazette.receive(following.feed.id, f"The dam breaks {n}", **parsed)  # type: ignore[arg-type]  # texts only


def labels(reply: Reply) -> list[str]:
    return [str(each["label"]) for each in buttons(reply)]


def buttons(reply: Reply) -> list[dict[str, Any]]:
    """Return every button of an answer, also those beside a text."""
    found: list[dict[str, Any]] = []
    waiting = list(reply.components)
    while waiting:
        one = waiting.pop(0)
        waiting = [*one.get("components", []), *waiting]
        if accessory := one.get("accessory"):
            waiting.insert(0, accessory)
        if one["type"] == 2:
            found.append(one)
    return found


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


async def test_french_is_answered_in_french(gazette: Gazette) -> None:
    await filled(gazette)

    reply = await gazette.member.in_french.slash("search", query="dam")

    assert "**1 article** pour «\u00a0dam\u00a0»" in reply.text


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


async def test_pages_are_turned_and_put_in_the_other_order(gazette: Gazette) -> None:
    await filled(gazette, 12)

    first = await gazette.member.slash("search", query="dam")
    shown = [first.text]  # the answer itself is edited
    for button in ("Next", "Back", "Newest first"):
        shown.append((await gazette.member.click(first, button)).text)

    assert "Page 1 of 2" in shown[0]
    assert "11. **" in shown[1]
    assert "Page 2 of 2" in shown[1]
    assert shown[2] == shown[0]
    assert "newest first" in shown[3]
    assert "Best first" in shown[3]


async def test_buttons_work_after_a_restart(gazette: Gazette) -> None:
    await filled(gazette, 12)
    first = await gazette.member.slash("search", query="dam")

    await gazette.restart()
    second = await gazette.member.click(first, "Next")

    assert "11. **" in second.text


async def test_the_buttons_of_an_old_search_say_that_it_is_over(gazette: Gazette) -> None:
    await filled(gazette, 12)
    first = await gazette.member.slash("search", query="dam")
    await gazette.pass_time(days=3)
    await gazette.member.slash("search", query="something else")

    reply = await gazette.member.click(first, "Next")

    assert "That search is over" in reply.text


async def test_a_search_belongs_to_its_asker_and_its_server(gazette: Gazette) -> None:
    await filled(gazette, 12)
    first = await gazette.member.slash("search", query="dam")
    [next_page] = [each for each in buttons(first) if each["label"] == "Next"]
    ask_id = int(str(next_page["custom_id"]).split(":")[2])
    places = gazette.services.search.places
    guild, tom, mira = gazette.guild.id, gazette.member.user.id, gazette.moderator.user.id

    assert await places.asked(ask_id, guild, tom) is not None
    assert await places.asked(ask_id, guild, mira) is None
    assert await places.asked(ask_id, guild + 1, tom) is None


async def test_a_hit_is_shared_with_the_channel(gazette: Gazette) -> None:
    await filled(gazette, lead="Water in the @everyone valley.", link="https://paper.test/dam")
    reply = await gazette.member.at("sports").slash("search", query="dam")

    await gazette.member.at("sports").click(reply, "Share")

    [text] = gazette.texts("sports")
    assert "**[The dam breaks 0](<https://paper.test/dam>)**" in text
    assert "The Courier" in text
    assert f"shared by <@{gazette.member.user.id}>" in text
    assert "@everyone" not in text.replace("\u200b", "|")


async def test_who_may_not_write_may_not_share(gazette: Gazette) -> None:
    await filled(gazette)
    gazette.channel("sports").deny("send_messages", who=gazette.member.user)
    await gazette.caught_up()
    reply = await gazette.member.at("sports").slash("search", query="dam")

    said = await gazette.member.at("sports").click(reply, "Share")

    assert "may not write in this channel" in said.text
    assert gazette.texts("sports") == []


async def test_only_feeds_of_this_server_are_searched_offered_and_shared(gazette: Gazette) -> None:
    await filled(gazette)
    ours = await gazette.follow(OTHER, channel="sports", title="Elsewhere")
    secret = await gazette.receive(ours.feed.id, "The secret dam")
    reply = await gazette.member.slash("search", query="secret")
    assert "The secret dam" in reply.text
    async with gazette.database.transaction() as connection:
        await connection.execute("DELETE FROM subscriptions WHERE feed_id = ?", (ours.feed.id,))

    found = await gazette.member.slash("search", query="secret")
    offered = await gazette.member.complete("search", "query", "secret")
    feeds = await gazette.member.complete("search", "feed", "")
    shared = await gazette.member.click(reply, "Share")

    assert secret.title not in found.text
    assert offered == []
    assert [each["name"] for each in feeds] == ["The Courier"]
    assert "no longer" in shared.text


async def test_titles_are_offered_as_one_types_and_find_just_that_article(
    gazette: Gazette,
) -> None:
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
    assert "No article has all of “Mcrosoft nitratse”: this is what it may" in said
    assert "“Mcrosoft nitratse”" in back.text
    assert "“Microsoft nitrates”" not in back.text
    assert "Microsoft nitratse" in labels(back)  # offered still


async def test_a_corrected_search_is_paged_as_such(gazette: Gazette) -> None:
    await filled(gazette, 12, lead="Nitrates in the river.")

    first = await gazette.member.slash("search", query="nitratse")
    second = await gazette.member.click(first, "Next")

    assert "**12 articles** for “nitrates”" in second.text
    assert "11. " in second.text


async def test_a_word_that_may_mean_anything_is_offered_only(gazette: Gazette) -> None:
    await filled(gazette, lead="Nitrates in the river.")

    reply = await gazette.member.slash("search", query="zzz OR nitrtes")
    said = reply.text
    meant = await gazette.member.click(reply, "zzz OR nitrates")

    assert "Did you mean:" in said
    assert "**1 article** for “zzz OR nitrates”" in meant.text


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


async def test_the_words_found_stay_however_long_titles_and_addresses_are(
    gazette: Gazette,
) -> None:
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


async def test_more_like_one_of_the_hits_is_shown_beside_them(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="The Courier")
    river = await gazette.receive(
        following.feed.id, "Dam breaks above Malbec", lead="The river Aubrac floods the valley."
    )
    await gazette.receive(
        following.feed.id, "Aubrac valley evacuated", lead="The river had broken its wall."
    )
    await gazette.receive(following.feed.id, "A new bakery", lead="Bread is sold in the market.")

    hits = await gazette.member.slash("search", query="dam")
    reply = await gazette.member.select(hits, "search:like", str(river.id))

    assert reply.ephemeral
    assert reply.text.startswith("**More like “Dam breaks above Malbec”**")
    assert "Aubrac valley evacuated" in reply.text
    assert "The **river** had" in reply.text
    assert "bakery" not in reply.text
    assert "1. **[Dam" not in reply.text


async def test_nothing_like_it_is_said_in_french_too(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="The Courier")
    item = await gazette.receive(following.feed.id, "The dam breaks", lead="Malbec is flooded.")
    member = gazette.member.in_french

    hits = await member.slash("search", query="dam")
    reply = await member.select(hits, "search:like", str(item.id))

    assert "Rien d’autre ici ne ressemble à « The dam breaks »" in reply.text.replace("\u00a0", " ")


async def test_what_is_like_a_hit_is_paged_too(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="The Courier")
    items = [
        await gazette.receive(following.feed.id, f"Dam of Malbec {n}", lead="The Aubrac floods.")
        for n in range(9)
    ]

    hits = await gazette.member.slash("search", query="dam")
    reply = await gazette.member.select(hits, "search:like", str(items[-1].id))
    await gazette.member.click(reply, "Next")

    assert "Page 2 of 2" in reply.text + str(reply.components)
    assert "8. **" in reply.text


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
