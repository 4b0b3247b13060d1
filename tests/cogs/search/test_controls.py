"""The buttons and menus under the hits of a search: pages, orders, sharing, more like one."""

import pytest

from tests.cogs.search.newsagent import OTHER, URL, buttons, filled
from tests.support.gazette import COARSE, Gazette

pytestmark = pytest.mark.uncounted


async def test_pages_are_turned_and_put_in_the_other_order(gazette: Gazette) -> None:
    await filled(gazette, 12)

    first = await gazette.member.slash("search", query="dam")
    shown = [first.text]  # the answer itself is edited
    for button in ("Next", "Back", "Newest first"):
        shown.append((await gazette.member.click(first, button)).text)

    assert "Page 1 of 2" in shown[0]
    assert "11. **" in shown[1]
    assert "Page 2 of 2" in shown[1]
    assert shown[2] == shown[0]
    assert "newest first" in shown[3]
    assert "Best first" in shown[3]


async def test_buttons_work_after_a_restart(gazette: Gazette) -> None:
    await filled(gazette, 12)
    first = await gazette.member.slash("search", query="dam")

    await gazette.restart()
    second = await gazette.member.click(first, "Next")

    assert "11. **" in second.text


async def test_the_buttons_of_an_old_search_say_that_it_is_over(gazette: Gazette) -> None:
    await filled(gazette, 12)
    first = await gazette.member.slash("search", query="dam")
    await gazette.pass_time(days=3, step=COARSE)
    await gazette.member.slash("search", query="something else")

    reply = await gazette.member.click(first, "Next")

    assert "That search has expired" in reply.text


async def test_a_search_belongs_to_its_asker_and_its_server(gazette: Gazette) -> None:
    await filled(gazette, 12)
    first = await gazette.member.slash("search", query="dam")
    [next_page] = [each for each in buttons(first) if each["label"] == "Next"]
    ask_id = int(str(next_page["custom_id"]).split(":")[2])
    places = gazette.services.search.places
    guild, tom, mira = gazette.guild.id, gazette.member.user.id, gazette.moderator.user.id

    assert await places.asked(ask_id, guild, tom) is not None
    assert await places.asked(ask_id, guild, mira) is None
    assert await places.asked(ask_id, guild + 1, tom) is None


async def test_a_hit_is_shared_with_the_channel(gazette: Gazette) -> None:
    await filled(gazette, lead="Water in the @everyone valley.", link="https://paper.test/dam")
    reply = await gazette.member.at("sports").slash("search", query="dam")

    await gazette.member.at("sports").click(reply, "Share")

    [text] = gazette.texts("sports")
    assert "**[The dam breaks 0](<https://paper.test/dam>)**" in text
    assert "The Courier" in text
    assert f"shared by <@{gazette.member.user.id}>" in text
    assert "@everyone" not in text.replace("\u200b", "|")


async def test_a_hit_is_shared_in_the_language_of_its_channel(gazette: Gazette) -> None:
    await filled(gazette)
    await gazette.moderator.at("sports").slash("settings channel", language="fr")
    reply = await gazette.member.slash("search", query="dam")

    for place in ("sports", "news"):
        await gazette.member.at(place).click(reply, "Share")

    member = f"<@{gazette.member.user.id}>"
    assert f"partagé par {member}" in gazette.texts("sports")[-1]
    assert f"shared by {member}" in gazette.texts("news")[-1]


async def test_who_may_not_write_may_not_share(gazette: Gazette) -> None:
    await filled(gazette)
    gazette.channel("sports").deny("send_messages", who=gazette.member.user)
    await gazette.caught_up()
    reply = await gazette.member.at("sports").slash("search", query="dam")

    said = await gazette.member.at("sports").click(reply, "Share")

    assert "may not write in this channel" in said.text
    assert gazette.texts("sports") == []


async def test_only_feeds_of_this_server_are_searched_offered_and_shared(gazette: Gazette) -> None:
    await filled(gazette)
    ours = await gazette.follow(OTHER, channel="sports", title="Elsewhere")
    secret = await gazette.receive(ours.feed.id, "The secret dam")
    reply = await gazette.member.slash("search", query="secret")
    assert "The secret dam" in reply.text
    async with gazette.database.transaction() as connection:
        await connection.execute("DELETE FROM subscriptions WHERE feed_id = ?", (ours.feed.id,))

    found = await gazette.member.slash("search", query="secret")
    offered = await gazette.member.complete("search", "query", "secret")
    feeds = await gazette.member.complete("search", "feed", "")
    shared = await gazette.member.click(reply, "Share")

    assert secret.title not in found.text
    assert offered == []
    assert [each["name"] for each in feeds] == ["The Courier"]
    assert "no longer" in shared.text


async def test_a_corrected_search_is_paged_as_such(gazette: Gazette) -> None:
    await filled(gazette, 12, lead="Nitrates in the river.")

    first = await gazette.member.slash("search", query="nitratse")
    second = await gazette.member.click(first, "Next")

    assert "**12 articles** for “nitrates”" in second.text
    assert "11. " in second.text


async def test_more_like_one_of_the_hits_is_shown_beside_them(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="The Courier")
    river = await gazette.receive(
        following.feed.id, "Dam breaks above Malbec", lead="The river Aubrac floods the valley."
    )
    await gazette.receive(
        following.feed.id, "Aubrac valley evacuated", lead="The river had broken its wall."
    )
    await gazette.receive(following.feed.id, "A new bakery", lead="Bread is sold in the market.")

    hits = await gazette.member.slash("search", query="dam")
    reply = await gazette.member.select(hits, "search:like", str(river.id))

    assert reply.ephemeral
    assert reply.text.startswith("**More like “Dam breaks above Malbec”**")
    assert "Aubrac valley evacuated" in reply.text
    assert "The **river** had" in reply.text
    assert "bakery" not in reply.text
    assert "1. **[Dam" not in reply.text


async def test_nothing_like_it_is_said_in_french_too(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="The Courier")
    item = await gazette.receive(following.feed.id, "The dam breaks", lead="Malbec is flooded.")
    member = gazette.member.in_french

    hits = await member.slash("search", query="dam")
    reply = await member.select(hits, "search:like", str(item.id))

    assert "Rien d’autre ici ne ressemble à « The dam breaks »" in reply.text.replace("\u00a0", " ")


async def test_what_is_like_a_hit_is_paged_too(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="The Courier")
    items = [
        await gazette.receive(following.feed.id, f"Dam of Malbec {n}", lead="The Aubrac floods.")
        for n in range(9)
    ]

    hits = await gazette.member.slash("search", query="dam")
    reply = await gazette.member.select(hits, "search:like", str(items[-1].id))
    await gazette.member.click(reply, "Next")

    assert "Page 2 of 2" in reply.text + str(reply.components)
    assert "8. **" in reply.text
