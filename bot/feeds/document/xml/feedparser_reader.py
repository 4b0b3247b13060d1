"""Read what is odd with feedparser: the one owner of it, and of all that it is known for.

feedparser gets a `BytesIO`, never bytes or text: those it would first try to open as a file or an
address. It neither cleans HTML (its cleaner takes minutes for a hostile page of 700 kB; nh3 does
that here) nor resolves links: it is not told where the document was found, because it would ask
for every element what that means, a fifth of its time. It gets UTF-8 and is told so.
"""

import io
import re
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from bot.feeds.document.metadata import FeedMetadata
from bot.feeds.document.xml.mend import mend

# feedparser's answers, as it documents them; nothing about their types is sure.
Document = Mapping[str, Any]

# feedparser would take a picture's caption for the article.
_MAILTO = re.compile(rb"(<(?:\w+:)?(?:author|creator)\b[^<>]*>[^<>]*?)mailto:", re.IGNORECASE)
_PERMALINK = re.compile(rb"(\bisPermaLink\s*=\s*[\"'])(?:True|TRUE)\b")
_CAPTION = re.compile(rb"<(/?)media:description(?:\s[^<>]*?)?(/?)>")
# It knows no picture of an entry, and an empty link hides the guid.
_IMAGE = re.compile(
    rb"<image(?:>\s*(?:<url>\s*)?|\s+(?:url|href)\s*=\s*[\"'])(https?://[^<>\"'\s]+)"
    rb"(?:[\"'][^<>]*/>|[\"'][^<>]*>\s*</image>|\s*</url>.{0,2000}?</image>|\s*</image>)",
    re.DOTALL,
)
_ENTRY = re.compile(rb"<item[\s>]")
_EMPTY_LINK = re.compile(
    rb"<link\s*/>|<link>\s*</link>|<(?:\w{1,20}:)?link\s[^<>]{0,200}?\bhref\s*=\s*(?:\"\s*\"|'\s*')"
    rb"[^<>]{0,200}(?:/>|>\s*</(?:\w{1,20}:)?link>)"
)


def read_entries(text: bytes) -> Sequence[Document]:
    """Return the entries of a well-formed document in UTF-8."""
    entries: Sequence[Document] = _parse(text)["entries"]
    return entries


def read_broken(text: bytes) -> tuple[FeedMetadata, Sequence[Document]] | None:
    """Return what can be read of any document, None where there is nothing of a feed in it."""
    document = _parse(mend(text))
    if not document["entries"] and not document.get("version"):
        return None
    return _metadata(document), document["entries"]


def _parse(text: bytes) -> Document:
    document: Document = _feedparser().parse(
        io.BytesIO(_as_known(text)),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    for entry in document["entries"]:
        for detail in (*(entry.get("content") or ()), entry.get("summary_detail") or {}):
            # An empty element comes back in two tags, and a page would break twice.
            if "</br>" in string_of(detail, "value"):
                detail["value"] = detail["value"].replace("></br>", "/>")
    return document


def _as_known(text: bytes) -> bytes:
    """Return a document in which what feedparser mistakes, or passes over, is called otherwise."""
    text = _CAPTION.sub(rb"<\1media:text\2>", text)
    if b"<image" in text and (entry := _ENTRY.search(text)):
        head, entries = text[: entry.start()], text[entry.start() :]
        text = head + _IMAGE.sub(rb"<entryimage>\1</entryimage>", entries)
    text = _PERMALINK.sub(rb"\1true", _MAILTO.sub(rb"\1", text))
    return _EMPTY_LINK.sub(b"", text)


def _feedparser() -> ModuleType:
    """Load feedparser when it is first needed: most workers end without, and are 10 MB smaller."""
    import feedparser

    module: ModuleType = feedparser
    return module


def _metadata(document: Document) -> FeedMetadata:
    feed = document["feed"]
    picture = feed.get("image") or {}
    is_atom = str(document.get("version") or "").startswith("atom")
    return FeedMetadata(
        is_atom=is_atom,
        authors=tuple(named_authors(feed)) if is_atom else (),
        title=string_of(feed, "title"),
        site=string_of(feed, "link"),
        icon=string_of(picture, "href") or string_of(feed, "icon") or string_of(feed, "logo"),
        hub=_related(feed, "hub"),
        own=_related(feed, "self"),
        language=string_of(feed, "language"),
        ttl=string_of(feed, "ttl"),
        period=string_of(feed, "sy_updateperiod"),
        frequency=string_of(feed, "sy_updatefrequency"),
    )


def _related(feed: Document, relation: str) -> str:
    """Return the first address of a relation that a feed names."""
    links = feed.get("links") or ()
    named = (string_of(link, "href") for link in links if link.get("rel") == relation)
    return next(named, "")


def named_authors(element: Document) -> Sequence[str]:
    """Return the names of an entry's authors, or of a feed's."""
    authors = element.get("authors") or ()
    return [name for author in authors if (name := author.get("name"))]


def string_of(values: Document, name: str) -> str:
    """Return a text, empty where there is none or something else."""
    value = values.get(name)
    return value if isinstance(value, str) else ""
