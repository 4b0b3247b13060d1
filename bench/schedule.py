"""Replay dated feeds: how long an article waits for its poll, ours and a fixed interval beside it.

Each feed's older dates are what is known of it; its newest eight then come one by one, and are
found by polls whose times `bot.feeds.schedule` says. Both rules may make the same number of
requests, on the mean of the feeds. Without `../shared` there is nothing to replay.
"""

import asyncio
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import fmean, median

from bot.errors import FeedError
from bot.feeds.items.believed_dates import dated
from bot.feeds.schedule import JITTER, POLLS, adaptive_interval, first_rate, next_hours, next_rate
from bot.feeds.worker.pool import ParserPool
from bot.model import Feed

FEEDS = Path(__file__).parent.parent.parent / "shared" / "feeds" / "real"
BUDGETS = (16, 24, 36, 48, 72)  # requests a day
TESTED = 8  # of each feed, the newest
LONGEST = timedelta(days=120)  # what lies further apart tells of dead feeds
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dated:
    """What is known of a feed, and the dates that then come."""

    known: tuple[datetime, ...]
    coming: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Waits:
    """Minutes from publication to poll, and requests a day."""

    minutes: list[float]
    of_feeds: list[float]
    cost: float


async def load() -> list[Dated]:
    """Read the dates of the real feeds."""
    feeds = []
    async with ParserPool.open() as parser:
        for path in sorted(FEEDS.glob("*.*")):
            if path.name == "index.json":
                continue
            try:
                parsed = await parser.read(
                    path.read_bytes(), url="https://f.test", content_type=None
                )
            except FeedError:
                continue
            dates = sorted(at for item in parsed.items if (at := dated(item)) is not None)
            dates = [at for at in dates if datetime(1990, 1, 1, tzinfo=UTC) < at]
            cut = max(len(dates) - TESTED, len(dates) // 2)
            if len(dates) >= 5:
                coming = [at for at in dates[cut:] if at - dates[cut - 1] < LONGEST]
                feeds.append(Dated(tuple(dates[:cut]), tuple(coming)))
    return [feed for feed in feeds if feed.coming]


class Ours:
    """The schedule, with a number of polls that costs what the fixed interval costs."""

    def __init__(self, polls: float) -> None:
        self._polls = polls

    def polls(self, dates: Dated, dice: Random) -> Iterator[tuple[datetime, timedelta]]:
        now = dates.known[-1] + timedelta(seconds=1)
        feed = Feed(
            id=1,
            url="",
            title="",
            due_at=now,
            interval=DAY,
            followers=1,
            rate=first_rate(dates.known, now),
            hours=next_hours(b"", dates.known[-100:]),
            last_polled_at=now,
        )
        now += adaptive_interval(feed, now, self._polls) * dice.random()
        while True:
            last = feed.last_polled_at
            assert last is not None
            came = [at for at in dates.coming if last < at <= now]
            feed = replace(
                feed,
                rate=next_rate(feed.rate, len(came), now - last),
                hours=next_hours(feed.hours, came),
                last_polled_at=now,
            )
            wait = adaptive_interval(feed, now, self._polls)
            yield now, wait
            now += wait * dice.uniform(1 - JITTER, 1 + JITTER)


class Fixed:
    """The same interval for all."""

    def __init__(self, polls: float) -> None:
        self._wait = DAY / polls

    def polls(self, dates: Dated, dice: Random) -> Iterator[tuple[datetime, timedelta]]:
        now = dates.known[-1] + self._wait * dice.random()
        while True:
            yield now, self._wait
            now += self._wait * dice.uniform(1 - JITTER, 1 + JITTER)


def replay(rule: Ours | Fixed, feeds: list[Dated], rounds: int) -> Waits:
    """Let every feed's articles come, and write down how long each waits."""
    minutes: list[float] = []
    of_feeds: list[float] = []
    costs: list[float] = []
    dice = Random(1)
    for dates in feeds:
        waited: list[float] = []
        for _ in range(rounds):
            found, total, count = 0, timedelta(), 0
            for now, wait in rule.polls(dates, dice):
                total, count = total + wait, count + 1
                while found < len(dates.coming) and dates.coming[found] <= now:
                    waited.append((now - dates.coming[found]) / timedelta(minutes=1))
                    found += 1
                if found == len(dates.coming):
                    break
            costs.append(count * (DAY / total))
        minutes += waited
        of_feeds.append(fmean(waited))
    return Waits(minutes, of_feeds, fmean(costs))


def calibrated(budget: float, feeds: list[Dated]) -> float:
    """Return how often a day our rule polls a feed of one item for `budget` on the mean."""
    low, high = 1.0, 500.0
    for _ in range(9):
        middle = math.sqrt(low * high)
        if replay(Ours(middle), feeds, 1).cost < budget:
            low = middle
        else:
            high = middle
    return math.sqrt(low * high)


def show(name: str, waits: Waits) -> None:
    print(
        f"{name:28} {waits.cost:9.1f} {fmean(waits.minutes):9.1f} {median(waits.minutes):9.1f}"
        f" {fmean(waits.of_feeds):12.1f}"
    )


def main() -> None:
    """Print the waits of both rules for each number of requests."""
    if not FEEDS.is_dir():
        print("no dated feeds beside the checkout (../shared/feeds/real): nothing to replay")
        return
    feeds = asyncio.run(load())
    print(f"{len(feeds)} feeds, {sum(len(f.coming) for f in feeds)} articles; waits in minutes")
    print(f"{'':28} {'requests':>9} {'mean':>9} {'median':>9} {'mean of feeds':>12}")
    for budget in BUDGETS:
        show("fixed", replay(Fixed(budget), feeds, 2))
        show("by hour and root of rate", replay(Ours(calibrated(budget, feeds)), feeds, 2))
    show("as shipped, one follower", replay(Ours(POLLS), feeds, 2))
