"""A third party stays untouched: every UPDATE and DELETE of the store, beside a stranger.

The database is filled with two guilds (`two_worlds`). What is done for ours changes no row of the
stranger's.
"""

from dataclasses import replace
from datetime import date

import pytest

from bot.model import ChannelBlock
from bot.store.database import Database
from bot.store.feeds.addresses import copy_history, show_known, split_feed
from bot.store.guilds.channel_state import ChannelStateStore
from bot.store.outbox import found as found_rows
from bot.store.upkeep.housekeeping import delete_deliveries_before
from tests.store.bystanders.ours import EDITION, FOUND, RESTORED
from tests.store.bystanders.writes import WRITES
from tests.store.two_worlds import DAY, NOON, OURS, STRANGER, all_rows, of_stranger

pytestmark = pytest.mark.uncounted


async def test_what_a_stranger_was_sent_of_a_shared_feed_stays_about_it(shared: Database) -> None:
    sent = "SELECT delivery_id, item_id FROM delivery_items WHERE delivery_id = ?"
    theirs = STRANGER.base + 36

    async with shared.transaction() as connection:
        into = await split_feed(
            connection, OURS.feed, "https://ours.test/2", OURS.host, "Ours", NOON
        )
        await copy_history(connection, OURS.feed, into, OURS.guild)
        await show_known(connection, OURS.feed, into, OURS.guild)

    rows = await shared.fetch_all(sent, (theirs,))
    assert [tuple(row) for row in rows] == [(theirs, OURS.items[0])]


@pytest.mark.parametrize("name", WRITES)
async def test_what_is_written_for_us_leaves_a_stranger_as_they_were(
    name: str, filled: Database
) -> None:
    before = await all_rows(filled)

    await WRITES[name](filled)

    after = await all_rows(filled)
    theirs, still = of_stranger(before), of_stranger(after)
    assert {
        table: theirs[table] - still[table] for table in theirs if theirs[table] - still[table]
    } == {}
    assert before != after


@pytest.mark.parametrize("day", [7, 9], ids=["printed there", "not printed there"])
async def test_a_page_of_a_strangers_digest_that_was_found_here_proves_no_edition(
    filled: Database, day: int
) -> None:
    foreign = replace(EDITION, id=0, digest_id=STRANGER.digest, day=date(2025, 12, day))
    before = await all_rows(filled)
    async with filled.transaction() as connection:
        await found_rows.insert_found(connection, RESTORED, [replace(FOUND, edition=foreign)])

    after = await all_rows(filled)
    assert after["editions"] == before["editions"]
    assert after["restored_items"] == before["restored_items"]
    row = await filled.fetch_one("SELECT * FROM restored_messages WHERE message_id = ?", (1094,))
    assert row is not None
    assert row["edition_id"] is None


async def test_a_message_that_a_delivery_has_is_not_found_again(filled: Database) -> None:
    known = replace(FOUND, id=OURS.base + 70, edition=None)
    async with filled.transaction() as connection:
        new = await found_rows.insert_found(connection, RESTORED, [known, FOUND])

    assert new == [FOUND]


async def test_a_block_waits_for_its_own_channel_alone(filled: Database) -> None:
    before = of_stranger(await all_rows(filled))

    block = ChannelBlock(code=50013, missing=("send_messages",))
    await ChannelStateStore(filled).block(OURS.channel, block, NOON + DAY)

    assert of_stranger(await all_rows(filled)) == before
    row = await filled.fetch_one("SELECT due_at FROM deliveries WHERE id = ?", (OURS.pending,))
    assert row is not None
    assert row["due_at"] == int((NOON + DAY).timestamp())


async def test_retention_takes_no_message_that_waits(filled: Database) -> None:
    await delete_deliveries_before(filled, NOON + DAY)

    rows = await filled.fetch_all("SELECT id, state FROM deliveries ORDER BY id")
    assert [(row["id"], row["state"]) for row in rows] == [
        (OURS.pending, "pending"),
        (STRANGER.pending, "pending"),
    ]
