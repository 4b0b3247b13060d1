"""Documents and entries to read: RSS around what a test is about."""

from bot.feeds.document.parse import read_document
from bot.model import ParsedFeed, ParsedItem

URL = "https://e.test/blog/feed"
NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
ARTICLE = "<p>The lead of an article.</p><p>And how it goes on.</p>"


def read(document: str | bytes, known: bytes = b"") -> ParsedFeed:
    body = document.encode() if isinstance(document, str) else document
    return read_document(body, url=URL, content_type=None, known=known)


def rss(*items: str, head: str = "<title>T</title>") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {NAMESPACES}><channel>{head}{inside}</channel></rss>'


def item_of(inside: str) -> ParsedItem:
    (item,) = read(rss(inside)).items
    return item
