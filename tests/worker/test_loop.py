"""The loop: again at once while there is work, woken when there is news, stopped between steps."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import CommitUncertain, StoreError, TransactionLost
from bot.worker.loop import run_loop

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LONG = timedelta(hours=1)


async def test_it_asks_again_at_once_while_rows_were_taken() -> None:
    stop = asyncio.Event()
    answers = [3, 2, 0]
    seen: list[datetime] = []

    async def run_due(now: datetime) -> int:
        seen.append(now)
        if len(seen) == len(answers):
            stop.set()
        return answers[len(seen) - 1]

    await run_loop(run_due, clock=lambda: NOON, idle=LONG, stop=stop)

    assert seen == [NOON, NOON, NOON]


async def test_a_wake_ends_the_wait() -> None:
    stop, wake, idle = asyncio.Event(), asyncio.Event(), asyncio.Event()
    steps = 0

    async def run_due(now: datetime) -> int:
        nonlocal steps
        steps += 1
        idle.set()
        if steps == 2:
            stop.set()
        return 0

    loop = asyncio.create_task(
        run_loop(run_due, clock=lambda: NOON, idle=LONG, wake=wake, stop=stop)
    )
    await idle.wait()
    wake.set()
    await loop

    assert steps == 2


async def test_a_service_that_fails_ends_the_loop() -> None:
    async def run_due(now: datetime) -> int:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        await run_loop(run_due, clock=lambda: NOON, idle=LONG, stop=asyncio.Event())


@pytest.mark.parametrize("error", [TransactionLost, CommitUncertain])
async def test_a_step_whose_transaction_was_lost_is_done_again(error: type[StoreError]) -> None:
    stop, wake = asyncio.Event(), asyncio.Event()
    steps = 0

    async def run_due(now: datetime) -> int:
        nonlocal steps
        steps += 1
        if steps == 1:
            wake.set()
            raise error("the server went away")
        stop.set()
        return 0

    await run_loop(run_due, clock=lambda: NOON, idle=LONG, wake=wake, stop=stop)

    assert steps == 2
