"""`/feed pause`, `resume`, `move`, `status` and `/latest`."""

from datetime import timedelta

from bot.model import ChannelBlock, FeedEvent, Mode
from bot.store.feeds.feeds import record_events
from bot.store.outbox.outbox import Outbox
from tests.support.gazette import NOW, Gazette

URL = "https://paper.test/feed"


async def test_a_paused_feed_posts_nothing_and_says_so(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")

    reply = await gazette.slash("feed pause", feed="Courier")
    await gazette.receive(following.feed.id, "Bridge opens")
    await gazette.settle()

    assert reply.ephemeral
    assert reply.text.startswith("**Courier** is paused in <#")
    assert gazette.texts("news") == []


async def test_a_resumed_feed_posts_what_comes_from_then_on(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    await gazette.slash("feed pause", feed="Courier")
    await gazette.receive(following.feed.id, "During the pause")

    reply = await gazette.slash("feed resume", feed="Courier")
    await gazette.receive(following.feed.id, "After the pause")
    await gazette.settle()

    assert "is posted in" in reply.text
    [post] = gazette.texts("news")
    assert "After the pause" in post


async def test_pausing_twice_is_said(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    await gazette.slash("feed pause", feed="Courier")

    assert "already" in (await gazette.slash("feed pause", feed="Courier")).text
    await gazette.slash("feed resume", feed="Courier")
    assert "is not paused" in (await gazette.slash("feed resume", feed="Courier")).text


async def test_a_moved_feed_posts_in_its_new_channel(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")

    reply = await gazette.slash("feed move", feed="Courier", channel=gazette.channel("sports"))
    await gazette.receive(following.feed.id, "Bridge opens")
    await gazette.settle()

    assert reply.text == f"**Courier** now goes to <#{gazette.channel('sports').id}>."
    assert gazette.texts("news") == []
    assert len(gazette.texts("sports")) == 1


async def test_what_was_owed_when_a_feed_moved_goes_along(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    await gazette.receive(following.feed.id, "Bridge opens")

    await gazette.slash("feed move", feed="Courier", channel=gazette.channel("sports"))
    await gazette.settle()

    assert gazette.texts("news") == []
    assert len(gazette.texts("sports")) == 1


async def test_a_feed_does_not_move_onto_itself(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    await gazette.follow(URL, channel="sports", title="Courier")
    [here, _] = await gazette.services.feeds.reader.of_guild(gazette.guild.id)

    reply = await gazette.slash(
        "feed move", feed=str(here.subscription.id), channel=gazette.channel("sports")
    )

    assert "**Courier** is followed in" in reply.text


async def test_status_says_that_all_is_well_in_figures(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="Courier")
    following = await gazette.follow(f"{paper.url}?key=s3cret")
    await gazette.settle()
    await gazette.receive(following.feed.id, "Bridge opens")
    await gazette.settle()

    reply = await gazette.slash("feed status", feed="Courier")

    assert "✅ All is well." in reply.text
    assert "articles received: 1, messages posted: 1, articles held back: 0" in reply.text
    assert "s3cret" not in reply.text


async def test_status_names_what_is_missing_in_the_channel(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    await Outbox(gazette.database).channel_state.block(
        gazette.channel("news").id,
        ChannelBlock(code=50013, missing=("send_messages", "embed_links")),
    )

    reply = await gazette.moderator.in_french.slash("feed status", feed="Courier")

    assert "il me manque Envoyer des messages, Intégrer des liens" in reply.text


async def test_status_tells_of_a_channel_that_is_lost(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    await Outbox(gazette.database).channel_state.block(
        gazette.channel("news").id, ChannelBlock(code=10003)
    )

    reply = await gazette.slash("feed status", feed="Courier")

    assert "any more. `/feed move` takes the feed elsewhere" in reply.text
    assert "missing" not in reply.text


async def test_status_tells_what_happened_to_the_feed_the_newest_first(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    kinds = {
        "failing": "timeout",
        "recovered": "timeout",
        "moved": "https://new.test/?token=s3cret",
        "merged": "https://old.test/",
        "republished": "30",
        "gap": "30",
        "gone": "http_410",
    }
    async with gazette.database.transaction() as connection:
        await record_events(
            connection,
            [
                FeedEvent(
                    feed_id=following.feed.id,
                    kind=kind,
                    detail=detail,
                    at=NOW + timedelta(hours=n),
                )
                for n, (kind, detail) in enumerate(kinds.items())
            ],
        )

    english = (await gazette.slash("feed status", feed="Courier")).text
    french = (await gazette.moderator.in_french.slash("feed status", feed="Courier")).text

    lately = english.partition("What happened to it:")[2].strip().splitlines()
    assert len(lately) == 5
    assert "it ended: the feed was closed for good" in lately[0]
    assert "it moved to https://new.test/" in lately[4]
    assert "s3cret" not in english
    assert "il s’est révélé être le même que https://old.test/" in french


async def test_anybody_may_see_the_newest_articles(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.receive(following.feed.id, "Bridge opens")
    await gazette.receive(following.feed.id, "Pool [closes](https://evil.test)")

    reply = await gazette.member.slash("latest")

    assert reply.ephemeral
    assert "Bridge opens" in reply.text
    assert "](https://evil.test)" not in reply.text


async def test_the_newest_articles_of_other_servers_are_not_shown(gazette: Gazette) -> None:
    reply = await gazette.member.slash("latest")

    assert reply.text == "There are no articles from these feeds yet."


async def test_the_newest_articles_fit_a_message_however_long_their_addresses(
    gazette: Gazette,
) -> None:
    following = await gazette.follow(URL, title="Courier")
    for n in range(10):
        long = f"https://paper.test/{n}/" + "a" * 900
        await gazette.receive(following.feed.id, f"Bridge {n} " + "x" * 200, link=long)

    reply = await gazette.member.slash("latest")

    assert reply.text.startswith("### The newest articles")
    assert len(reply.text) <= 4000


async def test_the_newest_articles_have_pages_and_none_is_one_papers_alone(
    gazette: Gazette,
) -> None:
    courier = await gazette.follow(URL, title="Courier")
    post = await gazette.follow("https://post.test/feed", title="Post")
    for n in range(12):
        await gazette.receive(courier.feed.id, f"Bridge {n}")
    for n in range(4):
        await gazette.receive(post.feed.id, f"Pool {n}")

    first = await gazette.member.slash("latest")
    text = first.text
    second = (await gazette.member.click(first, "latest:0:1")).text

    assert (text.count("Bridge "), text.count("Pool ")) == (7, 3)
    assert second.count("Bridge ") == 5

    alone = await gazette.member.slash("latest", feed="Courier")
    first_page = alone.text
    rest = (await gazette.member.click(alone, f"latest:{courier.feed.id}:1")).text

    assert (first_page.count("Bridge "), first_page.count("Pool ")) == (10, 0)
    assert (rest.count("Bridge "), rest.count("Pool ")) == (2, 0)
