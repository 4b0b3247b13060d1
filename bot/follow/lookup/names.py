"""Find subscriptions by what somebody chose or typed, and tell those of one name apart; pure."""

from collections.abc import Mapping, Sequence
from os.path import commonprefix
from typing import Protocol
from urllib.parse import urlsplit

from bot.message.feed_title import NamedFeed, feed_title
from bot.message.markdown import ELLIPSIS, cut
from bot.model import FollowedFeed
from bot.text.urls.masking import mask_url, short_address

_MAX_NAME = 64  # with its detail: what a choice has room for beside a channel
_MAX_DETAIL = 40


class KnownFeed(NamedFeed, Protocol):
    """A feed that has a number of its own."""

    @property
    def id(self) -> int: ...


def is_id(typed: str) -> bool:
    """Tell whether what was given is the id of a row, not words that somebody typed."""
    return typed.isascii() and typed.isdigit() and len(typed) < 19


def is_named(following: FollowedFeed, typed: str) -> bool:
    """Tell whether `typed` is the id of a subscription, or its feed's whole title."""
    if not typed:
        return False
    if typed == str(following.subscription.id):
        return True
    return feed_title(following.feed).casefold() == typed.casefold()


def find_named(followed: Sequence[FollowedFeed], typed: str) -> list[FollowedFeed]:
    """Return the subscriptions that `typed` names; if none, those whose title contains it.

    A feed that shares its title with others is found by its distinct title as well.
    """
    if whole := [each for each in followed if is_named(each, typed)]:
        return whole
    return find_by_distinct_title(followed, typed) or [
        each for each in followed if typed.casefold() in feed_title(each.feed).casefold()
    ]


def find_by_distinct_title(followed: Sequence[FollowedFeed], typed: str) -> list[FollowedFeed]:
    """Return the subscriptions to the feed whose distinct title was typed."""
    names = distinct_titles([each.feed for each in followed])
    return [each for each in followed if names[each.feed.id].casefold() == typed.casefold()]


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


def distinct_titles(feeds: Sequence[KnownFeed]) -> dict[int, str]:
    """Return titles by which feeds can be told apart, by their ids: "News", "News (paper.test)".

    Feeds of one title get their host beside it; where that is not enough, as much of their address
    as differs, without its keys; and as a last resort the id.
    """
    named = {feed.id: feed for feed in feeds}
    names = {feed_id: feed_title(feed) for feed_id, feed in named.items()}
    for detail in (_host, _page, _query, _whole_host, _scheme, _number):
        for alike in _namesakes(names):
            details = _shortened([detail(named[feed_id]) for feed_id in alike])
            for feed_id, beside in zip(alike, details, strict=True):
                names[feed_id] = _with_detail(feed_title(named[feed_id]), beside)
    return names


def _namesakes(names: Mapping[int, str]) -> list[list[int]]:
    """Return the ids of feeds that have one name, together."""
    alike: dict[str, list[int]] = {}
    for feed_id, name in names.items():
        alike.setdefault(name.casefold(), []).append(feed_id)
    return [ids for ids in alike.values() if len(ids) > 1]


def _with_detail(name: str, detail: str) -> str:
    return f"{cut(name, _MAX_NAME - len(detail) - len(' ()'))} ({detail})"


def _shortened(addresses: Sequence[str]) -> list[str]:
    """Return addresses, of long ones the part in which they begin to differ."""
    shared = commonprefix(addresses)  # noqa: RUF071  # by characters: a path may be one word
    start = max(shared.rfind("/"), len(shared) - _MAX_DETAIL // 2, 0)
    return [
        each if len(each) <= _MAX_DETAIL else _excerpt(each, start if len(each) > start + 1 else 0)
        for each in addresses
    ]


def _excerpt(address: str, start: int) -> str:
    end = start + _MAX_DETAIL - 2 * len(ELLIPSIS)
    before, after = ELLIPSIS if start else "", ELLIPSIS if end < len(address) else ""
    return f"{before}{address[start:end]}{after}"


def _host(feed: KnownFeed) -> str:
    return (urlsplit(feed.url).hostname or "").removeprefix("www.")


def _page(feed: KnownFeed) -> str:
    return _unparted(short_address(feed.url).removeprefix("www."))


def _query(feed: KnownFeed) -> str:
    return _whole_host(feed).removeprefix("www.")


def _whole_host(feed: KnownFeed) -> str:
    return _unparted(mask_url(feed.url).partition("://")[2])


def _scheme(feed: KnownFeed) -> str:
    return f"{urlsplit(feed.url).scheme}:{_whole_host(feed)}"


def _number(feed: KnownFeed) -> str:
    return f"{_host(feed)}) (#{feed.id}"


def _unparted(address: str) -> str:
    """Return an address that no list of names, parted by commas, takes for two."""
    return address.replace(",", "%2C")
