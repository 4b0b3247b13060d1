"""`/page me`: a member's own digest by direct message; it is 9 December 2025, 09:00 UTC."""

import asyncio
from datetime import timedelta

import pytest

from bot.model import Mode
from sandbox import ChannelHandle
from tests.support.gazette import COARSE, Gazette

URL = "https://courier.test/feed"


def direct(gazette: Gazette) -> ChannelHandle:
    return gazette.sandbox.direct(gazette.member.user)


async def test_a_member_gets_a_digest_at_their_own_time_in_their_language(
    gazette: Gazette,
) -> None:
    followed = await gazette.follow(URL, title="Courier", mode=Mode.LIVE)
    member = gazette.member.in_french

    reply = await member.slash("page me", time="11h", zone="paris")
    await gazette.receive(followed.feed.id, "Bridge opens")
    await gazette.pass_time(hours=1)

    assert reply.ephemeral
    assert "Tous les jours à 11:00 (Europe/Paris)." in reply.text
    welcome, page = direct(gazette).texts
    assert welcome.startswith("**Votre récapitulatif de Readers** arrivera ici tous les jours")
    assert page.startswith("# Reçu — mardi 9 décembre 2025")
    assert "Bridge opens" in page


async def test_it_may_have_a_title_and_lose_it_again(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier")

    titled = await gazette.member.slash("page me", time="10h", title="My *morning*")
    await gazette.receive(followed.feed.id, "Bridge opens")
    await gazette.pass_time(hours=1)
    untitled = await gazette.member.slash("page me", title="-")

    assert r"Its title is “My \*morning\*”." in titled.text
    assert direct(gazette).texts[-1].startswith(r"# My \*morning\*")
    assert "Its title" not in untitled.text


async def test_it_is_stopped_from_any_of_its_messages(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier")
    await gazette.member.slash("page me", time="10h")
    welcome = direct(gazette).messages[0]

    stopped = await gazette.member.at(direct(gazette)).click(welcome, "Stop it")
    again = await gazette.member.at(direct(gazette)).click(welcome, "Stop it")
    await gazette.receive(followed.feed.id, "Bridge opens")
    await gazette.pass_time(hours=2)

    assert "is stopped" in stopped.text
    assert "You have no digest here" in again.text
    assert len(direct(gazette).texts) == 1


async def test_its_controls_work_in_the_direct_channel(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier")
    await gazette.member.slash("page me", time="10h")
    await gazette.receive(followed.feed.id, "Bridge opens", lead="It is open.")
    await gazette.pass_time(hours=1)
    page = direct(gazette).messages[-1]
    menu = page.components[1]["components"][0]
    here = gazette.member.at(direct(gazette))

    read = await here.select(page, menu["custom_id"], menu["options"][0]["value"])
    before = await here.click(page, "◀ Previous day")
    await gazette.receive(followed.feed.id, "Otter seen")
    await gazette.pass_time(days=1, step=COARSE)
    first = await here.click(direct(gazette).messages[-1], "◀ Previous day")
    stopped = await here.click(page, "Stop this digest")

    assert "It is open." in read.text
    assert "the oldest page" in before.text
    assert "Bridge opens" in first.text
    assert "'label': 'Search'" not in str(first.components)  # here is no server to search in
    assert "is stopped" in stopped.text


async def test_closed_direct_messages_are_told_and_nothing_is_kept(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    gazette.member.user.dms_open = False

    reply = await gazette.member.slash("page me")
    await gazette.pass_time(hours=24, step=COARSE)

    assert reply.ephemeral
    assert "I cannot write to you" in reply.text
    assert "Yours" not in (await gazette.member.slash("page list")).text
    assert direct(gazette).texts == []


async def test_asking_again_changes_it(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    await gazette.member.slash("page me", time="10h")

    reply = await gazette.member.slash("page me", days="weekend")

    assert "At the weekend at 10:00 (UTC)." in reply.text
    listed = (await gazette.member.slash("page list")).text
    assert "`/digest set` makes one.\n\n**Yours, by direct message**\n- at the weekend" in listed
    assert "Yours" not in (await gazette.slash("page list")).text


async def test_it_reads_no_channel_that_the_member_cannot_see(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    secret = await gazette.follow("https://secret.test/feed", "sports", title="Secret")
    gazette.channel("sports").deny("view_channel", who=gazette.member.user)
    await gazette.caught_up()

    await gazette.member.slash("page me", time="10h")
    await gazette.receive(secret.feed.id, "Classified")
    await gazette.pass_time(hours=1)

    assert len(direct(gazette).texts) == 1


async def test_it_reads_no_channel_any_more_that_was_closed_to_the_member(
    gazette: Gazette,
) -> None:
    await gazette.follow(URL, title="Courier")
    secret = await gazette.follow("https://secret.test/feed", "sports", title="Secret")
    await gazette.member.slash("page me", time="10h")
    gazette.channel("sports").deny("view_channel", who=gazette.member.user)
    await gazette.caught_up()

    await gazette.receive(secret.feed.id, "Classified")
    await gazette.pass_time(hours=1)

    assert len(direct(gazette).texts) == 1


async def test_who_has_left_the_server_is_sent_nothing_of_it(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    await gazette.member.slash("page me", time="10h")
    del gazette.guild.guild.members[gazette.member.user.id]

    await gazette.receive(following.feed.id, "Bridge opens")
    await gazette.pass_time(hours=1)

    assert len(direct(gazette).texts) == 1


async def test_a_page_waits_until_discord_says_what_the_member_sees(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    await gazette.member.slash("page me", time="10h")
    await gazette.receive(following.feed.id, "Bridge opens")
    gazette.sandbox.faults.fail_before(
        "GET /guilds/{guild_id}/members/{user_id}", times=99, status=403
    )
    await gazette.pass_time(hours=1)
    before = len(direct(gazette).texts)
    gazette.sandbox.faults.clear()

    await gazette.pass_time(minutes=15)

    assert before == 1
    assert "Bridge opens" in direct(gazette).texts[1]


async def test_without_feeds_there_is_nothing_to_send(gazette: Gazette) -> None:
    assert "nothing in your digest" in (await gazette.member.slash("page me")).text


async def test_it_can_be_stopped_by_command(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    await gazette.member.slash("page me")

    assert "is stopped" in (await gazette.member.slash("page me", stop=True)).text
    assert "You have no digest here" in (await gazette.member.slash("page me", stop=True)).text


async def test_asking_twice_at_once_makes_one_digest(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")

    await asyncio.gather(*(gazette.member.slash("page me", time="10h") for _ in range(2)))

    assert (await gazette.member.slash("page list")).text.count("every day") == 1


async def three_feeds(gazette: Gazette) -> None:
    """Let two channels follow three feeds, and bring an article of each."""
    followed = [
        await gazette.follow(URL, title="Courier"),
        await gazette.follow("https://herald.test/feed", title="Herald"),
        await gazette.follow("https://goal.test/feed", "sports", title="Goal"),
    ]
    for each, title in zip(followed, ("Bridge opens", "Herald's ferry", "Goal kick"), strict=True):
        await gazette.receive(each.feed.id, title)


async def page_of(gazette: Gazette) -> str:
    """Return the first page that comes."""
    before = len(direct(gazette).texts)
    await gazette.pass_time(hours=1)
    return " ".join(direct(gazette).texts[before:])


@pytest.mark.parametrize(
    ("feeds", "shown"),
    [
        ("Courier", ["Bridge"]),
        ("courier, goal", ["Bridge", "Goal kick"]),
        ("#sports", ["Goal kick"]),
        ("#sports, Herald", ["ferry", "Goal kick"]),
        ("all", ["Bridge", "ferry", "Goal kick"]),
    ],
)
async def test_it_reads_the_feeds_and_channels_that_were_chosen(
    gazette: Gazette, feeds: str, shown: list[str]
) -> None:
    await three_feeds(gazette)
    await gazette.member.slash("page me", time="10h", feeds=feeds)

    page = await page_of(gazette)

    assert [title for title in ("Bridge", "ferry", "Goal kick") if title in page] == shown


async def test_of_many_chosen_feeds_the_first_are_named(gazette: Gazette) -> None:
    for number in range(18):
        await gazette.follow(f"https://paper.test/{number}", title=f"Paper {number:02}")
    named = ", ".join(f"Paper {number:02}" for number in range(17))

    reply = await gazette.member.slash("page me", time="10h", feeds=named)

    assert "Paper 13, Paper 14, +2\n" in reply.text


async def test_what_was_chosen_stays_when_something_else_is_changed(gazette: Gazette) -> None:
    await three_feeds(gazette)
    await gazette.member.slash("page me", feeds="#sports", words="kick OR bridge")

    reply = await gazette.member.slash("page me", time="10h")
    page = await page_of(gazette)

    sports = gazette.channel("sports").id
    assert f"**In it:** <#{sports}>\nOnly what matches `kick OR bridge`." in reply.text
    assert "Goal kick" in page
    assert "Bridge" not in page


async def test_its_words_narrow_it_and_are_taken_back(gazette: Gazette) -> None:
    await three_feeds(gazette)
    await gazette.member.slash("page me", time="10h", words="kick")

    preview = await gazette.member.slash("page preview")
    reply = await gazette.member.slash("page me", words="-")
    page = await page_of(gazette)

    assert "Goal kick" in preview.text
    assert "Bridge" not in preview.text
    assert "Only what matches" not in reply.text
    assert all(title in page for title in ("Bridge", "ferry", "Goal kick"))


UNCHOSEN: list[tuple[dict[str, str], str]] = [
    ({"feeds": "Gazette of nowhere"}, "“Gazette of nowhere” is neither a feed nor a #channel"),
    ({"feeds": "#hidden"}, "hidden” is neither a feed nor a #channel"),
    ({"feeds": "e"}, "“e” is neither a feed nor a #channel"),
    ({"words": "  "}, "There is nothing to look for in that."),
    ({"words": '"open'}, "quot"),
]


async def test_what_cannot_be_chosen_is_refused(gazette: Gazette) -> None:
    await three_feeds(gazette)
    for options, refusal in UNCHOSEN:
        gazette.clock.move(timedelta(minutes=1))
        reply = await gazette.member.slash("page me", **options)

        assert refusal in reply.text
        assert await gazette.database.fetch_all("SELECT 1 FROM digests") == []


async def test_what_the_member_cannot_see_is_neither_offered_nor_chosen(gazette: Gazette) -> None:
    await three_feeds(gazette)
    gazette.channel("sports").deny("view_channel", who=gazette.member.user)
    await gazette.caught_up()

    offered = await gazette.member.complete("page me", "feeds", "")
    further = await gazette.member.complete("page me", "feeds", "Courier, he")
    refused = await gazette.member.slash("page me", feeds="Goal")

    assert [each["value"] for each in offered] == ["all", "#news", "Courier", "Herald"]
    assert [each["value"] for each in further] == ["Courier, Herald"]
    assert "is neither a feed" in refused.text
