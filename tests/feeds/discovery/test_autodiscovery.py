"""The feeds that a page offers."""

import pytest

from bot.feeds.discovery.autodiscovery import (
    FeedLink,
    link_title,
    offered_feeds,
    refreshed_to,
)
from bot.feeds.discovery.page_accounts import account_feed
from bot.feeds.discovery.page_tags import visible_text
from tests.support.edges import EDGES, longest_run, seen

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
        ("<link rel='alternate' type='application/json' href='/feed.json'>", [("/feed.json", "")]),
        ("<link rel='alternate' type='application/json+oembed' href='/oembed?url=x'>", []),
        ("<link rel='alternate' type='application/rss' href='/f'>", [("/f", "")]),
        ("<link rel='alternate' href='/feed.xml'>", [("/feed.xml", "")]),
        ("<a href='/rss.php'>", [("/rss.php", "")]),
        ("<a href='/news/?format=rss'>", [("/news/?format=rss", "")]),
        ("<a href='/?feed=rss2'>", [("/?feed=rss2", "")]),
        ("<a href='/latest_feed.xml'>", [("/latest_feed.xml", "")]),
        ("<a href='/index.rdf'>", [("/index.rdf", "")]),
        ("<a href='feed:https://e.test/all'>", [("/all", "")]),
        ("<a href='feed://e.test/all'>", [("/all", "")]),
        ("<a href='https://feedly.com/i/subscription/feed/rss'>", []),
        ("<a href='/format=rss-guide'> <a href='/?reformat=rss'>", []),
        (f"{RSS} href='/f?a=1&region=fr&copy=2&amp;lang=x&#38;y=&reg;'>",
         [("/f?a=1&region=fr&copy=2&lang=x&y=%C2%AE", "")]),
        (f"<!-- {RSS} href='/old'> --><script>x = \"{RSS} href='/x'>\"</script>{RSS} href='/new'>",
         [("/new", "")]),
        (f"<template>{RSS} href='/t'></template><!-- {RSS} href='/never closed'>", []),
        (f"{RSS} href='http://e.test/f/'>{RSS} href='https://www.e.test/f?utm_source=x'>"
         .replace("http://e", "https://e"), [("/f/", "")]),
        (f"{RSS} href='/feed/' title='A'>{RSS} href='/feed/rss2/' title='B'>"
         f"{RSS} href='/?feed=rss2' title='C'>", [("/feed/", "A")]),
        (f"{RSS} href='/post/feed/' title='Paper » Post comments'><a href='/rss.xml'>",
         [("/rss.xml", ""), ("/post/feed/", "Paper » Post comments")]),
        *[(f"{RSS} href='/c' title='{name}'>{RSS} href='/p' title='Paper'>",
           [("/p", "Paper"), ("/c", name)])
          for name in ("Flux des commentaires", "Kommentar-Feed", "Feed de los comentarios",
                       "Feed dei commenti", "Feed de comentários", "Reactiesfeed van reacties")],
        *[(f"<link{rel} type='application/atom+xml' href='/f'>", [("/f", "")])
          for rel in ("", " rel=rss", " rel=alternative", " rel=service.feed")],
        ("<link rel=service.post type='application/atom+xml' href='/post'>", []),
        (f"{RSS} href=/a/long/way/to/the/feed/index.xml title=Blog>",
         [("/a/long/way/to/the/feed/index.xml", "Blog")]),
        ("<link\n        rel='alternate'\n        type='application/rss+xml'\n            "
         "                  href='/f'\n    />", [("/f", "")]),
        (f"{RSS} title='It's' href='/f'>", [("/f", "It")]),
        (f"{RSS} title='RSS' href='/fr/f'>{RSS} title='RSS 2.0 feed' href='/en/f'>",
         [("/fr/f", ""), ("/en/f", "")]),
        (f"{RSS} title='News' href='/a'>{RSS} title='News' href='/b'>",
         [("/a", "News"), ("/b", "News")]),
        (f"{RSS} href='/rss.xml'><link rel=alternate type='application/atom+xml' href='/atom.xml'>",
         [("/rss.xml", "")]),
        ("<link rel=alternate type='application/json' href='/page.json'><a href='/rss.xml'>",
         [("/rss.xml", "")]),
        (f"<link rel=alternate type='text/xml' href='/sitemap.xml'>{RSS} href='/f'>",
         [("/f", "")]),
        (f"<!-->{RSS} href='/f'>", [("/f", "")]),
        ("<noscript><a href='/feed/'></noscript>", [("/feed/", "")]),
        ("<a href='/index.php'>Home</a> <a href='/index.php?id=3'>", []),
        *[(f"<a href='{address}'>", [(address, "")])
          for address in ("/rss/une.xml", "/feeds/news/top.xml", "/xml/rss/all.xml",
                          "/rssfeeds/-1.cms", "/rss/news/world/europe", "/rss.aspx", "/backend.php",
                          "/rss_2.0/",
                          "/spip.php?page=backend&id=2", "/all.atom.xml", "/podcast.xml",
                          "/x?RSS=true", "/x?format=rss2.0", "/?action=.xml;type=rss")],
        ("<a href='itpc://e.test/show'>", [("/show", "")]),
        ("<a href='https://feedly.com/i/subscription/feed%2Fhttps%3A%2F%2Fe.test%2Fnews'>",
         [("/news", "")]),
        ("<a href='https://feedly.com/i/subscription/feed/https://e.test/news'>", [("/news", "")]),
        ("<a href='https://validator.test/check?url=https%3A//e.test/news.rss'>",
         [("/news.rss", "")]),
        ("<a href='https://share.test/?url=https%3A//e.test/a-story'>", []),
        ("<a class='icon icon-rss' href='/x/1'></a>", [("/x/1", "")]),
        ("no links", []),
    ],
)  # fmt: skip
def test_a_page_offers_the_feeds_it_declares(page: str, links: list[tuple[str, str]]) -> None:
    assert offered(page) == [(f"https://e.test{path}", title) for path, title in links]


