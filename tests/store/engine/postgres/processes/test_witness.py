"""Who stands by knows whether the server was there all the while, or ended everybody's locks."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from bot.errors import DatabaseAway
from bot.store.place import hold, open_witness
from bot.worker.loop import utcnow
from tests.store.engine.postgres.test_engine import cut_off
from tests.support.postgres import PostgresServer, closed_to_all


async def test_a_server_that_was_away_is_noticed_once(postgres: PostgresServer) -> None:
    with postgres.database() as address:
        async with open_witness(address) as witness:
            assert [await witness.lasts(), await witness.lasts()] == [True, True]

            await asyncio.to_thread(cut_off, address)

            assert [await witness.lasts(), await witness.lasts()] == [False, True]
            with closed_to_all(address):
                assert [await witness.lasts(), await witness.lasts()] == [False, False]
            assert [await witness.lasts(), await witness.lasts()] == [False, True]


async def test_a_place_that_came_free_with_the_server_is_left_to_who_had_it(
    postgres: PostgresServer,
) -> None:
    with postgres.database() as address:
        async with open_witness(address) as witness:
            await witness.lasts()
            await asyncio.to_thread(cut_off, address)

            with pytest.raises(DatabaseAway, match="comes first"):
                await AsyncExitStack().enter_async_context(hold(address, utcnow(), 2, witness))

            async with hold(address, utcnow(), 2), hold(address, utcnow(), 2, witness) as other:
                assert other.share.slot == 1
