"""Settle cheaply what needs no reading: a document that is no feed, or has no new entry.

Most polls that find a changed document find nothing new in it (a build date, a counter), or one
entry. One pass of expat over a normal feed takes a third of a millisecond, so the bot's own
process does that, and troubles a worker only with what is new. What it does here is bounded by
`MAX_BYTES`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.errors import NotAFeed
from bot.feeds.document import json_feed
from bot.feeds.document.metadata import read_head
from bot.feeds.document.scan import outline, reduced
from bot.feeds.document.scan_incremental import recall
from bot.feeds.document.select import Selection, survey
from bot.feeds.document.sniff import Format, sniff, to_utf8
from bot.model import ParsedFeed, ParsedItem

MAX_BYTES = 256 * 1024
MAX_JSON = 64 * 1024  # of which the costly half is done here: it is decoded


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """What is left to be read of a document: itself, in UTF-8, with nothing but its new entries."""

    text: bytes
    feed: ParsedFeed  # without items
    chosen: Selection

    def complete(self, items: Iterable[ParsedItem]) -> ParsedFeed | None:
        """Return the feed with the items of the part; None where they are not those wanted."""
        read = tuple(items)
        if len(read) != len(self.chosen.wanted):
            return None
        placed = (
            replace(item, position=at) for item, at in zip(read, self.chosen.wanted, strict=True)
        )
        return self.chosen.complete(self.feed, placed)


def glance(
    body: bytes, *, url: str, content_type: str | None, known: bytes = b""
) -> ParsedFeed | Remainder | None:
    """Return the feed if all its entries are `known`, else what is to be read; None is all.

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
        case Format.EMPTY:
            raise NotAFeed("empty")
        case Format.HTML:
            raise NotAFeed("html")
        case Format.OTHER:
            raise NotAFeed
        case Format.JSON if known and len(text) <= MAX_JSON:
            return _glance_at_json(text, url, known)
        case Format.XML if known:
            return _glance_at_xml(text, url, known)
    return None


def _glance_at_json(text: bytes, url: str, known: bytes) -> ParsedFeed | None:
    document = json_feed.load(text)
    chosen = survey(document.entries, known)
    if not document.entries or chosen.wanted:
        return None
    return chosen.complete(read_head(document.head, url), ())


def _glance_at_xml(text: bytes, url: str, known: bytes) -> ParsedFeed | Remainder | None:
    outlined = recall(text, known) or outline(text)
    if outlined is None or not outlined.entries:
        return None
    feed, chosen = read_head(outlined.head, url), survey(outlined.entries, known)
    if not chosen.wanted:
        return chosen.complete(feed, ())
    return Remainder(text=reduced(text, outlined, set(chosen.wanted)), feed=feed, chosen=chosen)
