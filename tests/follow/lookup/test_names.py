"""A subscription is found by its id, its title or words of it; those of one name are told apart."""

from dataclasses import dataclass

import pytest

from bot.follow.lookup.names import distinct_titles, find_named, is_id
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


@dataclass(frozen=True)
class NamedFeed:
    id: int
    url: str
    title: str = "My blog"
    name: str | None = None


LONG = "/a/path/of/many/words/that/goes/on/and/on/until/nobody/reads/it"


@pytest.mark.parametrize(
    ("urls", "names"),
    [
        (
            ["https://x.test/posts/rss.xml", "https://x.test/comments/rss.xml"],
            ["My blog (x.test/posts/rss.xml)", "My blog (x.test/comments/rss.xml)"],
        ),
        (
            ["https://x.test/1", "https://x.test/2", "https://y.test/1"],
            ["My blog (x.test/1)", "My blog (x.test/2)", "My blog (y.test)"],
        ),
        (
            ["https://x.test/feed?of=posts", "https://x.test/feed?of=comments"],
            ["My blog (x.test/feed?of=posts)", "My blog (x.test/feed?of=comments)"],
        ),
        (
            ["https://x.test/feed", "https://www.x.test/feed"],
            ["My blog (x.test/feed)", "My blog (www.x.test/feed)"],
        ),
        (
            ["http://x.test/feed", "https://x.test/feed"],
            ["My blog (http:x.test/feed)", "My blog (https:x.test/feed)"],
        ),
        (
            ["https://x.test:81/feed", "https://x.test:82/feed"],
            ["My blog (x.test:81/feed)", "My blog (x.test:82/feed)"],
        ),
        (
            [f"https://x.test{LONG}/posts", f"https://x.test{LONG}/comments"],
            ["My blog (…/posts)", "My blog (…/comments)"],
        ),
        (
            [f"https://x.test/posts{LONG}", f"https://x.test/comments{LONG}"],
            [
                "My blog (…/posts/a/path/of/many/words/that/goes/…)",
                "My blog (…/comments/a/path/of/many/words/that/go…)",
            ],
        ),
        (
            ["https://x.test/feed?of=a,b", "https://x.test/feed?of=c,d"],
            ["My blog (x.test/feed?of=a%2Cb)", "My blog (x.test/feed?of=c%2Cd)"],
        ),
        (
            ["https://x.test/feed?token=s3cr3t1", "https://x.test/feed?token=s3cr3t2"],
            ["My blog (x.test) (#1)", "My blog (x.test) (#2)"],
        ),
        (
            ["https://x.test/private/s3cr3t1/a", "https://me:s3cr3t2@x.test/private/s3cr3t2/b"],
            ["My blog (x.test/private/***/a)", "My blog (x.test/private/***/b)"],
        ),
    ],
)
def test_feeds_of_one_name_are_told_apart_by_as_much_of_their_address_as_it_takes(
    urls: list[str], names: list[str]
) -> None:
    feeds = [NamedFeed(number, url) for number, url in enumerate(urls, 1)]

    assert list(distinct_titles(feeds).values()) == names


def test_a_long_name_leaves_room_for_what_tells_it_from_another() -> None:
    feeds = [NamedFeed(each, f"https://x.test/{each}", title="Word " * 30) for each in (1, 2)]

    names = distinct_titles(feeds)

    assert [name.rpartition(" ")[2] for name in names.values()] == ["(x.test/1)", "(x.test/2)"]
    assert max(map(len, names.values())) <= 64


async def test_a_feed_is_found_by_what_tells_it_from_its_namesake(database: Database) -> None:
    await GuildStore(database).record_guild(1, "Readers", "en-US")
    await GuildStore(database).record_channel(NEWS)
    urls = ("https://paper.test/posts", "https://paper.test/comments")
    blogs = [await follow(database, NEWS.id, url, NOON, title="My blog") for url in urls]

    assert find_named(blogs, "My blog (paper.test/comments)") == blogs[1:]
    assert find_named(blogs, "my blog") == blogs


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("42", True),
        ("", False),
        ("4 2", False),
        ("٤٢", False),
        ("9" * 18, True),
        ("9" * 19, False),
        ("-1", False),
    ],
)
def test_an_id_is_told_from_words(typed: str, expected: bool) -> None:
    assert is_id(typed) is expected
