"""Saved articles: what a member keeps for themselves, whatever becomes of the item."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.feeds.item import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedArticle:
    """A copy of an item with what is known of its feed; `body` is light markup.

    `id` is 0 until it is stored. `feed_url` is the address of the feed's site, or of the feed
    without keys; empty where it is not known.
    """

    title: str
    published_at: datetime
    saved_at: datetime
    id: int = 0
    link: str | None = None
    kicker: str | None = None
    lead: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    kind: Kind = Kind.ARTICLE
    language: str | None = None
    feed_title: str = ""
    feed_url: str = ""
