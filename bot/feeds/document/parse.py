"""Read a feed's document into a `ParsedFeed`: RSS, Atom and JSON Feed, whole or what is new.

Of XML the new entries are found and parsed alone (`incremental`), and read from their tree if they
are plain (`etree_reader`), else by feedparser (`feedparser_reader`). What is not well-formed is
feedparser's, whole. See docs/decisions/0006-reading-feeds.md.

Reading takes as long as the document wants: it runs in a worker (`bot.feeds.worker.pool`). Only
what `bot.feeds.worker.inline` settles is settled outside.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import NotAFeed
from bot.feeds.document import json_feed
from bot.feeds.document.dates.read import DateReader
from bot.feeds.document.entry import RawEntry, is_empty, to_item
from bot.feeds.document.lead.divide import RawText
from bot.feeds.document.media.pictures import named_pictures
from bot.feeds.document.media.repeated import IsCommon, in_json, in_xml
from bot.feeds.document.media.sound import sound_of
from bot.feeds.document.metadata import FeedMetadata, read_metadata
from bot.feeds.document.select import ListedEntry, Selection, hash_of, select
from bot.feeds.document.sniff import Format, sniff, to_utf8
from bot.feeds.document.xml.etree_reader import plain_entries
from bot.feeds.document.xml.feedparser_reader import (
    Document,
    named_authors,
    read_broken,
    read_entries,
    string_of,
)
from bot.feeds.document.xml.incremental import load
from bot.feeds.document.xml.metadata import metadata_of
from bot.feeds.document.xml.tree import XmlTree, parse_tree, refuse_bombs
from bot.model import ParsedFeed, ParsedItem
from bot.text.links import resolve

# What programs write where they have no address.
_NO_LINK = {
    "",
    "#",
    "-",
    "n/a",
    "na",
    "none",
    "null",
    "nil",
    "undefined",
    "tbd",
    "http://",
    "https://",
}


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
    drafts = _drafts(entries, selection, loaded.metadata, feed, url)
    return selection.complete(feed, _items(drafts, selection, url, feed.language, in_xml(text)))


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
    drafts = _drafts(wanted, selection, metadata, feed, url)
    return selection.complete(feed, _items(drafts, selection, url, feed.language, in_xml(text)))


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


def _items(
    drafts: Iterable[RawEntry],
    selection: Selection,
    url: str,
    language: str | None,
    is_common: IsCommon,
) -> Iterator[ParsedItem]:
    """Yield the items; an entry with nothing in it is none."""
    for draft, position in zip(drafts, selection.wanted, strict=True):
        item = to_item(draft, position, base_url=url, feed_language=language, is_common=is_common)
        if not is_empty(item):
            yield item


def _drafts(
    entries: Sequence[Document],
    selection: Selection,
    metadata: FeedMetadata,
    feed: ParsedFeed,
    url: str,
) -> Iterator[RawEntry]:
    dates = selection.dates(feed.language)
    for entry in entries:
        draft = _draft(entry, feed, url, dates)
        yield replace(
            draft,
            authors=draft.authors
            if entry.get("authors") or entry.get("author")
            else metadata.authors,
            title_is_text=metadata.is_atom and draft.title_is_text,
        )


def _draft(entry: Document, feed: ParsedFeed, url: str, dates: DateReader) -> RawEntry:
    link = _link(entry)
    base_url = resolve(link, url) or feed.site_url or url
    content, summary = _texts(entry, url, base_url)
    return RawEntry(
        guid=string_of(entry, "id"),
        link=link,
        title=string_of(entry, "title"),
        title_is_text=(entry.get("title_detail") or {}).get("type") in ("text/plain", "text"),
        content=content,
        summary=summary,
        authors=tuple(_authors(entry)),
        categories=tuple(
            tag.get("label") or tag.get("term") or "" for tag in entry.get("tags") or ()
        ),
        pictures=tuple(named_pictures(entry)),
        language=(entry.get("title_detail") or {}).get("language"),
        published_at=_date(entry, "published", dates) or _date(entry, "created", dates),
        updated_at=_date(entry, "updated", dates),
        audio=sound_of(entry),
        comments=_comments(entry),
    )


def _link(entry: Document) -> str:
    """Return the entry's page: as feedparser says, else any alternate, else what is enclosed.

    A guid that is taken for a link is one only where it is an address.
    """
    if original := string_of(entry, "feedburner_origlink"):
        return original
    written = string_of(entry, "link")
    is_guid = bool(entry.get("guidislink")) and written == string_of(entry, "id")
    if _may_be_link(written) and (not is_guid or _is_address(written)):
        return written
    links = [link for link in entry.get("links") or () if _may_be_link(string_of(link, "href"))]
    for rel in ("alternate", "related", "enclosure"):
        for link in links:
            if link.get("rel") == rel:
                return str(link["href"])
    return ""


def _may_be_link(written: str) -> bool:
    return written.strip().lower() not in _NO_LINK


def _is_address(written: str) -> bool:
    return written.strip()[:8].lower().startswith(("http://", "https://"))


def _comments(entry: Document) -> str:
    """Return where an entry is talked about: an element of its own, or a page of replies."""
    if written := string_of(entry, "comments"):
        return written
    replies = [link for link in entry.get("links") or () if link.get("rel") == "replies"]
    pages = [string_of(link, "href") for link in replies if link.get("type") == "text/html"]
    return pages[0] if pages else ""


def _texts(entry: Document, url: str, base_url: str) -> tuple[RawText | None, RawText | None]:
    """Return content and summary; an own `xml:base` counts, else links are the page's."""

    def read(detail: Document) -> RawText:
        return RawText(
            value=string_of(detail, "value"),
            is_html=detail.get("type") != "text/plain",
            base_url=resolve(string_of(detail, "base"), url) or base_url,
        )

    contents = [
        read(detail)
        for detail in entry.get("content") or ()
        if str(detail.get("type", "")).startswith("text/") or "xhtml" in str(detail.get("type"))
    ]
    content = max(contents, key=lambda text: len(text.value), default=None)
    summary = entry.get("summary_detail") or {"value": string_of(entry, "summary")}
    if not string_of(summary, "value"):
        summary = {"value": string_of(entry, "media_text"), "type": "text/plain"}
    return content, read(summary)


def _authors(entry: Document) -> Sequence[str]:
    return named_authors(entry) or [string_of(entry, "author")]


def _date(entry: Document, name: str, dates: DateReader) -> datetime | None:
    # By `dict`: feedparser's own look-up answers one date with another, and warns.
    written = dict.get(entry, name) if isinstance(entry, dict) else None
    return dates.read(written) if isinstance(written, str) else None
