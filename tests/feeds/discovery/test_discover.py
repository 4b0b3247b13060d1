"""From what somebody typed to a feed that works."""

import pytest

from bot import i18n
from bot.errors import BadStatus, FeedError, NotAFeed, Unreachable
from bot.feeds.discovery.discover import NoAddress, NoFeedFound, discover, read_addresses
from bot.feeds.http.fetch import Fetcher
from bot.feeds.worker.pool import ParserPool
from tests.feeds.discovery.web import FEED, LINK, NOW, PAGE, Web, look, named
from tests.feeds.server import FeedServer, answer

MAX_GUESSES = 30


async def test_the_address_of_a_feed_is_that_feed(fetcher: Fetcher, server: FeedServer) -> None:
    url = server.put("/feed", FEED.format("News"))

    discovery = await look(fetcher, url)

    (offer,) = discovery.feeds
    assert (offer.url, offer.title) == (url, "News")
    assert offer.parsed is not None
    assert offer.parsed.listed == 1


async def test_a_home_page_leads_to_the_feed_it_declares(
    fetcher: Fetcher, server: FeedServer
) -> None:
    url = server.put("/feed", FEED.format("News"))
    server.put("/", PAGE.format(LINK.format("/feed")))

    discovery = await look(fetcher, server.base)

    assert [(offer.url, offer.title) for offer in discovery.feeds] == [(url, "News")]


async def test_of_several_feeds_the_asker_chooses(fetcher: Fetcher, server: FeedServer) -> None:
    server.put("/", PAGE.format(LINK.format("/a") + LINK.format("/b")))

    discovery = await look(fetcher, server.base)

    assert [(offer.title, offer.parsed) for offer in discovery.feeds] == [
        ("/a", None),
        ("/b", None),
    ]
    assert len(server.requests) == 1


async def test_a_page_that_declares_nothing_has_its_feed_where_feeds_are(
    fetcher: Fetcher, server: FeedServer
) -> None:
    server.put("/blog", PAGE.format(""))
    url = server.put("/feed.xml", FEED.format("News"))

    assert [offer.url for offer in (await look(fetcher, f"{server.base}/blog")).feeds] == [url]


async def test_a_page_without_a_feed_is_told_so_in_both_languages(
    fetcher: Fetcher, server: FeedServer
) -> None:
    server.put("/", PAGE.format(LINK.format("/gone")))

    with pytest.raises(NoFeedFound) as caught:
        await look(fetcher, server.base)

    texts = [i18n.text(locale, caught.value.key, **caught.value.params) for locale in ("en", "fr")]
    assert texts[0].startswith("I found a page at 127.0.0.1, but no feed")
    assert texts[1].startswith("J’ai trouvé une page sur 127.0.0.1, mais aucun flux")


async def test_a_feed_that_has_moved_for_good_is_followed_where_it_is(
    fetcher: Fetcher, server: FeedServer
) -> None:
    new = server.put("/new", FEED.format("News"))
    moved = server.put("/old", answer(301, Location="/new"))
    away = server.put("/away", answer(302, Location="/new"))

    assert [offer.url for offer in (await look(fetcher, moved)).feeds] == [new]
    assert [offer.url for offer in (await look(fetcher, away)).feeds] == [away]


async def test_what_cannot_be_asked_or_read_keeps_its_cause(
    fetcher: Fetcher, server: FeedServer
) -> None:
    server.put("/empty", "")
    server.put("/picture", answer(200, "\x89PNG", Content_Type="image/png"))
    server.put("/notice", FEED.format("Ann").replace(">x<", ">Bridge returned error 403!<"))

    causes = []
    for typed in ("/empty", "/picture", "/notice", "/gone"):
        with pytest.raises(FeedError) as caught:
            await look(fetcher, server.base + typed)
        causes.append(caught.value.cause)
    with pytest.raises(FeedError) as caught:
        await look(fetcher, "http://10.0.0.1/feed")
    causes.append(caught.value.cause)

    assert causes == ["empty", "not_a_feed", "notice", "http_404", "refused"]


async def test_words_are_no_address(fetcher: Fetcher) -> None:
    with pytest.raises(NoAddress):
        await look(fetcher, "my favourite blog")


def test_a_pasted_list_is_read_as_addresses() -> None:
    assert read_addresses("a.test\nhttps://b.test/feed") == (
        "https://a.test",
        "https://b.test/feed",
    )


async def test_a_feed_of_comments_is_the_last_that_is_meant() -> None:
    comments = (
        "<link rel='alternate' type='application/rss+xml' href='/post/feed/' title='Comments'>"
    )
    web = Web(
        **{
            "https://e.test/post/": PAGE.format(comments + "<img src='/wp-content/x.png'>"),
            "https://e.test/post/feed/": named("Comments on: Post", "c1"),
            "https://e.test/feed/": FEED.format("Paper"),
        }
    )

    discovery = await look(web, "https://e.test/post/")

    assert [offer.title for offer in discovery.feeds] == ["Paper"]
    del web.pages["https://e.test/feed/"]
    left = await look(web, "https://e.test/post/")
    assert [offer.title for offer in left.feeds] == ["Comments on: Post"]


async def test_a_page_that_sends_its_readers_on_is_followed_once() -> None:
    refresh = "<meta http-equiv='refresh' content='0;url={}'>"
    web = Web(
        **{
            "https://e.test": PAGE.format(refresh.format("/en/")),
            "https://e.test/en/": PAGE.format(refresh.format("/fr/") + LINK.format("/feed")),
            "https://e.test/feed": FEED.format("Paper"),
        }
    )

    assert [offer.title for offer in (await look(web, "e.test")).feeds] == ["Paper"]
    assert "https://e.test/fr/" not in web.asked


