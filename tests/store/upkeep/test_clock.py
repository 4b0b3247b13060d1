"""A clock that was ahead: what it made due comes as its rule says, and nothing else moves."""

from datetime import timedelta

import pytest

from bot.store.database import Database
from bot.store.upkeep.clock import ClockStore
from tests.store.two_worlds import NOON, OURS, STRANGER, fill

pytestmark = pytest.mark.uncounted

NOW = int(NOON.timestamp())
HOUR = timedelta(hours=1)
DUE = ["feeds.due_at", "hosts.wait_until", "channels.probe_at", "notice_plans.due_at",
       "restored_channels.due_at", "deliveries.due_at"]  # fmt: skip
HAPPENED = ["feeds.last_polled_at", "subscriptions.created_at", "deliveries.created_at",
            "notice_plans.told_at"]  # fmt: skip


async def write(database: Database, column: str, value: int) -> None:
    table, name = column.split(".")
    async with database.transaction() as connection:
        await connection.execute(f"UPDATE {table} SET {name} = ?", (value,))


async def read(database: Database, column: str, where: str = "1 = 1") -> set[int]:
    """Return the distances of a column's values from now, in seconds."""
    table, name = column.split(".")
    rows = await database.fetch_all(f"SELECT {name} AS at FROM {table} WHERE {where}")
    return {row["at"] - NOW for row in rows}


@pytest.mark.parametrize(
    ("before", "after"), [(-60, -60), (0, 0), (1, 0), (3600, 0), (3601, 1), (7200, 3600)]
)
async def test_what_falls_due_later_comes_earlier_by_as_much_but_not_before_now(
    database: Database, before: int, after: int
) -> None:
    await fill(database, OURS, STRANGER)
    for column in DUE:
        await write(database, column, NOW + before)

    await ClockStore(database).set_back(NOON, HOUR)

    pending = {"deliveries.due_at": "state = 'pending'"}
    assert {
        column: await read(database, column, pending.get(column, "1 = 1")) for column in DUE
    } == ({column: {after} for column in DUE})
    assert await read(database, "deliveries.due_at", "state <> 'pending'") == {before}


@pytest.mark.parametrize(("before", "after"), [(-60, -60), (0, 0), (1, 0), (3600, 0)])
async def test_nothing_has_happened_later_than_now(
    database: Database, before: int, after: int
) -> None:
    await fill(database, OURS, STRANGER)
    for column in (*HAPPENED, "deliveries.done_at"):
        await write(database, column, NOW + before)

    await ClockStore(database).set_back(NOON, HOUR)

    assert {column: await read(database, column) for column in HAPPENED} == (
        {column: {after} for column in HAPPENED}
    )
    assert await read(database, "deliveries.done_at", "kind = 'publish'") == {after}


@pytest.mark.parametrize(("before", "after"), [(-7200, -3600), (-3600, 0), (-3599, 0)])
async def test_what_was_asked_for_by_a_clock_that_was_behind_was_so_later_but_not_after_now(
    database: Database, before: int, after: int
) -> None:
    await fill(database, OURS, STRANGER)
    await write(database, "delivery_parts.asked_at", NOW + before)
    async with database.transaction() as connection:
        await connection.execute(
            "UPDATE delivery_parts SET message_id = NULL WHERE delivery_id = ?", (OURS.sent,)
        )
    placed = await read(database, "delivery_parts.asked_at", "message_id IS NOT NULL")

    await ClockStore(database).set_forward(NOON, HOUR)

    assert await read(database, "delivery_parts.asked_at", "message_id IS NULL") == {after}
    assert await read(database, "delivery_parts.asked_at", "message_id IS NOT NULL") == placed


async def test_what_the_clock_said_last_is_an_act_too(database: Database) -> None:
    clock = ClockStore(database)

    for hours in (1, 2, -3):
        await clock.note(NOON + hours * HOUR)
        assert await clock.last_act_at() == NOON + hours * HOUR


async def test_the_last_act_is_the_latest_poll_delivery_or_subscription(
    database: Database,
) -> None:
    clock = ClockStore(database)
    assert await clock.last_act_at() is None
    await fill(database, OURS, STRANGER)

    for number, column in enumerate(HAPPENED[:3], start=1):
        await write(database, column, NOW + number)
        assert await clock.last_act_at() == NOON + timedelta(seconds=number)
