"""The seasons of a year in which clocks change, in four zones, on a real database; seeded.

Between them nothing happens that a day in them does not have. There are downtimes, kills and clocks
that jump.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.store.database import Database
from tests.digest.newsroom import CHANNEL, Newsroom

pytestmark = pytest.mark.uncounted

# Their nights skip 02:30, nothing, 02:15 (by half an hour) and 00:15.
ASKED = {
    "Europe/Paris": time(2, 30),
    "America/New_York": time(8),
    "Australia/Lord_Howe": time(2, 15),
    "Africa/Cairo": time(0, 15),
}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def due_minute(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Look at every minute's wall clock for the first that has reached `at` on `day`."""
    wanted = datetime.combine(day, at)
    minute = wanted.replace(tzinfo=zone).astimezone(UTC) - 2 * HOUR
    while minute.astimezone(zone).replace(tzinfo=None) < wanted:
        minute += MINUTE
    return minute


@dataclass(frozen=True, slots=True)
class Season:
    """Days at noon, UTC, between which clocks change."""

    begin: datetime
    end: datetime

    def due_minutes(self, zone: str) -> dict[date, datetime]:
        """Return when each of its days is due."""
        days = [self.begin.date() + n * DAY for n in range(-1, (self.end - self.begin).days + 2)]
        due = {day: due_minute(day, ASKED[zone], ZoneInfo(zone)) for day in days}
        return {day: minute for day, minute in due.items() if self.begin < minute <= self.end}


SPRING = Season(datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 5, 1, 12, tzinfo=UTC))
AUTUMN = Season(datetime(2026, 9, 20, 12, tzinfo=UTC), datetime(2026, 11, 10, 12, tzinfo=UTC))


@dataclass(slots=True)
class World:
    """How it goes: which minutes the process saw, and when its clock was wrong."""

    room: Newsroom
    dice: Random
    seen: set[datetime] = field(default_factory=set)
    wrong: set[datetime] = field(default_factory=set)
    received: list[int] = field(default_factory=list)

    async def live_through(self, season: Season) -> None:
        courier = await self.room.follow(now=season.begin - HOUR)
        down_until = season.begin
        minutes = sorted(due for zone in ASKED for due in season.due_minutes(zone).values())
        for number, minute in enumerate(minutes):
            if number % 4 == 0:
                news = await self.room.receive(courier, f"News {number}", now=minute - HOUR)
                self.received += [item.id for item in news]
            if self.dice.random() < 0.04:
                down_until = minute + self.dice.choice((HOUR, 5 * HOUR, 3 * DAY, 9 * DAY))
            if minute < down_until:
                continue
            if down_until != season.begin:
                self.room.service, down_until = self.room.restarted(), season.begin
            await self._pass(minute)
        await self.room.run(season.end + 14 * DAY)  # later than the clock ever was

    async def _pass(self, minute: datetime) -> None:
        """Let the process see the minute before and the minute itself, or something worse."""
        chance = self.dice.random()
        if chance < 0.04:  # the clock is wrong for a while
            wrong = minute + self.dice.choice((-2, -1, 1, 26, 300)) * HOUR
            self.wrong.add(wrong)
            await self.room.service.run_due(wrong)
        if chance > 0.8:
            await self.room.service.run_due(minute - MINUTE)
        if chance > 0.95:
            await self._kill(minute)
            self.room.service = self.room.restarted()
        await self.room.service.run_due(minute)
        self.seen.add(minute)

    async def _kill(self, minute: datetime) -> None:
        """End a step wherever it is just then."""
        step = asyncio.create_task(self.room.service.run_due(minute))
        await asyncio.sleep(self.dice.random() * 0.008)
        step.cancel()
        with suppress(asyncio.CancelledError):
            await step


EDITIONS = "SELECT * FROM editions WHERE digest_id = ? ORDER BY id"
LISTED = """
    SELECT item_id FROM edition_items JOIN editions ON editions.id = edition_id WHERE digest_id = ?
"""


@dataclass(frozen=True, slots=True)
class Printed:
    """A row of `editions`; `first` is the first day that it is for."""

    day: date
    first: date
    at: datetime
    left_out: int


async def printed(database: Database, digest_id: int) -> list[Printed]:
    return [
        Printed(
            day=date.fromisoformat(row["local_date"]),
            first=date.fromisoformat(row["since"] or row["local_date"]),
            at=datetime.fromtimestamp(row["printed_at"], UTC),
            left_out=row["left_out"],
        )
        for row in await database.fetch_all(EDITIONS, (digest_id,))
    ]


def days_of(edition: Printed) -> set[date]:
    return {edition.first + n * DAY for n in range((edition.day - edition.first).days + 1)}


@pytest.mark.parametrize("season", [SPRING, AUTUMN], ids=["spring", "autumn"])
async def test_every_due_day_is_printed_once_at_its_minute(
    database: Database, season: Season
) -> None:
    room = await Newsroom(database).open()
    digests = {
        zone: await room.ask(at, now=season.begin, channel_id=CHANNEL, zone=zone)
        for zone, at in ASKED.items()
    }
    world = World(room=room, dice=Random(7))

    await world.live_through(season)

    for zone, digest in digests.items():
        due = season.due_minutes(zone)
        editions = await printed(database, digest.id)
        at = {edition.day: edition.at for edition in editions}
        assert len(at) == len(editions)
        assert set(due) <= set().union(*map(days_of, editions))
        missed = {
            day for day, minute in due.items() if minute in world.seen and at.get(day) != minute
        }
        assert {at[day] for day in missed} <= world.wrong
        assert len(missed) < 20
        listed = [row["item_id"] for row in await database.fetch_all(LISTED, (digest.id,))]
        assert len(listed) == len(set(listed))
        assert len(listed) + sum(edition.left_out for edition in editions) == len(world.received)
