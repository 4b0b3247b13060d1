"""Say when a digest is due, from its wall clock and zone alone; reads no clock and stores nothing.

A run is one appearance of a digest and is named by its local date and its slot (the minute of
the day it was asked for), never by an instant: so a night that is lived twice, a clock that
jumps back or a channel that moves to another zone cannot bring the same run twice. The instant
is worked out from the wall clock each time.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.model import Digest

EVERY_DAY = frozenset(range(7))
WORKING_DAYS = frozenset(range(5))
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a digest appears: local times to the minute, on weekdays (0 is Monday), in a zone."""

    times: tuple[time, ...]
    days: frozenset[int] = EVERY_DAY
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if not self.times or not self.days:
            raise ValueError("a schedule needs a time and a day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One appearance: `slot` is the minute of the local day that was asked for."""

    day: date
    slot: int
    at: datetime

    @property
    def key(self) -> tuple[date, int]:
        """Name the run within its digest."""
        return self.day, self.slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is owed now: the latest run, and the day of the first run that was missed before it."""

    run: Run
    missed_since: date | None


def zone_of(digest: Digest) -> ZoneInfo:
    """Return the zone that holds where a digest is read."""
    return ZoneInfo(digest.zone_here)


def schedule_of(digest: Digest) -> Schedule:
    """Return when a digest appears, by the wall clock of where it is read."""
    return Schedule(times=digest.times, days=digest.days, zone=zone_of(digest))


def slot_of(at: time) -> int:
    return at.hour * 60 + at.minute


def time_of(slot: int) -> time:
    return time(slot // 60, slot % 60)


def to_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the instant when the wall clock in `zone` says `at` on `day`.

    A wall clock that says it twice means the first time; one that skips it, the end of the gap.
    """
    wall = datetime.combine(day, at.replace(fold=0), tzinfo=zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _end_of_gap(wall.replace(fold=1).astimezone(UTC), instant, zone)


def next_run(schedule: Schedule, after: datetime, done: Collection[tuple[date, int]] = ()) -> Run:
    """Return the first run past `after` that is not in `done`."""
    return next_runs(schedule, after, 1, done)[0]


def next_runs(
    schedule: Schedule, after: datetime, count: int, done: Collection[tuple[date, int]] = ()
) -> tuple[Run, ...]:
    """Return the next `count` runs, to be shown to whoever just set the schedule."""
    return tuple(islice((run for run in _runs(schedule, after) if run.key not in done), count))


def due_run(
    schedule: Schedule,
    *,
    planned_at: datetime,
    now: datetime,
    done: Collection[tuple[date, int]] = (),
) -> Due | None:
    """Return what fell due after `planned_at` and up to `now`: one run, however many were missed.

    Runs that fall on one instant (two times inside the hour that a spring night skips) count
    as one.
    """
    owed: list[Run] = []
    for run in _runs(schedule, planned_at):
        if run.at > now:
            break
        if run.key not in done:
            owed.append(run)
    if not owed:
        return None
    missed = owed[0].day if owed[0].at < owed[-1].at else None
    return Due(run=owed[-1], missed_since=missed)


def _runs(schedule: Schedule, after: datetime) -> Iterator[Run]:
    """Yield every run past `after`, in the order of their instants, without end."""
    day = after.astimezone(schedule.zone).date() - _DAY  # a gap at midnight moves a run to the next
    while True:
        if day.weekday() in schedule.days:
            for at in sorted(schedule.times):
                instant = to_instant(day, at, schedule.zone)
                if instant > after:
                    yield Run(day=day, slot=slot_of(at), at=instant)
        day += _DAY


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first whole second in (before, after] that has the offset of `after`."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
