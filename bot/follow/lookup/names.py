"""Find subscriptions by what somebody chose or typed, and tell those of one name apart; pure."""

from collections import Counter
from collections.abc import Sequence
from typing import Protocol
from urllib.parse import urlsplit

from bot.message.feed_title import NamedFeed, feed_title
from bot.model import FollowedFeed


class KnownFeed(NamedFeed, Protocol):
    """A feed that has a number of its own."""

    @property
    def id(self) -> int: ...


def is_named(following: FollowedFeed, typed: str) -> bool:
    """Tell whether `typed` is the id of a subscription, or its feed's whole title."""
    if not typed:
        return False
    if typed == str(following.subscription.id):
        return True
    return feed_title(following.feed).casefold() == typed.casefold()


def find_named(followed: Sequence[FollowedFeed], typed: str) -> list[FollowedFeed]:
    """Return the subscriptions that `typed` names; if none, those whose title contains it."""
    return [each for each in followed if is_named(each, typed)] or [
        each for each in followed if typed.casefold() in feed_title(each.feed).casefold()
    ]


def find_nearest(
    fitting: Sequence[FollowedFeed], typed: str, channel_id: int | None
) -> list[FollowedFeed]:
    """Return those of the subscriptions that are meant first, in the channel of who types.

    A whole title there is meant before one elsewhere, and both before those that hold the words.
    """
    whole = [each for each in fitting if is_named(each, typed)]
    here = [each for each in whole if each.subscription.channel_id == channel_id]
    return here or whole or list(fitting)


def here_first(followed: Sequence[FollowedFeed], channel_id: int | None) -> list[FollowedFeed]:
    """Return subscriptions with those of a channel before the others, each in their order."""
    return sorted(followed, key=lambda each: each.subscription.channel_id != channel_id)


def told_apart(feeds: Sequence[KnownFeed]) -> dict[int, str]:
    """Return what each feed is called among others, by its id: "News", "News (paper.test)".

    Several of one name have their host beside it; several of that, their number.
    """
    named = {feed.id: feed for feed in feeds}
    titles = {feed_id: feed_title(feed) for feed_id, feed in named.items()}
    for detail in (_host, _number):
        count = Counter(title.casefold() for title in titles.values())
        titles = {
            feed_id: f"{title} ({detail(named[feed_id])})" if count[title.casefold()] > 1 else title
            for feed_id, title in titles.items()
        }
    return titles


def _host(feed: KnownFeed) -> str:
    return (urlsplit(feed.url).hostname or "").removeprefix("www.")


def _number(feed: KnownFeed) -> str:
    return f"#{feed.id}"
