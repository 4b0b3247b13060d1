"""Who is told of a restore, and what is known of messages that were found after it."""

from datetime import timedelta

from bot.model import DraftMessage, RestoreSummary
from bot.store.database import Database
from bot.store.outbox.found import place_found
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.reconcile import ReconcileStore, mark_told
from tests.store.bystanders.ours import our_delivery
from tests.store.two_worlds import NOON, OURS, STRANGER, World, fill


def summary(world: World, *, messages: int, silent: tuple[int, ...] = ()) -> RestoreSummary:
    return RestoreSummary(
        guild_id=world.guild, notice_channel_id=world.channel, locale="en",
        since=NOON - timedelta(hours=2), messages=messages, silent_channel_ids=silent,
    )  # fmt: skip


async def test_each_guild_is_told_of_its_own_channels_when_all_are_settled(
    database: Database,
) -> None:
    store = ReconcileStore(database)
    await fill(database, OURS, STRANGER)
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO restored_channels"
            " (channel_id, since, restored_at, due_at, state, messages)"
            " SELECT channel_id + 1, since + 60, restored_at, due_at, 'unread', 5"
            " FROM restored_channels"
        )

    assert await store.to_tell() is None
    await _settle(database, OURS, "silent")
    assert await store.to_tell() == summary(OURS, messages=7, silent=(OURS.other_channel,))
    async with database.transaction() as connection:
        told = [await mark_told(connection, OURS.guild, NOON) for _ in range(2)]
    assert told == [True, False]
    assert await store.to_tell() is None
    await _settle(database, STRANGER, "read")
    assert await store.to_tell() == summary(STRANGER, messages=7)


async def _settle(database: Database, world: World, state: str) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            "UPDATE restored_channels SET state = ? WHERE channel_id = ?",
            (state, world.other_channel),
        )


async def test_a_message_that_shows_several_items_is_no_items_own(database: Database) -> None:
    await fill(database, OURS)
    placed = []
    async with database.transaction() as connection:
        for several in (1, 0):
            await connection.execute("UPDATE restored_messages SET several = ?", (several,))
            await place_found(connection, OURS.pending, OURS.found[0])
            rows = await connection.execute_fetchall(
                "SELECT 1 FROM delivery_parts WHERE delivery_id = ?", (OURS.pending,)
            )
            placed.append(len(list(rows)))

    assert placed == [0, 1]


async def test_of_a_message_found_with_other_words_nobody_knows_the_revisions(
    database: Database,
) -> None:
    await fill(database, OURS)
    written = Outbox(database)
    job = await written.load(our_delivery(OURS.pending))
    assert job is not None
    drafts = [DraftMessage(payload={"content": "other words"})]
    await written.begin(job, drafts, ["nonce"], NOON, place_id=None, webhook_id=None)

    begun = await written.load(our_delivery(OURS.pending))
    async with database.transaction() as connection:
        await place_found(connection, OURS.pending, OURS.found[0])
    found = await written.load(our_delivery(OURS.pending))

    assert begun is not None
    assert found is not None
    assert [part.revisions for part in (*begun.parts, *found.parts)] == [{OURS.items[0]: 0}, None]
