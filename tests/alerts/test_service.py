"""Until when a member is not written to, on days on which clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.service import postponed
from bot.model import AlertPlan, QuietHours

PER_DAY = 20

PLAN = AlertPlan(user_id=1, guild_id=1, channel_id=1, locale="en", zone="Europe/Paris")
MINUTES = st.integers(0, 24 * 60 - 1)
ZONES = st.sampled_from(
    ["Europe/Paris", "America/Santiago", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia"]
)
# A year in which each of these zones changes its clocks twice, by hours and half hours.
MOMENTS = st.integers(0, 365 * 24 * 12).map(
    lambda steps: datetime(2011, 1, 1, tzinfo=UTC) + steps * timedelta(minutes=5)
)


@given(zone=ZONES, begins=MINUTES, ends=MINUTES, now=MOMENTS)
def test_quiet_hours_end_later_and_within_a_day(
    zone: str, begins: int, ends: int, now: datetime
) -> None:
    quiet = QuietHours(from_minute=begins, until_minute=ends)

    until = postponed(replace(PLAN, zone=zone, quiet=quiet), now)

    assert until is None or now < until <= now + timedelta(hours=50)  # Apia skipped a day


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ((29, 23, 0), (30, 0, 30)),  # 01:00, in summer time
        ((30, 0, 10), (30, 0, 30)),  # 02:10 for the first time
        ((30, 1, 10), (30, 1, 30)),  # 02:10 again, in winter time
    ],
)
def test_an_end_that_the_clock_shows_twice_is_waited_for(
    now: tuple[int, int, int], until: tuple[int, int, int]
) -> None:
    plan = replace(PLAN, quiet=QuietHours(from_minute=22 * 60, until_minute=150))
    at = datetime(2011, 10, *now, tzinfo=UTC)

    assert postponed(plan, at) == datetime(2011, 10, *until, tzinfo=UTC)


@given(zone=ZONES, now=MOMENTS)
def test_a_day_that_had_enough_is_waited_out(zone: str, now: datetime) -> None:
    today: date = now.astimezone(ZoneInfo(zone)).date()

    until = postponed(replace(PLAN, zone=zone, told_day=today, told=PER_DAY), now)

    assert until is not None
    assert until > now
