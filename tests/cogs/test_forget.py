"""`/forget`: what is kept of a person, named, asked about once, and gone."""

from dataclasses import replace

import pytest

from tests.support.gazette import COARSE, Gazette

pytestmark = pytest.mark.uncounted

URL = "https://paper.test/feed"


async def test_a_person_is_told_what_is_kept_asked_and_forgotten(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier")
    await gazette.member.slash("page me", time="8h")
    await gazette.member.slash("alert add", words="bridge")
    await gazette.moderator.slash("page me", time="8h")
    await gazette.member.slash("search", query="bridge")

    asked = await gazette.member.slash("forget")
    question = asked.text
    done = await gazette.member.click(asked, "Erase it")
    again = await gazette.member.slash("forget")
    await gazette.receive(followed.feed.id, "The bridge opens")
    await gazette.pass_time(hours=24, step=COARSE)

    assert asked.ephemeral
    assert "- your own digest\n- one alert" in question
    assert "- one search or summary of the last days" in question
    assert done.text.startswith("Erased.")
    assert again.text == "I keep nothing about you."
    assert len(gazette.sandbox.direct(gazette.member.user).texts) == 2  # the two welcomes
    assert len(gazette.sandbox.direct(gazette.moderator.user).texts) == 2  # and a page


async def test_who_ended_their_alerts_is_forgotten_with_what_they_told(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier")
    await gazette.member.slash("alert add", words="bridge")
    await gazette.receive(followed.feed.id, "The bridge opens")
    await gazette.pass_time(minutes=1)
    async with gazette.database.transaction() as connection:
        await connection.execute("DELETE FROM alerts")
        await connection.execute("DELETE FROM alert_plans")

    asked = await gazette.member.slash("forget")
    question = asked.text
    await gazette.member.click(asked, "Erase it")

    assert "- what your alerts told you of lately" in question
    assert await gazette.database.fetch_all("SELECT 1 FROM alerts_told") == []


async def test_of_whom_nothing_is_kept_that_is_said(gazette: Gazette) -> None:
    reply = await gazette.member.in_french.slash("forget")

    assert reply.text == "Je ne garde rien de vous."


async def test_who_removed_the_last_feed_of_their_own_may_still_be_forgotten(
    gazette: Gazette,
) -> None:
    user = gazette.sandbox.install(gazette.sandbox.user("ann"))
    ann = replace(gazette.member, user=user, channel=gazette.sandbox.direct(user))
    await ann.slash("feed add", url=gazette.papers.open("courier", title="Courier").url)
    removing = await ann.slash("feed remove", feed="Courier")
    await ann.click(removing, "Stop following")

    asked = await ann.slash("forget")
    question = asked.text
    await ann.click(asked, "Erase it")

    assert "- your language and time zone" in question
    assert await gazette.database.fetch_all("SELECT 1 FROM guilds WHERE personal = 1") == []
    assert (await ann.slash("forget")).text == "I keep nothing about you."
