"""Who serves a database on a server: slots, a leader and one layout, also when that went away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import pytest

from bot.config import ServerUrl
from bot.errors import DatabaseInUse
from bot.model import Layout, Share
from bot.store.database import Database
from bot.store.engine.postgres.processes.membership import PostgresMembership
from bot.store.place import hold
from bot.store.processes.membership import Membership
from bot.worker.loop import utcnow
from tests.store.engine.postgres.test_engine import cut_off
from tests.support.postgres import PostgresServer, closed_to_all


@pytest.fixture
async def address(address: ServerUrl) -> AsyncIterator[ServerUrl]:
    async with Database.open(address):
        yield address


@asynccontextmanager
async def member(address: ServerUrl, processes: int = 1) -> AsyncIterator[Membership]:
    async with hold(address, utcnow(), processes) as held:
        await held.join()
        yield held


async def test_a_second_process_is_refused_until_the_first_ends(address: ServerUrl) -> None:
    async with member(address):
        with pytest.raises(DatabaseInUse, match=r"served by another process .*, since 20"):
            await AsyncExitStack().enter_async_context(member(address))

    async with member(address):
        pass


async def test_each_takes_the_lowest_free_slot_one_leads_and_the_next_stands_by(
    address: ServerUrl,
) -> None:
    async with AsyncExitStack() as first, member(address, 2) as second:
        kept = second
        async with AsyncExitStack() as third:
            other = await third.enter_async_context(member(address, 2))
            assert [kept.share.slot, other.share.slot] == [0, 1]
            assert [kept.leads, other.leads] == [True, False]
            with pytest.raises(DatabaseInUse):
                await first.enter_async_context(member(address, 2))
            await kept.run_due(utcnow())
            assert not kept.presence.empty
        await kept.run_due(utcnow())
        assert kept.presence.empty == (1,)
        taken_over = await first.enter_async_context(member(address, 2))
        assert taken_over.share.slot == 1


async def test_another_leads_when_the_leader_ends(address: ServerUrl) -> None:
    async with AsyncExitStack() as leader:
        await leader.enter_async_context(member(address, 2))
        async with member(address, 2) as other:
            await leader.aclose()
            await other.run_due(utcnow())
            assert other.leads


async def test_a_process_that_would_serve_alone_is_refused_while_another_slot_is_taken(
    address: ServerUrl,
) -> None:
    async with AsyncExitStack() as first:
        await first.enter_async_context(member(address, 2))
        async with member(address, 2):
            await first.aclose()
            with pytest.raises(DatabaseInUse):
                await first.enter_async_context(member(address))


async def test_a_newer_gazette_waits_until_the_older_ones_have_ended(address: ServerUrl) -> None:
    async with AsyncExitStack() as older, Database.open(address) as database:
        await older.enter_async_context(member(address, 2))
        async with database.transaction() as connection:
            await connection.execute("UPDATE schema_version SET number = number - 1")
        with pytest.raises(DatabaseInUse):
            await AsyncExitStack().enter_async_context(hold(address, utcnow(), 2))

        await older.aclose()
        async with hold(address, utcnow(), 2), database.transaction() as connection:
            await connection.execute("UPDATE schema_version SET number = number + 1")


async def test_locks_that_went_with_their_connection_are_taken_again(address: ServerUrl) -> None:
    async with member(address, 2) as held:
        await asyncio.to_thread(cut_off, address)

        await held.run_due(utcnow())
        await held.run_due(utcnow())

        assert held.leads
        assert not held.outdated.is_set()
        async with member(address, 2) as other:
            assert other.share.slot == 1


async def test_who_finds_another_in_its_place_begins_anew(address: ServerUrl) -> None:
    async with member(address) as held:
        await asyncio.to_thread(cut_off, address)
        async with member(address):
            await held.run_due(utcnow())
            assert held.outdated.is_set()
            assert not held.leads


async def test_a_place_that_its_own_old_connection_still_holds_is_waited_for(
    address: ServerUrl,
) -> None:
    async with member(address) as held:
        await asyncio.to_thread(cut_off, address)
        async with member(address):  # as slow to end as a server under load
            looking = asyncio.create_task(held.run_due(utcnow()))
            await asyncio.sleep(0)
        await looking

        assert not held.outdated.is_set()


async def test_who_is_silent_for_long_loses_its_place(address: ServerUrl) -> None:
    hold_briefly = PostgresMembership.hold(address, silent=timedelta(seconds=1))
    async with hold_briefly as frozen, Database.open(address) as watch:
        await frozen.join()
        await frozen.run_due(utcnow())
        held = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        while await watch.fetch_all(held):
            await watch.fetch_all("SELECT pg_sleep(0.05)")

        async with member(address):
            await frozen.run_due(utcnow())
            assert frozen.outdated.is_set()


async def test_two_databases_of_one_server_are_two(postgres: PostgresServer) -> None:
    with postgres.database() as one, postgres.database() as other:
        async with hold(one, utcnow(), 2) as first, hold(other, utcnow(), 2) as second:
            assert [first.share.slot, second.share.slot] == [0, 0]


async def test_more_shards_are_taken_by_all_once_nobody_is_connected_by_fewer(
    address: ServerUrl,
) -> None:
    async with AsyncExitStack() as old, member(address, 2) as new:
        held = await old.enter_async_context(member(address, 2))
        assert (await held.agree(2)).shard_ids == range(1, 2, 2)
        waiting = asyncio.ensure_future(new.agree(4))
        while not held.outdated.is_set():
            await held.run_due(utcnow())
        assert not waiting.done()

        await old.aclose()

        assert await waiting == Share(slot=0, layout=Layout(processes=2, shards=4))
        again = await old.enter_async_context(member(address, 2))
        assert again.share.layout.shards == 4
        assert (await again.agree(2)).layout.shards == 4  # fewer only by who is alone


async def test_who_is_not_connected_yet_takes_another_layout_as_it_is(address: ServerUrl) -> None:
    async with member(address, 2) as held, member(address, 3) as other:
        await held.run_due(utcnow())
        assert held.share.layout == other.share.layout == Layout(processes=3, shards=3)
        await other.agree(5)
        await held.run_due(utcnow())

        assert not held.outdated.is_set()
        assert (await held.agree(5)).shard_ids == range(0, 5, 3)


async def test_fewer_shards_or_processes_are_taken_by_who_is_alone(address: ServerUrl) -> None:
    async with member(address, 3) as held:
        await held.agree(8)
    async with member(address, 2) as held:
        assert (await held.agree(4)).layout == Layout(processes=2, shards=4)
        assert (await held.agree(1)).layout == Layout(processes=2, shards=2)


async def test_sessions_are_started_in_turn_by_all_processes(address: ServerUrl) -> None:
    async with member(address, 2) as one, member(address, 2) as other:
        assert await one.take_start(0, 3600) == 0
        assert 3000 < await other.take_start(0, 3600) <= 3600
        assert await other.take_start(1, 3600) == 0
        assert await one.take_start(0, 0) == 0


async def test_a_server_that_is_away_does_not_end_who_held_it(address: ServerUrl) -> None:
    async with member(address) as held:
        with closed_to_all(address):
            assert await held.run_due(utcnow()) == 0
            assert not held.leads

        await held.run_due(utcnow())
        await held.run_due(utcnow())
        assert held.leads
        assert not held.outdated.is_set()
