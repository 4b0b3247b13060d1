"""A pool of bounded workers for rows that were claimed under a lease; knows nothing of the rows.

Workers outlive the step that claimed their rows, so one slow row holds up nobody. More rows are
claimed than there are workers, so that a claim is paid once for many.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

_WORTH_A_CLAIM = 4  # a claim costs as much for one row as for many: this part must be free


class WorkerPool:
    """Rows in hand, by id, each with its task; use as a context, which ends when its tasks have.

    `rows` are in hand at most, `workers` of them in a slot; `wake` is set when a row is done.
    """

    def __init__(self, name: str, *, rows: int, workers: int, wake: asyncio.Event) -> None:
        self._name = name
        self._rows = rows
        self._wake = wake
        self._workers = asyncio.Semaphore(workers)
        self._group = asyncio.TaskGroup()
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._waiting: set[int] = set()  # for a slot
        self._in_slot: set[int] = set()
        self._is_ending = False

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._group.__aexit__(kind, error, traceback)

    def __len__(self) -> int:
        """Return how many rows are in hand."""
        return len(self._in_hand)

    @property
    def room(self) -> int:
        """Return how many rows may be claimed now; 0 while so few that it is not worth it."""
        free = self._rows - len(self._in_hand)
        return 0 if self._is_ending or free < self._rows // _WORTH_A_CLAIM else free

    def __contains__(self, row_id: int) -> bool:
        """Say whether a row is in hand: its lease ran out while it is still being worked on."""
        return row_id in self._in_hand

    def start(self, row_id: int, work: Coroutine[Any, Any, None]) -> None:
        """Hand a row that is not in hand to a worker; `work` waits for its own `slot`."""
        self._waiting.add(row_id)
        task = self._group.create_task(work, name=f"{self._name} {row_id}")
        self._in_hand[row_id] = task
        task.add_done_callback(lambda _: self._done(row_id))

    def _done(self, row_id: int) -> None:
        del self._in_hand[row_id]
        self._waiting.discard(row_id)
        self._wake.set()

    @asynccontextmanager
    async def slot(self, row_id: int) -> AsyncIterator[None]:
        """Wait until one of the workers is free, and be it inside."""
        async with self._workers:
            self._waiting.discard(row_id)
            self._in_slot.add(row_id)
            try:
                yield
            finally:
                self._in_slot.discard(row_id)

    async def drain(self) -> None:
        """Wait until every row in hand has been worked on."""
        while self._in_hand:
            await asyncio.wait(self._in_hand.values())

    async def finish(self, grace: timedelta | None = None) -> frozenset[int]:
        """End: begin nothing more, and let what was begun come to its end.

        Returns the rows that are to be released: those not begun, and those that were still in
        their slot when `grace` was over.
        """
        self._is_ending = True
        waiting = self._cancel(self._waiting)
        working = [self._in_hand[row_id] for row_id in self._in_slot]
        if grace is not None and working:
            await asyncio.wait(working, timeout=grace.total_seconds())
            waiting |= self._cancel(self._in_slot)
        await self.drain()
        return waiting

    def _cancel(self, row_ids: set[int]) -> frozenset[int]:
        cancelled = frozenset(row_ids)
        for row_id in cancelled:
            self._in_hand[row_id].cancel()
        return cancelled


class PooledService:
    """A service with a pool for its rows; use as a context, which ends when they are done.

    `finish` waits no longer than `grace`.
    """

    def __init__(self, pool: WorkerPool, *, grace: timedelta | None = None) -> None:
        self._pool = pool
        self._grace = grace

    async def __aenter__(self) -> Self:
        await self._pool.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._pool.__aexit__(kind, error, traceback)

    async def drain(self) -> None:
        """Wait until every claimed row has been worked on."""
        await self._pool.drain()

    async def finish(self) -> None:
        """End: begin nothing more, and let what was begun come to its end."""
        await self._pool.finish(self._grace)
