"""An allowance is spent, comes back with time, and is each asker's own."""

from datetime import UTC, datetime, timedelta

from bot.user_limits import Allowance

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NOTHING = timedelta()


def test_what_is_spent_comes_back_evenly() -> None:
    turns = Allowance(most=3, within=timedelta(seconds=6))

    waits = [turns.take(1, NOON) for _ in range(4)]

    assert waits == [NOTHING, NOTHING, NOTHING, 2 * SECOND]
    assert turns.take(1, NOON + SECOND) == SECOND
    assert turns.take(1, NOON + 2 * SECOND) == NOTHING
    assert turns.take(1, NOON + 2 * SECOND) == 2 * SECOND


def test_everybody_has_their_own() -> None:
    turns = Allowance(most=1, within=SECOND)

    assert [turns.take(who, NOON) for who in (1, 2, 1)] == [NOTHING, NOTHING, SECOND]


def test_what_costs_more_than_everything_takes_all() -> None:
    turns = Allowance(most=5, within=5 * SECOND)

    assert turns.take(1, NOON, cost=100) == NOTHING
    assert turns.take(1, NOON) == SECOND


def test_a_clock_that_goes_back_takes_nothing_away() -> None:
    turns = Allowance(most=1, within=SECOND)
    turns.take(1, NOON)

    assert turns.take(1, NOON - timedelta(hours=1)) == SECOND


def test_who_has_rested_is_forgotten() -> None:
    turns = Allowance(most=1, within=SECOND)
    for who in range(10_001):
        turns.take(who, NOON)

    turns.take(-1, NOON + SECOND)

    assert len(turns._spent) == 1
