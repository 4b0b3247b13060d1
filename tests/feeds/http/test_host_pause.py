"""How long a host is left alone, and what of a server's wishes is believed: at the edges."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.feeds.http.cache_headers import fresh_for, retry_at
from bot.feeds.http.politeness import HostLimits, host_pause

LONGEST = timedelta(days=365)
LONGEST_PAUSE = timedelta(days=1)
LONGEST_RETRY = timedelta(days=7)
PER_HOST = 2
SPACING = timedelta(seconds=1)

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
YEAR = int(LONGEST.total_seconds())


@pytest.mark.parametrize(
    ("status", "failures", "pause"),
    [
        (403, 1, HOUR / 4),
        (429, 1, HOUR),
        (503, 1, HOUR),
        (503, 2, 2 * HOUR),
        (403, 7, 16 * HOUR),
        (403, 8, LONGEST_PAUSE),
        (503, 99, LONGEST_PAUSE),
    ],
)
def test_a_refusal_doubles_the_pause_up_to_a_day(
    status: int, failures: int, pause: timedelta
) -> None:
    until = host_pause(status, failures, None, NOON, Random(1))

    assert until - NOON == pause * (1 + Random(1).uniform(0, 0.1))


@pytest.mark.parametrize("beside", [-SECOND, timedelta(), SECOND])
def test_a_server_may_ask_for_a_pause_of_a_week(beside: timedelta) -> None:
    until = host_pause(429, 1, NOON + LONGEST_RETRY + beside, NOON, Random(1))

    assert until - NOON == LONGEST_RETRY + min(beside, timedelta())


def test_a_host_is_busy_for_a_second_after_each_start_and_while_it_answers_twice() -> None:
    hosts = HostLimits()
    for n in range(PER_HOST):
        at = NOON + n * SPACING
        assert hosts.busy(at) == []
        hosts.begin("site.test", at)
        assert hosts.busy(at) == ["site.test"]
        assert hosts.busy(at + SPACING - timedelta(microseconds=1)) == ["site.test"]

    later = NOON + PER_HOST * SPACING
    assert hosts.busy(later) == ["site.test"]
    hosts.end("site.test")
    assert hosts.busy(later) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("0", None),
        ("1", SECOND),
        (str(YEAR), LONGEST),
        (str(YEAR + 1), None),
        ("-1", None),
        ("1.5", SECOND),
        ("soon", None),
        ("9" * 10, None),
    ],
)
def test_a_wish_is_believed_up_to_a_year(said: str, expected: timedelta | None) -> None:
    again = retry_at(said, NOON)

    assert (None if again is None else again - NOON) == expected
    assert fresh_for({"cache-control": f"max-age={said}"}, NOON) in (expected, SECOND)
    assert fresh_for({"cache-control": f"max-age={said}, no-store"}, NOON) is None
