"""A loop stands still five minutes after it should have stepped; lags of a minute are kept."""

from datetime import UTC, datetime, timedelta

from bot.worker.liveness import Liveness
from bot.worker.stats import Stats

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
IDLE, SECOND = timedelta(seconds=30), timedelta(seconds=1)


def test_a_loop_that_is_silent_for_five_minutes_and_its_wait_is_stuck() -> None:
    liveness = Liveness(stats=Stats(stepped_at={"polls": NOON}), idles={"polls": IDLE})
    late = IDLE + timedelta(minutes=5)

    assert liveness.stuck(NOON + late) == {}
    assert liveness.stuck(NOON + late + SECOND) == {"polls": late + SECOND}


def test_the_longest_lag_is_that_of_the_last_sixty() -> None:
    stats = Stats()
    for lag in (9.0, *[1.0] * 59):
        stats.note_lag(lag)
    assert stats.lag == 9

    stats.note_lag(1.0)
    assert stats.lag == 1
