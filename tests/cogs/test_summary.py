"""`/summary` and the message menu, through the real client and the sandbox."""

from datetime import timedelta

import pytest

from bot.model import Kind
from tests.support.gazette import Gazette
from tests.support.shared import SHARED

BODY = (
    "The bridge of Morlan will close for six months from the fifth of January, the town said."
    " Engineers had found a crack in its third pillar in autumn. But it had been known for years."
    "\n\nRepairs of the bridge will cost 4.2 million euros, and the region pays one half of that."
    "\n\n“We had no choice.”\n\nShopkeepers of the left bank fear for their trade."
)
FERRY = (
    "A ferry will carry people of Morlan from bank to bank for nothing while the bridge is closed."
    " It leaves every ten minutes from six in the morning. Bicycles are welcome on board."
)
MILK = "The price of milk in the region rises by two cents on Monday, the dairies said."


@pytest.fixture
async def courier(gazette: Gazette) -> int:
    """Follow a feed with three items, and return its id."""
    following = await gazette.follow("https://courier.test/feed", title="The Courier")
    feed_id = following.feed.id
    await gazette.receive(feed_id, "Bridge of Morlan closes", body=BODY, language="en")
    await gazette.receive(feed_id, "A ferry for Morlan", body=FERRY, language="en")
    await gazette.receive(feed_id, "Milk *gets* dearer", body=MILK, kind=Kind.BRIEF, language="en")
    return feed_id


async def test_an_article_is_summed_up_for_the_asker_alone(gazette: Gazette, courier: int) -> None:
    [choice, *_] = await gazette.complete("summary article", "article", "bridge")

    reply = await gazette.member.slash("summary article", article=choice["value"])

    assert reply.ephemeral
    assert "Bridge of Morlan closes" in reply.text
    assert "will close for six months" in reply.text
    assert "We had no choice" not in reply.text


async def test_every_sentence_has_a_link_to_its_article(gazette: Gazette, courier: int) -> None:
    [choice, *_] = await gazette.complete("summary article", "article", "bridge")
    reply = await gazette.slash("summary article", article=choice["value"])

    lines = [line for line in reply.text.splitlines() if line.startswith("- ")]
    assert 2 <= len(lines) <= 5
    assert all("](<https://paper.test/" in line for line in lines)


async def test_an_article_is_found_by_its_link_however_that_is_written(
    gazette: Gazette, courier: int
) -> None:
    item = await gazette.receive(courier, "Bees are back", body=FERRY, link="https://p.test/a/")

    reply = await gazette.slash("summary article", article="http://www.p.test/a?utm_source=x")

    assert item.title in reply.text


async def test_an_article_is_found_by_words_of_its_title(gazette: Gazette, courier: int) -> None:
    reply = await gazette.slash("summary article", article="bridge morlan")

    assert "Bridge of Morlan closes" in reply.text


async def test_articles_of_feeds_that_are_not_followed_here_are_unknown(gazette: Gazette) -> None:
    following = await gazette.follow("https://secret.test/feed", title="Secret")
    item = await gazette.receive(following.feed.id, "Hidden", body=BODY, link="https://s.test/a")
    await gazette.services.feeds.follow.unfollow(following.subscription.id, gazette.guild.id)

    by_id = await gazette.slash("summary article", article=str(item.id))
    by_link = await gazette.slash("summary article", article="https://s.test/a")

    assert by_id.text.startswith("I find no such article in the feeds of this server.")
    assert by_link.text == ("I have kept no article at that address from the feeds of this server.")
    assert await gazette.complete("summary article", "article", "hid") == []


async def test_a_feed_is_summed_up_by_its_latest_articles(gazette: Gazette, courier: int) -> None:
    [choice] = await gazette.complete("summary feed", "feed", "cour")
    reply = await gazette.slash("summary feed", feed=choice["value"])

    assert "Lately in The Courier" in reply.text
    assert "A ferry for Morlan" in reply.text
    assert "Milk" not in reply.text


async def test_a_feed_s_name_stands_in_its_heading_and_on_no_line(
    gazette: Gazette, courier: int
) -> None:
    english = await gazette.slash("summary feed", feed="The Courier")
    french = await gazette.moderator.in_french.slash("summary feed", feed="The Courier")

    for reply in (english, french):
        heading, *lines = reply.text.splitlines()
        assert "The Courier" in heading
        assert not [line for line in lines if "Courier" in line]
        assert any("Bridge of Morlan closes" in line for line in lines)


async def test_a_feed_of_beginnings_says_so_and_leads_to_the_whole_texts(
    gazette: Gazette,
) -> None:
    following = await gazette.follow("https://courier.test/feed", title="The Courier")
    link = "https://paper.test/bridge"
    await gazette.receive(following.feed.id, "Bridge closes", lead=FERRY, link=link)

    summary = await gazette.slash("summary feed", feed="The Courier")
    await gazette.receive(following.feed.id, "It opens", body=BODY * 3, language="en")
    with_texts = await gazette.slash("summary feed", feed="The Courier")

    note = "-# The feed gives only beginnings: the whole texts are behind the titles."
    assert note in summary.text.splitlines()
    assert f"[Bridge closes](<{link}>)" in summary.text
    assert note not in with_texts.text


