"""Who manages another server, or sees fewer channels, changes and learns nothing of these."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.feeds.discovery.candidates import OfferedFeed
from bot.model import Channel, Guild
from sandbox.users.actions import finish
from sandbox.users.command_input import CommandPlace, slash_data
from sandbox.users.interactions import AUTOCOMPLETE, begin
from tests.cogs.newsroom import SECRET, Newsroom
from tests.support.gazette import Gazette


async def test_numbers_of_another_server_are_no_names_here(newsroom: Newsroom) -> None:
    sandbox, eve, lobby = newsroom.gazette.sandbox, newsroom.eve, newsroom.elsewhere
    sub, digest, item = (str(newsroom.numbers[name]) for name in ("sub", "digest", "item"))
    asks: dict[str, dict[str, Any]] = {
        **{
            f"feed {verb}": {"feed": sub}
            for verb in ("remove", "test", "edit", "pause", "resume", "status", "filter clear")
        },
        "feed move": {"feed": sub, "channel": lobby},
        "feed mention": {"feed": sub},
        "feed filter set": {"feed": sub, "include": "x"},
        "feed explain": {"article": item},
        "latest": {"feed": sub},
        **{
            f"digest {verb}": {"digest": digest}
            for verb in ("show", "preview", "now", "pause", "resume", "remove")
        },
        "digest set": {"digest": digest, "time": "9h"},
    }
    before = await newsroom.rows()

    for command, options in asks.items():
        reply = await sandbox.slash(eve, lobby, command, **options)
        newsroom.gazette.clock.move(timedelta(seconds=1))

        assert reply.ephemeral, command
        assert not any(word in reply.text for word in (SECRET, "Courier")), command
    assert await newsroom.rows() == before


async def test_completions_name_nothing_of_another_server(newsroom: Newsroom) -> None:
    sandbox, eve, lobby = newsroom.gazette.sandbox, newsroom.eve, newsroom.elsewhere
    await sandbox.slash(eve, lobby, "digest set", time="9h")

    for command, option in (
        ("feed edit", "feed"), ("latest", "feed"), ("feed explain", "article"),
        ("digest set", "feeds"), ("digest set", "digest"), ("page show", "digest"),
        ("page show", "date"),
    ):  # fmt: skip
        offered = str(await sandbox.autocomplete(eve, lobby, command, option))

        assert not any(word in offered for word in (SECRET, "Courier", "news")), command


async def test_a_completion_for_a_channel_next_door_names_nothing(newsroom: Newsroom) -> None:
    sandbox, news = newsroom.gazette.sandbox, newsroom.gazette.channel("news")
    place = CommandPlace(world=sandbox.world, user=newsroom.eve, channel=newsroom.elsewhere.channel)
    asked = slash_data(place, "digest set", {"feeds": "Cou"}, focused="feeds")
    asked["options"][0]["options"].append({"name": "channel", "type": 7, "value": str(news.id)})

    one = begin(sandbox.world, AUTOCOMPLETE, newsroom.eve, newsroom.elsewhere.channel, asked)
    offered = (await finish(place, one, patience=None)).choices

    assert "Courier" in str(await newsroom.gazette.complete("digest set", "feeds", "Cou"))
    assert "Courier" not in str(offered)


async def test_nothing_is_set_up_in_a_channel_that_the_moderator_cannot_see(
    newsroom: Newsroom,
) -> None:
    gazette, sports = newsroom.gazette, newsroom.gazette.channel("sports")
    sports.deny("view_channel", who=gazette.moderator.user)
    await gazette.caught_up()
    before = await newsroom.rows()
    asks: list[tuple[str, dict[str, Any]]] = [
        ("feed add", {"url": gazette.papers.open("paper").url, "channel": sports}),
        ("feed move", {"feed": "Courier", "channel": sports}),
        ("digest set", {"time": "9h", "channel": sports}),
        ("settings channel", {"language": "fr", "channel": sports}),
        ("settings server", {"notices": sports}),
    ]

    for command, options in asks:
        reply = await gazette.slash(command, **options)

        assert reply.text.startswith("You cannot see <#"), command
    assert await newsroom.rows() == before


async def test_a_role_is_called_for_nobody_who_could_not_call_it(newsroom: Newsroom) -> None:
    gazette = newsroom.gazette
    role = gazette.guild.add_role("Admins")
    news, everybody = gazette.channel("news"), gazette.guild.guild.roles[gazette.guild.id]
    news.deny("mention_everyone", who=everybody)
    await gazette.caught_up()
    before = await newsroom.rows()

    person = gazette.moderator.at("sports")
    reply = await person.slash("feed mention", feed="Courier", role=role)

    assert "may not mention" in reply.text
    assert await newsroom.rows() == before
    news.allow("mention_everyone", who=gazette.moderator.user)
    await gazette.caught_up()
    assert "may not" not in (await gazette.slash("feed mention", feed="Courier", role=role)).text


async def test_what_is_every_followers_is_not_taken_from_them(newsroom: Newsroom) -> None:
    gazette, eve, lobby = newsroom.gazette, newsroom.eve, newsroom.elsewhere
    await gazette.slash("feed edit", feed="Courier")
    assert lobby.channel.guild_id is not None
    courier = await gazette.services.feeds.follow.follow(
        OfferedFeed(url="https://courier.test/feed", title="Courier"),
        Channel(id=lobby.id, guild_id=lobby.channel.guild_id),
        Guild(id=lobby.channel.guild_id),
        gazette.clock(),
    )
    await gazette.services.feeds.edits.switch_full_text(
        courier.subscription.id, lobby.channel.guild_id
    )
    before = await newsroom.rows()
    panel = await gazette.sandbox.slash(eve, lobby, "feed edit", feed="Courier")

    for name in ("full_text", "kinds"):
        control = f"fe:{courier.subscription.id}:{name}"
        reply = await gazette.sandbox.click(eve, lobby, panel, control)

        assert "is followed by other servers too" in reply.text, name
    assert await newsroom.rows() == before


async def test_a_member_hears_only_of_channels_they_see(newsroom: Newsroom) -> None:
    gazette, tom = newsroom.gazette, newsroom.gazette.member
    secret = await gazette.follow("https://plans.test/feed", "sports", title="Plans")
    item = await gazette.receive(secret.feed.id, "We sell the paper", lead="To the town. " * 9)
    feed_id, sub = str(secret.feed.id), str(secret.subscription.id)
    gazette.channel("sports").deny("view_channel", who=tom.user)
    await gazette.caught_up()
    asks: list[tuple[str, dict[str, Any]]] = [
        ("latest", {}),
        ("latest", {"feed": sub}),
        ("search", {"query": "paper OR ministers"}),
        ("search", {"query": "paper", "feed": feed_id}),
        ("search", {"query": "paper", "channel": gazette.channel("sports")}),
        ("summary article", {"article": str(item.id)}),
        ("summary article", {"article": item.link}),
        ("summary feed", {"feed": feed_id}),
        ("summary topic", {"query": "paper"}),
        ("summary day", {}),
    ]

    told = {}
    for number, (command, options) in enumerate(asks):
        gazette.clock.move(timedelta(minutes=1))
        told[number] = (await tom.slash(command, **options)).text
        assert (await gazette.slash(command, **options)).text.count("ell the paper"), command
    offered = [
        await tom.complete(command, option)
        for command, option in (
            ("latest", "feed"), ("search", "query"), ("search", "feed"),
            ("summary article", "article"), ("summary feed", "feed"),
        )
    ]  # fmt: skip

    assert SECRET in told[0]
    assert not [asks[number] for number, text in told.items() if "ell the paper" in text]
    assert not [each for each in offered if "Plans" in str(each) or "We sell" in str(each)]
    assert all(offered)


async def test_a_key_cannot_be_guessed_letter_by_letter(gazette: Gazette) -> None:
    await gazette.follow("https://courier.test/feed?token=s3cret", title="Courier")

    for command in ("latest", "search", "summary feed"):

        async def offered(typed: str, command: str = command) -> int:
            return len(await gazette.member.complete(command, "feed", typed))

        assert [await offered(typed) for typed in ("token=s", "s3c", "t=s3cret")] == [0, 0, 0]
        assert [await offered(typed) for typed in ("cour", "courier.test")] == [1, 1]


async def test_a_feed_without_a_name_is_called_by_no_key(gazette: Gazette) -> None:
    following = await gazette.follow("https://courier.test/feed?token=s3cret", title="")
    lead = "Nobody says why they did. The whole cabinet was seen shouting on Monday evening."
    item = await gazette.receive(following.feed.id, SECRET, lead=lead)
    answers = [
        await gazette.slash(command, **options)
        for command, options in (
            ("latest", {}), ("search", {"query": "ministers"}), ("feed list", {}),
            ("summary article", {"article": str(item.id)}),
            ("summary feed", {"feed": str(following.feed.id)}),
            ("feed status", {"feed": str(following.subscription.id)}),
            ("feed explain", {"article": str(item.id)}), ("feed test", {"feed": "courier.test"}),
            ("feed edit", {"feed": "courier.test"}), ("feed pause", {"feed": "courier.test"}),
        )
    ]  # fmt: skip
    shared = [
        await gazette.click(answers[1], "Share"),
        await gazette.click(answers[3], "summary:share:1"),
    ]
    offered = [
        await gazette.complete(command, "feed")
        for command in ("latest", "search", "summary feed", "feed edit")
    ]

    said = [*answers, *shared]
    assert all("courier.test" in f"{each.text} {each.components}" for each in said)
    assert not [each for each in said if "s3cret" in f"{each.text} {each.components}"]
    assert "s3cret" not in str(offered)


async def test_nobody_asks_more_than_a_person_would(gazette: Gazette) -> None:
    for _ in range(30):
        await gazette.member.slash("latest")

    refused = await gazette.member.slash("latest")
    other = await gazette.slash("latest")
    gazette.clock.move(timedelta(seconds=1))
    again = await gazette.member.slash("latest")

    assert refused.text == "Please wait 1 s before you ask again."
    assert "Please wait" not in other.text + again.text
