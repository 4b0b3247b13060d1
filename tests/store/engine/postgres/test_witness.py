"""Who stands by knows whether the server was there all the while, or ended everybody's locks."""

import asyncio

from bot.store.place import open_witness
from tests.store.engine.postgres.test_engine import cut_off
from tests.support.postgres import PostgresServer, closed_to_all


async def test_a_server_that_was_away_is_noticed_once(postgres: PostgresServer) -> None:
    with postgres.database() as address:
        async with open_witness(address) as was_there_since:
            assert [await was_there_since(), await was_there_since()] == [True, True]

            await asyncio.to_thread(cut_off, address)

            assert [await was_there_since(), await was_there_since()] == [False, True]
            with closed_to_all(address):
                assert [await was_there_since(), await was_there_since()] == [False, False]
            assert [await was_there_since(), await was_there_since()] == [False, True]
