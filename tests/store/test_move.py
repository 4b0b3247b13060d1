"""A database moves from one engine to the other and back, row by row, and goes on where it was."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.meta import MetaStore
from bot.store.move import MARK, Mover
from tests.store.two_worlds import NOON, OURS, STRANGER, all_rows, fill, share_feed
from tests.support.postgres import PostgresServer
from tests.support.ready import lay_ready


@pytest.fixture
async def other(engine: str, tmp_path: Path, postgres: PostgresServer) -> AsyncIterator[Database]:
    """Lend an empty database on the other engine."""
    if engine == "postgres":
        async with Database.open(lay_ready(tmp_path / "other.sqlite3")) as opened:
            yield opened
    else:
        with postgres.database() as address:
            async with Database.open(address) as opened:
                yield opened


async def write(database: Database, *statements: str) -> None:
    async with database.transaction() as connection:
        for sql in statements:
            await connection.execute(sql)


async def test_every_row_is_there_afterwards(database: Database, other: Database) -> None:
    await fill(database, OURS, STRANGER)
    await share_feed(database)
    await MetaStore(database).put("k", "v")
    before = await all_rows(database)
    told: dict[str, int] = {}

    moved = await Mover(database, other, name="here", told=told.__setitem__).move(NOON)

    assert await all_rows(other) == before
    assert moved == sum(map(len, before.values()))
    assert told["items"] == 4
    assert await MetaStore(database).get("copied_at") == NOON.isoformat()


async def test_a_move_that_was_cut_short_goes_on(database: Database, other: Database) -> None:
    await fill(database, OURS, STRANGER)
    before = await all_rows(database)

    class Cut(Exception):
        pass

    def cut(table: str, rows: int) -> None:
        if table == "items":
            raise Cut

    with pytest.raises(Cut):
        await Mover(database, other, name="here", told=cut).move(NOON)
    assert await MetaStore(other).get(MARK) == "here"
    await Mover(database, other, name="here").move(NOON)

    assert await all_rows(other) == before


async def test_a_database_in_use_is_not_moved_into(database: Database, other: Database) -> None:
    await fill(database, OURS)
    await fill(other, STRANGER)
    before = await all_rows(other)

    with pytest.raises(StoreError, match="in use: it has rows in"):
        await Mover(database, other, name="here").move(NOON)

    assert await all_rows(other) == before


async def test_a_move_of_another_is_not_gone_on_with(database: Database, other: Database) -> None:
    await MetaStore(other).put(MARK, "elsewhere")

    with pytest.raises(StoreError, match="a move from elsewhere"):
        await Mover(database, other, name="here").move(NOON)


async def test_what_was_written_meanwhile_is_noticed(database: Database, other: Database) -> None:
    await fill(database, OURS)
    await MetaStore(other).put(MARK, "here")
    await write(other, "INSERT INTO hosts (name, wait_until) VALUES ('aaa', 0)")

    with pytest.raises(StoreError, match="hosts has 1 rows here and 2 there"):
        await Mover(database, other, name="here").move(NOON)


async def add_digest(database: Database) -> int:
    async with database.transaction() as connection:
        rows = await connection.execute_fetchall(
            "INSERT INTO digests (channel_id, guild_id, times, days, mark, planned_at, due_at,"
            " created_at) VALUES (?, ?, '[]', '[]', 0, 0, 0, 0) RETURNING id",
            (OURS.channel, OURS.guild),
        )
    return int(next(iter(rows))["id"])


async def test_no_number_is_given_out_again(database: Database, other: Database) -> None:
    """Old messages' buttons carry the numbers of digests, and an item's outlives it."""
    await fill(database, OURS)
    last = await add_digest(database)
    await write(database, "DELETE FROM digests", "UPDATE item_numbers SET last = 5000")

    await Mover(database, other, name="here").move(NOON)
    await write(
        other,
        "INSERT INTO subscriptions (feed_id, channel_id, created_at)"
        f" VALUES ({OURS.feed}, {OURS.other_channel}, 0)",
    )

    assert await add_digest(other) == last + 1
    [numbers] = await other.fetch_all("SELECT last FROM item_numbers")
    [newest] = await other.fetch_all("SELECT max(id) AS id FROM subscriptions")
    assert numbers["last"] == 5000
    assert newest["id"] == OURS.subscription + 1
