"""Two processes on one server's database: one serves, the other stands by and takes over."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.config import ServerUrl
from bot.store.database import Database
from sandbox import Sandbox
from tests.stage import POST, Stage
from tests.support.child import ShiftedClock, nursery
from tests.support.postgres import PostgresServer, closed_to_all

pytestmark = pytest.mark.uncounted


class Pair:
    """Two stages of one sandbox and one database, each with a nursery of its own."""

    def __init__(
        self,
        clock: ShiftedClock,
        first: Stage,
        second: Stage,
        address: ServerUrl,
        watch: Database,
    ) -> None:
        self.address = address
        self.clock = clock
        self.first = first
        self.second = second
        self._watch = watch

    async def until_second_says(self, words: str) -> None:
        while words not in self.second.nursery.log:
            await self._watch.fetch_all("SELECT pg_sleep(0.05)")

    async def until_sent(self) -> None:
        while await self._watch.fetch_all("SELECT 1 FROM deliveries WHERE state <> 'sent'"):
            await self._watch.fetch_all("SELECT pg_sleep(0.05)")


@pytest.fixture
async def pair(warm: Path, postgres: PostgresServer, tmp_path: Path) -> AsyncIterator[Pair]:
    clock = ShiftedClock()
    async with AsyncExitStack() as stack:
        place: ServerUrl = stack.enter_context(postgres.database())
        watch = await stack.enter_async_context(Database.open(place))
        sandbox = await stack.enter_async_context(Sandbox(clock=clock))
        stages = []
        for name in ("first", "second"):
            folder = tmp_path / name
            folder.mkdir()
            children = await stack.enter_async_context(nursery(warm, sandbox.base, clock, folder))
            stages.append(Stage(sandbox, folder, children, place))
        yield Pair(clock, stages[0], stages[1], place, watch)


async def test_who_stands_by_takes_over_from_who_is_killed_and_nothing_is_doubled(
    pair: Pair,
) -> None:
    await pair.first.owe_an_article()

    async with pair.first.sandbox.faults.hold(POST) as hold:
        killed = await pair.first.start()
        await hold.arrived.wait()  # it was being sent
        pair.clock.move(minutes=3)  # for the second, its lease is over
        second = await pair.second.start()
        await pair.until_second_says("standing by, to take over: the database is served by")
        killed.send(signal.SIGKILL)
        assert await killed.end() == -signal.SIGKILL
        hold.released.set()
    await pair.until_sent()
    second.send(signal.SIGTERM)

    assert await second.end() == 0
    assert len(pair.first.news.texts) == 1
    assert pair.second.nursery.faults == []


async def test_who_stands_by_ends_at_once_when_asked(pair: Pair) -> None:
    first = await pair.first.start()
    await pair.first.sandbox.until_connected()
    second = await pair.second.start()
    await pair.until_second_says("standing by")

    second.send(signal.SIGTERM)
    assert await second.end() == 0
    first.send(signal.SIGTERM)
    assert await first.end() == 0


# Whether it was away when it was looked at, or went away in that very moment.
AWAY = ("the database was away", "the database cannot be reached")


async def test_a_server_that_is_away_is_waited_for_by_who_stands_by(pair: Pair) -> None:
    killed = await pair.first.start()
    await pair.first.sandbox.until_connected()
    second = await pair.second.start()
    await pair.until_second_says("standing by")

    with closed_to_all(pair.address) as beside:
        while not any(said in pair.second.nursery.log for said in AWAY):
            await asyncio.to_thread(beside.execute, "SELECT pg_sleep(0.05)")
    killed.send(signal.SIGKILL)
    await killed.end()
    await pair.until_second_says("this process leads")

    second.send(signal.SIGTERM)
    assert await second.end() == 0
    assert pair.second.nursery.faults == []
