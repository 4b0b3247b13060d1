"""`/digest set`, `list`, `now`, `pause`, `resume`, `remove`; it is 9 December 2025, 09:00 UTC."""

import asyncio
from datetime import timedelta

import pytest

from bot.model import ChannelKind, Mode
from sandbox import Refused, Reply
from tests.support.gazette import COARSE, Gazette

MAX_IN_CHANNEL = 6

URL = "https://courier.test/feed"


def said(reply: Reply) -> list[str]:
    return [line for line in reply.text.splitlines() if line]


async def test_a_digest_answers_with_its_next_three_runs_and_what_is_in_it(
    gazette: Gazette,
) -> None:
    await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)

    reply = await gazette.slash("digest set", time="8h, 18:30", days="mon-fri", zone="paris")

    assert reply.ephemeral
    news = gazette.channel("news").id
    assert said(reply)[:3] == [
        f"### The digest of <#{news}>",
        "It is set.",
        "From Monday to Friday at 08:00 and 18:30 (Europe/Paris).",
    ]
    assert [line.split(" · ")[0] for line in said(reply)[4:7]] == [
        "- Tuesday, December 9, 2025, 18:30",
        "- Wednesday, December 10, 2025, 08:00",
        "- Wednesday, December 10, 2025, 18:30",
    ]
    assert not said(reply)[7].startswith("- ")
    assert "**In it:** Courier. Sorted by feed." in said(reply)


