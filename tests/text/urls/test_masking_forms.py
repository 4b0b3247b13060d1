"""Keys in addresses are hidden in each of the forms that private feeds have."""

import pytest

from bot.text.urls.masking import mask_url, short_address

HEX = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"
SHA = f"{HEX}deadbeef"
B64 = "dGhpc0lzQVNlY3JldEtleQ"
UUID = "9f8e7d6c-5b4a-3928-1706-abcdefabcdef"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"

FORMS = [
    (f"https://ann:{HEX}@a.test/feed", HEX),
    (f"https://a.test/rss?feed={SHA}&user=12", SHA),
    (f"https://a.test/calendar/private-{HEX}/basic.ics", HEX),
    (f"https://a.test/secret:{B64}/feed", B64),
    ("https://a.test/secret:hunter2/feed", "hunter2"),
    ("https://a.test/feed?k=hunter2-x", "hunter2"),
    ("https://a.test/feed?h=4f0c21", "4f0c21"),
    ("https://a.test/feed?code=hunter2", "hunter2"),
    (f"https://a.test/feed?{HEX}", HEX),
    (f"https://a.test/feed?{B64}", B64),
    ("https://a.test/rss?torrent_pass=hunter2", "hunter2"),
    ("https://a.test/feed;token=hunter2", "hunter2"),
    ("https://a.test/feed;v=1;token=hunter2/x", "hunter2"),
    ("https://a.test/feed?to%6ben=hunter2", "hunter2"),
    ("https://a.test/feed?%74oken=hunter2", "hunter2"),
    (f"https://show.supportingcast.example/content/{JWT}.rss", "eyJzdWIiOiIxMjM0NTY3ODkwIn0"),
    (f"https://api.podcasts.example/feed/podcast/12/private/{UUID}.rss", UUID),
    ("https://subscribers.podcasts.example/a1b2c3d4e5f607", "a1b2c3d4e5f607"),
    ("https://podcasts.example/private/k7Qp2/feed.xml", "k7Qp2"),
    ("https://podcasts.example/rss/u/4821x/feed.xml", "4821x"),
    ("https://a.test/rss/passkey=hunter2", "hunter2"),
    ("https://a.test/feed?passkey=hunter2", "hunter2"),
    ("https://a.test/user.private.atom?token=hunter2", "hunter2"),
    ("https://a.test/feed?x-amz-signature=hunter2", "hunter2"),
    ("https://a.test/feed?X-Amz-Credential=hunter2", "hunter2"),
    ("https://a.test/feed?sid=hunter2", "hunter2"),
    (f"https://a.test/feed?x={B64}%3D%3D", B64),
    ("https://a.test/feed?x=aB3dE5fG7hJ9", "aB3dE5fG7hJ9"),
    (
        "https://bridge.test/?action=display&url=https%3A%2F%2Fa.test%2F%3Ftoken%3Dhunter2",
        "hunter2",
    ),
    (f"https://{HEX}.feeds.test/rss", HEX),
    (f"https://a.test/feed?auth[token]={HEX}", HEX),
    ("https://a.test/token/hunter2/rss", "hunter2"),
    ("https://a.test/feed?user=ann&password=hunter2", "hunter2"),
    (f"https://a.test/feed/{HEX.upper()}", HEX.upper()),
    ("https://a.test/feed#hunter2", "hunter2"),
]


@pytest.mark.parametrize(("url", "key"), FORMS)
def test_no_form_shows_its_key(url: str, key: str) -> None:
    assert key not in mask_url(url)
    assert key not in short_address(url)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"{B64}.xml", "***.xml"),
        (f"{JWT}", "***"),
        ("eyJhb.xml", "eyJhb.xml"),
        (f"token/{B64}.xml", "token/***.xml"),
        (f"token/{B64}.{B64}", "token/***"),
    ],
)
def test_of_a_key_the_kind_of_its_file_is_shown(path: str, shown: str) -> None:
    assert mask_url(f"https://a.test/{path}") == f"https://a.test/{shown}"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.test/feed?page=2&lang=fr&s=sport&t=2025",
        "https://a.test/2025/12/09/the-bridge-that-opens-at-last/feed",
        "https://a.test/feed?id=12345&cat=7&k=python",
        "https://a.test/user/ann/feed.xml",
        "https://a.test/eyewitness-accounts-of-the-bridge-2025",
        "https://a.test/u/ann/",
        "https://a.test/private/feed.xml",
        "https://a.test/r/worldnews/.rss?sort=new",
        "https://xn--bcher-kva.test/feed",
        "https://www.youtube.com/feeds/videos.xml?channel_id=UC0abcdEFGH1234ijklMNOPQ",
        "https://a.test/feed?url=https%3A%2F%2Fb.test%2Ffeed",
        "https://a.test/index.php?option=com_content&view=category&format=feed&type=rss",
        "https://a.test/20251209T090000Z/episode-1234567890.mp3",
        "https://a.test/tags/c++/feed?since=2025-12-09T10:00:00Z",
    ],
)
def test_an_address_without_a_key_is_shown_as_it_is(url: str) -> None:
    assert mask_url(url) == url
