"""Whose fault a silence is: ours when many hosts are silent and nobody answers, else the host's."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import BadStatus, FeedError, Unreachable
from bot.feeds.connectivity import Connectivity

HOSTS = 3
OPEN_FOR = timedelta(days=1)

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
SILENT = Unreachable("timeout")


def polled(*outcomes: tuple[str, FeedError | None]) -> Connectivity:
    line = Connectivity()
    for number, outcome in enumerate(outcomes):
        line.record([outcome], NOON + timedelta(minutes=number))
    return line


def test_one_dead_host_is_no_outage_of_ours_however_often_it_is_asked() -> None:
    assert not polled(*[("dead.test", SILENT)] * 50).is_down(NOON)


def test_three_hosts_that_are_silent_are_an_outage_and_two_are_none() -> None:
    silent = [(f"site{number}.test", SILENT) for number in range(HOSTS)]

    assert not polled(*silent[:-1]).is_down(NOON)
    assert polled(*silent).is_down(NOON)


@pytest.mark.parametrize("answer", [None, BadStatus(503), Unreachable("tls")])
def test_whatever_anybody_answers_ends_the_outage(answer: FeedError | None) -> None:
    silent = [(f"site{number}.test", SILENT) for number in range(HOSTS)]

    assert not polled(*silent, ("site0.test", answer)).is_down(NOON)
    assert not polled(*silent, ("site0.test", answer), silent[0]).is_down(NOON)


def test_an_outage_is_counted_from_its_first_silence() -> None:
    line = polled(*[(f"site{number}.test", SILENT) for number in range(HOSTS)])
    second = timedelta(seconds=1)

    assert line.is_down(NOON + OPEN_FOR - second)
    assert not line.is_down(NOON + OPEN_FOR)
