"""Make a `RawEntry` of an entry of RSS or Atom, whichever reader it came from; cleans nothing."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.feeds.document.dates.read import DateReader
from bot.feeds.document.entry import RawEntry
from bot.feeds.document.lead.read import RawText
from bot.feeds.document.media.pictures import named_pictures
from bot.feeds.document.media.sound import sound_of
from bot.feeds.document.metadata import FeedMetadata
from bot.feeds.document.xml.feedparser_reader import Document, named_authors, string_of
from bot.text.urls.links import resolve

# What programs write where they have no address.
_NO_LINK = {
    "", "#", "-", "n/a", "na", "none", "null", "nil", "undefined", "tbd", "http://", "https://",
}  # fmt: skip


# Replies without a type are a feed's mostly, and both readers take them for a page.
_FEED = re.compile(r"\.(?:atom|rss|xml|json)$|/(?:feed|comments/default)/?(?:\?|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryContext:
    """What all entries of a document share; `url` is where it was found."""

    url: str
    site_url: str | None
    metadata: FeedMetadata
    dates: DateReader


def to_raw_entry(entry: Document, context: EntryContext) -> RawEntry:
    """Return what an entry says, and what its feed says for it: its authors, how to read dates."""
    link = _link(entry)
    base_url = resolve(link, context.url) or context.site_url or context.url
    content, summary = _texts(entry, context.url, base_url)
    title = entry.get("title_detail") or {}
    return RawEntry(
        guid=string_of(entry, "id"),
        link=link,
        title=string_of(entry, "title"),
        title_is_text=context.metadata.is_atom and title.get("type") == "text/plain",
        content=content,
        summary=summary,
        authors=_authors(entry, context.metadata),
        categories=tuple(
            tag.get("label") or tag.get("term") or "" for tag in entry.get("tags") or ()
        ),
        pictures=tuple(named_pictures(entry)),
        language=title.get("language"),
        published_at=_date(entry, "published", context) or _date(entry, "created", context),
        updated_at=_date(entry, "updated", context),
        audio=sound_of(entry),
        comments=_comments(entry),
    )


def _link(entry: Document) -> str:
    """Return the entry's page: as feedparser says, else any alternate, else what is enclosed.

    A guid that is taken for a link is one only where it is an address.
    """
    if original := string_of(entry, "feedburner_origlink") or string_of(entry, "pheedo_origlink"):
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
    written = string_of(entry, "comments")
    if written and not written.strip().isdecimal():  # how many there are
        return written
    replies = [link for link in entry.get("links") or () if link.get("rel") == "replies"]
    pages = [string_of(link, "href") for link in replies if link.get("type") == "text/html"]
    return next((page for page in pages if _FEED.search(page) is None), "")


def _texts(entry: Document, url: str, base_url: str) -> tuple[RawText | None, RawText | None]:
    """Return content and summary; an own `xml:base` counts, else links are the page's."""
    contents = [
        _text(detail, url, base_url)
        for detail in entry.get("content") or ()
        if str(detail.get("type", "")).startswith("text/") or "xhtml" in str(detail.get("type"))
    ]
    content = max(contents, key=lambda text: len(text.value)) if contents else None
    summary = entry.get("summary_detail") or {"value": string_of(entry, "summary")}
    if not string_of(summary, "value"):
        summary = {"value": string_of(entry, "media_text"), "type": "text/plain"}
    return content, _text(summary, url, base_url)


def _text(detail: Document, url: str, base_url: str) -> RawText:
    return RawText(
        value=string_of(detail, "value"),
        is_html=detail.get("type") != "text/plain",
        base_url=resolve(string_of(detail, "base"), url) or base_url,
    )


def _authors(entry: Document, metadata: FeedMetadata) -> tuple[str, ...]:
    """Return the entry's authors; only where it names none are they the feed's."""
    own = string_of(entry, "author")
    if not own and not entry.get("authors"):
        return metadata.authors
    return tuple(named_authors(entry)) or (own,)


def _date(entry: Document, name: str, context: EntryContext) -> datetime | None:
    # By `dict`: feedparser's own look-up answers one date with another, and warns.
    written = dict.get(entry, name) if isinstance(entry, dict) else None
    return context.dates.read(written) if isinstance(written, str) else None
