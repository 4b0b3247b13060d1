"""`/feed many` and "Save for others too": one act on several feeds, asked once, undone at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.follow.edit.settings import settings_of
from bot.model import FollowedFeed, Mode, Style
from sandbox import Reply
from tests.support.gazette import Gazette

NAMES = ("Courier", "Herald", "Tribune")


async def three(gazette: Gazette, channel: str = "news") -> list[FollowedFeed]:
    return [
        await gazette.follow(f"https://{name.lower()}.test/feed", channel, title=name)
        for name in NAMES
    ]


async def followed(gazette: Gazette) -> list[FollowedFeed]:
    return await gazette.services.feeds.reader.of_guild(gazette.guild.id)


async def chosen(gazette: Gazette) -> dict[str, dict[str, str]]:
    return {each.feed.title: settings_of(each.subscription) for each in await followed(gazette)}


async def paused(gazette: Gazette) -> list[str]:
    return [each.feed.title for each in await followed(gazette) if each.subscription.paused_at]


def some_menu(reply: Reply) -> str:
    [menu] = [row["components"][0] for row in reply.components if "some" in str(row)]
    return str(menu["custom_id"])


async def test_all_of_a_channel_are_paused_and_resumed_at_once(gazette: Gazette) -> None:
    await three(gazette)
    await gazette.follow("https://other.test/feed", "sports", title="Other")

    asked = await gazette.slash("feed many", action="pause")
    before, question = await paused(gazette), asked.text
    await gazette.click(asked, "Pause them")
    after = await paused(gazette)
    again = await gazette.slash("feed many", action="resume")
    await gazette.click(again, "Resume them")

    assert asked.ephemeral
    assert "### Pause 3 feeds?\n- Courier · " in question
    assert (before, after) == ([], list(NAMES))
    assert "### ✅ 3 feeds are paused." in asked.text
    assert await paused(gazette) == []


async def test_only_those_that_are_named_are_meant(gazette: Gazette) -> None:
    await three(gazette)

    asked = await gazette.slash("feed many", action="pause", feeds="herald, Courier")
    assert some_menu(asked)  # of two, one may be chosen
    await gazette.click(asked, "Pause them")
    unknown = await gazette.slash("feed many", action="pause", feeds="Herald, Nobody")

    assert await paused(gazette) == ["Courier", "Herald"]
    assert "No feed here is called “Nobody”." in unknown.text


async def test_some_can_be_chosen_from_the_menu(gazette: Gazette) -> None:
    _, herald, tribune = await three(gazette)

    asked = await gazette.slash("feed many", action="remove")
    ids = (str(herald.subscription.id), str(tribune.subscription.id))
    await gazette.select(asked, some_menu(asked), *ids)
    question = asked.text
    await gazette.click(asked, "Stop following")

    assert "### Stop following 2 feeds?" in question
    assert [each.feed.title for each in await followed(gazette)] == ["Courier"]


async def test_what_was_removed_comes_back_whole_by_a_button(gazette: Gazette) -> None:
    courier, *_ = await three(gazette)
    await gazette.change(courier, include="moon", burst=3, mode=Mode.BOTH)
    await gazette.slash("digest set", time="10h", feeds="Courier", zone="UTC")
    before = await chosen(gazette)
    ids = [each.subscription.id for each in await followed(gazette)]

    asked = await gazette.slash("feed many", action="remove")
    await gazette.click(asked, "Stop following")
    gone = await followed(gazette)
    await gazette.restart()
    await gazette.click(asked, "Undo")

    [digest] = await gazette.services.digests.reader.of_guild(gazette.guild.id)
    assert gone == []
    assert "### ↩️ Undone: 3 feeds are as they were." in asked.text
    assert await chosen(gazette) == before
    assert [each.subscription.id for each in await followed(gazette)] == ids
    assert digest.subscription_ids == frozenset({courier.subscription.id})


async def test_feeds_move_together_and_back(gazette: Gazette) -> None:
    await three(gazette)
    await gazette.follow("https://herald.test/feed", "sports", title="Herald")
    sports = gazette.channel("sports")

    asked = await gazette.slash("feed many", action="move", to=sports)
    await gazette.click(asked, "Move them")
    moved = sorted(
        each.feed.title
        for each in await followed(gazette)
        if each.subscription.channel_id == sports.id
    )
    said = asked.text
    await gazette.click(asked, "Undo")

    there = [each for each in await followed(gazette) if each.subscription.channel_id == sports.id]
    assert moved == ["Courier", "Herald", "Tribune"]
    assert f"### ✅ 2 feeds now go to <#{sports.id}>." in said
    assert f"⚠️ 1 stays as it is: it is followed in <#{sports.id}> already." in said
    assert len(there) == 1


async def test_the_settings_of_one_feed_are_copied_to_others_and_back(gazette: Gazette) -> None:
    courier, herald, _ = await three(gazette)
    look = replace(courier.subscription.look, style=Style.COMPACT, colour=0x123456, silent=True)
    await gazette.change(courier, look=look, exclude="football")
    await gazette.change(herald, include="moon")
    before = await chosen(gazette)

    asked = await gazette.slash("feed many", action="copy", like="Courier")
    await gazette.click(asked, "Set them")
    after = await chosen(gazette)
    await gazette.click(asked, "Undo")

    assert after["Herald"] == after["Tribune"] == before["Courier"]
    assert await chosen(gazette) == before


async def test_what_was_changed_in_the_panel_is_saved_for_others_too(gazette: Gazette) -> None:
    courier, herald, _ = await three(gazette)
    await gazette.change(herald, include="moon")

    panel = await gazette.slash("feed edit", feed="Courier")
    await gazette.select(panel, f"fe:{courier.subscription.id}:style", "compact")
    await gazette.click(panel, "Save for others too…")
    question = panel.text
    await gazette.click(panel, "Set them")

    now = await chosen(gazette)
    assert "### Set 3 feeds like that?" in question
    assert [now[name]["style"] for name in NAMES] == ["compact"] * 3
    assert now["Herald"]["include"] == "moon"
    assert "include" not in now["Courier"]


async def test_a_role_that_the_asker_may_not_call_is_not_copied(gazette: Gazette) -> None:
    courier, *_ = await three(gazette)
    role = gazette.guild.add_role("All readers")
    gazette.channel("news").deny("mention_everyone", who=gazette.moderator.user)
    await gazette.caught_up()
    look = replace(courier.subscription.look, mention_role_id=role.id)
    await gazette.change(courier, look=look, burst=3)

    asked = await gazette.slash("feed many", action="copy", like="Courier")
    await gazette.click(asked, "Set them")

    now = await chosen(gazette)
    assert now["Herald"]["burst"] == "3"
    assert "mention_role_id" not in now["Herald"]


async def test_nothing_is_done_that_was_left_and_nothing_twice(gazette: Gazette) -> None:
    await three(gazette)

    left = await gazette.slash("feed many", action="remove")
    bulk_do = left.components[-1]["components"][0]["custom_id"]
    await gazette.click(left, "Leave them")
    asked = await gazette.slash("feed many", action="pause")
    await gazette.click(asked, "Pause them")
    await gazette.click(asked, "Undo")

    assert bulk_do.endswith(":do")
    assert "Nothing was changed." in left.text
    assert len(await followed(gazette)) == 3
    assert await paused(gazette) == []


async def test_removed_feeds_come_back_only_within_the_limit(tmp_path: Path) -> None:
    async with Gazette.open(tmp_path, feeds_per_server=3) as gazette:
        await three(gazette)
        asked = await gazette.slash("feed many", action="remove")
        await gazette.click(asked, "Stop following")
        await gazette.follow("https://new.test/feed", title="New")

        refused = await gazette.click(asked, "Undo")

        assert "follows as many feeds as it may (3)" in refused.text
        assert [each.feed.title for each in await followed(gazette)] == ["New"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"action": "resume"}, "No feed there is paused."),
        ({"action": "move"}, "Say with `to` where they move."),
        ({"action": "copy"}, "Say with `like` which feed they are to be set like."),
    ],
)
async def test_what_makes_no_sense_is_said(
    gazette: Gazette, options: dict[str, str], said: str
) -> None:
    await three(gazette)

    assert said in (await gazette.slash("feed many", **options)).text


async def test_it_is_asked_in_french(gazette: Gazette) -> None:
    await three(gazette)

    asked = await gazette.moderator.in_french.slash("feed many", action="remove")

    assert "### Ne plus suivre 3 flux" in asked.text


async def test_fifteen_feeds_are_named_and_the_rest_counted(gazette: Gazette) -> None:
    for number in range(15):
        await gazette.follow(f"https://paper.test/{number}", title=f"Paper {number:02}")

    all_named = (await gazette.slash("feed many", action="pause")).text
    await gazette.follow("https://paper.test/15", title="Paper 15")
    one_more = (await gazette.slash("feed many", action="pause")).text

    assert (all_named.count("- Paper"), one_more.count("- Paper")) == (15, 15)
    assert "more" not in all_named
    assert "\n- and 1 more" in one_more