async def test_a_page_that_names_its_feed_is_not_left_for_where_it_sends_others() -> None:
    refresh = "<noscript><meta http-equiv='refresh' content='0;url=/no-script'></noscript>"
    web = Web(
        **{
            "https://e.test": PAGE.format(refresh + LINK.format("/feed")),
            "https://e.test/no-script": PAGE.format(""),
            "https://e.test/feed": FEED.format("Paper"),
        }
    )

    assert [offer.title for offer in (await look(web, "e.test")).feeds] == ["Paper"]


async def test_a_page_that_sends_its_readers_nowhere_is_looked_at_itself() -> None:
    refresh = "<meta http-equiv='refresh' content='0;url=/no-script'>"
    web = Web(
        **{
            "https://e.test": PAGE.format(refresh),
            "https://e.test/no-script": PAGE.format(""),
            "https://e.test/blog/feed.xml": FEED.format("Paper"),
        }
    )

    assert [offer.title for offer in (await look(web, "e.test")).feeds] == ["Paper"]


async def test_a_short_link_to_a_page_that_refuses_us_leads_to_its_feeds() -> None:
    web = Web(**{"https://medium.com/feed/@name": FEED.format("Stories")})
    web.refuses = BadStatus(403, url="https://medium.com/@name/a-story-1a2b")

    discovery = await look(web, "https://link.medium.com/abc")

    assert [offer.title for offer in discovery.feeds] == ["Stories"]


async def test_a_site_that_refuses_robots_its_pages_may_show_them_its_feed() -> None:
    web = Web(**{"https://e.test/rss.xml": FEED.format("Paper")})
    web.refuses = BadStatus(403)

    assert [offer.title for offer in (await look(web, "e.test")).feeds] == ["Paper"]
    assert len(web.asked) == 3
    web.pages, web.asked = {}, []
    with pytest.raises(BadStatus):
        await look(web, "e.test")
    assert len(web.asked) == 1 + 8  # guesses
    web.refuses = BadStatus(404)
    with pytest.raises(BadStatus):
        await look(web, "e.test")


async def test_a_site_without_tls_is_followed_where_it_answers(
    fetcher: Fetcher, server: FeedServer
) -> None:
    url = server.put("/feed", FEED.format("News"))

    discovery = await look(fetcher, f"{server.host}/feed")

    assert [offer.url for offer in discovery.feeds] == [url]


async def test_a_site_that_only_has_a_name_with_www_is_followed_there() -> None:
    web = Web(**{"https://www.e.test/feed": FEED.format("Paper")})
    web.refuses = Unreachable("dns")

    discovery = await look(web, "e.test/feed")

    assert [offer.url for offer in discovery.feeds] == ["https://www.e.test/feed"]


async def test_a_page_deep_inside_a_site_has_the_feed_of_its_front() -> None:
    web = Web(
        **{
            "https://e.test/2026/a-story": PAGE.format(""),
            "https://e.test/": PAGE.format("<a href='/all'>RSS</a>"),
            "https://e.test/all": FEED.format("Paper"),
        }
    )

    discovery = await look(web, "https://e.test/2026/a-story")

    assert [offer.title for offer in discovery.feeds] == ["Paper"]


async def test_a_link_to_a_friends_feed_is_not_meant_before_ones_own() -> None:
    web = Web(
        **{
            "https://e.test": PAGE.format("<a href='https://friend.test/feed/'>A friend</a>"),
            "https://friend.test/feed/": FEED.format("Friend"),
            "https://e.test/atom.xml": FEED.format("Paper"),
        }
    )

    assert [offer.title for offer in (await look(web, "e.test")).feeds] == ["Paper"]
    del web.pages["https://e.test/atom.xml"]
    assert [offer.title for offer in (await look(web, "e.test")).feeds] == ["Friend"]


async def test_a_link_to_a_page_of_feeds_leads_on_to_them() -> None:
    web = Web(
        **{
            "https://e.test": PAGE.format("<a href='/rss/'>RSS</a>"),
            "https://e.test/rss/": PAGE.format("<a href='/a.rss'>A</a> <a href='/b.rss'>B</a>"),
        }
    )

    assert [offer.url for offer in (await look(web, "e.test")).feeds] == [
        "https://e.test/a.rss",
        "https://e.test/b.rss",
    ]


async def test_guessing_has_a_bound_and_ends_where_the_host_has_enough() -> None:
    web = Web(**{"https://e.test": PAGE.format("")})
    with pytest.raises(NoFeedFound):
        await look(web, "e.test")
    asked = len(web.asked)

    web.asked, web.refuses = [], BadStatus(429)
    with pytest.raises(NoFeedFound):
        await look(web, "e.test")

    assert asked <= 1 + MAX_GUESSES
    assert len(web.asked) == 2


async def test_a_real_parser_and_a_real_server_agree(fetcher: Fetcher, server: FeedServer) -> None:
    server.put("/", PAGE.format(LINK.format("/feed")))
    server.put("/feed", FEED.format("News"))

    async with ParserPool.open(workers=1) as parser:
        discovery = await discover(server.base, fetcher=fetcher, parser=parser, now=NOW)
        with pytest.raises(NotAFeed):
            await parser.read(b"<html>", url=server.base, content_type=None)

    assert [offer.title for offer in discovery.feeds] == ["News"]
