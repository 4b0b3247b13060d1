"""What a reader sees is the same on both engines, also when the server restarts meanwhile."""

import asyncio
from contextlib import suppress

import pytest

from bot.errors import CommitUncertain, TransactionLost
from bot.model import Mode
from tests.support.gazette import Gazette
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.uncounted


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def test_news_are_posted_once_printed_and_found(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    paper.publish("Yesterday's news")
    following = await gazette.follow(paper.url, mode=Mode.BOTH)
    await gazette.settle()
    await gazette.slash("digest set", time="12:05", zone="UTC")

    paper.publish("Bridge opens", lead="It is open.")
    await gazette.pass_time(hours=2)
    await gazette.restart()
    await gazette.receive(following.feed.id, "Bridge closes")
    await gazette.pass_time(hours=2)
    found = await gazette.member.slash("search", query="bridge")

    posts = gazette.texts("news")
    # Each as it came, and on the page.
    assert sum("Bridge opens" in post for post in posts) == 2
    assert sum("Bridge closes" in post for post in posts) == 2
    [page] = [post for post in posts if post.startswith("# ")]
    assert "Bridge closes" in page
    assert "Bridge opens" in found.text
    assert "Bridge closes" in found.text
    assert "Yesterday's news" not in "".join(posts)


async def test_a_server_that_restarts_costs_nothing(
    engine: str, gazette: Gazette, request: pytest.FixtureRequest
) -> None:
    if engine == "sqlite":
        pytest.skip("a file does not restart")
    paper = gazette.papers.open("courier", title="The Courier")
    paper.publish("Yesterday's news")
    await gazette.follow(paper.url)
    await gazette.settle()

    paper.publish("Bridge opens", lead="It is open.")
    server: PostgresServer = request.getfixturevalue("postgres")
    restarting = gazette.soon(asyncio.to_thread(server.restart))
    while not restarting.done():
        with suppress(TransactionLost, CommitUncertain):  # as the loop of each service has it
            await gazette.pass_time(minutes=10)
    await restarting
    await gazette.pass_time(hours=3)

    [text] = gazette.texts("news")
    assert "Bridge opens" in text
