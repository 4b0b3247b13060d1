"""`/page me` in direct messages: a page of the feeds that somebody follows themselves."""

from dataclasses import replace

import pytest

from tests.support.gazette import Gazette, Person
from tests.support.newsstand import Paper


@pytest.fixture
async def papers(gazette: Gazette) -> list[Paper]:
    """Lend two papers, which ann follows."""
    opened = [gazette.papers.open(name, title=name.title()) for name in ("courier", "herald")]
    for paper in opened:
        await ann(gazette).slash("feed add", url=paper.url)
    await gazette.settle()
    return opened


def ann(gazette: Gazette) -> Person:
    user = gazette.sandbox.install(gazette.sandbox.user("ann"))
    return replace(gazette.member, user=user, channel=gazette.sandbox.direct(user))


async def published(gazette: Gazette, papers: list[Paper]) -> list[str]:
    """Publish an article in each paper, and return what comes in an hour and then in a day."""
    here = gazette.sandbox.direct(ann(gazette).user)
    before = len(here.texts)
    papers[0].publish("Bridge opens", lead="It is open.")
    papers[1].publish("Ferry sails", lead="It sails.")
    await gazette.pass_time(minutes=50)
    soon = " ".join(here.texts[before:])
    before = len(here.texts)
    await gazette.pass_time(hours=1)
    return [soon, " ".join(here.texts[before:])]


async def test_feeds_come_in_the_page_alone_at_its_hour_and_zone(
    gazette: Gazette, papers: list[Paper]
) -> None:
    reply = await ann(gazette).slash("page me", time="19:00", zone="Asia/Tokyo")
    soon, page = await published(gazette, papers)

    assert "your feeds now come only in it" in reply.text
    assert "Every day at 19:00 (Asia/Tokyo)" in reply.text
    assert soon == ""
    assert "Bridge opens" in page
    assert "Ferry sails" in page


async def test_a_page_of_one_feed_leaves_the_other_as_it_comes(
    gazette: Gazette, papers: list[Paper]
) -> None:
    await ann(gazette).slash("page me", time="10:00", feeds="Courier")
    soon, page = await published(gazette, papers)

    assert "Ferry sails" in soon
    assert "Bridge opens" not in soon
    assert "Bridge opens" in page
    assert "Ferry sails" not in page


async def test_a_stopped_page_lets_feeds_come_by_themselves_again(
    gazette: Gazette, papers: list[Paper]
) -> None:
    await ann(gazette).slash("page me", time="10:00")
    await ann(gazette).slash("page me", stop=True)
    soon, page = await published(gazette, papers)

    assert "Bridge opens" in soon
    assert "Ferry sails" in soon
    assert page == ""


async def test_the_pages_zone_holds_for_searches_and_alerts_too(
    gazette: Gazette, papers: list[Paper]
) -> None:
    await ann(gazette).slash("page me", zone="Asia/Tokyo")

    reply = await ann(gazette).slash("alert add", words="bridge", quiet="22-7")

    assert "(Asia/Tokyo)" in reply.text


async def test_one_more_feed_comes_as_the_others_do_and_may_be_asked_not_to(
    gazette: Gazette, papers: list[Paper]
) -> None:
    await ann(gazette).slash("page me", time="10:00")

    added = await ann(gazette).slash("feed add", url=gazette.papers.open("star", title="Star").url)
    live = await ann(gazette).click(added, "As it comes")

    assert "There is a digest of **your direct messages**. What is new comes" in added.text
    assert "as it is published" in live.text
    assert "<#" not in added.text


async def test_its_pages_are_listed_and_shown_again(gazette: Gazette, papers: list[Paper]) -> None:
    await ann(gazette).slash("page me", time="10:00")
    await published(gazette, papers)

    listed = await ann(gazette).slash("page list")
    shown = await ann(gazette).slash("page show")

    assert listed.text.count("10:00") == 1
    assert "Bridge opens" in shown.text
