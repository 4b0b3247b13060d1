"""Read a document into a `ParsedFeed`; the one owner of feedparser, and of all it is known for.

feedparser gets a `BytesIO`, never bytes or text: those it would first try to open as a file or an
address. It neither cleans HTML (its cleaner takes minutes for a hostile page of 700 kB; nh3 does
that here) nor resolves links: it is not told where the document was found, because it would ask
for every element what that means, a fifth of its time. It gets UTF-8 and is told so. And it
mostly gets nothing: of a document that has an outline only the new entries are read, and those
by `bot.feeds.document.etree_reader` if they are plain.

Reading takes as long as the document wants: it runs in a worker (`bot.feeds.worker.pool`). Only
what `bot.feeds.worker.inline` settles is settled outside.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from time import struct_time
from types import ModuleType
from typing import Any

from bot.errors import NotAFeed
from bot.feeds.document import json_feed
from bot.feeds.document.entry import EntryImage, RawEntry, to_item
from bot.feeds.document.etree_reader import plain_entries
from bot.feeds.document.lead import RawText
from bot.feeds.document.metadata import FeedMetadata, read_head
from bot.feeds.document.scan import ScannedEntry, hash_of, outline, reduced, without
from bot.feeds.document.scan_tags import cut
from bot.feeds.document.select import MAX_ITEMS, survey
from bot.feeds.document.sniff import Format, sniff, to_utf8
from bot.feeds.document.timestamps import read_date, read_plain_date
from bot.model import ParsedFeed, ParsedItem
from bot.text.links import resolve

# feedparser's answers, as it documents them; nothing about their types is sure.
Document = Mapping[str, Any]

_SMALL = 1024 * 1024  # bytes of a document that may be in memory as a tree
# feedparser would take a picture's caption for the article.
_CAPTION = re.compile(rb"<(/?)media:description(?:\s[^<>]*?)?(/?)>")
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")


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
            plain = None if known else _read_plain(text, url)
            return plain or _read_outlined(text, url, known) or _read_whole(text, url, known)


def _read_json(text: bytes, url: str, known: bytes) -> ParsedFeed:
    document = json_feed.load(text)
    feed = read_head(document.head, url)
    chosen = survey(document.entries, known)
    return chosen.complete(
        feed,
        (
            to_item(document.draft(at, url), at, base_url=url, feed_language=feed.language)
            for at in chosen.wanted
        ),
    )


def _read_plain(text: bytes, url: str) -> ParsedFeed | None:
    """Read all of a document in which everything is plain; None where something is not."""
    if len(text) > _SMALL or not 0 < len((tags := cut(text)).entries) <= MAX_ITEMS:
        return None
    found = plain_entries(text)
    if not found or not tags.is_right(text, len(found)):
        return None
    rest = outline(without(text, tags.entries))
    if rest is None or rest.entries or not rest.is_feed:
        return None
    feed = read_head(rest.head, url)
    worded = [
        one._replace(guid=plain.guid, link=plain.link)
        for one, plain in zip(tags.entries, found, strict=True)
    ]
    chosen = survey(worded, b"")
    items = _items([plain.entry for plain in found], chosen.wanted, feed, url)
    return chosen.complete(feed, items)


def _read_outlined(text: bytes, url: str, known: bytes) -> ParsedFeed | None:
    """Read the wanted entries only; None where feedparser sees others than the outline did."""
    outlined = outline(text)
    if outlined is None:
        return None
    if not outlined.entries and not outlined.is_feed:
        raise NotAFeed
    feed = read_head(outlined.head, url)
    chosen = survey(outlined.entries, known)
    part = reduced(text, outlined, set(chosen.wanted)) if chosen.wanted else b""
    found = _read_entries(part) if part else ()
    if len(found) != len(chosen.wanted):
        return None
    return chosen.complete(feed, _items(found, chosen.wanted, feed, url))


def _read_entries(text: bytes) -> Sequence[Document]:
    plain = plain_entries(text)
    entries: Sequence[Document] = [one.entry for one in plain] if plain else _parse(text)["entries"]
    return entries


def _read_whole(text: bytes, url: str, known: bytes) -> ParsedFeed:
    """Read a document that has no outline, all of it."""
    document = _parse(_REFERENCE.sub(_sane_reference, text))
    found = document["entries"]
    if not found and not document.get("version"):
        raise NotAFeed
    feed = read_head(_head(document["feed"]), url)
    chosen = survey([_listed(entry) for entry in found], known)
    return chosen.complete(
        feed, _items([found[at] for at in chosen.wanted], chosen.wanted, feed, url)
    )


def _parse(text: bytes) -> Document:
    document: Document = _feedparser().parse(
        io.BytesIO(_CAPTION.sub(rb"<\1media:text\2>", text)),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    return document


def _parse_oddly(date: str) -> struct_time | None:
    """Return what feedparser makes of a date."""
    parsed = _feedparser().datetimes._parse_date(date)
    return parsed if isinstance(parsed, struct_time) else None


def _feedparser() -> ModuleType:
    """Load feedparser when it is first needed: most workers end without, and are 10 MB smaller."""
    import feedparser

    module: ModuleType = feedparser
    return module


def _sane_reference(found: re.Match[bytes]) -> bytes:
    """Drop references to what is no character: feedparser's second parser stumbles over them."""
    digits = found[1] or found[2]
    code = int(digits, 16 if found[1] else 10) if len(digits) < 9 else 0
    is_character = code in (9, 10, 13) or (32 <= code <= 0x10FFFF and not 0xD800 <= code < 0xE000)
    return found[0] if is_character else b""


