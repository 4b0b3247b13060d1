"""A subscription is found by its id, its whole title, or the only title that holds the words."""

import pytest

from bot.follow.lookup.names import find_named
from bot.model import FollowedFeed
from bot.store.database import Database
from bot.store.guilds.guilds import GuildStore
from tests.follow.test_service import NEWS, NOON
from tests.support.following import follow


@pytest.fixture
async def papers(database: Database) -> list[FollowedFeed]:
    await GuildStore(database).record_guild(1, "Readers", "en-US")
    await GuildStore(database).record_channel(NEWS)
    titles = ("Courier", "Courier at night", "")
    urls = [f"https://paper{number}.test/feed" for number in range(3)]
    return [
        await follow(database, NEWS.id, url, NOON, title=title)
        for url, title in zip(urls, titles, strict=True)
    ]


async def test_a_whole_title_is_meant_before_those_that_hold_it(
    papers: list[FollowedFeed],
) -> None:
    assert find_named(papers, "courier") == papers[:1]
    assert find_named(papers, "night") == papers[1:2]


async def test_an_untitled_feed_is_named_by_its_address(papers: list[FollowedFeed]) -> None:
    assert find_named(papers, "paper2.test/feed") == papers[2:]


async def test_an_id_names_one_and_nothing_names_none(papers: list[FollowedFeed]) -> None:
    assert find_named(papers, str(papers[1].subscription.id)) == papers[1:2]
    assert find_named(papers, "The Herald") == []
