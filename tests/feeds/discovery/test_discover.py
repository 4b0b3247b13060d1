"""From what somebody typed to a feed that works."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot import i18n
from bot.errors import BadStatus, FeedError, NotAFeed, Unreachable
from bot.feeds.discovery.bridge import bridge_detection, bridge_questions
from bot.feeds.discovery.discover import Discovery, NoAddress, NoFeedFound, discover, read_addresses
from bot.feeds.document.parse import read_document
from bot.feeds.http.fetch import Fetched, Fetcher
from bot.feeds.http.ssrf_guard import SsrfGuard
from bot.feeds.worker.pool import ParserPool
from bot.model import ParsedFeed
from tests.feeds.server import FeedServer, answer

MAX_GUESSES = 30

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FEED = "<rss version='2.0'><channel><title>{}</title><item><title>x</title></item></channel></rss>"
EMPTY = "<rss version='2.0'><channel><title>Empty</title></channel></rss>"
PAGE = "<!doctype html><html><head>{}</head><body>Hello</body></html>"
LINK = "<link rel='alternate' type='application/rss+xml' href='{0}' title='{0}'>"


class Reader:
    """Reads at once, in this process."""

    async def read(self, body: bytes, *, url: str, content_type: str | None) -> ParsedFeed:
        return read_document(body, url=url, content_type=content_type)


class Web:
    """A made-up web: pages by address; everything else is not there."""

    def __init__(self, **pages: str) -> None:
        self.pages = pages
        self.leads: dict[str, str] = {}
        self.asked: list[str] = []
        self.refuses: FeedError = BadStatus(404)

    async def fetch(self, url: str, *, now: datetime) -> Fetched:
        self.asked.append(url)
        url = self.leads.get(url, url)
        if url not in self.pages:
            raise self.refuses
        return Fetched(body=self.pages[url].encode(), url=url)


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher.open(SsrfGuard(allowed_hosts=frozenset({"127.0.0.1"}))) as opened:
        yield opened


async def look(fetcher: Fetcher | Web, typed: str, bridge_url: str = "") -> Discovery:
    return await discover(typed, fetcher=fetcher, parser=Reader(), now=NOW, bridge_url=bridge_url)


def named(title: str, *guids: str) -> str:
    items = "".join(f"<item><title>x</title><guid>{guid}</guid></item>" for guid in guids)
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"


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


async def test_a_well_known_site_is_asked_for_its_feed_only() -> None:
    web = Web(**{"https://www.reddit.com/r/python/.rss": FEED.format("r/python")})

    discovery = await look(web, "r/python")

    assert [offer.title for offer in discovery.feeds] == ["r/python"]
    assert web.asked == ["https://www.reddit.com/r/python/.rss"]


async def test_of_a_repository_the_asker_chooses_what_there_is() -> None:
    web = Web(
        **{
            "https://github.com/o/n/releases.atom": EMPTY,
            "https://github.com/o/n/tags.atom": FEED.format("Tags"),
            "https://github.com/o/n/commits.atom": named("Commits", "c1"),
        }
    )

    discovery = await look(web, "gh:o/n")

    assert [offer.title for offer in discovery.feeds] == ["Tags", "Commits"]
    del web.pages["https://github.com/o/n/commits.atom"]
    assert [offer.title for offer in (await look(web, "github.com/o/n")).feeds] == ["Tags"]


CHANNEL = "UCaaaaaaaaaaaaaaaaaaaaaa"
VIDEOS = "https://www.youtube.com/feeds/videos.xml"


@pytest.mark.parametrize(
    "head",
    [
        f'<script>x = {{"externalId":"{CHANNEL}"}}</script>',
        f"<link rel='alternate' type='application/rss+xml' href='{VIDEOS}?channel_id={CHANNEL}'>",
    ],
)
async def test_of_a_channel_the_asker_chooses_videos_shorts_or_live(head: str) -> None:
    web = Web(
        **{
            "https://www.youtube.com/@name": PAGE.format(head),
            f"{VIDEOS}?channel_id={CHANNEL}": named("All", "v1", "s1"),
            f"{VIDEOS}?playlist_id=UULF{CHANNEL[2:]}": named("Videos", "v1"),
            f"{VIDEOS}?playlist_id=UUSH{CHANNEL[2:]}": named("Shorts", "s1"),
        }
    )

    discovery = await look(web, "yt:name")

    assert [offer.title for offer in discovery.feeds] == ["All", "Videos", "Shorts"]


async def test_a_channel_that_has_but_videos_is_no_choice() -> None:
    web = Web(
        **{
            f"{VIDEOS}?channel_id={CHANNEL}": named("All", "v1"),
            f"{VIDEOS}?playlist_id=UULF{CHANNEL[2:]}": named("Videos", "v1"),
        }
    )

    discovery = await look(web, f"https://www.youtube.com/channel/{CHANNEL}")

    assert [offer.title for offer in discovery.feeds] == ["All"]


async def test_a_podcast_is_found_by_its_page_and_by_its_title() -> None:
    one = {"collectionName": "One", "feedUrl": "https://a.test/1"}
    two = {"collectionName": "Two", "feedUrl": "https://a.test/2"}
    itunes = "https://itunes.apple.com"
    web = Web(
        **{
            f"{itunes}/lookup?id=123": json.dumps({"results": [one]}),
            f"{itunes}/search?media=podcast&limit=10&term=a+title": json.dumps(
                {"results": [one, two]}
            ),
            "https://a.test/1": FEED.format("One"),
        }
    )

    page = await look(web, "https://podcasts.apple.com/fr/podcast/one/id123")
    title = await look(web, "podcast:a title")

    assert [offer.url for offer in page.feeds] == ["https://a.test/1"]
    assert [offer.title for offer in title.feeds] == ["One", "Two"]


async def test_a_newsletter_is_found_by_its_author() -> None:
    profile = {"primaryPublication": {"subdomain": "paper", "custom_domain": None}}
    web = Web(
        **{
            "https://substack.com/api/v1/user/name/public_profile": json.dumps(profile),
            "https://paper.substack.com/feed": FEED.format("Paper"),
        }
    )

    discovery = await look(web, "https://substack.com/@name")

    assert [offer.title for offer in discovery.feeds] == ["Paper"]


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


async def test_a_short_link_to_a_well_known_site_leads_to_its_feeds() -> None:
    web = Web(
        **{
            "https://github.com/o/n": PAGE.format(LINK.format("/o/n/commits/main.atom")),
            "https://github.com/o/n/releases.atom": FEED.format("Releases"),
        }
    )
    web.leads = {"https://short.test/x": "https://github.com/o/n"}

    assert [offer.title for offer in (await look(web, "short.test/x")).feeds] == ["Releases"]
    web.pages["https://short.test/x"] = PAGE.format(
        "<meta http-equiv='refresh' content='0;url=https://github.com/o/n'>"
    )
    web.leads = {}
    del web.pages["https://github.com/o/n"]  # which may refuse us
    assert [offer.title for offer in (await look(web, "short.test/x")).feeds] == ["Releases"]


async def test_a_short_link_to_a_page_that_refuses_us_leads_to_its_feeds() -> None:
    web = Web(**{"https://medium.com/feed/@name": FEED.format("Stories")})
    web.refuses = BadStatus(403, url="https://medium.com/@name/a-story-1a2b")

    discovery = await look(web, "https://link.medium.com/abc")

    assert [offer.title for offer in discovery.feeds] == ["Stories"]


async def test_a_site_that_refuses_robots_its_pages_may_show_them_its_feed() -> None:
    web = Web(**{"https://e.test/rss.xml": FEED.format("Paper")})
    web.refuses = BadStatus(403)

    assert [offer.title for offer in (await look(web, "e.test")).feeds] == ["Paper"]
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


async def test_an_account_whose_pages_are_on_another_host_is_found_by_its_handle() -> None:
    profile = {"rel": "http://webfinger.net/rel/profile-page", "href": "https://s.e.test/@name"}
    web = Web(
        **{
            "https://e.test/.well-known/webfinger?resource=acct:name@e.test": json.dumps(
                {"links": [profile]}
            ),
            "https://s.e.test/@name.rss": FEED.format("Name"),
        }
    )

    for typed in ("@name@e.test", "https://social.test/@name@e.test"):
        assert [offer.title for offer in (await look(web, typed)).feeds] == ["Name"]


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


async def test_a_shop_is_followed_where_its_platform_keeps_the_feed() -> None:
    web = Web(
        **{
            "https://e.test": PAGE.format("<script src='https://cdn.shopify.com/x.js'></script>"),
            "https://e.test/blogs/news.atom": EMPTY,
            "https://e.test/collections/all.atom": FEED.format("Shop"),
        }
    )

    assert [offer.title for offer in (await look(web, "e.test")).feeds] == ["Shop"]


async def test_a_tag_of_another_network_is_found_though_its_page_says_nothing() -> None:
    web = Web(**{"https://social.test/tags/news.rss": FEED.format("#news")})

    for page in (PAGE.format(""), None):
        if page:
            web.pages["https://social.test/tags/news"] = page
        else:
            del web.pages["https://social.test/tags/news"]
        discovery = await look(web, "masto:#news@social.test")
        assert [offer.title for offer in discovery.feeds] == ["#news"]


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


BRIDGE = "http://bridge.lan"


async def test_the_bridge_is_asked_last_and_for_pages_only() -> None:
    questions = bridge_questions(BRIDGE, "https://e.test")
    feed = f"{BRIDGE}/?action=display&bridge=E&format=Atom"
    web = Web(
        **{
            "https://e.test": PAGE.format(""),
            questions[0]: json.dumps([{"url": "./?action=display&bridge=E&format=Atom"}]),
            feed: FEED.format("E by a bridge"),
        }
    )

    discovery = await look(web, "e.test", BRIDGE)
    del web.pages["https://e.test"]  # a page that refuses us may be one that the bridge reads
    refused = await look(web, "e.test", BRIDGE)

    assert [offer.url for offer in (*discovery.feeds, *refused.feeds)] == [feed, feed]
    with pytest.raises(BadStatus):
        await look(web, "e.test")
    web.pages["https://e.test"] = FEED.format("E")
    web.asked = []
    assert [offer.title for offer in (await look(web, "e.test", BRIDGE)).feeds] == ["E"]
    assert web.asked == ["https://e.test"]


async def test_an_older_bridge_leads_straight_to_the_feed() -> None:
    question = bridge_detection(BRIDGE, "https://e.test")
    web = Web(**{"https://e.test": PAGE.format(""), question: FEED.format("E by a bridge")})

    discovery = await look(web, "e.test", BRIDGE)

    assert [offer.title for offer in discovery.feeds] == ["E by a bridge"]
    assert question == f"{BRIDGE}/?action=detect&format=Atom&url=https%3A%2F%2Fe.test"


async def test_of_several_routes_of_a_hub_the_asker_chooses() -> None:
    rules = {"www": [{"title": title, "source": "/", "target": f"/e/{title}"} for title in "AB"]}
    web = Web(
        **{
            "https://www.e.test/": PAGE.format(""),
            f"{BRIDGE}/api/radar/rules/e.test": json.dumps(rules),
        }
    )

    discovery = await look(web, "https://www.e.test/", BRIDGE)

    assert [(offer.url, offer.title) for offer in discovery.feeds] == [
        (f"{BRIDGE}/e/A", "A"),
        (f"{BRIDGE}/e/B", "B"),
    ]


async def test_a_package_of_npm_is_followed_by_its_repository() -> None:
    web = Web(
        **{
            "https://registry.npmjs.org/n/latest": '{"repository":{"url":"git+ssh://git@github.com/o/n.git"}}',
            "https://github.com/o/n/releases.atom": FEED.format("Releases"),
        }
    )

    discovery = await look(web, "https://www.npmjs.com/package/n")

    assert [offer.title for offer in discovery.feeds] == ["Releases"]


async def test_a_page_of_a_well_known_kind_may_be_another(fetcher: Fetcher) -> None:
    web = Web(
        **{
            "https://e.test/@name": PAGE.format(LINK.format("/news")),
            "https://e.test/news": FEED.format("News"),
        }
    )

    assert [offer.title for offer in (await look(web, "e.test/@name")).feeds] == ["News"]


async def test_a_real_parser_and_a_real_server_agree(fetcher: Fetcher, server: FeedServer) -> None:
    server.put("/", PAGE.format(LINK.format("/feed")))
    server.put("/feed", FEED.format("News"))

    async with ParserPool.open(workers=1) as parser:
        discovery = await discover(server.base, fetcher=fetcher, parser=parser, now=NOW)
        with pytest.raises(NotAFeed):
            await parser.read(b"<html>", url=server.base, content_type=None)

    assert [offer.title for offer in discovery.feeds] == ["News"]