async def test_an_article_of_which_only_the_beginning_is_known_offers_its_page(
    gazette: Gazette,
) -> None:
    following = await gazette.follow("https://courier.test/feed", title="The Courier")
    link = "https://paper.test/bridge"
    await gazette.receive(following.feed.id, "Bridge closes", lead=FERRY, link=link)

    reply = await gazette.slash("summary article", article=link)

    note = "-# The feed gives only the beginning: the whole text is behind the link."
    assert note in reply.text.splitlines()
    [row] = [one for one in reply.components if one["type"] == 1]
    assert ("Read the article", link) in [
        (button["label"], button.get("url")) for button in row["components"]
    ]


async def test_a_topic_is_what_the_search_finds(gazette: Gazette, courier: int) -> None:
    reply = await gazette.slash("summary topic", query="ferry")

    assert "In the archive: ferry" in reply.text
    assert "A ferry for Morlan" in reply.text


async def test_a_topic_that_is_nowhere_is_said_to_be_so(gazette: Gazette, courier: int) -> None:
    reply = await gazette.slash("summary topic", query="volcano")

    assert reply.text.startswith("Nothing was found on that.")


async def test_a_day_has_its_articles_before_its_briefs(gazette: Gazette, courier: int) -> None:
    reply = await gazette.member.in_french.slash("summary day")

    assert "### Mardi 9 décembre 2025 en bref" in reply.text
    assert reply.text.index("Bridge of Morlan closes") < reply.text.index("dairies said")


async def test_what_strangers_write_is_no_markdown(gazette: Gazette, courier: int) -> None:
    reply = await gazette.slash("summary day", date="today")

    assert r"Milk \*gets\* dearer" in reply.text


async def test_a_day_is_a_day_of_the_servers_zone(gazette: Gazette, courier: int) -> None:
    late = gazette.clock() - timedelta(hours=9, minutes=30)  # 23:30 in London, 0:30 in Paris
    await gazette.receive(courier, "Night news", body=FERRY, published_at=late)
    await gazette.slash("settings server", zone="Europe/Paris")

    reply = await gazette.slash("summary day", date="2025-12-09")

    assert "Night news" in reply.text


@pytest.mark.parametrize("typed", ["2024-01-01", "the day of days"])
async def test_a_day_without_news_and_no_day_at_all_are_told(gazette: Gazette, typed: str) -> None:
    reply = await gazette.slash("summary day", date=typed)

    assert reply.ephemeral
    assert "There is no news of that day" in reply.text or "day of days" in reply.text


async def test_an_answer_can_be_shared_as_it_was_read(gazette: Gazette, courier: int) -> None:
    reply = await gazette.member.slash("summary day")
    before = len(gazette.texts("news"))

    await gazette.member.click(reply, "Share in this channel")

    [shared] = gazette.texts("news")[before:]
    assert "Bridge of Morlan closes" in shared
    assert "shared by" in shared


async def test_sharing_works_after_a_restart(gazette: Gazette, courier: int) -> None:
    reply = await gazette.member.slash("summary day")
    await gazette.restart()
    before = len(gazette.texts("news"))

    await gazette.member.click(reply, "Share in this channel")

    assert len(gazette.texts("news")) == before + 1


async def test_an_answer_is_shared_by_its_asker_alone_and_not_for_ever(
    gazette: Gazette, courier: int
) -> None:
    reply = await gazette.member.slash("summary day")
    store, guild_id = gazette.services.summaries.store, gazette.guild.id
    mine, other = gazette.member.user.id, gazette.moderator.user.id

    assert await store.answer(1, guild_id, mine) is not None
    assert await store.answer(1, guild_id, other) is None
    assert await store.answer(1, guild_id + 1, mine) is None

    gazette.clock.move(timedelta(days=3))
    await gazette.moderator.slash("summary feed", feed=str(courier))
    late = await gazette.member.click(reply, "Share in this channel")
    assert await store.answer(1, guild_id, mine) is None
    assert late.text.startswith("This answer is too old to be shared.")


async def test_a_message_with_a_link_is_summed_up_by_its_menu(
    gazette: Gazette, courier: int
) -> None:
    await gazette.settle()
    message = next(one for one in gazette.channel("news").messages if "Bridge" in str(one))

    reply = await gazette.sandbox.context_menu(
        gazette.member.user, gazette.channel("news"), "Summarize", message, locale="fr"
    )

    assert reply.ephemeral
    assert "will close for six months" in reply.text


