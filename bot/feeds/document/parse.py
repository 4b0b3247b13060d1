"""Read a feed's document into a `ParsedFeed`: RSS, Atom and JSON Feed, whole or what is new.

Of XML the new entries are found and parsed alone (`incremental`), and read from their tree if they
are plain (`etree_reader`), else by feedparser (`feedparser_reader`). What is not well-formed is
feedparser's, whole. See docs/decisions/0006-reading-feeds.md.

Reading takes as long as the document wants: it runs in a worker (`bot.feeds.worker.pool`). Only
what `bot.feeds.worker.inline` settles is settled outside.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from bot.errors import NotAFeed
from bot.feeds.document import json_feed
from bot.feeds.document.entry import RawEntry, is_empty, to_items
from bot.feeds.document.media.repeated import IsCommon, in_json, in_xml
from bot.feeds.document.metadata import FeedMetadata, read_metadata
from bot.feeds.document.select import ListedEntry, Selection, hash_of, select
from bot.feeds.document.sniff import Format, sniff, to_utf8
from bot.feeds.document.xml.etree_reader import plain_entries
from bot.feeds.document.xml.feedparser_reader import (
    Document,
    read_broken,
    read_entries,
    string_of,
)
from bot.feeds.document.xml.incremental import load
from bot.feeds.document.xml.metadata import metadata_of
from bot.feeds.document.xml.raw_entry import EntryContext, to_raw_entry
from bot.feeds.document.xml.tree import XmlTree, parse_tree, refuse_bombs
from bot.parsed_feed import ParsedFeed, ParsedItem

AT_ONCE: Final = 30  # entries that are read together: most feeds have no more


def read_document(
    body: bytes, *, url: str, content_type: str | None, known: bytes = b""
) -> ParsedFeed:
    """Read a feed that was found at `url`; entries whose hash is `known` are only counted.

    Raises:
        NotAFeed: it is something else, with its cause.
        TooLarge: it has more entries than any feed.
    """
    text = to_utf8(body, content_type)
    match sniff(text):
        case Format.EMPTY:
            raise NotAFeed("empty")
        case Format.HTML:
            raise NotAFeed("html")
        case Format.JSON:
            return _read_json(text, url, known)
        case Format.OTHER:
            raise NotAFeed
        case Format.XML:
            return _read_incrementally(text, url, known) or _read_whole(text, url, known)


def _read_json(text: bytes, url: str, known: bytes) -> ParsedFeed:
    document = json_feed.load(text)
    feed = read_metadata(document.metadata, url)
    selection = select(document.entries, known)
    dates = selection.dates(feed.language)
    drafts = [document.draft(at, url, dates) for at in selection.wanted]
    is_common = in_json(document.written)
    return selection.complete(feed, _items(drafts, selection, url, feed.language, is_common))


def _read_incrementally(text: bytes, url: str, known: bytes) -> ParsedFeed | None:
    """Read the new entries only; None where a document cannot be split, or readers disagree."""
    loaded = load(text, known)
    if loaded is None:
        return None
    feed = read_metadata(loaded.metadata, url)
    entries = _entries_of(loaded.tree) if loaded.tree is not None else ()
    selection = loaded.selection
    if len(entries) != len(selection.wanted):
        return None
    return _complete(feed, loaded.metadata, selection, entries, text, url)


def _entries_of(tree: XmlTree) -> Sequence[Document]:
    plain = plain_entries(tree)
    if plain is not None:
        return plain
    refuse_bombs(tree.text)
    return read_entries(tree.text)


def _read_whole(text: bytes, url: str, known: bytes) -> ParsedFeed:
    """Read all of a document that cannot be split; an entry is known by what was read of it."""
    metadata, entries = _read_tree(text) or _read_broken(text)
    feed = read_metadata(metadata, url)
    selection = select([_listed(entry) for entry in entries], known)
    wanted = [entries[at] for at in selection.wanted]
    return _complete(feed, metadata, selection, wanted, text, url)


def _read_tree(text: bytes) -> tuple[FeedMetadata, Sequence[Document]] | None:
    tree = parse_tree(text)
    if tree is None or not tree.is_feed:
        return None
    entries = _entries_of(tree)
    return (metadata_of(tree), entries) if entries else None


def _read_broken(text: bytes) -> tuple[FeedMetadata, Sequence[Document]]:
    refuse_bombs(text)
    found = read_broken(text)
    if found is None:
        raise NotAFeed
    return found


def _listed(entry: Document) -> ListedEntry:
    return ListedEntry(
        start=0,
        end=0,
        hash=hash_of(repr(sorted(entry.items())).encode("utf-8", "replace")),
        guid=string_of(entry, "id"),
        link=string_of(entry, "link"),
        date=string_of(entry, "published") or string_of(entry, "updated"),
    )


def _complete(
    feed: ParsedFeed,
    metadata: FeedMetadata,
    selection: Selection,
    entries: Iterable[Document],
    text: bytes,
    url: str,
) -> ParsedFeed:
    """Return the feed with the items that its wanted `entries` are."""
    context = EntryContext(
        url=url,
        site_url=feed.site_url,
        metadata=metadata,
        dates=selection.dates(feed.language),
    )
    drafts = (to_raw_entry(entry, context) for entry in entries)
    return selection.complete(feed, _items(drafts, selection, url, feed.language, in_xml(text)))


def _items(
    drafts: Iterable[RawEntry],
    selection: Selection,
    url: str,
    language: str | None,
    is_common: IsCommon,
) -> Iterator[ParsedItem]:
    """Yield the items; an entry with nothing in it is none."""
    left = zip(drafts, selection.wanted, strict=True)
    while some := list(islice(left, AT_ONCE)):
        items = to_items(some, base_url=url, feed_language=language, is_common=is_common)
        yield from (item for item in items if not is_empty(item))
