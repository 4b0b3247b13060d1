"""`/feed list`, `/feed remove`, `/feed test`: what is followed, its end, and its preview."""

from dataclasses import replace as replaced
from datetime import timedelta

import pytest

from bot.model import Look, Style
from bot.store.feeds.feeds import record_polls
from tests.support.gazette import Gazette

pytestmark = pytest.mark.uncounted

SECRET = "https://paper.test/feed?rsskey=s3cr3tk3y"


async def test_the_list_names_every_feed_by_channel(gazette: Gazette) -> None:
    await gazette.follow("https://a.test/feed", title="The *Courier*")
    await gazette.follow("https://b.test/feed", channel="sports", title="Goal")

    reply = await gazette.slash("feed list")

    assert reply.ephemeral
    assert reply.text.splitlines() == [
        "### 2 feeds are followed here",
        f"<#{gazette.channel('news').id}>",
        r"- The \*Courier\* [↗](<https://a.test/feed>) · not read yet",
        f"<#{gazette.channel('sports').id}>",
        "- [Goal](<https://b.test/feed>) · not read yet",
    ]


async def test_a_feed_in_two_channels_counts_once(gazette: Gazette) -> None:
    await gazette.follow("https://a.test/feed", title="Courier")
    await gazette.follow("https://a.test/feed", "sports")

    reply = await gazette.slash("feed list")

    assert reply.text.startswith("### 1 feed is followed here")
    assert reply.text.count("Courier") == 2


async def test_an_empty_list_says_how_to_begin(gazette: Gazette) -> None:
    reply = await gazette.moderator.in_french.slash("feed list")

    assert "/flux ajouter" in reply.text


async def test_a_failing_feed_says_why_in_the_list(gazette: Gazette) -> None:
    following = await gazette.follow("https://a.test/feed", title="Courier")
    failed = gazette.clock() - timedelta(days=1)
    feed = replaced(following.feed, failures=3, failing_since=failed, error="html")
    async with gazette.database.transaction() as connection:
        await record_polls(connection, [feed])

    reply = await gazette.slash("feed list")

    assert "⚠️ it answered with a web page instead of a feed (<t:" in reply.text


async def test_a_feed_that_is_paused_or_has_ended_says_so(gazette: Gazette) -> None:
    await gazette.follow("https://a.test/feed", title="Courier")
    ended = await gazette.follow("https://b.test/feed", title="Herald")
    async with gazette.database.transaction() as connection:
        await record_polls(connection, [replaced(ended.feed, ended_at=gazette.clock())])
    await gazette.slash("feed pause", feed="Courier")

    reply = await gazette.slash("feed list")

    assert "[Courier](<https://a.test/feed>) · ⏸ paused · not read yet" in reply.text
    assert "[Herald](<https://b.test/feed>) · ⏹ closed by its publisher" in reply.text


async def test_a_long_list_is_turned_page_by_page(gazette: Gazette) -> None:
    for n in range(14):
        await gazette.follow(f"https://a.test/{n}", title=f"Paper {n:02}")

    first = await gazette.slash("feed list")
    assert "Paper 09" in first.text
    assert "Paper 10" not in first.text
    await gazette.click(first, "Next")

    assert "Paper 13" in first.text
    assert "Paper 00" not in first.text


async def test_the_longest_names_and_troubles_fit_on_a_page(gazette: Gazette) -> None:
    for n in range(10):
        address = f"https://a.test/{n}/{'x' * 90}"
        following = await gazette.follow(address, title=f"{n} " + "🗞️ Very *long* name " * 20)
        feed = replaced(following.feed, failing_since=gazette.clock(), error="tls_untrusted")
        async with gazette.database.transaction() as connection:
            await record_polls(connection, [feed])

    reply = await gazette.moderator.in_french.slash("feed list")

    assert reply.failed is None
    assert reply.text.count("présente un certificat") == 10


async def test_removing_asks_first_and_then_removes(gazette: Gazette) -> None:
    following = await gazette.follow("https://a.test/feed", title="Courier")

    asked = await gazette.slash("feed remove", feed=str(following.subscription.id))
    kept = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    await gazette.click(asked, "Stop following")
    left = await gazette.services.feeds.reader.of_guild(gazette.guild.id)

    assert [one.feed.title for one in kept] == ["Courier"]
    assert left == []
    assert asked.text == f"**Courier** is no longer followed in <#{gazette.channel('news').id}>."


