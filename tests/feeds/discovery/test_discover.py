"""From what somebody typed to a feed that works."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot import i18n
from bot.errors import BadStatus, FeedError, NotAFeed
from bot.feeds.discovery.discover import Discovery, NoAddress, NoFeedFound, discover, read_addresses
from bot.feeds.document.parse import read_document
from bot.feeds.http.fetch import Fetched, Fetcher
from bot.feeds.http.ssrf_guard import SsrfGuard
from bot.feeds.worker.pool import ParserPool
from bot.model import ParsedFeed
from tests.feeds.server import FeedServer, answer

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
        self.asked: list[str] = []

    async def fetch(self, url: str, *, now: datetime) -> Fetched:
        self.asked.append(url)
        if url not in self.pages:
            raise BadStatus(404)
        return Fetched(body=self.pages[url].encode(), url=url)


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher.open(SsrfGuard(allowed_hosts=frozenset({"127.0.0.1"}))) as opened:
        yield opened


async def look(fetcher: Fetcher | Web, typed: str) -> Discovery:
    return await discover(typed, fetcher=fetcher, parser=Reader(), now=NOW)


async def test_the_address_of_a_feed_is_that_feed(fetcher: Fetcher, server: FeedServer) -> None:
    url = server.put("/feed", FEED.format("News"))

    found = await look(fetcher, url)

    (offer,) = found.feeds
    assert (offer.url, offer.title) == (url, "News")
    assert offer.parsed is not None
    assert offer.parsed.listed == 1


async def test_a_home_page_leads_to_the_feed_it_declares(
    fetcher: Fetcher, server: FeedServer
) -> None:
    url = server.put("/feed", FEED.format("News"))
    server.put("/", PAGE.format(LINK.format("/feed")))

    found = await look(fetcher, server.base)

    assert [(offer.url, offer.title) for offer in found.feeds] == [(url, "News")]


async def test_of_several_feeds_the_asker_chooses(fetcher: Fetcher, server: FeedServer) -> None:
    server.put("/", PAGE.format(LINK.format("/a") + LINK.format("/b")))

    found = await look(fetcher, server.base)

    assert [(offer.title, offer.parsed) for offer in found.feeds] == [("/a", None), ("/b", None)]
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

    causes = []
    for typed in ("/empty", "/picture", "/gone"):
        with pytest.raises(FeedError) as caught:
            await look(fetcher, server.base + typed)
        causes.append(caught.value.cause)
    with pytest.raises(FeedError) as caught:
        await look(fetcher, "http://10.0.0.1/feed")
    causes.append(caught.value.cause)

    assert causes == ["empty", "not_a_feed", "http_404", "refused"]


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

    found = await look(web, "r/python")

    assert [offer.title for offer in found.feeds] == ["r/python"]
    assert web.asked == ["https://www.reddit.com/r/python/.rss"]


async def test_a_repository_without_releases_is_followed_by_its_tags() -> None:
    web = Web(
        **{
            "https://github.com/o/n/releases.atom": EMPTY,
            "https://github.com/o/n/tags.atom": FEED.format("Tags"),
        }
    )

    assert [offer.title for offer in (await look(web, "github.com/o/n")).feeds] == ["Tags"]


async def test_a_package_of_npm_is_followed_by_its_repository() -> None:
    web = Web(
        **{
            "https://registry.npmjs.org/n/latest": '{"repository":{"url":"git+ssh://git@github.com/o/n.git"}}',
            "https://github.com/o/n/releases.atom": FEED.format("Releases"),
        }
    )

    found = await look(web, "https://www.npmjs.com/package/n")

    assert [offer.title for offer in found.feeds] == ["Releases"]


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
        found = await discover(server.base, fetcher=fetcher, parser=parser, now=NOW)
        with pytest.raises(NotAFeed):
            await parser.read(b"<html>", url=server.base, content_type=None)

    assert [offer.title for offer in found.feeds] == ["News"]
