"""The one loop that runs every service; knows nothing of what a service does.

A service is one coroutine `run_due(now) -> int`: claim the due rows, do the work, record the
outcome, return how many rows were taken. The loop asks again at once while rows were taken,
else waits until it is woken or `idle` has passed. What a service cannot handle leaves the loop
and ends the process: a supervisor starts it again, and the leases make the rows due again.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.errors import CommitUncertain, TransactionLost

log = logging.getLogger(__name__)

RunDue = Callable[[datetime], Awaitable[int]]


def utcnow() -> datetime:
    """Return the wall clock; the only place that reads it for the services."""
    return datetime.now(UTC)


async def run_loop(
    run_due: RunDue,
    *,
    clock: Callable[[], datetime],
    idle: timedelta,
    wake: asyncio.Event | None = None,
    stop: asyncio.Event,
) -> None:
    """Run a service's step again and again until `stop` is set; a step is never cut short."""
    wake = wake or asyncio.Event()
    while not stop.is_set():
        wake.clear()
        try:
            taken = await run_due(clock())
        except (TransactionLost, CommitUncertain) as e:  # leases make its rows due again
            log.warning("a step is done again: %s", e)
            taken = 0
        if not taken:
            await first_of(wake, stop, within=idle)


async def first_of(*events: asyncio.Event, within: timedelta | None = None) -> None:
    """Wait until one of `events` is set, or the time is over."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(
            waits,
            timeout=None if within is None else within.total_seconds(),
            return_when=asyncio.FIRST_COMPLETED,
        )
    finally:
        for wait in waits:
            wait.cancel()
        for wait in waits:
            with contextlib.suppress(asyncio.CancelledError):
                await wait