async def test_asking_for_nothing_shows_what_is_set_and_changes_nothing(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    await gazette.slash("digest set", time="7h")

    reply = await gazette.slash("digest set")
    preview = await gazette.slash("page preview")

    assert "This is how it is set; give an option to change it." in said(reply)
    assert "Every day at 07:00 (UTC)." in said(reply)
    assert preview.text.startswith("No feed goes into this digest yet.")


async def test_a_page_is_posted_at_its_minute(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="10:05", zone="UTC")
    await gazette.receive(followed.feed.id, "Bridge opens", lead="It is open.")

    await gazette.pass_time(minutes=64)
    assert gazette.texts("news") == []
    await gazette.pass_time(minutes=1)

    (page,) = gazette.texts("news")
    assert page.startswith("# Received — Tuesday, December 9, 2025\n")
    assert "Bridge opens" in page
    assert "It is open." in page


async def test_a_channel_in_french_has_its_page_in_french(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Le Courrier", mode=Mode.DIGEST)
    french = gazette.moderator.in_french
    await french.slash("settings channel", language="fr")

    reply = await french.slash("digest set", time="11h", zone="paris")
    await gazette.receive(followed.feed.id, "Le pont ouvre")
    await gazette.pass_time(hours=1)

    assert "Tous les jours à 11:00 (Europe/Paris)." in said(reply)
    assert "- mardi 9 décembre 2025, 11:00" in [line.split(" · ")[0] for line in said(reply)]
    assert gazette.texts("news")[0].startswith("# Reçu — mardi 9 décembre 2025")


async def test_setting_again_changes_the_digest_of_the_channel(gazette: Gazette) -> None:
    await gazette.slash("digest set", time="8h")

    reply = await gazette.slash("digest set", time="9h")

    assert said(reply)[1:3] == ["It is changed.", "Every day at 09:00 (UTC)."]
    assert (await gazette.slash("page list")).text.count("every day") == 1


async def test_a_further_digest_is_asked_for_and_then_chosen(gazette: Gazette) -> None:
    await gazette.slash("digest set", time="8h")
    await gazette.slash("digest set", time="18h", digest="new")
    offered = await gazette.complete("digest set", "digest", "18")

    unclear = await gazette.slash("digest set", time="9h")
    changed = await gazette.slash("digest set", time="19h", digest=offered[0]["value"])

    assert offered[0]["name"] == "#news · 18:00 · every day"
    assert "Choose the one to change" in unclear.text
    assert "Every day at 19:00 (UTC)." in said(changed)
    assert (await gazette.slash("page list")).text.count("every day") == 2


async def test_feeds_posted_as_they_come_can_be_put_into_the_digest(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier")

    reply = await gazette.slash("digest set", time="10h")
    assert "nothing yet; no feed of" in reply.text
    assert "**Not in it**, because they are posted as they come: Courier" in said(reply)
    after = await gazette.click(reply, "Only in the digest")
    await gazette.receive(followed.feed.id, "Bridge opens")
    await gazette.pass_time(hours=1)

    assert "**In it:** Courier. Sorted by feed." in said(after)
    (page,) = gazette.texts("news")
    assert page.startswith("# Received")


async def test_feeds_can_be_in_both(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier")
    reply = await gazette.slash("digest set", time="10h")

    await gazette.click(reply, "In the digest too")
    await gazette.receive(followed.feed.id, "Bridge opens")
    await gazette.pass_time(hours=1)

    assert len(gazette.texts("news")) == 2


async def test_a_channel_without_feeds_is_told(gazette: Gazette) -> None:
    reply = await gazette.slash("digest set")

    assert "no feed is followed in" in reply.text
    assert "Every day at 08:00 (UTC)." in said(reply)


async def test_feeds_are_chosen_one_after_the_other(gazette: Gazette) -> None:
    courier = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.follow("https://post.test/feed", title="Post", mode=Mode.DIGEST)
    tribune = await gazette.follow("https://tribune.test/feed", title="Tribune", mode=Mode.DIGEST)

    first = await gazette.complete("digest set", "feeds", "")
    second = await gazette.complete("digest set", "feeds", "Courier, t")
    reply = await gazette.slash("digest set", feeds=second[1]["value"])

    assert [one["name"] for one in first] == ["all feeds", "Courier", "Post", "Tribune"]
    assert [one["name"] for one in second] == ["Courier, Post", "Courier, Tribune"]
    assert second[1]["value"] == f"{courier.subscription.id},{tribune.subscription.id}"
    assert "**In it:** Courier, Tribune. Sorted by feed." in said(reply)
    everything = await gazette.slash("digest set", feeds="all")
    assert "**In it:** Courier, Post, Tribune. Sorted by feed." in said(everything)


SENSELESS: list[tuple[dict[str, str], str]] = [
    ({"time": "25h"}, "“25h” is not a time of day"),
    ({"days": "soon"}, "“soon” is not a list of weekdays"),
    ({"zone": "Mars/Olympus"}, "I know no time zone “Mars/Olympus”"),
    ({"feeds": "Nobody"}, "“Nobody” is not a feed of"),
    ({"digest": "999"}, "I find no such digest here"),
]


async def test_what_makes_no_sense_is_said_and_nothing_is_kept(gazette: Gazette) -> None:
    for options, expected in SENSELESS:
        gazette.clock.move(timedelta(minutes=1))
        reply = await gazette.slash("digest set", **options)

        assert expected in reply.text
    assert "No channel that you can see has a digest." in (await gazette.slash("page list")).text


async def test_a_channel_that_is_closed_to_the_bot_is_refused(gazette: Gazette) -> None:
    gazette.channel("news").deny("send_messages")
    await gazette.caught_up()

    reply = await gazette.slash("digest set")

    assert "I am missing Send Messages" in reply.text


CHANGING = ["set", "now", "pause", "resume", "remove"]


async def test_only_moderators_change_digests(gazette: Gazette) -> None:
    await gazette.slash("digest set")
    for command in CHANGING:
        with pytest.raises(Refused, match="hidden"):
            await gazette.member.slash(f"digest {command}")


async def test_admins_open_the_changing_of_digests_to_others_or_close_it(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    gazette.guild.override_command("digest", gazette.member.user, allowed=True)
    gazette.guild.override_command("digest", gazette.moderator.user, allowed=False)

    planned = await gazette.member.slash("digest set", time="10h")
    await gazette.member.click(planned, "In the digest too")
    removed = await gazette.member.slash("digest remove")
    await gazette.member.click(removed, "Undo")

    assert "**In it:** Courier" in planned.text
    assert "is there again" in removed.text
    with pytest.raises(Refused, match="closed"):
        await gazette.slash("digest pause")
    assert f"<#{gazette.channel('news').id}>" in (await gazette.slash("page list")).text


READING = ["show", "preview", "list", "me"]


async def test_reading_commands_are_everybodys_and_still_where_they_were(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="10h")
    await gazette.receive(followed.feed.id, "Bridge opens", lead="It is open.")
    await gazette.pass_time(hours=1)
    for command in READING:
        of_a_member = await gazette.member.slash(f"page {command}")
        as_before = await gazette.slash(f"digest {command}")

        assert of_a_member.text.splitlines()[0] == as_before.text.splitlines()[0]


@pytest.mark.parametrize("button", ["In the digest too", "Undo"])
async def test_a_button_of_one_who_is_no_moderator_any_more_changes_nothing(
    gazette: Gazette, button: str
) -> None:
    await gazette.follow(URL, title="Courier")
    reply = await gazette.slash("digest set")
    if button == "Undo":
        reply = await gazette.slash("digest remove")
    gazette.clock.move(timedelta(minutes=16))
    gazette.guild.guild.members[gazette.moderator.user.id].role_ids.clear()

    refused = await gazette.click(reply, button)

    assert "you may not manage this server" in refused.text


async def test_a_page_now_of_no_feed_says_so(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier", mode=Mode.LIVE)
    await gazette.slash("digest set", time="10h")

    reply = await gazette.slash("digest now")

    assert reply.text.startswith("No feed goes into this digest yet.")


async def test_a_page_now_leaves_the_schedule_as_it_is(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="10h")
    empty = await gazette.slash("digest now")
    await gazette.receive(followed.feed.id, "Bridge opens")

    reply = await gazette.slash("digest now")
    await gazette.settle()
    assert len(gazette.texts("news")) == 1
    await gazette.pass_time(hours=1)

    assert "Nothing has come in" in empty.text
    assert "goes to" in reply.text
    assert [page.splitlines()[0] for page in gazette.texts("news")] == [
        "# Received — Tuesday, December 9, 2025, 09:00",
        "# Received — Tuesday, December 9, 2025",
    ]


async def test_a_paused_digest_keeps_what_comes_for_its_next_page(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="10h")
    paused = await gazette.slash("digest pause")
    again = await gazette.slash("digest pause")
    await gazette.receive(followed.feed.id, "Bridge opens")
    await gazette.pass_time(hours=2)
    assert gazette.texts("news") == []

    resumed = await gazette.slash("digest resume")
    await gazette.pass_time(hours=24, step=COARSE)

    assert "is paused." in paused.text
    assert "paused already" in again.text
    assert "goes on" in resumed.text
    assert "Bridge opens" in gazette.texts("news")[0]


async def test_a_removed_digest_can_be_brought_back(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="10h")

    removed = await gazette.slash("digest remove")
    assert "every day at 10:00 (UTC), is removed" in removed.text
    assert "No channel" in (await gazette.slash("page list")).text
    undone = await gazette.click(removed, "Undo")
    await gazette.receive(followed.feed.id, "Bridge opens")
    await gazette.pass_time(hours=1)

    assert "is there again" in undone.text
    assert len(gazette.texts("news")) == 1


async def test_of_several_digests_the_removed_one_is_named_with_its_title(
    gazette: Gazette,
) -> None:
    await gazette.slash("digest set", time="10h")
    await gazette.slash("digest set", digest="new", time="18h", title="The Evening *Read*")
    offered = await gazette.complete("digest remove", "digest", "")
    listed = await gazette.slash("page list")
    (evening,) = [each["value"] for each in offered if "Evening" in each["name"]]

    removed = await gazette.slash("digest remove", digest=evening)

    assert "· The Evening *Read* · 18:00 ·" in "\n".join(each["name"] for each in offered)
    assert "“The Evening \\*Read\\*”, every day at 18:00 (UTC)" in listed.text
    assert "“The Evening \\*Read\\*”, every day at 18:00 (UTC), is removed." in removed.text


async def test_a_removed_digest_of_many_feeds_names_fifteen_and_counts_the_rest(
    gazette: Gazette,
) -> None:
    for number in range(17):
        await gazette.follow(f"{URL}{number}", title=f"Paper {number:02}", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="10h")

    removed = await gazette.slash("digest remove")

    assert "Paper 00, Paper 01, " in removed.text
    assert "Paper 14, +2. `/feed edit`" in removed.text


async def test_moving_a_digest_to_another_channel(gazette: Gazette) -> None:
    await gazette.slash("digest set", time="10h")
    offered = await gazette.complete("digest set", "digest", "")

    reply = await gazette.slash(
        "digest set", digest=offered[0]["value"], channel=gazette.channel("sports")
    )

    assert said(reply)[0] == f"### The digest of <#{gazette.channel('sports').id}>"


async def test_a_page_that_was_owed_when_the_process_died_is_posted_once(
    gazette: Gazette,
) -> None:
    followed = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="10h")
    await gazette.receive(followed.feed.id, "Bridge opens")
    gazette.clock.move(timedelta(hours=1))
    await gazette.services.digests.service.run_due(gazette.clock())

    await gazette.restart()
    await gazette.pass_time(hours=1)

    assert len(gazette.texts("news")) == 1


async def test_a_digest_in_a_forum_is_a_post_named_by_its_day(gazette: Gazette) -> None:
    forum = gazette.guild.add_channel("papers", "forum")
    await gazette.caught_up()
    followed = await gazette.follow(
        URL, "papers", title="Courier", mode=Mode.DIGEST, kind=ChannelKind.FORUM
    )
    await gazette.slash("digest set", time="10h", channel=forum)
    for number in range(60):
        await gazette.receive(followed.feed.id, f"Article {number}", lead="It says so. " * 9)
    await gazette.pass_time(hours=1)

    (post,) = forum.threads
    assert post.name == "Received — Tuesday, December 9, 2025"
    assert len(post.texts) > 1


async def test_moderators_who_ask_at_once_make_no_more_digests_than_a_channel_may_have(
    gazette: Gazette,
) -> None:
    for _ in range(MAX_IN_CHANNEL - 1):
        await gazette.slash("digest set", digest="new")

    replies = await asyncio.gather(*(gazette.slash("digest set", digest="new") for _ in range(3)))

    refused = [reply for reply in replies if reply.text.startswith("A channel has at most 6")]
    assert len(refused) == 2
    assert (await gazette.slash("page list")).text.count("- <#") == MAX_IN_CHANNEL


async def test_a_digest_has_a_title_of_its_own_until_it_is_taken_back(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.receive(followed.feed.id, "Bridge opens")

    reply = await gazette.slash("digest set", title="The *morning*  paper")
    preview = await gazette.slash("page preview")
    await gazette.slash("digest set", title="-")
    usual = await gazette.slash("page preview")

    assert "Its title is “The \\*morning\\* paper”." in said(reply)
    assert "# The \\*morning\\* paper — Wednesday, December 10, 2025" in said(preview)
    assert "# Received — Wednesday, December 10, 2025" in said(usual)


async def test_a_digest_says_whether_its_first_story_shows_a_picture(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)

    on = await gazette.slash("digest set", picture=True)
    off = await gazette.slash("digest set", picture=False)

    assert "The first story shows its picture." in said(on)
    assert "The first story shows its picture." not in said(off)


async def test_a_paused_digest_of_many_feeds_says_all_of_it(gazette: Gazette) -> None:
    for number in range(16):
        await gazette.follow(f"{URL}{number}", title=f"Paper {number:02}", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="10h", grouping="category")
    running = await gazette.slash("digest resume")
    await gazette.slash("digest pause")

    shown = await gazette.slash("digest set")
    listed = await gazette.slash("page list")

    assert running.text == f"The digest of <#{gazette.channel('news').id}> is not paused."
    assert "⏸ It is paused; `/digest resume` resumes it." in shown.text
    assert "Paper 14, +1. Sorted by category." in shown.text
    assert "every day at 10:00 (UTC) · ⏸ paused" in listed.text
