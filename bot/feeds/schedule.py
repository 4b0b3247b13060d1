"""Schedule a feed's next poll: adaptive interval, server's wishes, backoff; pure.

How often follows the square root of how much a feed publishes at that hour of the day (Sia, Cho
& Cho: with a limited number of requests, polling by 1/rate is worse than a fixed interval, by its
root better; `bench/schedule.py` shows it). What a server wishes only ever lengthens the wait. All
times are arguments, and so are the dice.
"""

import math
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from random import Random

from bot.model import POLL_FLOOR, Feed

QUICKEST = timedelta(minutes=15)
SLOWEST = timedelta(hours=6)
LONGEST = timedelta(days=1)  # what wishes and failures can come to
JITTER = 0.1
PUSHED_SLOWER = 4  # times as long, while a hub pushes what comes
REMEMBERED = timedelta(days=7)  # for which a refusal keeps a server from being asked faster
UNCHOSEN = timedelta(hours=1)  # as ttl or sy:updatePeriod: WordPress's default, and others'
POLLS = 48.0  # a day, for a feed of one item a day and one follower

_MEMORY = timedelta(days=14)  # after it, an item counts a third
_PRIOR_RATE = 1.0  # items a day, where nothing is known yet
_PRIOR_DAYS = 14.0  # and how many days of watching that belief is worth
_PRIOR_HOURS = 3.0  # items spread over the whole day, likewise
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def first_rate(dates: Iterable[datetime], now: datetime) -> float:
    """Return how many items a day the dates of a document show, read for the first time."""
    recent = [now - at for at in dates if now - 2 * _MEMORY <= at <= now]
    return len(recent) / max(max(recent) / _DAY, 1.0) if recent else 0.0


def next_rate(rate: float, new: int, since: timedelta) -> float:
    """Return the rate after `new` items in the time `since` the poll before; old ones fade."""
    passed = max(since, timedelta()) / _MEMORY
    return rate * math.exp(-passed) + new / (_MEMORY / _DAY)


def next_hours(hours: bytes, dates: Iterable[datetime]) -> bytes:
    """Count the hours of `dates` into `hours`; when one is full, all are halved."""
    counts = list(hours or bytes(24))
    for at in dates:
        counts[at.hour] += 1
        if counts[at.hour] > 255:
            counts = [count // 2 for count in counts]
    return bytes(counts)


def adaptive_interval(
    feed: Feed, now: datetime, polls: float = POLLS, *, fastest: timedelta = POLL_FLOOR
) -> timedelta:
    """Return how long after `now` a feed is worth asking again, before its server is asked.

    Walks through the hours ahead, each of which is worth some part of a poll, until one is whole.
    """
    memory = _MEMORY / _DAY
    rate = (feed.rate * memory + _PRIOR_RATE * _PRIOR_DAYS) / (memory + _PRIOR_DAYS)
    weight = rate * math.sqrt(max(feed.followers, 1))
    at, left = now, 1.0
    while True:
        daily = polls * math.sqrt(weight * _share(feed.hours, at.hour))
        pace = min(max(_DAY / daily, QUICKEST), SLOWEST)
        until = at.replace(minute=0, second=0, microsecond=0) + _HOUR
        if pace * left <= until - at:
            break
        left -= (until - at) / pace
        at = until
    adapted = min(max(at - now + pace * left, QUICKEST), SLOWEST)
    return adapted if feed.min_interval is None else min(adapted, max(feed.min_interval, fastest))


def _share(hours: bytes, hour: int) -> float:
    """Return how many times more than on average a feed publishes at this hour of the day.

    An item at 8 speaks of 7 and 9 as well, half as loud.
    """
    if not hours:
        return 1.0
    near = (hours[hour - 1] + 2 * hours[hour] + hours[(hour + 1) % 24]) / 4
    return 24 * (near + _PRIOR_HOURS / 24) / (sum(hours) + _PRIOR_HOURS)


def server_interval(feed: Feed, fresh_for: timedelta | None) -> timedelta:
    """Return the time that the server wants to be left alone, within what we can promise.

    Who asks for a feed more often is not held by the hour that programs write into all of theirs.
    """
    is_chosen = feed.min_interval is None or feed.ttl != UNCHOSEN
    wishes = [wish for wish in (fresh_for, feed.ttl if is_chosen else None) if wish is not None]
    return min(max(wishes, default=timedelta()), LONGEST)


def next_poll(
    feed: Feed,
    fresh_for: timedelta | None,
    now: datetime,
    dice: Random,
    *,
    fastest: timedelta = POLL_FLOOR,
) -> tuple[timedelta, datetime]:
    """Return the interval after a good poll, and the instant of the next one.

    Jitter spreads feeds that began together, but never undercuts what the server or the floor
    asks; a first wait ends anywhere in its second half for the same reason. A server that has
    refused of late is asked no faster than any other, whoever wishes it.
    """
    if feed.refused_at is not None and now - feed.refused_at < REMEMBERED:
        fastest = max(fastest, POLL_FLOOR)
    wished = server_interval(feed, fresh_for)
    adapted = adaptive_interval(feed, now, fastest=fastest)
    if feed.pushed:
        adapted = max(adapted, min(PUSHED_SLOWER * adapted, SLOWEST))
    interval = max(adapted, wished)
    first = feed.first_polled_at == now
    spread = dice.uniform(0.5, 1.0) if first else 1 + dice.uniform(-JITTER, JITTER)
    wait = interval * spread
    # Who asks for it is served as often as the operator lets it, the others as ever.
    floor = POLL_FLOOR if feed.min_interval is None else max(feed.min_interval, fastest)
    floor = min(floor, max(POLL_FLOOR, fastest))
    if wait < max(wished, floor):
        wait = max(wished, floor) * (1 + dice.uniform(0, JITTER))
    return interval, after_skips(now + wait, feed.skip_hours, feed.skip_days, now)


def after_skips(
    due: datetime, hours: Collection[int], days: Collection[int], now: datetime
) -> datetime:
    """Move `due` out of the hours (UTC) and days that the publisher skips, a day at most."""
    latest = now + LONGEST
    while due < latest and (due.hour in hours or due.weekday() in days):
        due += _HOUR  # its minutes stay: they are what spreads the feeds
    return due


def backoff(interval: timedelta, failures: int, dice: Random) -> timedelta:
    """Return how long a feed that failed `failures` times in a row waits: doubled, up to a day."""
    doubled: timedelta = max(interval, QUICKEST) * 2 ** min(failures, 10)
    return min(doubled, LONGEST) * (1 + dice.uniform(-JITTER, JITTER))
