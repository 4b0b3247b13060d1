"""Say when a feed is polled next, from how it publishes and what its server asks; pure.

The interval follows the square root of the rate (Sia, Cho & Cho: for many feeds and a limited
number of requests, polling by 1/rate is worse than a fixed interval, by its root better). What
a server wishes only ever lengthens it. All times are arguments, and so are the dice.
"""

import math
from collections.abc import Collection
from datetime import datetime, timedelta
from random import Random

from bot.model import Feed, ParsedFeed

FLOOR = timedelta(minutes=10)  # nothing is asked more often, whoever wishes it
QUICKEST = timedelta(minutes=15)
SLOWEST = timedelta(hours=6)
LONGEST = timedelta(days=1)  # what wishes and failures can come to
UNSEEN = timedelta(hours=1)  # before anything is known of a feed
JITTER = 0.1

_MEMORY = timedelta(days=14)  # after it, an item counts a third
_PRIOR_RATE = 1.0  # items a day, where nothing is known yet
_PRIOR_DAYS = 2.0  # and how many days of watching that belief is worth
_POLLS = 24.0  # a day, for a feed of one item a day and one follower
_DAY = timedelta(days=1)


def first_rate(parsed: ParsedFeed, now: datetime) -> float:
    """Return how many items a day a document shows, read for the first time."""
    dates = [item.published_at or item.updated_at for item in parsed.items]
    recent = [now - at for at in dates if at is not None and now - 2 * _MEMORY <= at <= now]
    if not recent:
        return 0.0
    return len(recent) / max(max(recent) / _DAY, 1.0)


def next_rate(rate: float, new: int, since: timedelta) -> float:
    """Return the rate after `new` items in the time `since` the poll before; old ones fade."""
    passed = max(since, timedelta()) / _MEMORY
    return rate * math.exp(-passed) + new / (_MEMORY / _DAY)


def interval_of(feed: Feed) -> timedelta:
    """Return how long to wait between two good polls, before the server is asked."""
    memory = _MEMORY / _DAY
    rate = (feed.rate * memory + _PRIOR_RATE * _PRIOR_DAYS) / (memory + _PRIOR_DAYS)
    polls = _POLLS * math.sqrt(rate * math.sqrt(max(feed.followers, 1)))
    adapted = min(max(_DAY / polls, QUICKEST), SLOWEST)
    return adapted if feed.wish is None else min(adapted, max(feed.wish, FLOOR))


def server_wish(feed: Feed, fresh_for: timedelta | None) -> timedelta:
    """Return the time that the server wants to be left alone, within what we can promise."""
    wishes = [wish for wish in (fresh_for, feed.ttl) if wish is not None]
    return min(max(wishes, default=timedelta()), LONGEST)


def next_poll(
    feed: Feed, fresh_for: timedelta | None, now: datetime, dice: Random
) -> tuple[timedelta, datetime]:
    """Return the interval after a good poll and the instant of the next one.

    Jitter spreads feeds that began together, but never undercuts what the server or the floor
    asks; a first interval is cut anywhere in its second half for the same reason.
    """
    wished = server_wish(feed, fresh_for)
    interval = max(interval_of(feed), wished)
    spread = 1 + dice.uniform(-JITTER, JITTER)
    if feed.first_polled_at == now:
        spread = dice.uniform(0.5, 1.0)
    wait = max(interval * spread, wished, FLOOR)
    if wait == wished:
        wait *= 1 + dice.uniform(0, JITTER)
    return interval, past_skips(now + wait, feed.skip_hours, feed.skip_days, now)


def past_skips(
    due: datetime, hours: Collection[int], days: Collection[int], now: datetime
) -> datetime:
    """Move `due` out of the hours (UTC) and days that the publisher skips, a day at most."""
    latest = now + LONGEST
    while due < latest and (due.hour in hours or due.weekday() in days):
        due += timedelta(hours=1)  # its minutes stay: they are what spreads the feeds
    return due


def retry_in(interval: timedelta, failures: int, dice: Random) -> timedelta:
    """Return how long a feed that failed `failures` times in a row waits: doubled, up to a day."""
    doubled: timedelta = max(interval, QUICKEST) * 2 ** min(failures, 10)
    return min(doubled, LONGEST) * (1 + dice.uniform(-JITTER, JITTER))