async def test_a_message_with_several_links_is_summed_up_by_all_that_are_known(
    gazette: Gazette, courier: int
) -> None:
    day = await gazette.member.slash("summary day")
    await gazette.member.click(day, "Share in this channel")
    message = gazette.channel("news").messages[-1]

    reply = await gazette.sandbox.context_menu(
        gazette.member.user, gazette.channel("news"), "Summarize", message
    )

    assert "### In short" in reply.text
    assert "Bridge of Morlan closes" in reply.text
    assert "A ferry for Morlan" in reply.text


async def test_links_in_the_embeds_of_a_message_are_summed_up_as_well(
    gazette: Gazette, courier: int
) -> None:
    titles = ("By its address", "By its words", "By its text")
    for n, title in enumerate(titles):
        await gazette.receive(courier, title, body=BODY, link=f"https://p.test/{n}", language="en")
    message = gazette.channel("news").say(gazette.member.user, "Here: <https://p.test/2>.")
    message.embeds = [
        {"type": "rich", "url": "https://p.test/0"},
        {"type": "rich", "description": "Read **https://p.test/1**!"},
    ]

    reply = await gazette.sandbox.context_menu(
        gazette.member.user, gazette.channel("news"), "Summarize", message
    )

    for title in titles:
        assert title in reply.text


async def test_a_member_who_asks_too_often_is_asked_to_wait(gazette: Gazette, courier: int) -> None:
    for _ in range(5):
        await gazette.member.slash("summary day")

    slowed = await gazette.member.slash("summary topic", query="ferry")
    other = await gazette.moderator.slash("summary topic", query="ferry")

    assert slowed.text.startswith("Please wait")
    assert "A ferry for Morlan" in other.text
    gazette.clock.move(timedelta(seconds=11))
    slowed = await gazette.member.slash("summary topic", query="ferry")
    gazette.clock.move(timedelta(seconds=1))  # five a minute: one in twelve seconds
    again = await gazette.member.slash("summary topic", query="ferry")

    assert slowed.text.startswith("Please wait")
    assert "A ferry for Morlan" in again.text


async def test_the_page_of_an_article_is_read_where_its_feed_gives_only_a_lead(
    gazette: Gazette,
) -> None:
    following = await gazette.follow("https://courier.test/feed", title="The Courier")
    await gazette.services.feeds.edits.switch_full_text(following.subscription.id, gazette.guild.id)
    paragraphs = "".join(f"<p>{one}</p>" for one in (*BODY.split("\n\n"), FERRY))
    page = f"<html><body><article><h1>Bridge</h1>{paragraphs}</article></body></html>"
    gazette.papers.put("/bridge", page.encode(), "text/html")
    link = f"{gazette.papers.base}/bridge"
    await gazette.receive(following.feed.id, "Bridge closes", lead="It does.", link=link)

    first = await gazette.slash("summary article", article=link)
    again = await gazette.slash("summary article", article=link)

    assert "crack in its third pillar" in first.text
    assert again.text == first.text
    assert gazette.papers.asked("/bridge") == 1


async def test_a_page_that_is_refused_is_said_to_be_so(gazette: Gazette) -> None:
    following = await gazette.follow("https://courier.test/feed", title="The Courier")
    await gazette.services.feeds.edits.switch_full_text(following.subscription.id, gazette.guild.id)
    gazette.papers.put("/bridge", b"", "text/html")
    gazette.papers.fail("/bridge", 403)
    link = f"{gazette.papers.base}/bridge"
    lead = "The bridge of Morlan closes for six months."
    await gazette.receive(following.feed.id, "Bridge closes", lead=lead, link=link)

    reply = await gazette.slash("summary article", article=link)

    assert lead in reply.text
    assert "The site refused me the article’s page" in reply.text


async def test_a_host_that_asks_for_a_pause_is_left_alone(gazette: Gazette) -> None:
    following = await gazette.follow("https://courier.test/feed", title="The Courier")
    await gazette.services.feeds.edits.switch_full_text(following.subscription.id, gazette.guild.id)
    for name in ("/a", "/b"):
        gazette.papers.put(name, b"", "text/html")
        gazette.papers.fail(name, 429, headers={"Retry-After": "7200"})
        link = f"{gazette.papers.base}{name}"
        await gazette.receive(following.feed.id, f"Bridge {name}", lead="It does.", link=link)

        reply = await gazette.slash("summary article", article=link)

        assert "could not be reached just now" in reply.text

    assert (gazette.papers.asked("/a"), gazette.papers.asked("/b")) == (1, 0)


NEXT = SHARED / "feeds" / "next-2025-12.xml"


@pytest.mark.skipif(not NEXT.exists(), reason="../shared is not here")
async def test_a_real_day_of_next_is_told_with_each_of_its_articles(gazette: Gazette) -> None:
    gazette.papers.put("/next.xml", NEXT.read_bytes(), "application/rss+xml")
    await gazette.follow(f"{gazette.papers.base}/next.xml", title="Next")
    await gazette.settle()

    reply = await gazette.member.in_french.slash("summary day", date="2025-12-02")

    assert "### Mardi 2 décembre 2025 en bref" in reply.text
    assert reply.text.count("** · ") >= 3
    assert "…" not in reply.text