def test_the_page_of_a_video_channel_names_the_channel() -> None:
    page = b'<script>{"externalId":"UCaaaaaaaaaaaaaaaaaaaaaa"}</script>'
    feed = "https://www.youtube.com/feeds/videos.xml?channel_id=UCaaaaaaaaaaaaaaaaaaaaaa"

    assert offered_feeds(page, "https://www.youtube.com/@x") == (FeedLink(url=feed, title=""),)


def test_of_the_channels_that_a_page_names_its_own_is_meant() -> None:
    other, own = ("UC" + letter * 22 for letter in "ba")
    page = f'{{"channelId":"{other}"}} {{"externalId":"{own}"}}'.encode()

    (link,) = offered_feeds(page, "https://www.youtube.com/@x")

    assert link.url.endswith(own)


def test_a_page_that_speaks_of_a_channel_or_a_musician_is_not_theirs() -> None:
    page = b'{"channelId":"UCaaaaaaaaaaaaaaaaaaaaaa"} soundcloud://users:42'

    assert offered_feeds(page, URL) == ()


@pytest.mark.parametrize(
    ("page", "target"),
    [
        ("<meta http-equiv='refresh' content='0; url=/en/'>", "https://e.test/en/"),
        ('<META content="0;URL=\'https://www.e.test/&amp;x\'" HTTP-EQUIV=Refresh>',
         "https://www.e.test/&x"),
        ("<meta http-equiv='refresh' content='0; /en/'>", "https://e.test/en/"),
        ("<meta http-equiv='refresh' content='300'>", None),
        ("<meta http-equiv='refresh' content='0;url=/blog/'>", None),
        ("<!-- <meta http-equiv='refresh' content='0;url=/old'> -->", None),
        ("<meta name='x' content='0;url=/en/'>", None),
    ],
)  # fmt: skip
def test_a_page_may_send_its_readers_on(page: str, target: str | None) -> None:
    assert refreshed_to(page.encode(), URL, None) == target


def test_the_page_of_a_musician_names_the_account() -> None:
    page = b'<meta property="al:ios:url" content="soundcloud://users:42">'
    feed = "https://feeds.soundcloud.com/users/soundcloud:users:42/sounds.rss"

    assert offered_feeds(page, "https://soundcloud.com/x") == (FeedLink(url=feed, title=""),)


@pytest.mark.parametrize(
    "feed",
    [
        "http://feeds.feedburner.com/Paper",
        "https://feeds.podcasts.test/show",
        "https://rss.paper.test/services/home.xml",
    ],
)
def test_a_link_to_a_host_of_feeds_is_one(feed: str) -> None:
    page = f"<a href='{feed}'>Subscribe</a>".encode()

    assert offered_feeds(page, URL) == (FeedLink(url=feed, title=""),)


def test_feeds_of_other_sites_come_after_ones_own() -> None:
    page = b"<a href='https://friend.test/feed/'>A friend</a> <a href='https://www.e.test/rss'>"

    assert [(link.url, link.is_foreign) for link in offered_feeds(page, URL)] == [
        ("https://www.e.test/rss", False),
        ("https://friend.test/feed/", True),
    ]


def test_the_end_of_a_long_page_is_read_as_well() -> None:
    story = "<p>Something happened, and then something else.</p>\n" * 20_000
    footer = "x = '<a href=/no.rss>'</script><a href='/news.rss'>RSS</a>"

    assert offered(f"{story}<script>{story}{footer}") == [("https://e.test/news.rss", "")]


def test_the_page_of_a_podcast_names_its_feed() -> None:
    page = rb'{"feedUrl":"https:\/\/e.test\/show\u0026x"}'
    url = "https://podcasts.apple.com/fr/podcast/x/id1"

    assert [link.url for link in offered_feeds(page, url)] == ["https://e.test/show&x"]


