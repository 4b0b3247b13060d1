"""Ten messages of a channel are published within an hour, to the second."""

from datetime import timedelta

import pytest

from bot.store.database import Database
from bot.store.outbox.outbox import Outbox
from tests.store.two_worlds import NOON, OURS, fill

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.mark.parametrize("published", [9, 10, 11])
async def test_one_more_may_be_published_once_the_tenth_last_is_an_hour_ago(
    database: Database, published: int
) -> None:
    await fill(database, OURS)
    noon = int(NOON.timestamp())
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM deliveries")
        await connection.executemany(
            "INSERT INTO deliveries (channel_id, kind, slot, rank, state, created_at, due_at,"
            " done_at)"
            " VALUES (?, 'publish', ?, 0, 'sent', 0, 0, ?)",
            [(OURS.channel, f"publish:{n}", noon - n) for n in range(published)],
        )

    async def open_at(after: timedelta) -> timedelta:
        channel, now = OURS.channel, NOON + after
        return await Outbox(database).publishing_from(channel, now, times=10, within=HOUR) - NOON

    tenth = HOUR - 9 * SECOND
    assert await open_at(timedelta()) == (tenth if published >= 10 else timedelta())
    assert await open_at(tenth - SECOND) == (tenth if published >= 10 else tenth - SECOND)
    assert await open_at(tenth) == tenth
