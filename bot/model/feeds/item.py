"""Articles: what is decided of what a feed's document gives, and what is stored of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.parsed_feed import Audio, ParsedItem

# How an article's own page could be read.
PageState = Literal["read", "paywalled", "refused", "empty", "unreachable"]


class Kind(StrEnum):
    """What an item is to a reader: an article to read, or a brief that stands alone."""

    ARTICLE = "article"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One stored article or brief.

    `published_at` is the publisher's date where it can be believed, else `received_at`. `revision`
    counts the changes of which readers are told.
    """

    id: int
    feed_id: int
    guid: str | None
    link: str | None
    title: str
    kicker: str | None
    lead: str
    body: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    kind: Kind
    image_url: str | None
    language: str | None
    published_at: datetime
    received_at: datetime
    position: int
    audio: Audio | None = None
    comments_url: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItems:
    """What the store knows of a document: its identity keys that were seen, with their items.

    `keys` maps a seen key to its item, None where the item is no longer kept; `items` are those
    that are. `texts` maps the titles and beginnings of the feed's items to them, where most of a
    document is unknown; `latest` are its newest items, where an entry went from its midst.
    """

    keys: Mapping[bytes, int | None] = field(default_factory=dict)
    items: Mapping[int, Item] = field(default_factory=dict)
    texts: Mapping[str, int] = field(default_factory=dict)
    latest: Sequence[Item] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedItem:
    """A parsed item with what was decided of it, ready to be stored."""

    parsed: ParsedItem
    kind: Kind
    published_at: datetime
    canonical_link: str | None = None
    keys: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a document means for its feed.

    `new` items are announced, `silent` ones only kept, `changed` ones are new contents of the
    items of these ids, `renewed` ones too, but nothing that a reader would be told of. `keys` are
    all identity keys of known items in the document, with their items: sent marks to refresh.
    `identity` is the choice for the feed, frozen once made; `notice` the word for what moderators
    should be told: "republished", "replaced", "gap" or "held", where some are silent.
    """

    new: tuple[DecidedItem, ...] = ()
    silent: tuple[DecidedItem, ...] = ()
    changed: Mapping[int, DecidedItem] = field(default_factory=dict)
    renewed: Mapping[int, DecidedItem] = field(default_factory=dict)
    keys: Mapping[bytes, int | None] = field(default_factory=dict)
    identity: str | None = None
    notice: str | None = None
