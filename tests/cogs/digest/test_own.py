"""`/page me`: a member's own digest by direct message; it is 9 December 2025, 09:00 UTC."""

import asyncio

from bot.model import Mode
from sandbox import ChannelHandle
from tests.support.gazette import Gazette

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
    stopped = await here.click(page, "Stop this digest")

    assert "It is open." in read.text
    assert "the oldest page" in before.text
    assert "is stopped" in stopped.text


async def test_closed_direct_messages_are_told_and_nothing_is_kept(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    gazette.member.user.dms_open = False

    reply = await gazette.member.slash("page me")
    await gazette.pass_time(hours=24)

    assert reply.ephemeral
    assert "I cannot write to you" in reply.text
    assert "Yours" not in (await gazette.member.slash("page list")).text
    assert direct(gazette).texts == []


async def test_asking_again_changes_it(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    await gazette.member.slash("page me", time="10h")

    reply = await gazette.member.slash("page me", days="weekend")

    assert "At the weekend at 10:00 (UTC)." in reply.text
    assert (await gazette.member.slash("page list")).text.count("at the weekend") == 1
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
