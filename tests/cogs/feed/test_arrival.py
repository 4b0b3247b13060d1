"""A feed added where a digest is comes as the others do, and asks."""

import pytest

from bot.model import Mode
from tests.support.gazette import Gazette

pytestmark = pytest.mark.uncounted

HERALD = "https://herald.test/feed"


async def modes(gazette: Gazette) -> dict[str, Mode]:
    followed = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    return {each.feed.title: each.subscription.mode for each in followed}


async def test_a_first_feed_after_the_digest_comes_in_its_page(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    await gazette.slash("digest set", time="10h", zone="UTC")

    reply = await gazette.slash("feed add", url=paper.url)
    await gazette.settle()
    paper.publish("Bridge opens")
    await gazette.pass_time(hours=1)

    assert "what is new from now on comes in its digest" in reply.text
    [page] = gazette.texts("news")
    assert page.startswith("# Received")
    assert "Bridge opens" in page


async def test_one_click_lets_it_come_by_itself_and_another_into_the_page(
    gazette: Gazette,
) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    await gazette.slash("digest set")
    reply = await gazette.slash("feed add", url=paper.url)

    live = await gazette.click(reply, "As it comes")
    after_live = await modes(gazette)
    page = await gazette.click(reply, "In the page")

    assert live.text.startswith("The Courier now comes in <#")
    assert after_live == {"The Courier": Mode.LIVE}
    assert page.text.startswith("The Courier now comes in the digest of <#")
    assert await modes(gazette) == {"The Courier": Mode.DIGEST}


async def test_the_default_is_what_the_channels_other_feeds_do(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    await gazette.follow(HERALD, title="Herald", mode=Mode.BOTH)
    await gazette.slash("digest set")

    reply = await gazette.slash("feed add", url=paper.url)

    assert "What is new comes as it comes, and in the digest" in reply.text
    assert (await modes(gazette))["The Courier"] is Mode.BOTH


async def test_a_digest_that_names_its_feeds_gets_the_new_one_too(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    herald = await gazette.follow(HERALD, title="Herald", mode=Mode.DIGEST)
    await gazette.slash("digest set", feeds=str(herald.subscription.id))

    await gazette.slash("feed add", url=paper.url)
    status = await gazette.slash("feed status", feed="The Courier")

    assert "nothing from it will be posted" not in status.text


async def test_several_feeds_are_asked_about_once(gazette: Gazette) -> None:
    papers = [gazette.papers.open(name, title=name) for name in ("one", "two", "three")]
    await gazette.slash("digest set")

    reply = await gazette.moderator.in_french.slash(
        "feed add", url=" ".join(paper.url for paper in papers)
    )
    told = await gazette.moderator.in_french.click(reply, "Au fil de l’eau")

    assert reply.text.count("a un récapitulatif") == 1
    assert "au fil de l’eau désormais" in told.text
    assert set((await modes(gazette)).values()) == {Mode.LIVE}


async def test_where_there_is_no_digest_nothing_is_asked(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier")
    await gazette.slash("digest set")

    reply = await gazette.slash("feed add", url=paper.url, channel=gazette.channel("sports"))

    assert "digest" not in reply.text.replace("/digest set", "")
    assert not [each for each in reply.components if each["type"] == 1]


async def test_a_digest_made_after_the_feeds_offers_its_live_ones(gazette: Gazette) -> None:
    await gazette.follow(HERALD, title="Herald")

    reply = await gazette.slash("digest set")
    assert "because they are posted as they come: Herald" in reply.text
    await gazette.click(reply, "In the digest too")

    assert await modes(gazette) == {"Herald": Mode.BOTH}
