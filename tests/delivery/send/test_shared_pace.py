"""Several processes of one bot keep one pace: on PostgreSQL, by its clock."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import psycopg
import pytest

from bot.config import ServerUrl
from bot.delivery.send.pacer import Pacer
from bot.delivery.send.rest import RestClient, RestRequest
from bot.errors import TryLater
from bot.store.database import Database
from bot.store.processes.coordination import SharedPace, open_coordination
from sandbox import Limit, Limits, Sandbox
from tests.delivery.office import Clock
from tests.store.engine.postgres.test_engine import cut_off

SLOWER = 0.85

ME = RestRequest(method="GET", path="/users/@me", route="me")


@pytest.fixture
async def address(address: ServerUrl) -> AsyncIterator[ServerUrl]:
    async with Database.open(address):
        yield address


@asynccontextmanager
async def open_shared_pace(address: str) -> AsyncIterator[SharedPace]:
    async with open_coordination(address, lambda _: None) as shared:
        assert shared is not None
        yield shared.pace


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def pacers(address: ServerUrl, clock: Clock) -> AsyncIterator[list[Pacer]]:
    """Lend the pacers of three processes, which do not really wait."""
    async with AsyncExitStack() as stack:
        yield [
            Pacer(
                clock=clock.seconds,
                sleep=clock.sleep,
                shared=await stack.enter_async_context(open_shared_pace(address)),
            )
            for _ in range(3)
        ]


async def test_three_processes_together_keep_to_the_pace_of_one(address: ServerUrl) -> None:
    rate, burst, turns = 200.0, 2.0, 30
    async with AsyncExitStack() as stack:
        own = [
            Pacer(
                rate=rate,
                burst=burst,
                clock=time.monotonic,
                shared=await stack.enter_async_context(open_shared_pace(address)),
            )
            for _ in range(3)
        ]
        began = time.monotonic()

        async def ask(pacer: Pacer) -> None:
            for number in range(turns):
                assert await pacer.turn(f"messages {number}") == 0

        await asyncio.gather(*[ask(pacer) for pacer in own])

    assert time.monotonic() - began >= (3 * turns - burst - 1) / rate


async def test_a_turn_that_another_took_is_waited_for(address: ServerUrl, clock: Clock) -> None:
    async with open_shared_pace(address) as its, open_shared_pace(address) as ours:
        one, other = (
            Pacer(rate=1, burst=1, clock=clock.seconds, sleep=clock.sleep, shared=shared)
            for shared in (its, ours)
        )
        await one.turn("messages 1")
        began = clock.seconds()

        await other.turn("messages 2")

    assert clock.seconds() > began


async def test_a_global_429_that_one_process_gets_holds_the_others(
    sandbox: Sandbox, pacers: list[Pacer], clock: Clock
) -> None:
    sandbox.limits = Limits(overall=Limit(times=1, seconds=600))
    async with aiohttp.ClientSession() as session:
        one, other, _ = (
            RestClient(session, token=sandbox.token, pacer=pacer, clock=clock) for pacer in pacers
        )
        await one.ask(ME)
        with pytest.raises(TryLater):
            await one.ask(ME)
        asked = len(sandbox.requests)

        with pytest.raises(TryLater):
            await other.ask(ME)

    assert len(sandbox.requests) == asked
    assert 0 < other.closed_for <= 600
    assert other.pace == pytest.approx(one.pace)
    assert other.pace < Pacer(clock=clock.seconds).pace


async def test_a_token_that_one_process_saw_refused_is_not_used_by_another(
    sandbox: Sandbox, pacers: list[Pacer], clock: Clock
) -> None:
    async with aiohttp.ClientSession() as session:
        one, other, _ = (
            RestClient(session, token="reset", pacer=pacer, clock=clock) for pacer in pacers
        )
        with pytest.raises(TryLater):
            await one.ask(ME)
        asked = len(sandbox.requests)

        with pytest.raises(TryLater):
            await other.ask(ME)

    assert len(sandbox.requests) == asked


async def test_a_channel_that_is_closed_to_everybody_is_closed_in_every_process(
    pacers: list[Pacer],
) -> None:
    one, other, _ = pacers

    await one.close_place("messages 5", 3600)

    assert 3000 < await other.turn("edits 5") <= 3600
    assert await other.turn("messages 6") == 0


async def test_a_route_whose_bucket_is_empty_is_the_matter_of_one_process(
    pacers: list[Pacer],
) -> None:
    one, other, _ = pacers

    one.close("messages 5", 30)

    assert await one.turn("messages 5") > 29
    assert await other.turn("messages 5") == 0


async def test_after_a_global_429_all_go_slower(pacers: list[Pacer], clock: Clock) -> None:
    one, other, _ = pacers
    await one.slow_down(0)
    await other.turn("messages 1")

    assert other.pace == pytest.approx(45 * SLOWER)


async def test_while_the_database_cannot_be_asked_nothing_goes(clock: Clock) -> None:
    async with open_shared_pace("postgresql://127.0.0.1:1/gazette") as nowhere:
        pacer = Pacer(clock=clock.seconds, sleep=clock.sleep, shared=nowhere)
        assert await pacer.turn("messages 1") > 0
        assert pacer.all_closed_for() > 0


async def test_a_connection_that_was_cut_is_made_again(
    pacers: list[Pacer], address: ServerUrl
) -> None:
    assert await pacers[0].turn("messages 1") == 0

    await asyncio.to_thread(cut_off, address)

    assert await pacers[0].turn("messages 2") == 0


async def test_a_server_whose_clock_went_back_holds_nobody_for_long(
    pacers: list[Pacer], address: ServerUrl, clock: Clock
) -> None:
    await pacers[0].turn("messages 1")
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE rate_limits SET next_us = next_us + 3600000000")
    began = clock.seconds()

    assert await pacers[0].turn("messages 2") == 0

    assert clock.seconds() - began < 10
