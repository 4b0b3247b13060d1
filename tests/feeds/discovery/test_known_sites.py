"""What people type, and where well-known sites keep their feeds."""

import pytest

from bot.feeds.discovery.known_sites import (
    common_feeds,
    repository_feeds,
    shortcut,
    typed_addresses,
)


@pytest.mark.parametrize(
    ("typed", "addresses"),
    [
        ("https://e.test/feed", ["https://e.test/feed"]),
        ("e.test", ["https://e.test"]),
        ("www.e.test/blog?x=1", ["https://www.e.test/blog?x=1"]),
        ("<https://e.test/a>,", ["https://e.test/a"]),
        ("feed://e.test/a", ["https://e.test/a"]),
        ("feed:https://e.test/a", ["https://e.test/a"]),
        ("http://nas:8080/feed", ["http://nas:8080/feed"]),
        ("https://a.test\nb.test, c.test; https://a.test", [
            "https://a.test", "https://b.test", "https://c.test"]),
        ("r/python", ["https://www.reddit.com/r/python/"]),
        ("@name@social.test", ["https://social.test/@name"]),
        ("@name.bsky.social", ["https://bsky.app/profile/name.bsky.social"]),
        ("@channel", ["https://www.youtube.com/@channel"]),
        ("pypi:httpx", ["https://pypi.org/project/httpx/"]),
        ("npm:@scope/name", ["https://www.npmjs.com/package/@scope/name"]),
        ("github:owner/name", ["https://github.com/owner/name"]),
        ("my favourite blog", []),
        ("file:///etc/passwd", []),
        ("javascript:alert(1)", []),
        ("/etc/passwd", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_addresses(typed: str, addresses: list[str]) -> None:
    assert list(typed_addresses(typed)) == addresses


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("https://www.youtube.com/channel/UC123/videos",
         "https://www.youtube.com/feeds/videos.xml?channel_id=UC123"),
        ("https://m.youtube.com/user/name",
         "https://www.youtube.com/feeds/videos.xml?user=name"),
        ("https://youtube.com/playlist?list=PL_1-x&si=9",
         "https://www.youtube.com/feeds/videos.xml?playlist_id=PL_1-x"),
        ("https://old.reddit.com/r/python/", "https://www.reddit.com/r/python/.rss"),
        ("https://www.reddit.com/r/python/new/", "https://www.reddit.com/r/python/new/.rss"),
        ("https://reddit.com/user/name", "https://www.reddit.com/user/name/.rss"),
        ("https://github.com/owner/name", "https://github.com/owner/name/releases.atom"),
        ("https://github.com/owner/name/releases/tag/v1",
         "https://github.com/owner/name/releases.atom"),
        ("https://github.com/owner/name/tags", "https://github.com/owner/name/tags.atom"),
        ("https://github.com/owner/name/commits/main",
         "https://github.com/owner/name/commits/main.atom"),
        ("https://github.com/owner", "https://github.com/owner.atom"),
        ("https://gitlab.com/group/sub/name/-/releases",
         "https://gitlab.com/group/sub/name/-/tags?format=atom"),
        ("https://social.test/@name", "https://social.test/@name.rss"),
        ("https://bsky.app/profile/name.test", "https://bsky.app/profile/name.test/rss"),
        ("https://pypi.org/project/httpx/0.28.1/",
         "https://pypi.org/rss/project/httpx/releases.xml"),
        ("https://medium.com/@name", "https://medium.com/feed/@name"),
    ],
)  # fmt: skip
def test_a_page_of_a_well_known_site_leads_to_its_feed(page: str, feed: str) -> None:
    assert shortcut(page).feeds[0] == feed


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/@name",
        "https://www.reddit.com/r/python/.rss",
        "https://github.com/owner/name/releases.atom",
        "https://github.com/owner/name/commits/main.atom",
        "https://bsky.app/profile/name.test/rss",
        "https://social.test/@name.rss",
        "https://e.test/blog",
        "https://[broken",
    ],
)
def test_a_feed_or_another_page_is_left_as_it_is(address: str) -> None:
    assert not shortcut(address).feeds


def test_a_package_of_npm_is_looked_up() -> None:
    page = "https://www.npmjs.com/package/@scope/name/v/1.0.0"

    assert shortcut(page).lookup == "https://registry.npmjs.org/@scope/name/latest"


@pytest.mark.parametrize(
    "repository",
    [
        "git+https://github.com/owner/name.git",
        "git://github.com/owner/name.git",
        "git@github.com:owner/name.git",
        "git+ssh://git@github.com/owner/name.git",
        "github:owner/name",
        "owner/name",
    ],
)
def test_a_repository_leads_to_its_releases(repository: str) -> None:
    assert repository_feeds(repository)[0] == "https://github.com/owner/name/releases.atom"


def test_feeds_are_looked_for_beside_a_page_and_at_the_root() -> None:
    usual = common_feeds("https://e.test/blog/")

    assert usual[0] == "https://e.test/blog/feed/"
    assert "https://e.test/rss.xml" in usual
