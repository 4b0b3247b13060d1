"""What is asked in many places has one answer: a feed's title, the zone that nobody chose."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.model import Mode
from tests.support.gazette import Gazette

URL = "https://courier.test/feed?token=abcdef"
NAME = "courier.test/feed"


async def test_an_untitled_feed_is_called_the_same_wherever_it_is_named(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, mode=Mode.BOTH)
    await gazette.slash("digest set", time="10h")
    item = await gazette.receive(followed.feed.id, "Bridge opens", lead="It is open.")
    await gazette.settle()
    asked = [
        await gazette.slash("feed list"),
        await gazette.slash("feed status", feed=NAME),
        await gazette.slash("feed test", feed=NAME),
        await gazette.slash("feed explain", article=str(item.id)),
        await gazette.slash("latest"),
        await gazette.slash("search", query="bridge"),
        await gazette.slash("summary feed", feed=NAME),
        await gazette.slash("digest set"),
        await gazette.slash("page preview"),
    ]
    offered = [
        await gazette.complete(command, option)
        for command, option in (
            ("feed edit", "feed"), ("latest", "feed"), ("search", "feed"),
            ("summary feed", "feed"), ("digest set", "feeds"), ("feed explain", "article"),
        )
    ]  # fmt: skip

    assert NAME in gazette.texts("news")[0]
    assert [reply.text for reply in asked if NAME not in reply.text] == []
    assert [choices for choices in offered if NAME not in str(choices)] == []
    assert "abcdef" not in str([reply.text for reply in asked] + offered)


@pytest.fixture
async def tokyo(tmp_path: Path) -> AsyncIterator[Gazette]:
    """Lend a Gazette whose operator lives in Tokyo."""
    async with Gazette.open(tmp_path, zone="Asia/Tokyo") as opened:
        yield opened


async def test_where_nobody_chose_a_zone_the_operators_holds_everywhere(tokyo: Gazette) -> None:
    await tokyo.follow(URL)

    asked = [
        await tokyo.slash("settings show"),
        await tokyo.slash("settings channel"),
        await tokyo.slash("digest set", time="10h"),
        await tokyo.slash("page me", time="10h"),
    ]

    assert [reply.text for reply in asked if "Asia/Tokyo" not in reply.text] == []
    welcome = tokyo.sandbox.direct(tokyo.moderator.user).texts[0]
    assert "Asia/Tokyo" in welcome
