"""When a digest is due: wall clocks, spring and autumn nights, zones, missed runs."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.digest.schedule.runs import (
    Run,
    Schedule,
    due_run,
    next_run,
    next_runs,
    slot_of,
    time_of,
    to_instant,
)

PARIS = ZoneInfo("Europe/Paris")
ZONES = ("Europe/Paris", "America/Nuuk", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo")
MORNING = Schedule(times=(time(8),), zone=PARIS)
TUESDAY = datetime(2025, 12, 9, 7, tzinfo=UTC)  # 08:00 in Paris


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)  # type: ignore[misc,arg-type]  # parts are ints


def days_of(schedule: Schedule, after: datetime, count: int) -> list[date]:
    return [run.day for run in next_runs(schedule, after, count)]


def test_the_next_run_is_strictly_later() -> None:
    assert next_run(MORNING, TUESDAY - timedelta(seconds=1)).at == TUESDAY
    assert next_run(MORNING, TUESDAY).at == TUESDAY + timedelta(days=1)


def test_eight_in_the_morning_stays_eight_through_the_year() -> None:
    runs = next_runs(MORNING, TUESDAY, 365)

    assert {run.at.astimezone(PARIS).time() for run in runs} == {time(8)}
    assert len({run.day for run in runs}) == 365


def test_a_time_the_spring_night_skips_is_moved_to_the_end_of_the_gap() -> None:
    assert to_instant(date(2026, 3, 29), time(2, 30), PARIS) == paris(2026, 3, 29, 3)


def test_a_time_the_autumn_night_has_twice_comes_once() -> None:
    night = Schedule(times=(time(2, 30),), zone=PARIS)

    runs = next_runs(night, paris(2026, 10, 24, 12), 2)

    assert [run.at for run in runs] == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    ]


def test_a_gap_at_midnight_does_not_lose_the_day() -> None:
    nuuk = ZoneInfo("America/Nuuk")  # on 28 March 2026, 23:00 is followed by midnight
    late = Schedule(times=(time(23, 30),), zone=nuuk)

    runs = next_runs(late, datetime(2026, 3, 28, 12, tzinfo=UTC), 2)

    assert [run.day for run in runs] == [date(2026, 3, 28), date(2026, 3, 29)]
    assert runs[0].at.astimezone(nuuk) == datetime(2026, 3, 29, tzinfo=nuuk)


def test_only_the_weekdays_asked_for() -> None:
    weekly = Schedule(times=(time(8),), days=frozenset({0}), zone=PARIS)

    assert days_of(weekly, TUESDAY, 2) == [date(2025, 12, 15), date(2025, 12, 22)]


def test_several_times_a_day_come_in_order() -> None:
    twice = Schedule(times=(time(18, 30), time(8)), zone=PARIS)

    runs = next_runs(twice, TUESDAY, 3)

    assert [time_of(run.slot) for run in runs] == [time(18, 30), time(8), time(18, 30)]


def test_a_run_that_was_made_does_not_come_again() -> None:
    done = {(date(2025, 12, 9), slot_of(time(8)))}

    assert next_run(MORNING, TUESDAY - timedelta(hours=5), done).day == date(2025, 12, 10)


def test_nothing_is_owed_before_its_minute() -> None:
    assert due_run(MORNING, planned_at=TUESDAY, now=TUESDAY + timedelta(hours=23)) is None


def test_a_run_is_owed_from_its_minute_on() -> None:
    due = due_run(MORNING, planned_at=TUESDAY - timedelta(hours=1), now=TUESDAY)

    assert due is not None
    assert due.run == Run(day=date(2025, 12, 9), slot=480, at=TUESDAY)
    assert due.missed_since is None


def test_a_week_of_downtime_owes_one_run_that_names_the_first_day_missed() -> None:
    due = due_run(MORNING, planned_at=TUESDAY, now=TUESDAY + timedelta(days=7, hours=3))

    assert due is not None
    assert due.run.day == date(2025, 12, 16)
    assert due.missed_since == date(2025, 12, 10)


def test_two_times_in_the_hour_that_is_skipped_are_one_run_and_none_missed() -> None:
    night = Schedule(times=(time(2, 15), time(2, 45)), zone=PARIS)

    due = due_run(night, planned_at=paris(2026, 3, 29, 1), now=paris(2026, 3, 29, 3))

    assert due is not None
    assert due.run.at == paris(2026, 3, 29, 3)
    assert due.missed_since is None


def test_a_channel_that_moves_west_does_not_get_its_morning_twice() -> None:
    done = {next_run(MORNING, TUESDAY - timedelta(hours=1)).key}
    montreal = Schedule(times=MORNING.times, zone=ZoneInfo("America/Montreal"))

    assert next_run(montreal, TUESDAY, done).day == date(2025, 12, 10)


def test_a_schedule_without_a_time_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time"):
        Schedule(times=(), zone=PARIS)


@given(
    zone=st.sampled_from(ZONES),
    times=st.lists(st.times(), min_size=1, max_size=4, unique_by=slot_of),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    after=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 # bounds are naive
)
def test_runs_are_in_order_and_each_once(
    zone: str, times: list[time], days: frozenset[int], after: datetime
) -> None:
    slots = tuple(at.replace(second=0, microsecond=0) for at in times)
    schedule = Schedule(times=slots, days=days, zone=ZoneInfo(zone))

    runs = next_runs(schedule, after, 20)

    assert all(a.at <= b.at for a, b in pairwise((*runs, runs[-1])))
    assert len({run.key for run in runs}) == 20
    assert all(run.at > after and run.day.weekday() in days for run in runs)


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    at=st.times(),
)
@example(zone="Europe/Paris", day=date(2025, 10, 26), at=time(2, 30, fold=1))
def test_an_instant_shows_its_wall_clock_or_the_end_of_a_gap(
    zone: str, day: date, at: time
) -> None:
    at = at.replace(second=0, microsecond=0)

    local = to_instant(day, at, ZoneInfo(zone)).astimezone(ZoneInfo(zone))

    moved = local.replace(tzinfo=None) - datetime.combine(day, at)  # wall clocks
    assert timedelta(0) <= moved <= timedelta(hours=1)
    assert local.fold == 0
