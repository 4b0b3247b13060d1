"""A feed that moved is read at its new address with its history, and other servers keep theirs."""

from bot.feeds.discovery.candidates import OfferedFeed
from bot.model import Channel, FollowedFeed, Guild
from tests.support.gazette import Gazette
from tests.support.newsstand import Paper


async def followed(gazette: Gazette) -> list[FollowedFeed]:
    return await gazette.services.feeds.reader.of_guild(gazette.guild.id)


async def old_paper(gazette: Gazette) -> Paper:
    """Let #news follow a paper that has posted one article, and then is gone."""
    paper = gazette.papers.open("courier", title="The Courier")
    await gazette.slash("feed add", url=paper.url)
    await gazette.settle()
    paper.publish("Bridge opens")
    await gazette.pass_time(hours=1)
    gazette.papers.fail("/courier/feed.xml", 404)
    await gazette.pass_time(hours=2)
    return paper


def new_paper(gazette: Gazette, title: str = "The Courier") -> Paper:
    paper = gazette.papers.open("messenger", title=title)
    paper.publish("Bridge opens")
    return paper


async def elsewhere(gazette: Gazette, url: str) -> FollowedFeed:
    """Let another server follow a feed too."""
    guild = gazette.sandbox.add_guild("Next door")
    lobby = guild.add_channel("lobby")
    await gazette.caught_up()
    return await gazette.services.feeds.follow.follow(
        OfferedFeed(url=url, title="The Courier"),
        Channel(id=lobby.id, guild_id=guild.id),
        Guild(id=guild.id, name="Next door"),
        gazette.clock(),
    )


async def test_a_moved_feed_keeps_its_settings_and_archive_and_posts_nothing_twice(
    gazette: Gazette,
) -> None:
    await old_paper(gazette)
    await gazette.slash("feed filter set", feed="The Courier", exclude="otters")
    paper = new_paper(gazette)

    reply = await gazette.slash("feed address", feed="The Courier", url=paper.url)
    await gazette.settle()
    paper.publish("Ferry sails")
    await gazette.pass_time(hours=1)

    [following] = await followed(gazette)
    assert reply.text.startswith("✅ **The Courier** is read at <")
    assert (following.feed.url, following.subscription.exclude) == (paper.url, "otters")
    assert following.feed.failing_since is None
    titles = ["Bridge opens" if "Bridge" in text else "Ferry sails" for text in gazette.texts()]
    assert titles == ["Bridge opens", "Ferry sails"]
    assert "Bridge opens" in (await gazette.slash("search", query="bridge")).text
    assert "it moved to" in (await gazette.slash("feed status", feed="The Courier")).text


async def test_every_channel_of_the_server_follows_it_to_the_new_address(
    gazette: Gazette,
) -> None:
    old = await old_paper(gazette)
    await gazette.follow(old.url, "sports")
    paper = new_paper(gazette)

    await gazette.slash("feed address", feed="The Courier", url=paper.home)

    assert [each.feed.url for each in await followed(gazette)] == [paper.url] * 2


async def test_an_address_that_the_server_alone_follows_already_takes_the_feed_in(
    gazette: Gazette,
) -> None:
    await old_paper(gazette)
    paper = new_paper(gazette)
    await gazette.slash("feed add", url=paper.url, channel=gazette.channel("sports"))

    reply = await gazette.slash("feed address", feed="The Courier", url=paper.url)

    assert "Its articles, its look and its filters stay" in reply.text
    assert "in this server alone" not in reply.text
    assert [each.feed.url for each in await followed(gazette)] == [paper.url] * 2


async def test_what_another_server_follows_stays_where_it_is(gazette: Gazette) -> None:
    old = await old_paper(gazette)
    theirs = await elsewhere(gazette, old.url)
    paper = new_paper(gazette)

    reply = await gazette.slash("feed address", feed="The Courier", url=paper.url)
    await gazette.pass_time(hours=1)

    assert "in this server alone" in reply.text
    assert [each.feed.url for each in await followed(gazette)] == [paper.url]
    guild_id = theirs.subscription.guild_id
    assert guild_id is not None
    still = await gazette.services.feeds.reader.one(theirs.subscription.id, guild_id)
    assert still.feed.url == old.url
    assert sum("Bridge opens" in text for text in gazette.texts()) == 1


