"""When a digest appears, in words."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.digest.schedule.describe import say_days, say_run, say_schedule
from bot.digest.schedule.runs import EVERY_DAY, WORKING_DAYS, Schedule, next_run

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("days", "english", "french"),
    [
        (EVERY_DAY, "every day", "tous les jours"),
        (WORKING_DAYS, "from Monday to Friday", "du lundi au vendredi"),
        (frozenset({5, 6}), "at the weekend", "le week-end"),
        (frozenset({0}), "on Monday", "le lundi"),
        (
            frozenset({4, 0, 2}),
            "on Monday, Wednesday and Friday",
            "le lundi, le mercredi et le vendredi",
        ),
    ],
)
def test_days_are_said_as_people_say_them(days: frozenset[int], english: str, french: str) -> None:
    assert say_days(days, "en") == english
    assert say_days(days, "fr") == french


def test_a_schedule_is_one_sentence() -> None:
    schedule = Schedule(times=(time(18, 30), time(8)), zone=PARIS)

    assert say_schedule(schedule, "en") == "every day at 08:00 and 18:30 (Europe/Paris)"
    assert say_schedule(schedule, "fr") == "tous les jours à 08:00 et 18:30 (Europe/Paris)"


def test_a_run_is_said_by_the_wall_clock_that_it_will_show() -> None:
    night = Schedule(times=(time(2, 30),), zone=PARIS)
    before_spring = datetime(2026, 3, 28, 12, tzinfo=PARIS)

    said = say_run(next_run(night, before_spring), night, "fr")

    assert said == "dimanche 29 mars 2026, 03:00"
