"""Settle cheaply what needs no reading: a document that is no feed, or has no new entry.

Most polls that find a changed document find nothing new in it (a build date, a counter). One
pass of expat over a normal feed takes a third of a millisecond, so the bot's own process does
that and troubles no worker. What it does here is bounded by `MAX_BYTES`.
"""

from bot.errors import NotAFeed
from bot.feeds import json_feed
from bot.feeds.head import Head, read_head
from bot.feeds.outline import Entry, outline
from bot.feeds.sniff import Form, sniff, to_utf8
from bot.feeds.survey import survey
from bot.model import ParsedFeed

MAX_BYTES = 256 * 1024


def glance(
    body: bytes, *, url: str, content_type: str | None, known: bytes = b""
) -> ParsedFeed | None:
    """Return the feed without items if all its entries are `known`; None if it must be read.

    Raises:
        NotAFeed: it is certainly something else, with its cause.
        TooLarge: it has more entries than any feed.
    """
    if not body:
        raise NotAFeed("empty")
    if len(body) > MAX_BYTES:
        return None
    text = to_utf8(body, content_type)
    match sniff(text):
        case Form.EMPTY:
            raise NotAFeed("empty")
        case Form.HTML:
            raise NotAFeed("html")
        case Form.OTHER:
            raise NotAFeed
        case Form.JSON if known:
            document = json_feed.load(text)
            return _if_known(document.head, document.entries, url, known)
        case Form.XML if known:
            if outlined := outline(text):
                return _if_known(outlined.head, outlined.entries, url, known)
    return None


def _if_known(head: Head, entries: tuple[Entry, ...], url: str, known: bytes) -> ParsedFeed | None:
    chosen = survey(entries, known)
    if not entries or chosen.wanted:
        return None
    return chosen.complete(read_head(head, url), ())
