"""The pool of workers: bounded, nothing twice in hand, and an end that loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.worker.pool import WorkerPool


class Bench:
    """Rows whose work ends when a test lets it, and what became of each."""

    def __init__(self, pool: WorkerPool) -> None:
        self.pool = pool
        self.gate = asyncio.Event()
        self.begun: list[int] = []
        self.done: list[int] = []

    async def work(self, row_id: int) -> None:
        async with self.pool.slot(row_id):
            self.begun.append(row_id)
            await self.gate.wait()
        self.done.append(row_id)

    async def start(self, *row_ids: int) -> None:
        for row_id in row_ids:
            self.pool.start(row_id, self.work(row_id))
        for _ in range(3):
            await asyncio.sleep(0)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with WorkerPool("row", rows=8, workers=2, wake=asyncio.Event()) as pool:
        yield Bench(pool)


async def test_rows_are_worked_on_by_so_many_workers_and_the_others_wait(bench: Bench) -> None:
    await bench.start(1, 2, 3)

    assert bench.begun == [1, 2]
    assert all(row_id in bench.pool for row_id in (1, 2, 3))
    bench.gate.set()
    await bench.pool.drain()
    assert sorted(bench.done) == [1, 2, 3]
    assert len(bench.pool) == 0


async def test_there_is_room_for_a_claim_only_where_it_is_worth_it(bench: Bench) -> None:
    assert bench.pool.room == 8

    await bench.start(*range(6))
    assert bench.pool.room == 2
    await bench.start(6)
    assert bench.pool.room == 0
    bench.gate.set()


async def test_at_the_end_what_was_begun_is_finished_and_the_rest_released(bench: Bench) -> None:
    await bench.start(1, 2, 3, 4)

    ending = asyncio.create_task(bench.pool.finish())
    await asyncio.sleep(0)
    bench.gate.set()

    assert await ending == {3, 4}
    assert sorted(bench.done) == [1, 2]
    assert bench.pool.room == 0


async def test_what_is_not_finished_within_the_grace_is_released_too(bench: Bench) -> None:
    await bench.start(1, 2, 3)

    assert await bench.pool.finish(timedelta()) == {1, 2, 3}
    assert bench.done == []


async def test_what_is_finished_within_the_grace_is_not_released(bench: Bench) -> None:
    await bench.start(1, 2, 3)

    ending = asyncio.create_task(bench.pool.finish(timedelta(minutes=1)))
    await asyncio.sleep(0)
    bench.gate.set()

    assert await ending == {3}
    assert sorted(bench.done) == [1, 2]


async def test_work_that_ends_before_its_slot_waits_for_none(bench: Bench) -> None:
    bench.pool.start(1, asyncio.sleep(0))
    await bench.pool.drain()

    assert await bench.pool.finish(timedelta()) == frozenset()