def _head(feed: Document) -> FeedMetadata:
    picture = feed.get("image") or {}
    return FeedMetadata(
        title=_string(feed, "title"),
        site=_string(feed, "link"),
        icon=_string(picture, "href") or _string(feed, "icon") or _string(feed, "logo"),
        language=_string(feed, "language"),
        ttl=_string(feed, "ttl"),
        period=_string(feed, "sy_updateperiod"),
        frequency=_string(feed, "sy_updatefrequency"),
    )


def _listed(entry: Document) -> ScannedEntry:
    return ScannedEntry(
        start=0,
        end=0,
        hash=hash_of(repr(sorted(entry.items())).encode("utf-8", "replace")),
        guid=_string(entry, "id"),
        link=_string(entry, "link"),
        date=_string(entry, "published") or _string(entry, "updated"),
    )


def _items(
    found: Sequence[Document], positions: Sequence[int], feed: ParsedFeed, url: str
) -> Iterator[ParsedItem]:
    for entry, position in zip(found, positions, strict=True):
        yield to_item(_draft(entry, feed, url), position, base_url=url, feed_language=feed.language)


def _draft(entry: Document, feed: ParsedFeed, url: str) -> RawEntry:
    link = _link(entry)
    base_url = resolve(link, url) or feed.site_url or url
    content, summary = _texts(entry, url, base_url)
    return RawEntry(
        guid=_string(entry, "id"),
        link=link,
        title=_string(entry, "title"),
        content=content,
        summary=summary,
        authors=tuple(_authors(entry)),
        categories=tuple(
            tag.get("label") or tag.get("term") or "" for tag in entry.get("tags") or ()
        ),
        pictures=tuple(_pictures(entry)),
        language=(entry.get("title_detail") or {}).get("language"),
        published_at=_date(entry, "published") or _date(entry, "created"),
        updated_at=_date(entry, "updated"),
    )


def _link(entry: Document) -> str:
    """Return the entry's page: as feedparser says, else any alternate, else what is enclosed."""
    if link := _string(entry, "link"):
        return link
    links = [link for link in entry.get("links") or () if link.get("href")]
    for rel in ("alternate", "related", "enclosure"):
        for link in links:
            if link.get("rel") == rel:
                return str(link["href"])
    return ""


def _texts(entry: Document, url: str, base_url: str) -> tuple[RawText | None, RawText | None]:
    """Return content and summary; an own `xml:base` counts, else links are the page's."""

    def read(detail: Document) -> RawText:
        return RawText(
            value=_string(detail, "value"),
            is_html=detail.get("type") != "text/plain",
            base_url=resolve(_string(detail, "base"), url) or base_url,
        )

    contents = [
        read(detail)
        for detail in entry.get("content") or ()
        if str(detail.get("type", "")).startswith("text/") or "xhtml" in str(detail.get("type"))
    ]
    content = max(contents, key=lambda text: len(text.value), default=None)
    summary = entry.get("summary_detail") or {"value": _string(entry, "summary")}
    if not _string(summary, "value"):
        summary = {"value": _string(entry, "media_text"), "type": "text/plain"}
    return content, read(summary)


def _authors(entry: Document) -> Sequence[str]:
    named = [name for author in entry.get("authors") or () if (name := author.get("name"))]
    return named or [_string(entry, "author")]


def _pictures(entry: Document) -> Iterator[EntryImage]:
    """Yield the pictures beside the text, the best first: large ones of Media RSS, enclosures."""
    named = [
        _picture(one)
        for one in entry.get("media_content") or ()
        if one.get("medium") == "image" or str(one.get("type", "")).startswith("image/")
    ]
    yield from sorted(named, key=lambda picture: picture.width or 0, reverse=True)
    for link in entry.get("links") or ():
        if link.get("rel") == "enclosure" and str(link.get("type", "")).startswith("image/"):
            yield EntryImage(url=_string(link, "href"))
    thumbnails = [_picture(one) for one in entry.get("media_thumbnail") or ()]
    yield from sorted(thumbnails, key=lambda picture: picture.width or 0, reverse=True)
    yield EntryImage(url=_string(entry.get("image") or {}, "href"))


def _picture(said: Document) -> EntryImage:
    sides = (str(said.get(side, "")) for side in ("width", "height"))
    width, height = (int(side) if side.isdecimal() and len(side) < 6 else None for side in sides)
    return EntryImage(url=_string(said, "url"), width=width, height=height)


def _date(entry: Document, name: str) -> datetime | None:
    # By `dict`: feedparser's own look-up answers one date with another, and warns.
    written = dict.get(entry, name) if isinstance(entry, dict) else None
    if not isinstance(written, str):
        return None
    parsed = read_plain_date(written) or _parse_oddly(written) or read_date(written)
    if not isinstance(parsed, struct_time):
        return parsed
    try:
        return datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC)
    except ValueError:
        return None


def _string(values: Document, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
