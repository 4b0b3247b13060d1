"""`/alert`: a member's words, told of by direct message; it is 9 December 2025, 09:00 UTC."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cogs.alert import read_quiet
from sandbox import ChannelHandle
from tests.support.gazette import COARSE, Gazette

PER_DAY = 20

URL = "https://paper.test/feed"


def direct(gazette: Gazette) -> ChannelHandle:
    return gazette.sandbox.direct(gazette.member.user)


@pytest.fixture
async def feed_id(gazette: Gazette) -> int:
    """Lend a followed feed."""
    following = await gazette.follow(URL, title="The Courier")
    return following.feed.id


async def test_a_member_is_told_once_of_what_matches_and_of_nothing_else(
    gazette: Gazette, feed_id: int
) -> None:
    reply = await gazette.member.slash("alert add", words="bridge -toll")
    await gazette.receive(feed_id, "The bridge opens", lead="At last.")
    await gazette.receive(feed_id, "A toll on the bridge")
    await gazette.receive(feed_id, "The ferry sinks")
    await gazette.pass_time(minutes=1)
    await gazette.pass_time(hours=1)

    assert reply.ephemeral
    assert "when something new in **Readers** matches `bridge -toll`" in reply.text
    welcome, told = direct(gazette).texts
    assert "`/alert list` there shows your alerts" in welcome
    assert "An article for your alert" in told
    assert "The bridge opens" in told
    assert "-# The Courier · `bridge -toll`" in told
    assert "toll on" not in told
    assert "ferry" not in told


async def test_what_comes_together_is_told_together_and_many_are_counted(
    gazette: Gazette, feed_id: int
) -> None:
    await gazette.member.slash("alert add", words="bridge")
    await gazette.member.slash("alert add", words="open*")
    for number in range(12):
        await gazette.receive(feed_id, f"Bridge {number} opens")
    await gazette.pass_time(minutes=1)

    _, told = direct(gazette).texts
    assert "12 articles for your alerts" in told
    assert told.count("Bridge ") == 10
    assert "… and 2 more." in told
    assert "`bridge`, `open*`" in told


async def test_quiet_hours_are_kept_and_what_came_is_told_afterwards(
    gazette: Gazette, feed_id: int
) -> None:
    reply = await gazette.member.slash("alert add", words="bridge", quiet="8:30-10h")
    await gazette.receive(feed_id, "The bridge opens")
    await gazette.pass_time(minutes=30)
    before = len(direct(gazette).texts)
    await gazette.pass_time(minutes=31)

    assert "Quiet from 08:30 to 10:00 (UTC)" in reply.text
    assert before == 1
    assert "The bridge opens" in direct(gazette).texts[-1]


async def test_quiet_hours_hold_for_later_alerts_until_they_are_taken_back(
    gazette: Gazette, feed_id: int
) -> None:
    await gazette.member.slash("alert add", words="bridge", quiet="8:30-10h")

    kept = await gazette.member.slash("alert add", words="ferry")
    taken_back = await gazette.member.slash("alert add", words="tunnel", quiet="0-0")

    assert "Quiet from 08:30 to 10:00" in kept.text
    assert "Quiet" not in taken_back.text


@pytest.mark.parametrize(
    "typed",
    ["22-7", "22h à 7h", "10pm to 7am", "from 22:00 until 7", "de 22h jusqu'à 7h", "Entre 22 et 7"],
)
async def test_quiet_hours_are_read_as_people_write_them(
    gazette: Gazette, feed_id: int, typed: str
) -> None:
    reply = await gazette.member.slash("alert add", words="bridge", quiet=typed)

    assert "Quiet from 22:00 to 07:00" in reply.text


@pytest.mark.parametrize("typed", ["0-0", "Off", "none", "jamais"])
def test_no_quiet_hours_are_asked_for_by_words_too(typed: str) -> None:
    assert read_quiet(typed) is None


async def test_quiet_hours_go_by_the_clock_that_the_member_names(
    gazette: Gazette, feed_id: int
) -> None:
    before = await gazette.member.slash("alert add", words="ferry", quiet="22-7", zone="Tokyo")
    kept = await gazette.member.slash("alert add", words="bridge", quiet="17-19")  # 10:00 UTC
    unknown = await gazette.member.slash("alert add", words="dam", zone="Nowhere at all")
    await gazette.receive(feed_id, "The bridge opens")
    await gazette.pass_time(minutes=45)
    at_first = len(direct(gazette).texts)
    await gazette.pass_time(minutes=16)

    assert "Quiet from 22:00 to 07:00 (Asia/Tokyo)" in before.text
    assert "Quiet from 17:00 to 19:00 (Asia/Tokyo)" in kept.text
    assert "Is that your clock?" not in before.text
    assert "no time zone “Nowhere at all”" in unknown.text
    assert at_first == 1
    assert "The bridge opens" in direct(gazette).texts[-1]


async def test_the_zone_of_quiet_hours_is_asked_where_nobody_has_chosen_one(
    gazette: Gazette, feed_id: int
) -> None:
    reply = await gazette.member.slash("alert add", words="bridge", quiet="22-7")
    asked = reply.text
    chosen = await gazette.member.select(reply, "alert:zone", "Europe/Paris")
    await gazette.moderator.slash("settings server", zone="Lisbon")
    in_zone = await gazette.moderator.slash("alert add", words="bridge", quiet="22-7")

    assert "Is that your clock? If not, choose yours." in asked
    assert chosen.text.startswith("Quiet from 22:00 to 07:00 (Europe/Paris)")
    assert "Is that your clock?" not in in_zone.text


async def test_what_a_member_may_no_longer_see_is_not_told(gazette: Gazette, feed_id: int) -> None:
    await gazette.member.slash("alert add", words="bridge")
    gazette.channel("news").deny("view_channel", who=gazette.member.user)
    await gazette.caught_up()
    await gazette.receive(feed_id, "The bridge opens")
    await gazette.pass_time(minutes=1)

    assert len(direct(gazette).texts) == 1


async def test_a_day_has_at_most_so_many_messages(gazette: Gazette, feed_id: int) -> None:
    await gazette.member.slash("alert add", words="bridge")
    await gazette.receive(feed_id, "Bridge 0 opens")
    await gazette.pass_time(minutes=1)
    async with gazette.database.transaction() as connection:
        await connection.execute("UPDATE alert_plans SET told = ?", (PER_DAY - 1,))
    for number in range(1, 4):
        await gazette.receive(feed_id, f"Bridge {number} opens")
        await gazette.pass_time(minutes=1)
    that_day = len(direct(gazette).texts)
    await gazette.pass_time(hours=15, step=COARSE)

    assert that_day == 1 + 2
    assert "2 articles for your alerts" in direct(gazette).texts[-1]


async def test_an_alert_is_ended_under_its_message_and_by_command(
    gazette: Gazette, feed_id: int
) -> None:
    await gazette.member.slash("alert add", words="bridge")
    await gazette.member.slash("alert add", words="ferry")
    await gazette.receive(feed_id, "The bridge opens")
    await gazette.pass_time(minutes=1)
    message = direct(gazette).messages[-1]
    [offered, _] = await gazette.member.complete("alert remove", "alert")

    menu = await gazette.member.at(direct(gazette)).select(message, "alert:stop", offered["value"])
    again = await gazette.member.at(direct(gazette)).select(message, "alert:stop", offered["value"])
    by_name = await gazette.member.slash("alert remove", alert="Ferry")
    listed = await gazette.member.slash("alert list")

    assert "No more alerts for `bridge`" in menu.text
    assert "You have no such alert" in again.text
    assert "No more alerts for `ferry`" in by_name.text
    assert "You have no alerts here" in listed.text
    assert await gazette.database.fetch_all("SELECT 1 FROM alert_plans") == []


async def test_words_can_be_tried_on_the_last_days(gazette: Gazette, feed_id: int) -> None:
    now = gazette.clock()
    await gazette.receive(feed_id, "The bridge opens", published_at=now - timedelta(days=6))
    await gazette.receive(feed_id, "The bridge is old", published_at=now - timedelta(days=8))

    found = await gazette.member.slash("alert test", words="bridge")
    none = await gazette.member.slash("alert test", words="ferry")

    assert "`bridge` would have told you **once** in the last seven days" in found.text
    assert "The bridge opens" in found.text
    assert "is old" not in found.text
    assert "would have told you nothing" in none.text


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"words": "-toll"}, "has no word to look for"),
        ({"words": "/b.*/"}, "has no word to look for"),
        ({"words": "bridge", "quiet": "late"}, "“late” is not a time span"),
        ({"words": '"bridge'}, "The quote opened at character 1 is never closed"),
    ],
)
async def test_what_cannot_be_an_alert_says_why(
    gazette: Gazette, feed_id: int, options: dict[str, str], says: str
) -> None:
    reply = await gazette.member.slash("alert add", **options)

    assert says in reply.text
    assert direct(gazette).texts == []


async def test_the_same_words_are_one_alert(gazette: Gazette, feed_id: int) -> None:
    await gazette.member.slash("alert add", words="word")

    again = await gazette.member.slash("alert add", words="WORD")

    assert "You have an alert for “WORD” already" in again.text


async def test_closed_direct_messages_are_told_and_nothing_is_kept(
    gazette: Gazette, feed_id: int
) -> None:
    gazette.member.user.dms_open = False

    reply = await gazette.member.slash("alert add", words="bridge")

    assert "I cannot write to you" in reply.text
    assert await gazette.database.fetch_all("SELECT 1 FROM alerts") == []


async def test_it_is_answered_in_french(gazette: Gazette, feed_id: int) -> None:
    reply = await gazette.member.in_french.slash("alert add", words="pont", quiet="22h à 7h")
    await gazette.receive(feed_id, "Le pont ouvre")
    await gazette.pass_time(minutes=1)

    assert "Silence de 22:00 à 07:00" in reply.text
    assert "Un article pour votre alerte" in direct(gazette).texts[-1]


async def test_who_may_read_nothing_is_told_of_nothing(gazette: Gazette, feed_id: int) -> None:
    await gazette.member.slash("alert add", words="bridge")
    listed = await gazette.member.slash("alert list")
    gazette.channel("news").deny("view_channel", who=gazette.member.user)
    await gazette.caught_up()

    reply = await gazette.member.at("sports").slash("alert add", words="ferry")

    assert listed.text == "### Your alerts in Readers\n- `bridge`"
    assert reply.text == "No feed is followed here in a channel that you can see."


async def test_an_article_that_two_feeds_bring_is_told_once(gazette: Gazette, feed_id: int) -> None:
    other = await gazette.follow("https://paper.test/tech", title="The Courier, Tech")
    await gazette.member.slash("alert add", words="bridge")
    for feed in (feed_id, other.feed.id):
        await gazette.receive(feed, "The bridge opens", link="https://paper.test/bridge")
    await gazette.pass_time(minutes=1)

    _, told = direct(gazette).texts
    assert "An article for your alert" in told
    assert told.count("The bridge opens") == 1
    assert told.count("`bridge`") == 1


async def test_an_article_that_another_feed_brings_later_is_told_no_more(
    gazette: Gazette, feed_id: int
) -> None:
    other = await gazette.follow("https://paper.test/tech", title="The Courier, Tech")
    third = await gazette.follow("https://agency.test/feed", title="The Agency")
    await gazette.member.slash("alert add", words="bridge")
    await gazette.receive(feed_id, "The bridge opens today", link="https://paper.test/bridge")
    await gazette.pass_time(minutes=3)
    await gazette.receive(
        other.feed.id, "Bridge opens", link="http://www.paper.test/bridge/?utm_source=rss"
    )
    await gazette.receive(third.feed.id, "The Bridge opens today", link="https://agency.test/7")
    await gazette.pass_time(hours=2)

    assert sum("opens" in text for text in direct(gazette).texts) == 1


async def test_entries_of_a_ticker_are_told_each(gazette: Gazette, feed_id: int) -> None:
    await gazette.member.slash("alert add", words="bridge")
    for minute in range(3):
        title = f"Minute {minute} at the bridge"
        await gazette.receive(feed_id, title, link="https://paper.test/live")
        await gazette.pass_time(minutes=minute)

    told = "\n".join(direct(gazette).texts)
    assert [told.count(f"Minute {minute}") for minute in range(3)] == [1, 1, 1]


async def test_an_article_that_alerts_of_two_servers_find_is_told_once(gazette: Gazette) -> None:
    abroad = gazette.sandbox.add_guild("Abroad")
    there = replace(gazette.member, guild=abroad, channel=abroad.add_channel("papers"))
    gazette.sandbox.user("tom", guild=abroad)
    boss = gazette.sandbox.user("boss", guild=abroad, may=["manage_guild"])
    await gazette.caught_up()
    paper = gazette.papers.open("shared", title="The Courier")
    await gazette.slash("feed add", url=paper.url)
    await replace(there, user=boss).slash("feed add", url=paper.url)
    await gazette.member.slash("alert add", words="bridge")
    await there.slash("alert add", words="open*")
    await gazette.settle()
    paper.publish("The bridge opens")
    paper.publish("The ferry opens")
    await gazette.pass_time(hours=2)

    told = "\n".join(direct(gazette).texts)
    assert told.count("The bridge opens") == 1
    assert told.count("The ferry opens") == 1


async def test_all_alerts_are_listed_however_long_they_are(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    words = [f"{'bridge ' * 27}{number:02}" for number in range(25)]
    for each in words:
        await gazette.member.slash("alert add", words=each)
        gazette.clock.move(timedelta(minutes=2))

    listed = await gazette.member.slash("alert list")
    await gazette.until(lambda: len(listed.messages) > 1)

    assert [each for each in words if f"`{each}`" not in listed.text] == []
