"""The feeds that a page offers."""

import pytest

from bot.feeds.discovery.autodiscovery import FeedLink, offered_feeds

URL = "https://e.test/blog/"
RSS = "<link rel=alternate type=application/rss+xml"


def offered(page: str) -> list[tuple[str, str]]:
    return [(link.url, link.title) for link in offered_feeds(page.encode(), URL)]


@pytest.mark.parametrize(
    ("page", "links"),
    [
        (f"{RSS} href='/feed' title='News &amp; more'>", [("/feed", "News & more")]),
        ("<LINK TYPE='application/atom+xml' HREF=atom.xml REL='ALTERNATE home'/>",
         [("/blog/atom.xml", "")]),
        ("<link rel='feed' href='/f'>", [("/f", "")]),
        ("<link rel='alternate' type='application/feed+json' href='/j'>", [("/j", "")]),
        (f"<base href='/other/'>{RSS} href='feed'>", [("/other/feed", "")]),
        (f"{RSS} href='/c/comments/feed/' title='x Comments'>{RSS} href='/feed/' title='x'>",
         [("/feed/", "x"), ("/c/comments/feed/", "x Comments")]),
        (f"{RSS} href='/rss' title='Site RSS'><link rel='alternate' type='application/atom+xml'"
         " href='/atom' title='Site (Atom)'>", [("/rss", "Site RSS")]),
        (f"{RSS} href='/a' title='A > B'>", [("/a", "A > B")]),
        ("<link rel='alternate' type='application/json' href='/wp-json/x'>", []),
        ("<link rel='alternate' hreflang='fr' href='/fr/'>", []),
        ("<link rel='alternate stylesheet' type='text/xml' href='/x'>", []),
        (f"{RSS} href='javascript:x()'>", []),
        ("<a href='/blog/rss/'>RSS</a> <a href='/feedback'>Feedback</a>", [("/blog/rss/", "")]),
        ("<a href='/news.rss?x=1'>", [("/news.rss?x=1", "")]),
        (f"<a href='/news.rss'>{RSS} href='/feed'>", [("/feed", "")]),
        ("no links", []),
    ],
)  # fmt: skip
def test_a_page_offers_the_feeds_it_declares(page: str, links: list[tuple[str, str]]) -> None:
    assert offered(page) == [(f"https://e.test{path}", title) for path, title in links]


def test_the_page_of_a_video_channel_names_the_channel() -> None:
    page = b'<script>{"externalId":"UCaaaaaaaaaaaaaaaaaaaaaa"}</script>'
    feed = "https://www.youtube.com/feeds/videos.xml?channel_id=UCaaaaaaaaaaaaaaaaaaaaaa"

    assert offered_feeds(page, "https://www.youtube.com/@x") == (FeedLink(url=feed, title=""),)


def test_a_menu_is_never_longer_than_discord_shows() -> None:
    page = "".join(f"{RSS} href='/{n}' title='{n}'>" for n in range(100))

    assert len(offered(page)) == 25


@pytest.mark.parametrize("piece", ["<link ", "<link a='", '<a href="', "<a ", "<base", "<", "'"])
def test_a_hostile_page_is_read_quickly(piece: str) -> None:
    assert offered(piece * (600_000 // len(piece))) == []
