"""Measure the wait from publication to post through the whole product, on a clock that is set.

A paper publishes a hundred articles at a mean pace, at times of chance; the bot polls it, and posts
to a channel of the sandbox. The clock jumps from one publication or poll to the next: requests and
messages take no time, a poll begins a second after it is due (the poller looks every two).
"""

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import fmean, median, quantiles

from bot.store.times import from_unix
from tests.support.gazette import Gazette

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
LOOKS = timedelta(seconds=1)
KNOWN = 20  # articles that are there when the paper is followed
COMING = 100  # that come afterwards


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A paper, how often its followers ask for it, and how often the operator lets them."""

    name: str
    every: timedelta
    wished: timedelta | None = None
    fastest: timedelta = 10 * MINUTE


CASES = (
    Case(name="one a quarter of an hour", every=15 * MINUTE),
    Case(name="one an hour", every=HOUR),
    Case(name="three a day", every=8 * HOUR),
    Case(name="a quarter, ten minutes wished", every=15 * MINUTE, wished=10 * MINUTE),
    Case(name="a quarter, FASTEST=1", every=15 * MINUTE, wished=MINUTE, fastest=MINUTE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Seconds from publication to post, and polls a day."""

    seconds: list[float]
    polls: float


async def replay(case: Case, folder: Path, dice: Random) -> Waits:
    """Let a paper publish, and write down when each article stands in its channel."""
    async with Gazette.open(folder, fastest=case.fastest) as gazette:
        paper = gazette.papers.open("courier", title="The Courier")
        began = gazette.clock()
        for number in range(KNOWN, 0, -1):
            paper.publish(f"Old {number}", published_at=began - number * case.every)
        following = await gazette.follow(paper.url)
        if case.wished is not None:
            await gazette.change(following, interval=case.wished)
        await gazette.settle()
        asked = gazette.papers.asked(_path(paper.url))
        coming = _times(began, case.every, dice)
        waits: list[float] = []
        due: dict[str, datetime] = {}
        while coming or due:
            now = min([*coming[:1], await _next_poll(gazette)])
            gazette.clock.set(max(now, gazette.clock()))
            if coming and coming[0] <= gazette.clock():
                at = coming.pop(0)
                due[paper.publish(f"News of {at:%d %H:%M:%S}", published_at=at).title] = at
                continue
            await gazette.settle()
            shown = "\n".join(gazette.texts("news")[-len(due) :]) if due else ""
            for title in [title for title in due if title in shown]:
                waits.append((gazette.clock() - due.pop(title)).total_seconds())
        days = (gazette.clock() - began) / DAY
        return Waits(seconds=waits, polls=(gazette.papers.asked(_path(paper.url)) - asked) / days)


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def _times(began: datetime, every: timedelta, dice: Random) -> list[datetime]:
    """Return when articles come, at chance but in the mean so far apart."""
    times = [began]
    for _ in range(COMING):
        times.append(times[-1] + every * dice.expovariate(1))
    return times[1:]


async def _next_poll(gazette: Gazette) -> datetime:
    """Return when the poller will have looked after the next feed fell due."""
    rows = await gazette.database.fetch_all("SELECT min(due_at) AS due FROM feeds")
    return from_unix(rows[0]["due"]) + LOOKS


async def measure() -> None:
    heads = ("mean", "median", "95 %", "most", "polls a day")
    print(f"{'seconds':32}" + "".join(f"{head:>12}" for head in heads))
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            waits = await replay(case, Path(folder), Random(1))
        late = quantiles(waits.seconds, n=20)[-1]
        row = (fmean(waits.seconds), median(waits.seconds), late, max(waits.seconds), waits.polls)
        print(f"{case.name:32}" + "".join(f"{value:12.0f}" for value in row))


def main() -> None:
    """Print the waits in seconds of a few papers."""
    asyncio.run(measure())