async def test_removing_can_be_thought_better_of(gazette: Gazette) -> None:
    following = await gazette.follow("https://a.test/feed", title="Courier")

    asked = await gazette.slash("feed remove", feed=str(following.subscription.id))
    await gazette.click(asked, "Keep it")

    assert len(await gazette.services.feeds.reader.of_guild(gazette.guild.id)) == 1
    assert asked.text.startswith("**Courier** stays")


async def test_a_button_works_after_a_restart(gazette: Gazette) -> None:
    following = await gazette.follow("https://a.test/feed", title="Courier")
    asked = await gazette.slash("feed remove", feed=str(following.subscription.id))

    await gazette.restart()
    await gazette.click(asked, "Stop following")

    assert await gazette.services.feeds.reader.of_guild(gazette.guild.id) == []


async def test_another_guilds_feed_cannot_be_named(gazette: Gazette) -> None:
    await gazette.services.guilds.record_guild(1, "Others", "en-US")
    theirs = await gazette.follow("https://a.test/feed", title="Courier")
    async with gazette.database.transaction() as connection:
        await connection.execute("UPDATE channels SET guild_id = 1")

    offered = await gazette.complete("feed remove", "feed", "cour")
    reply = await gazette.slash("feed remove", feed=str(theirs.subscription.id))

    assert offered == []
    assert reply.text.startswith("No feed called “1” is followed here.")


async def test_feeds_are_completed_by_name_with_their_id(gazette: Gazette) -> None:
    courier = await gazette.follow("https://a.test/feed", title="The Courier")
    await gazette.follow("https://b.test/feed", title="Goal")

    offered = await gazette.complete("feed test", "feed", "cour")

    assert offered == [{"name": "The Courier · #news", "value": str(courier.subscription.id)}]


async def test_a_name_typed_in_full_will_do(gazette: Gazette) -> None:
    await gazette.follow("https://a.test/feed", title="The Courier")

    reply = await gazette.slash("feed remove", feed="the courier")

    assert reply.text.startswith("Stop following **The Courier**")


async def test_the_newest_item_is_shown_to_the_asker_alone(gazette: Gazette) -> None:
    following = await gazette.follow("https://a.test/feed", title="Courier")
    await gazette.receive(following.feed.id, "Old news")
    gazette.clock.move(timedelta(minutes=1))
    await gazette.receive(following.feed.id, "Bridge opens", lead="It is open.")
    await gazette.settle()

    reply = await gazette.slash("feed test", feed="courier")

    assert reply.ephemeral
    assert reply.text == gazette.texts("news")[-1]


async def test_the_newest_item_is_shown_as_a_template_writes_it(gazette: Gazette) -> None:
    following = await gazette.follow("https://a.test/feed", title="Courier")
    look = Look(style=Style.TEMPLATE, template="News: {title}")
    await gazette.change(following, look=look)
    await gazette.receive(following.feed.id, "Bridge opens")
    await gazette.settle()

    reply = await gazette.slash("feed test", feed="courier")

    assert reply.ephemeral
    assert [reply.text] == gazette.texts("news") == ["News: Bridge opens"]


async def test_the_newest_article_that_is_shown_is_one_that_the_filter_lets_pass(
    gazette: Gazette,
) -> None:
    following = await gazette.follow("https://a.test/feed", title="Courier")
    await gazette.receive(following.feed.id, "Bridge opens", lead="It is open.")
    gazette.clock.move(timedelta(minutes=1))
    await gazette.receive(following.feed.id, "Goal", lead="It was late.")
    await gazette.slash("feed filter set", feed="courier", include="bridge")

    shown = await gazette.slash("feed test", feed="courier")
    edited = await gazette.slash("feed edit", feed="courier")

    assert "Bridge opens" in shown.text
    assert "Bridge opens" in edited.text
    assert "Goal" not in shown.text + edited.text


async def test_a_feed_of_which_nothing_was_read_says_so(gazette: Gazette) -> None:
    await gazette.follow("https://a.test/feed", title="Courier")

    reply = await gazette.slash("feed test", feed="courier")

    assert reply.text.startswith("I have not read anything from Courier yet.")


@pytest.mark.parametrize("command", ["feed list", "feed remove", "feed test"])
async def test_the_key_in_an_address_is_never_shown(gazette: Gazette, command: str) -> None:
    await gazette.follow(SECRET)
    options = {} if command == "feed list" else {"feed": "paper.test"}

    reply = await gazette.slash(command, **options)
    offered = await gazette.complete("feed remove", "feed", "paper")

    assert "paper.test/feed" in reply.text
    assert "s3cr3tk3y" not in f"{reply.text} {reply.components} {offered}"
