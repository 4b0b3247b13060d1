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

# feedparser's answers, as it documents them; nothing about their types is sure.
Document = Mapping[str, Any]

# feedparser would take a picture's caption for the article.
_CAPTION = re.compile(rb"<(/?)media:description(?:\s[^<>]*?)?(/?)>")
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")


def read_entries(text: bytes) -> Sequence[Document]:
    """Return the entries of a well-formed document in UTF-8."""
    entries: Sequence[Document] = _parse(text)["entries"]
    return entries


def read_broken(text: bytes) -> tuple[FeedMetadata, Sequence[Document]] | None:
    """Return what can be read of any document, None where there is nothing of a feed in it."""
    document = _parse(_REFERENCE.sub(_sane_reference, text))
    if not document["entries"] and not document.get("version"):
        return None
    return _metadata(document["feed"]), document["entries"]


def _parse(text: bytes) -> Document:
    document: Document = _feedparser().parse(
        io.BytesIO(_CAPTION.sub(rb"<\1media:text\2>", text)),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    return document


def _feedparser() -> ModuleType:
    """Load feedparser when it is first needed: most workers end without, and are 10 MB smaller."""
    import feedparser

    module: ModuleType = feedparser
    return module


def _sane_reference(reference: re.Match[bytes]) -> bytes:
    """Drop references to what is no character: feedparser's second parser stumbles over them."""
    digits = reference[1] or reference[2]
    code = int(digits, 16 if reference[1] else 10) if len(digits) < 9 else 0
    is_character = code in (9, 10, 13) or (32 <= code <= 0x10FFFF and not 0xD800 <= code < 0xE000)
    return reference[0] if is_character else b""


def _metadata(feed: Document) -> FeedMetadata:
    picture = feed.get("image") or {}
    return FeedMetadata(
        title=string_of(feed, "title"),
        site=string_of(feed, "link"),
        icon=string_of(picture, "href") or string_of(feed, "icon") or string_of(feed, "logo"),
        language=string_of(feed, "language"),
        ttl=string_of(feed, "ttl"),
        period=string_of(feed, "sy_updateperiod"),
        frequency=string_of(feed, "sy_updatefrequency"),
    )


def string_of(values: Document, name: str) -> str:
    """Return a text, empty where there is none or something else."""
    value = values.get(name)
    return value if isinstance(value, str) else ""
