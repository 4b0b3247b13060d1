"""The title of a feed wherever it is named: in cards, lists, digests, searches, notices, errors."""

from typing import Protocol

from bot.message.markdown import fit, one_line
from bot.text.masking import short_address
from bot.text.short_title import short_title

MAX_FEED_TITLE = 80  # characters of a feed's title within a sentence


class NamedFeed(Protocol):
    """What has a title, perhaps an empty one, and an address."""

    @property
    def title(self) -> str: ...

    @property
    def url(self) -> str: ...


def feed_title(feed: NamedFeed) -> str:
    """Return a feed's short name in one line, or its address without what may be a key.

    Not yet escaped, so that it can be cut or compared.
    """
    return title_or_address(feed.title, feed.url)


def title_or_address(title: str, url: str) -> str:
    """Return the same of a row that has both."""
    return short_title(one_line(title)) or short_address(url)


def written_title(feed: NamedFeed, limit: int = MAX_FEED_TITLE) -> str:
    """Return the same, written for Discord's markdown."""
    return fit(feed_title(feed), limit)
