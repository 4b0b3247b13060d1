"""The lag of the event loop, as metrics tell it: the longest of the last minute."""

from datetime import UTC, datetime

from bot.upkeep.loop_lag import LagMeter
from bot.worker.stats import Stats

LAG_KEPT = 60

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)


async def test_what_comes_late_is_the_lag_until_a_minute_later() -> None:
    instants = [0.0, 1.0, 2.25, 3.25]
    instants += [4.25 + second for second in range(LAG_KEPT)]
    stats, times = Stats(), iter(instants)
    meter = LagMeter(stats, lambda: next(times))

    lags = []
    for _ in instants:
        await meter.run_due(NOON)
        lags.append(stats.lag)

    assert lags[:4] == [0.0, 0.0, 0.25, 0.25]
    assert lags[-3:] == [0.25, 0.0, 0.0]