async def test_a_feed_that_others_follow_too_takes_its_history_along(gazette: Gazette) -> None:
    old = await old_paper(gazette)
    theirs = await elsewhere(gazette, old.url)
    await gazette.slash("digest set", time="10h")
    [message] = gazette.channel("news").messages
    paper = new_paper(gazette)

    reply = await gazette.slash("feed address", feed="The Courier", url=paper.url)
    await gazette.settle()
    paper.publish("Ferry sails")
    await gazette.pass_time(hours=1)
    found = await gazette.slash("search", query="bridge")
    explained = await gazette.slash("feed explain", article="Bridge opens")

    assert "Its articles, its look and its filters stay" in reply.text
    assert "**1 article** for “bridge”" in found.text
    assert f"/{message.id}" in found.text
    assert f"/{message.id}" in explained.text
    assert [text for text in gazette.texts() if "Bridge" in text] == [gazette.texts()[0]]
    rows = "SELECT title FROM items WHERE feed_id = ?"
    assert [row["title"] for row in await gazette.database.fetch_all(rows, (theirs.feed.id,))] == [
        "Bridge opens"
    ]


async def test_what_was_posted_is_found_by_what_others_read_at_the_new_address(
    gazette: Gazette,
) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    paper.publish("Bridge opens")
    moved = gazette.papers.put("/moved.xml", paper.rss())
    await gazette.slash("feed add", url=paper.url)
    await gazette.settle()
    paper.publish("Ferry sails")
    gazette.papers.put("/moved.xml", paper.rss())
    await gazette.pass_time(hours=1)
    [message] = gazette.channel("news").messages
    await elsewhere(gazette, moved)
    await gazette.settle()

    reply = await gazette.slash("feed address", feed="The Courier", url=moved)
    found = await gazette.slash("search", query="ferry")

    assert "where others follow it already" in reply.text
    assert "**1 article** for “ferry”" in found.text
    assert f"/{message.id}" in found.text


async def test_a_copied_history_is_not_copied_again(gazette: Gazette) -> None:
    old = await old_paper(gazette)
    await elsewhere(gazette, old.url)
    paper = new_paper(gazette)
    [following] = await followed(gazette)
    number = str(following.subscription.id)
    await gazette.slash("feed address", feed=number, url=paper.url)
    gazette.papers.mend("/courier/feed.xml")

    back = await gazette.slash("feed address", feed=number, url=old.url)
    await gazette.slash("feed address", feed=number, url=paper.url)
    found = await gazette.slash("search", query="bridge")

    assert "where others follow it already" in back.text
    assert "**1 article** for “bridge”" in found.text


async def test_no_article_is_put_into_a_feed_that_another_server_follows(
    gazette: Gazette,
) -> None:
    await old_paper(gazette)
    paper = new_paper(gazette)
    theirs = await elsewhere(gazette, paper.url)
    rows = "SELECT id FROM items WHERE feed_id = ?"
    before = await gazette.database.fetch_all(rows, (theirs.feed.id,))

    reply = await gazette.slash("feed address", feed="The Courier", url=paper.url)

    assert "where others follow it already" in reply.text
    assert len(await gazette.database.fetch_all(rows, (theirs.feed.id,))) == len(before)


async def test_another_feed_is_refused_and_nothing_is_changed(gazette: Gazette) -> None:
    old = await old_paper(gazette)
    other = gazette.papers.open("herald", title="The Herald")
    other.publish("Otters seen")

    strange = await gazette.slash("feed address", feed="The Courier", url=other.url)
    missing = await gazette.slash(
        "feed address", feed="The Courier", url=f"{gazette.papers.base}/nowhere.xml"
    )
    several = await gazette.slash("feed address", feed="The Courier", url=f"{other.url} {old.url}")

    assert strange.text.startswith("That is another feed than **The Courier**")
    assert "is not there (404)" in missing.text
    assert several.text == "Give me the one address at which the feed is now."
    assert [each.feed.url for each in await followed(gazette)] == [old.url]


async def test_an_address_that_the_channel_follows_or_has_already_is_named(
    gazette: Gazette,
) -> None:
    paper = new_paper(gazette)
    await gazette.slash("feed add", url=paper.url)
    await old_paper(gazette)
    [one, two] = sorted(await followed(gazette), key=lambda each: each.feed.id)

    same = await gazette.slash("feed address", feed=str(one.subscription.id), url=paper.url)
    there = await gazette.slash("feed address", feed=str(two.subscription.id), url=paper.url)

    assert same.text == "**The Courier** is read there already."
    assert "is followed in <#" in there.text


async def test_a_page_of_several_feeds_is_no_address_of_one(gazette: Gazette) -> None:
    await old_paper(gazette)
    other = gazette.papers.open("herald", title="The Herald")
    links = [gazette.papers.open("gazette", title="The Gazette").url, other.url]
    links += [f"{other.url}?n={n}" for n in range(4)]
    page = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{url}" title="{n}">'
        for n, url in enumerate(links)
    )
    home = gazette.papers.put("/both", f"<html><head>{page}</head></html>".encode(), "text/html")

    reply = await gazette.slash("feed address", feed="The Courier", url=home)

    assert "offers several feeds. Give me the address of one: " in reply.text
    assert [f"<{url}>" in reply.text for url in links] == [True] * 5 + [False]
