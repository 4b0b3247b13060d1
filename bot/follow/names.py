"""Find subscriptions by what somebody chose or typed: an id, a feed's title; pure."""

from collections.abc import Sequence

from bot.message.feed_title import feed_title
from bot.model import FollowedFeed


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
