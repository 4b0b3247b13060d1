"""Claims where many channels are owed something: heads alone, those first that fell due first."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.model import Delivery
from bot.store.database import Database
from bot.store.outbox.outbox import Outbox

LOOKED_AT = 1_000
MANY_LANES = 500

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
NOW = int(NOON.timestamp())
MANY = MANY_LANES + 100


@pytest.fixture
async def outbox(database: Database) -> Outbox:
    """Lend an outbox of many direct channels."""
    async with database.transaction() as connection:
        await connection.executemany(
            "INSERT INTO channels (id, kind) VALUES (?, 'dm')", [(n + 1,) for n in range(MANY)]
        )
    return Outbox(database)


async def owe(database: Database, *owed: tuple[int, int]) -> None:
    """Owe channels a message each, by their ids and by seconds since they fell due."""
    async with database.transaction() as connection:
        await connection.executemany(
            "INSERT INTO deliveries (kind, channel_id, slot, rank, due_at, created_at)"
            " VALUES ('notice', ?, ?, 1, ?, 0)",
            [(channel_id, f"s{n}", NOW - since) for n, (channel_id, since) in enumerate(owed)],
        )


def channels(claimed: tuple[Delivery, ...]) -> list[int]:
    return [each.channel_id for each in sorted(claimed, key=lambda each: each.id)]


async def test_what_fell_due_first_is_claimed_first_of_many_and_each_once(
    outbox: Outbox, database: Database
) -> None:
    await owe(database, *[(n + 1, n % 7) for n in range(MANY)])
    await owe_behind(database)

    taken: list[int] = []
    while claimed := await outbox.claim_due(NOON, 100, timedelta(hours=1)):
        taken += channels(claimed)

    assert sorted(taken) == [n + 1 for n in range(MANY)]  # the second of a channel waits for it
    since = [(channel_id - 1) % 7 for channel_id in taken]
    by_claim = [since[at : at + 100] for at in range(0, MANY, 100)]
    assert all(min(one) >= max(next_) for one, next_ in pairwise(by_claim))


async def owe_behind(database: Database) -> None:
    """Owe every channel a second message, which fell due before all others."""
    async with database.transaction() as connection:
        await connection.executemany(
            "INSERT INTO deliveries (kind, channel_id, slot, rank, due_at, created_at)"
            " VALUES ('notice', ?, 'behind', 2, ?, 0)",
            [(n + 1, NOW - 3600) for n in range(MANY)],
        )


async def test_a_deep_backlog_of_one_channel_hides_nobody(
    outbox: Outbox, database: Database
) -> None:
    backlog = [(1, 3600)] * (LOOKED_AT + 50)
    await owe(database, *backlog, *[(n + 1, 0) for n in range(1, MANY)])

    claimed = await outbox.claim_due(NOON, 5)

    assert channels(claimed) == [1, 2, 3, 4, 5]


async def test_of_many_those_whose_channel_is_closed_or_gone_are_left(
    outbox: Outbox, database: Database
) -> None:
    async with database.transaction() as connection:
        await connection.execute("UPDATE channels SET block_code = 50013 WHERE id % 2 = 0")
        await connection.execute("UPDATE channels SET gone_at = 0 WHERE id % 3 = 0")
    await owe(database, *[(n + 1, 0) for n in range(MANY)])

    claimed = await outbox.claim_due(NOON, MANY)

    assert channels(claimed) == [n for n in range(1, MANY + 1) if n % 2 and n % 3]
