"""A made-up web to look for feeds in; no fixture."""

from datetime import UTC, datetime

from bot.errors import BadStatus, FeedError
from bot.feeds.discovery.discover import Discovery, discover
from bot.feeds.document.parse import read_document
from bot.feeds.http.fetch import Fetched, Fetcher
from bot.model import ParsedFeed

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FEED = "<rss version='2.0'><channel><title>{}</title><item><title>x</title></item></channel></rss>"
EMPTY = "<rss version='2.0'><channel><title>Empty</title></channel></rss>"
PAGE = "<!doctype html><html><head>{}</head><body>Hello</body></html>"
LINK = "<link rel='alternate' type='application/rss+xml' href='{0}' title='{0}'>"


class Reader:
    """Reads at once, in this process."""

    async def read(
        self, body: bytes, *, url: str, content_type: str | None, known: bytes = b""
    ) -> ParsedFeed:
        return read_document(body, url=url, content_type=content_type, known=known)


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


async def look(fetcher: Fetcher | Web, typed: str, bridge_url: str = "") -> Discovery:
    return await discover(typed, fetcher=fetcher, parser=Reader(), now=NOW, bridge_url=bridge_url)


def named(title: str, *guids: str) -> str:
    items = "".join(f"<item><title>x</title><guid>{guid}</guid></item>" for guid in guids)
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"
