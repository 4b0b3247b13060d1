"""`/page mute`: for its member alone, in their own page and alerts; it is 09:00 UTC."""

from __future__ import annotations

import pytest

from sandbox import ChannelHandle
from tests.support.gazette import Gazette, Person

MAX_OWN_MUTES = 25

URL = "https://courier.test/feed"


def direct(gazette: Gazette, person: Person) -> ChannelHandle:
    return gazette.sandbox.direct(person.user)


@pytest.fixture
async def feed_id(gazette: Gazette) -> int:
    """Lend a followed feed."""
    return (await gazette.follow(URL, title="Courier")).feed.id


async def test_it_is_left_out_of_one_s_own_page_and_of_nobody_else_s(
    gazette: Gazette, feed_id: int
) -> None:
    tom, mira = gazette.member, gazette.moderator
    for person in (tom, mira):
        await person.slash("page me", time="10h")

    reply = await tom.slash("page mute", words="football -cup")
    for title in ("Football again", "Football cup", "Bridge opens"):
        await gazette.receive(feed_id, title)
    await gazette.pass_time(hours=2)

    assert reply.ephemeral
    assert reply.text.startswith("🔇 Muted for you alone: `football -cup`.")
    own, hers = direct(gazette, tom).texts[-1], direct(gazette, mira).texts[-1]
    assert "Football again" not in own
    assert "Football cup" in own
    assert "Bridge opens" in own
    assert "Football again" in hers
    assert len(gazette.texts("news")) == 3


async def test_it_is_in_no_alert_of_one_s_own_nor_in_its_trial(
    gazette: Gazette, feed_id: int
) -> None:
    tom, mira = gazette.member, gazette.moderator
    for person in (tom, mira):
        await person.slash("alert add", words="bridge")

    await tom.slash("page mute", words="toll")
    await gazette.receive(feed_id, "A toll on the bridge")
    await gazette.receive(feed_id, "The bridge opens")
    await gazette.pass_time(minutes=1)
    tried = await tom.slash("alert test", words="bridge")

    told = direct(gazette, tom).texts[-1]
    assert "The bridge opens" in told
    assert "toll on" not in told
    assert "A toll on the bridge" in direct(gazette, mira).texts[-1]
    assert "told you **once**" in tried.text


async def test_a_menu_lets_it_pass_again(gazette: Gazette, feed_id: int) -> None:
    tom, long = gazette.member, "football OR " + "x" * 150
    none = await tom.slash("page mute")
    await tom.slash("page mute", words=long)
    await tom.slash("page mute", words="ferry")

    listed = await tom.slash("page mute")
    [row] = [each for each in listed.components if each["type"] == 1]
    first, _ = [option["value"] for option in row["components"][0]["options"]]
    done = await tom.select(listed, "page:unmute", first)
    again = await tom.select(listed, "page:unmute", first)
    others = await gazette.slash("page mute")

    assert none.text.startswith("You have muted nothing for yourself.")
    assert "- `ferry`" in listed.text
    assert done.text.startswith("🔊 No longer muted for you: `football OR")
    assert again.text.startswith("You no longer mute that.")
    assert others.text == none.text
    assert await gazette.services.feeds.mutes.of_person(tom.user.id) == ("ferry",)


async def test_explain_says_to_its_asker_what_they_have_muted(
    gazette: Gazette, feed_id: int
) -> None:
    item = await gazette.receive(feed_id, "Football again")
    await gazette.settle()
    await gazette.slash("page mute", words="football")

    mine = await gazette.slash("feed explain", article=str(item.id))
    await gazette.select(await gazette.slash("page mute"), "page:unmute", await option(gazette))
    after = await gazette.slash("feed explain", article=str(item.id))

    assert "left out of your own page and alerts: you have muted it (football)." in mine.text
    assert "your own page" not in after.text


async def option(gazette: Gazette) -> str:
    listed = await gazette.slash("page mute")
    [row] = [each for each in listed.components if each["type"] == 1]
    value: str = row["components"][0]["options"][0]["value"]
    return value


async def test_what_cannot_be_muted_says_why_and_there_is_an_end(gazette: Gazette) -> None:
    tom = gazette.member
    for number in range(MAX_OWN_MUTES):
        await tom.slash("page mute", words=f"word{number}")

    full = await tom.slash("page mute", words="more")
    known = await gazette.slash("page mute", words="word1")
    twice = await gazette.slash("page mute", words="Word1")
    broken = await gazette.slash("page mute", words='"football')

    assert full.text.startswith(f"{MAX_OWN_MUTES} queries are muted there already")
    assert known.text.startswith("🔇")
    assert twice.text == "“Word1” is muted there already."
    assert "is never closed" in broken.text


async def test_it_works_in_a_direct_message_in_french_and_is_forgotten(
    gazette: Gazette, feed_id: int
) -> None:
    tom = gazette.member.at(direct(gazette, gazette.member)).in_french

    reply = await tom.slash("page mute", words="football")
    asked = await tom.slash("forget")
    question = asked.text
    await tom.click(asked, "Effacer")
    none = await tom.slash("page mute")

    assert reply.text.startswith("🔇 Masqué pour vous seul")
    assert "- les mots que vous avez masqués pour vous" in question
    assert none.text.startswith("Vous n’avez rien masqué")
    assert await gazette.database.fetch_all("SELECT 1 FROM guilds WHERE personal = 1") == []


@pytest.mark.parametrize("digest_first", [True, False])
async def test_it_is_in_no_feed_that_one_follows_oneself(
    gazette: Gazette, feed_id: int, digest_first: bool
) -> None:
    if digest_first:  # so that the direct channel is known before
        await gazette.member.slash("page me", time="8h")
    gazette.sandbox.install(gazette.member.user)
    tom = gazette.member.at(direct(gazette, gazette.member))
    paper = gazette.papers.open("herald", title="The Herald")
    await tom.slash("feed add", url=paper.url)
    await gazette.settle()

    await tom.slash("page mute", words="football")
    paper.publish("Football again")
    paper.publish("Bridge opens")
    await gazette.pass_time(hours=1)

    told = "\n".join(direct(gazette, tom).texts)
    assert "Bridge opens" in told
    assert "Football again" not in told
