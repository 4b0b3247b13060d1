"""The app in somebody's account: its commands anywhere, and never a word of the place they are in.

The server `Abroad` had the bot once, so that there are rows of it; now it has it no more.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from sandbox import GuildHandle
from sandbox.errors import Refused
from sandbox.payloads.components import walk
from tests.support.gazette import Gazette, Person

FOR_ACCOUNTS = {
    "alert", "digest", "feed", "forget", "help", "latest", "page", "saved", "search", "status",
    "summary", "Save", "Summarize",
}  # fmt: skip
ASKED: tuple[tuple[str, dict[str, object]], ...] = (
    ("search", {"query": "harvest"}),
    ("search", {"query": ""}),
    ("latest", {}),
    ("summary topic", {"query": "harvest"}),
    ("summary day", {}),
    ("page me", {}),
    ("page list", {}),
    ("page show", {}),
    ("digest me", {}),
    ("digest set", {"time": "8:00"}),
    ("digest me", {"stop": True}),
    ("alert add", {"words": "harvest"}),
    ("alert list", {}),
    ("alert test", {"words": "harvest"}),
    ("help", {}),
    ("saved list", {}),
    ("page mute", {}),
    ("status", {}),
    ("forget", {}),
)  # fmt: skip


@pytest.fixture
async def abroad(gazette: Gazette) -> GuildHandle:
    """Lend a server that follows a feed and has a digest, and that sends the bot away."""
    guild = gazette.sandbox.add_guild("Abroad")
    channel = guild.add_channel("harvests")
    await gazette.caught_up()
    boss = Person(
        sandbox=gazette.sandbox,
        guild=guild,
        user=gazette.sandbox.user("boss", guild=guild, may=["manage_guild"]),
        channel=channel,
    )
    paper = gazette.papers.open("secret", title="The Secret Paper")
    await boss.slash("feed add", url=paper.url)
    await boss.slash("digest set", time="8:00")
    await gazette.settle()
    paper.publish("Harvest of secrets", lead="A harvest nobody may hear of.")
    await gazette.pass_time(hours=1)
    for number in range(30):
        paper.publish(
            f"Secret crop {number}" + " of a field" * 15, lead="A crop nobody may hear of."
        )
    await gazette.pass_time(hours=1)
    guild.remove_bot()
    await gazette.caught_up()
    return guild


def at_home_abroad(gazette: Gazette, abroad: GuildHandle) -> Person:
    """Return somebody who manages the foreign server, with the app in their account."""
    user = gazette.sandbox.user("ann", guild=abroad, may=["manage_guild"])
    gazette.sandbox.install(user)
    return Person(
        sandbox=gazette.sandbox, guild=abroad, user=user, channel=abroad.channel("harvests")
    )


async def test_commands_say_for_whom_they_are(gazette: Gazette) -> None:
    types = {each["name"]: each["integration_types"] for each in gazette.sandbox.commands}
    contexts = {each["name"]: each["contexts"] for each in gazette.sandbox.commands}

    assert {name for name, chosen in types.items() if chosen == [0, 1]} == FOR_ACCOUNTS
    assert all(chosen == [0] for name, chosen in types.items() if name not in FOR_ACCOUNTS)
    assert all(contexts[name] == [0, 1, 2] for name in FOR_ACCOUNTS)
    assert all(contexts[name] == [0] for name in set(contexts) - FOR_ACCOUNTS)


async def test_a_server_without_the_bot_is_never_read(
    gazette: Gazette, abroad: GuildHandle
) -> None:
    ann = at_home_abroad(gazette, abroad)
    for command, options in ASKED:
        gazette.clock.move(timedelta(minutes=1))
        reply = await ann.slash(command, **options)

        assert reply.failed is None
        assert reply.ephemeral
        assert "ecret" not in reply.text
        assert "Abroad" not in reply.text


async def test_nothing_of_a_server_without_the_bot_completes(
    gazette: Gazette, abroad: GuildHandle
) -> None:
    ann = at_home_abroad(gazette, abroad)

    offered = [
        await ann.complete("search", "query", "har"),
        await ann.complete("search", "feed", ""),
        await ann.complete("latest", "feed", ""),
        await ann.complete("digest show", "digest", ""),
        await ann.complete("summary article", "article", "har"),
    ]

    assert offered == [[], [], [], [], []]
    for where in ({}, {"channel": abroad.channel("harvests")}):
        feeds = await ann.complete("digest set", "feeds", "", **where)
        assert [choice["value"] for choice in feeds] == ["all"]


async def test_a_server_without_the_bot_is_never_written_to(
    gazette: Gazette, abroad: GuildHandle
) -> None:
    ann, before = at_home_abroad(gazette, abroad), await audit_lines(gazette, abroad)

    changed = await ann.slash("digest remove", digest="1")
    named = await ann.slash("search", query="x", channel=abroad.channel("harvests"))

    assert changed.text == "This works only in a server that has added me."
    assert named.text == "I can only use the channels of a server that has added me."
    assert await audit_lines(gazette, abroad) == before


async def test_what_was_posted_in_a_server_without_the_bot_is_not_read_again(
    gazette: Gazette, abroad: GuildHandle
) -> None:
    ann = at_home_abroad(gazette, abroad)
    post, group = ann.channel.messages

    replies = [
        await gazette.sandbox.context_menu(ann.user, ann.channel, menu, post)
        for menu in ("Save", "Summarize")
    ]
    [rest] = [each["custom_id"] for each in walk(group.components) if each.get("custom_id")]
    replies.append(await ann.click(group, rest))

    assert all(reply.ephemeral for reply in replies)
    assert "ecret" not in " ".join(reply.text for reply in replies)
    assert await gazette.database.fetch_all("SELECT 1 FROM saved_articles") == []


async def audit_lines(gazette: Gazette, guild: GuildHandle) -> list[str]:
    return await gazette.services.audit.lines(guild.id, "en")


@pytest.mark.parametrize("place", ["direct", "private"])
async def test_commands_answer_the_asker_in_messages(gazette: Gazette, place: str) -> None:
    ann = gazette.sandbox.install(gazette.sandbox.user("ann"))
    bob = gazette.sandbox.user("bob")
    direct, private = gazette.sandbox.direct(ann), gazette.sandbox.private(ann, bob)
    person = replace(gazette.member, user=ann, channel=direct if place == "direct" else private)

    replies = [await person.slash(command, **options) for command, options in ASKED]

    assert [reply.failed for reply in replies] == [None] * len(ASKED)
    assert all(reply.ephemeral for reply in replies)


async def test_who_has_no_feeds_is_told_how_to_begin(gazette: Gazette) -> None:
    ann = gazette.sandbox.install(gazette.sandbox.user("ann"))
    person = replace(gazette.member, user=ann, channel=gazette.sandbox.direct(ann))

    replies = [
        await person.slash("search", query="harvest"),
        await person.slash("latest"),
        await person.slash("digest me"),
        await person.slash("alert add", words="harvest"),
    ]

    assert all("You follow no feeds of your own yet." in reply.text for reply in replies)


async def test_what_is_for_servers_is_not_there_in_messages(gazette: Gazette) -> None:
    ann = gazette.sandbox.install(gazette.sandbox.user("ann"))
    person = replace(gazette.member, user=ann, channel=gazette.sandbox.direct(ann))

    for command in ("settings server", "mute list"):
        with pytest.raises(Refused):
            await person.slash(command)


async def test_help_names_what_is_there_where_it_is_asked(gazette: Gazette) -> None:
    ann = gazette.sandbox.install(gazette.sandbox.user("ann"))
    person = replace(gazette.member, user=ann, channel=gazette.sandbox.direct(ann))

    reply = await person.slash("help")

    assert "`/page me`" in reply.text
    assert "`/search`" in reply.text
    for name in ("digest set", "settings server", "mute add"):
        assert f"`/{name}`" not in reply.text


async def test_a_server_with_the_bot_is_searched_as_ever_by_who_has_the_app_too(
    gazette: Gazette,
) -> None:
    following = await gazette.follow("https://paper.test/feed", title="The Courier")
    await gazette.receive(following.feed.id, "The bridge opens")
    gazette.sandbox.install(gazette.member.user)

    reply = await gazette.member.slash("search", query="bridge")

    assert "The bridge opens" in reply.text


async def test_answers_about_ones_own_turn_their_pages_and_are_shared_abroad(
    gazette: Gazette, abroad: GuildHandle
) -> None:
    ann = at_home_abroad(gazette, abroad)
    paper = gazette.papers.open("courier", title="The Courier")
    await ann.slash("feed add", url=paper.url)
    await gazette.settle()
    for number in range(8):
        paper.publish(f"Bridge {number} opens", lead="It is open.")
    await gazette.pass_time(hours=1)
    before = len(ann.channel.messages)

    found = await ann.slash("search", query="bridge")
    turned = await ann.click(found, "Newest first")
    shared = await ann.click(turned, "Share")
    linking = ann.channel.say(ann.user, f"Look: {paper.link(paper.entries[-1])}")
    summary = await gazette.sandbox.context_menu(ann.user, ann.channel, "Summarize", linking)

    assert "**8 articles** for “bridge”, newest first" in turned.text
    assert turned.ephemeral
    assert "opens" in shared.text
    assert len(ann.channel.messages) == before + 2  # what was shared, and what ann wrote
    assert "Bridge 7 opens" in summary.text
    assert summary.ephemeral
