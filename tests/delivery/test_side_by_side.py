"""A poll of one process and the posting of another, on one server: neither misses the other."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.config import ServerUrl
from bot.delivery.fan_out import owe
from bot.model import DecidedItem, Item, Kind, News
from bot.store.database import Connection, Database
from bot.store.feeds.items import change_items
from tests.delivery.office import Office, open_office, parsed
from tests.store.engine.postgres.test_several import waits_for_a_lock

BEGUN = "INSERT INTO delivery_parts (delivery_id, part, payload, nonce) VALUES (1, 0, '{}', 'n')"


@pytest.fixture
async def office(address: ServerUrl) -> AsyncIterator[Office]:
    """Lend the process that posts."""
    async with open_office(address) as opened:
        yield opened


@pytest.fixture
async def other(address: ServerUrl, office: Office) -> AsyncIterator[Database]:
    """Lend the view of a process that polls."""
    async with Database.open(address) as opened:
        yield opened


async def change(connection: Connection, office: Office, item: Item) -> None:
    """Bring another title, within a poll's transaction."""
    decided = DecidedItem(
        parsed=parsed("Bridge closes"), kind=Kind.ARTICLE, published_at=item.published_at
    )
    changed = await change_items(connection, {item.id: decided}, office.clock())
    feed = office.feeds["The Paper"]
    await owe(connection, [News(feed=feed, changed=tuple(changed))], office.clock())


async def test_what_changes_while_its_message_is_written_is_written_anew(
    office: Office, other: Database, address: ServerUrl
) -> None:
    await office.follow(await office.channel("news"))
    [item] = await office.receive(parsed("Bridge opens"))
    [delivery] = await office.outbox.claim_due(office.clock(), 1)
    job = await office.outbox.load(delivery)
    assert job is not None
    write = office.outbox.begin(job, [], [], office.clock(), place_id=None, webhook_id=None)

    async with (
        Database.open(address) as watch,
        asyncio.TaskGroup() as group,
        other.transaction() as connection,
    ):
        await change(connection, office, item)
        written = group.create_task(write)
        await waits_for_a_lock(watch)

    assert written.result() is None


async def test_a_message_that_is_written_while_its_item_changes_is_edited(
    office: Office, other: Database, address: ServerUrl
) -> None:
    await office.follow(await office.channel("news"))
    [item] = await office.receive(parsed("Bridge opens"))

    async def poll() -> None:
        async with other.transaction() as connection:
            await change(connection, office, item)

    async with (
        Database.open(address) as watch,
        asyncio.TaskGroup() as group,
        office.database.transaction() as connection,
    ):
        await connection.execute("UPDATE deliveries SET due_at = due_at + 90")
        await connection.execute(BEGUN)
        group.create_task(poll())
        await waits_for_a_lock(watch)

    assert [kind for kind, _, _ in await office.states()] == ["item", "edit"]