def test_a_menu_is_never_longer_than_discord_shows() -> None:
    page = "".join(f"{RSS} href='/{n}' title='{n}'>" for n in range(100))

    assert len(offered(page)) == 25


@pytest.mark.parametrize(
    "piece",
    [
        "<link ",
        "<!--",
        "<script ",
        "</script ",
        "&copy",
        "<link a='",
        '<a href="',
        "<a ",
        "<a>rss",
        "<base",
        "<a x = ",
        "<a '\"",
        "<",
        "'",
    ],
)
def test_a_hostile_page_is_read_quickly(piece: str) -> None:
    assert offered(piece * (600_000 // len(piece))) == []


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ('<a href="atom.xml">x</a>', "https://a.test/blog/atom.xml"),
        ('<a href="rss.php">x</a>', "https://a.test/blog/rss.php"),
        ('<a type="application/rss+xml" href="/x/12">x</a>', "https://a.test/x/12"),
        ('<a title="RSS feed" href="/x/12">x</a>', "https://a.test/x/12"),
        ('<a aria-label="Subscribe by Atom" href="/x/12">x</a>', "https://a.test/x/12"),
    ],
)
def test_a_link_in_a_page_may_say_that_it_is_a_feed(link: str, url: str) -> None:
    page = f"<html><body>{link}</body></html>".encode()

    assert [feed.url for feed in offered_feeds(page, "https://a.test/blog/")] == [url]


@pytest.mark.parametrize(
    "words",
    [
        "RSS",
        "Atom feed",
        "Flux RSS",
        "<b>Subscribe</b> via RSS",
        "RSS-Feed abonnieren",
        "<img src='/i.png' alt='RSS 2.0'>",
        "<i class='fa fa-rss'></i>",
    ],
)
def test_a_link_may_say_that_it_is_a_feed_in_its_words_alone(words: str) -> None:
    (link,) = offered_feeds(f"<a href='/x/12'>{words}</a>".encode(), URL)

    assert link.url == "https://e.test/x/12"


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/x'>Why RSS matters for all of us today</a>",
        "<a href='/x'>The atom bomb</a>",
        "<a href='https://other.test/'>RSS readers</a>",
        "<a href='#rss'>RSS</a>",
        "<a href='https://feedly.com/i/x'>RSS</a>",
        "<a href='/x'>RSS",
    ],
)
def test_a_link_that_speaks_of_feeds_is_none(link: str) -> None:
    assert offered_feeds(link.encode(), URL) == ()


def test_a_page_about_feeds_is_no_feed() -> None:
    assert offered("<a href='/feeds/about.html'> <a href='/rss/help.shtml'>") == []


def test_links_that_name_sections_are_a_choice() -> None:
    page = "<a href='/x/1'>World RSS</a><a href='/x/2'>Sport RSS</a>"

    assert [title for _, title in offered(page)] == ["World RSS", "Sport RSS"]


def test_of_a_long_page_the_beginning_and_the_end_are_looked_at() -> None:
    beginning, end = "b" * 512 * 1024, "e" * 256 * 1024

    assert visible_text(beginning.encode(), None) == beginning
    assert visible_text(f"{beginning}x{end}".encode(), None) == f"{beginning}\n{end}"


@pytest.mark.parametrize(
    ("words", "is_named"), [("Our own news by RSS", True), ("All our own news by RSS", False)]
)
def test_a_link_that_is_a_feed_says_five_words(words: str, is_named: bool) -> None:
    assert bool(offered(f"<a href='/x/1'>{words}</a>")) is is_named


@pytest.mark.parametrize(("name", "is_foreign"), [("abc", True), ("abcd", False)])
def test_a_name_of_three_letters_is_part_of_a_top_level(name: str, is_foreign: bool) -> None:
    page = f"<a href='https://two.{name}.uk/feed.xml'>Two</a>".encode()

    [link] = offered_feeds(page, f"https://one.{name}.uk/")

    assert link.is_foreign is is_foreign


@pytest.mark.parametrize("beside", [0, 1])
def test_an_account_is_looked_for_in_two_megabytes_of_a_page(beside: int) -> None:
    page = b"soundcloud:users:12".rjust(2 * 1024 * 1024 + beside)

    feed = account_feed(page, "https://soundcloud.com/name")

    assert feed is not None
    assert ("users:12/" in feed) == (beside == 0)


@pytest.mark.parametrize("beside", EDGES)
def test_a_feeds_name_has_a_hundred_letters(beside: int) -> None:
    assert longest_run(link_title("t" * (100 + beside)), "t") == seen(100, beside)


@pytest.mark.parametrize(("inside", "is_named"), [(297, True), (298, False)])
def test_three_hundred_letters_inside_of_a_link_are_looked_at(inside: int, is_named: bool) -> None:
    picture = "<img alt='RSS' src='/" + "x" * (inside - len("<img alt='RSS' src='/'>")) + "'>"

    assert bool(offered(f"<a href='/x/1'>{picture}</a>")) is is_named
