"""The title of a feed wherever it is named: in cards, lists, digests, searches, notices, errors."""

from typing import Protocol

from bot.message.markdown import fit, one_line
from bot.text.short_title import short_title
from bot.text.urls.masking import short_address

MAX_FEED_TITLE = 80  # characters of a feed's title within a sentence


class TitledFeed(Protocol):
    """A feed by its address and its publisher's title, which may be empty."""

    @property
    def title(self) -> str: ...

    @property
    def url(self) -> str: ...


class NamedFeed(TitledFeed, Protocol):
    """A feed as a guild sees it; `name` is the guild's own name for it, None where it has none."""

    @property
    def name(self) -> str | None: ...


def feed_title(feed: NamedFeed) -> str:
    """Return what the guild calls a feed, else its short name, else its address without keys.

    Not yet escaped, so that it can be cut or compared.
    """
    return title_or_address(feed.title, feed.url, feed.name)


def given_title(feed: NamedFeed) -> str:
    """Return a feed's name as `feed_title` does, but never its address: empty without a name."""
    return feed_title(feed) if feed.name or one_line(feed.title) else ""


def title_order(feed: NamedFeed) -> str:
    """Return the key by which feeds are sorted by name."""
    return feed_title(feed).casefold()


def title_or_address(title: str, url: str, name: str | None = None) -> str:
    """Return the guild's name for a feed, else its short title, else its address without keys."""
    return one_line(name or "") or short_title(one_line(title), url) or short_address(url)


def written_title(feed: NamedFeed, limit: int = MAX_FEED_TITLE) -> str:
    """Return a feed's name as `feed_title` does, cut and escaped for Discord's markdown."""
    return fit(feed_title(feed), limit)


def written_offer(feed: TitledFeed, limit: int = MAX_FEED_TITLE) -> str:
    """Return the name of a feed that nobody follows yet, cut and escaped: the publisher's."""
    return fit(title_or_address(feed.title, feed.url), limit)
