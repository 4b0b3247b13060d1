"""The frozen values of a parsed feed: itself, its items, their sounds; no behaviour, no I/O.

They are apart from `bot.model`, which has them too: what a worker process answers with is all that
it needs of the model, and a third of its start would be spent on the rest.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """A sound that an article encloses: where it is, how long it plays, its bytes; None: unsaid."""

    url: str
    length: timedelta | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedItem:
    """One entry as a feed's document gives it, cleaned; nothing about it is stored yet.

    `title`, `kicker`, `lead` and `authors` are plain text; `body` is Gazette's light markup
    (`bot.text.markup`) and goes on where the lead ends. `link` is absolute http(s) or None.
    `position` counts from the top of the document.
    """

    guid: str | None
    link: str | None
    title: str
    kicker: str | None = None
    lead: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    image_url: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    position: int = 0
    audio: Audio | None = None
    comments_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed's document, read: what it says of itself, and its items in document order.

    `ttl` is the publisher's wish for the time between polls (ttl, sy:update*), None if unsaid;
    `skip_hours` (0-23, UTC) and `skip_days` (0 = Monday) are the hours and days without news.

    `listed` counts the entries of the document and `hashes` has eight bytes of each, of how it
    was written, in the same order; `repeated` are the guids and links of more than one entry.
    Where `whole` is False, `items` are only the entries whose hash was not known beforehand.
    """

    title: str
    items: tuple[ParsedItem, ...]
    site_url: str | None = None
    icon_url: str | None = None
    hub_url: str | None = None
    own_url: str | None = None
    language: str | None = None
    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    listed: int = 0
    hashes: bytes = b""
    repeated: frozenset[str] = frozenset()
    whole: bool = True
