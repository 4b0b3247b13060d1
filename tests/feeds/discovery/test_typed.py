"""What people type and paste."""

import pytest

from bot.feeds.discovery.discover import TooManyAddresses, read_addresses
from bot.feeds.discovery.typed import other_words, typed_addresses
from tests.support.sentences import assert_said

MAX_TYPED = 20

HN = "https://hnrss.org"
ITUNES = "https://itunes.apple.com"


@pytest.mark.parametrize(
    ("typed", "addresses"),
    [
        ("https://e.test/feed", ["https://e.test/feed"]),
        ("e.test", ["https://e.test"]),
        ("www.e.test/blog?x=1", ["https://www.e.test/blog?x=1"]),
        ("<https://e.test/a>,", ["https://e.test/a"]),
        ("(https://e.test/a).", ["https://e.test/a"]),
        ("[a feed](https://e.test/a)", ["https://e.test/a"]),
        ("feed://e.test/a", ["https://e.test/a"]),
        ("feed:https://e.test/a", ["https://e.test/a"]),
        ("http://nas:8080/feed", ["http://nas:8080/feed"]),
        ("Https://E.Test/Feed", ["https://e.test/Feed"]),
        ("HTTP://Ann:Pa@E.Test:80/a", ["http://Ann:Pa@e.test/a"]),
        ("https://e.test:443?x=Y E.test:8443", ["https://e.test?x=Y", "https://e.test:8443"]),
        ("[a feed](HTTPS://e.test/a)", ["https://e.test/a"]),
        ("@Ann@Social.Test", ["https://social.test/@Ann"]),
        ("https://a.test\nb.test, c.test; https://a.test", [
            "https://a.test", "https://b.test", "https://c.test"]),
        ("https://a.test/feed b.test http://www.a.test/feed/", [
            "https://a.test/feed", "https://b.test"]),
        ("a.test,b.test/f", ["https://a.test", "https://b.test/f"]),
        ("a.test,b.test;c.test", ["https://a.test", "https://b.test", "https://c.test"]),
        ("https://a.test/f,https://b.test/g", ["https://a.test/f", "https://b.test/g"]),
        ("https://a.test/f;feed://b.test/g", ["https://a.test/f", "https://b.test/g"]),
        ("https://e.test/s/7707,6722,8312", ["https://e.test/s/7707,6722,8312"]),
        ("https://e.test/rss,search.xml?cp=1", ["https://e.test/rss,search.xml?cp=1"]),
        ("https://e.test/f/presence-pc,1-1.xml", ["https://e.test/f/presence-pc,1-1.xml"]),
        ("https://e.test/rss?download;7;u=23;tp=0", ["https://e.test/rss?download;7;u=23;tp=0"]),
        ("https://e.test/Mercury_(planet)", ["https://e.test/Mercury_(planet)"]),
        ("(https://e.test/Mercury_(planet))", ["https://e.test/Mercury_(planet)"]),
        ("https://e.test/?tags[]=a", ["https://e.test/?tags[]=a"]),
        ("https://☃.test/feed", ["https://☃.test/feed"]),
        ("r/python", ["https://www.reddit.com/r/python/"]),
        ("reddit:python", ["https://www.reddit.com/r/python/"]),
        ("reddit:u/name", ["https://www.reddit.com/user/name/"]),
        ("@name@social.test", ["https://social.test/@name"]),
        ("masto:name@social.test", ["https://social.test/@name"]),
        ("masto:#news@social.test", ["https://social.test/tags/news"]),
        ("@name.bsky.social", ["https://bsky.app/profile/name.bsky.social"]),
        ("@channel", ["https://www.youtube.com/@channel"]),
        ("yt:channel", ["https://www.youtube.com/@channel"]),
        ("yt:@channel", ["https://www.youtube.com/@channel"]),
        ("yt:UCaaaaaaaaaaaaaaaaaaaaaa",
         ["https://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa"]),
        ("yt:PLaaaaaaaaaaaa", ["https://www.youtube.com/playlist?list=PLaaaaaaaaaaaa"]),
        ("pypi:httpx", ["https://pypi.org/project/httpx/"]),
        ("npm:@scope/name", ["https://www.npmjs.com/package/@scope/name"]),
        ("github:owner/name", ["https://github.com/owner/name"]),
        ("gh:owner/name", ["https://github.com/owner/name"]),
        ("gh:owner", ["https://github.com/owner"]),
        ("steam:440", ["https://store.steampowered.com/app/440/"]),
        ("steam:TF2", ["https://steamcommunity.com/games/TF2"]),
        ("gnews:climate change", ["https://news.google.com/rss/search?q=climate+change"]),
        ('gnews:"a, b" OR c', ["https://news.google.com/rss/search?q=%22a%2C+b%22+OR+c"]),
        ("hn:", ["https://news.ycombinator.com/rss"]),
        ("hn:best", [f"{HN}/best"]),
        ("hn: rust lang", [f"{HN}/newest?q=rust+lang"]),
        ("podcast:a title", [f"{ITUNES}/search?media=podcast&limit=10&term=a+title"]),
        ("podcast:123", [f"{ITUNES}/lookup?id=123"]),
        ("podcast://e.test/feed", ["https://e.test/feed"]),
        ('"https://a.test/f","https://b.test/g"', ["https://a.test/f", "https://b.test/g"]),
        ("https://a.test/f|https://b.test/g", ["https://a.test/f", "https://b.test/g"]),
        ("a.test/f.xml,b.test/g.xml", ["https://a.test/f.xml", "https://b.test/g.xml"]),
        ("a.test/f,1.xml", ["https://a.test/f,1.xml"]),
        ("podcast:id123", [f"{ITUNES}/lookup?id=123"]),
        ("gh:o/n/discussions", ["https://github.com/o/n/discussions"]),
        ("gh:@owner", ["https://github.com/owner"]),
        ("yt:channel/shorts", ["https://www.youtube.com/@channel/shorts"]),
        ("reddit:r/python/top", ["https://www.reddit.com/r/python/top/"]),
        ("r/python+rust", ["https://www.reddit.com/r/python+rust/"]),
        ("masto:social.test/@name", ["https://social.test/@name"]),
        ("#news@social.test", ["https://social.test/tags/news"]),
        ("steam:app/440", ["https://store.steampowered.com/app/440/"]),
        ("steam:group/name", ["https://steamcommunity.com/groups/name"]),
        ("gh:o/n hn:best", ["https://github.com/o/n", f"{HN}/best"]),
        ("my favourite blog", []),
        ("file:///etc/passwd", []),
        ("javascript:alert(1)", []),
        ("/etc/passwd", []),
        ("gnews:", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_addresses(typed: str, addresses: list[str]) -> None:
    assert list(typed_addresses(typed)) == addresses


def test_what_is_no_address_is_known_as_well() -> None:
    typed = "please (follow) https://a.test/f, and\nb.test\nplease"

    assert typed_addresses(typed) == ("https://a.test/f", "https://b.test")
    assert other_words(typed) == ("please", "follow", "and")
    assert other_words("https://a.test, ; and gnews:") == ("and", "gnews")
    assert other_words("- https://a.test\n2) https://b.test\n• c.test → 42") == ()


@pytest.mark.parametrize(
    "typed",
    [
        "„https://a.test/feed“",
        "`https://a.test/feed`",
        "**https://a.test/feed**",
        "_https://a.test/feed_",
        "||https://a.test/feed||",
        "https://a.test/feed?",
        "https://a.test/feed…",
        "//a.test/feed",
        "\ufeffhttps://a.test/feed\u200b",
        "URL:https://a.test/feed",
        "feed=https://a.test/feed",
        "<a href='https://a.test/feed'>",
        'href="https://a.test/feed">News</a',
        "https://https://a.test/feed",
        "https:/a.test/feed",
        "https//a.test/feed",
        "feed:a.test/feed",
        "podcast:https://a.test/feed",
        "yt:https://a.test/feed",
    ],
)
def test_what_stands_around_an_address_is_none_of_it(typed: str) -> None:
    assert typed_addresses(typed) == ("https://a.test/feed",)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("GH:python/cpython", "https://github.com/python/cpython"),
        ("Reddit: python", "https://www.reddit.com/r/python/"),
        ("yt: veritasium", "https://www.youtube.com/@veritasium"),
        ("RSS: https://a.test/feed", "https://a.test/feed"),
        ("https://a.test/_a_/b*", "https://a.test/_a_/b*"),
    ],
)
def test_words_may_be_written_in_any_case_and_with_a_blank(typed: str, address: str) -> None:
    assert typed_addresses(typed) == (address,)


@pytest.mark.parametrize("count", [MAX_TYPED - 1, MAX_TYPED, MAX_TYPED + 1])
def test_a_list_has_as_many_addresses_as_can_be_looked_at(count: int) -> None:
    typed = "\n".join(f"https://a.test/{n}" for n in range(count))

    if count <= MAX_TYPED:
        assert len(read_addresses(typed)) == count
    else:
        with pytest.raises(TooManyAddresses) as refused:
            read_addresses(typed)
        assert_said(refused.value)
        assert refused.value.params == {"n": MAX_TYPED}
