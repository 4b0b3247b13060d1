"""Processes of one bot wake each other's services, and find each other again after a break."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from bot.config import ServerUrl
from bot.running import Wakes
from bot.store.processes.coordination import open_coordination
from tests.store.engine.postgres.test_engine import cut_off


@dataclass(frozen=True, kw_only=True)
class Process:
    """One process's wakes: its own, and those by which it wakes the others as well."""

    wakes: Wakes
    owed: Wakes

    async def hears(self, name: str = "deliveries") -> None:
        """Wait until a service of it is woken, and let it sleep again."""
        event: asyncio.Event = getattr(self.wakes, name)
        await event.wait()
        event.clear()

    async def hears_all(self) -> None:
        for name in ("polls", "deliveries", "digests", "imports"):
            await self.hears(name)


@pytest.fixture
async def two(address: ServerUrl) -> AsyncIterator[tuple[Process, Process]]:
    async with AsyncExitStack() as stack:
        opened = []
        for _ in range(2):
            wakes = Wakes()
            shared = await stack.enter_async_context(open_coordination(address, wakes.wake))
            assert shared is not None
            opened.append(Process(wakes=wakes, owed=wakes.shared(shared.tell)))
        one, other = opened
        await asyncio.gather(one.hears_all(), other.hears_all())  # they listen
        yield one, other


async def test_what_is_owed_in_one_process_wakes_the_service_of_another(
    two: tuple[Process, Process],
) -> None:
    one, other = two

    one.owed.deliveries.set()

    await one.hears()
    await other.hears()
    assert not other.wakes.digests.is_set()


async def test_a_process_is_not_woken_by_its_own_word(two: tuple[Process, Process]) -> None:
    one, other = two
    one.owed.deliveries.set()
    await one.hears()
    await other.hears()

    other.owed.digests.set()
    await one.hears("digests")  # which came after its own

    assert not one.wakes.deliveries.is_set()


async def test_what_wakes_a_process_alone_is_told_to_nobody(two: tuple[Process, Process]) -> None:
    one, other = two

    one.wakes.deliveries.set()
    one.owed.digests.set()
    await other.hears("digests")

    assert not other.wakes.deliveries.is_set()


async def test_after_a_break_everything_is_looked_at_and_then_heard_again(
    two: tuple[Process, Process], address: ServerUrl
) -> None:
    one, other = two

    await asyncio.to_thread(cut_off, address)

    await asyncio.gather(one.hears_all(), other.hears_all())
    one.owed.polls.set()
    await other.hears("polls")
