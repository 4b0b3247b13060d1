"""Read inline what needs no worker: a document that is no feed, or has no new entry.

Most polls that find a changed document find nothing new in it (a build date, a counter), or one
entry. Finding that out takes a sixth of a millisecond for a normal feed, so the bot's own process
does it, and troubles a worker only with what is new. What it does here is bounded by `MAX_BYTES`.
"""

from dataclasses import dataclass, replace

from bot.errors import NotAFeed
from bot.feeds.document import json_feed
from bot.feeds.document.media.repeated import IsCommon, in_xml
from bot.feeds.document.metadata import read_metadata
from bot.feeds.document.select import Selection, select
from bot.feeds.document.sniff import Format, sniff, to_utf8
from bot.feeds.document.xml.incremental import load
from bot.parsed_feed import ParsedFeed

MAX_BYTES = 256 * 1024
MAX_JSON = 64 * 1024  # of which the costly half is done here: it is decoded


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """What is left to be read of a document: itself, in UTF-8, with nothing but its new entries."""

    text: bytes
    feed: ParsedFeed  # without items
    selection: Selection
    is_common: IsCommon  # which pictures stand in most entries of the whole

    def complete(self, part: ParsedFeed) -> ParsedFeed | None:
        """Return the feed with the items of the part; None where that was read otherwise."""
        wanted = self.selection.wanted
        if part.listed != len(wanted):
            return None
        if any(item.image_url and self.is_common(item.image_url) for item in part.items):
            return None
        placed = (replace(item, position=wanted[item.position]) for item in part.items)
        return self.selection.complete(self.feed, placed)


def read_inline(
    body: bytes, *, url: str, content_type: str | None, known: bytes = b""
) -> ParsedFeed | Remainder | None:
    """Return the feed if all its entries are `known`, else what is to be read; None is all.

    Raises:
        NotAFeed: it is certainly something else, with its cause.
        TooLarge: it has more entries than any feed.
    """
    if not body:
        raise NotAFeed("empty")
    if len(body) > MAX_BYTES or (not known and body.startswith(b"<?xml")):
        return None  # there is too much to be read, or all of it
    text = to_utf8(body, content_type)
    match sniff(text):
        case Format.EMPTY:
            raise NotAFeed("empty")
        case Format.HTML:
            raise NotAFeed("html")
        case Format.OTHER:
            raise NotAFeed
        case Format.JSON if known and len(text) <= MAX_JSON:
            return _read_json(text, url, known)
        case Format.XML if known:
            return _read_xml(text, url, known)
    return None


def _read_json(text: bytes, url: str, known: bytes) -> ParsedFeed | None:
    document = json_feed.load(text)
    selection = select(document.entries, known)
    if not document.entries or selection.wanted:
        return None
    return selection.complete(read_metadata(document.metadata, url), ())


def _read_xml(text: bytes, url: str, known: bytes) -> ParsedFeed | Remainder | None:
    loaded = load(text, known)
    if loaded is None or not loaded.selection.entries or loaded.selection.needs_order:
        return None  # a part of it would be read otherwise than the whole
    feed = read_metadata(loaded.metadata, url)
    if loaded.tree is None:
        return loaded.selection.complete(feed, ())
    return Remainder(
        text=loaded.tree.text, feed=feed, selection=loaded.selection, is_common=in_xml(text)
    )
