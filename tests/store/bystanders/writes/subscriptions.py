"""The UPDATEs and DELETEs of subscriptions, one or many at once, by name; asserts nothing."""

from dataclasses import replace

from bot.model import (
    BulkChange,
    BulkState,
    BulkVerb,
    EntryState,
    ImportState,
    Mode,
    Subscription,
)
from bot.store.database import Connection, Database
from bot.store.feeds import bulk, imports
from bot.store.feeds import subscription_edits as edits
from bot.store.feeds.subscriptions import delete_subscription
from tests.store.bystanders.ours import (
    Work,
    inside,
)
from tests.store.two_worlds import DAY, NOON, OURS


async def _save_draft(connection: Connection, database: Database) -> None:
    before = Subscription(
        id=OURS.subscription, feed_id=OURS.feed, channel_id=OURS.channel, guild_id=OURS.guild,
        created_at=NOON,
    )  # fmt: skip
    await edits.put_draft(connection, OURS.user, before, replace(before, burst=3), NOON)


async def _update(connection: Connection, database: Database) -> None:
    subscription = Subscription(
        id=OURS.subscription, feed_id=OURS.feed, channel_id=OURS.channel, guild_id=OURS.guild,
        created_at=NOON, burst=3,
    )  # fmt: skip
    await edits.update_subscription(connection, subscription)


async def _move_begun(database: Database) -> None:
    """Move a subscription of which one message is being sent, and one is owed there already."""
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO delivery_parts (delivery_id, part, payload, nonce)"
            " VALUES (?, 0, '{}', '')",
            (OURS.pending,),
        )
        await connection.execute(
            "UPDATE deliveries SET state = 'pending' WHERE subscription_id = ?",
            (OURS.subscription,),
        )
        await connection.execute(
            "INSERT INTO deliveries (kind, channel_id, slot, rank, due_at, created_at)"
            " SELECT kind, ?, slot, rank, 0, 0 FROM deliveries WHERE id = ?",
            (OURS.other_channel, OURS.base + 35),
        )
        await edits.move_subscription(connection, OURS.subscription, OURS.other_channel)


async def _bulk(connection: Connection, database: Database) -> None:
    """Take our subscription out and put it back, as an undone change of many feeds does."""
    asked = BulkChange(
        id=0, guild_id=OURS.guild, verb=BulkVerb.REMOVE, subscription_ids=(OURS.subscription,)
    )  # fmt: skip
    change = await bulk.insert_bulk(connection, asked, NOON)
    await bulk.set_bulk_ids(connection, change.id, [OURS.subscription, 5])
    whole = await bulk.whole_subscription(connection, OURS.subscription)
    await connection.execute("DELETE FROM subscriptions WHERE id = ?", (OURS.subscription,))
    await bulk.restore_subscription(connection, whole)
    await bulk.set_bulk_state(connection, change.id, BulkState.DONE, [whole])


async def _import(connection: Connection, database: Database) -> None:
    """Bring in one of three feeds, fail with one and try one again."""
    draft: dict[str, object] = {
        "guild_id": OURS.guild, "channel_id": OURS.channel, "file_guild_id": None,
        "settings": "{}", "left_out": "[]", "dropped": 0,
    }  # fmt: skip
    import_id = await imports.insert_import(connection, draft, NOON)
    folder = {"import_id": import_id, "place": 0, "name": "News", "file_id": None}
    await imports.insert_folders(
        connection, [{**folder, "channel_id": OURS.channel, "settings": "{}", "digests": "[]"}]
    )
    entry = {"import_id": import_id, "place": 0, "title": "", "site_url": None, "settings": "{}"}
    hosts = ("a.test", "a.test", "b.test", "c.test")
    await imports.insert_entries(
        connection,
        [
            {**entry, "url": f"https://{host}/{number}", "host": host, "now": 0}
            for number, host in enumerate(hosts)
        ],
    )
    await imports.set_folder_channel(connection, import_id, 0, OURS.other_channel)
    await imports.set_import_state(connection, import_id, ImportState.RUNNING, NOON)
    first, second, third = await imports.claim_entries(
        connection, NOON, limit=9, lease=DAY, busy=()
    )
    await imports.retry_entry(connection, first, NOON + 2 * DAY)
    await imports.settle_entry(connection, second.id, EntryState.UNREACHABLE, "dns")
    await imports.settle_entry(connection, second.id, EntryState.FOLLOWED)
    await imports.release_entries(connection, [second.id, third.id])


WRITES: dict[str, Work] = {
    "bulk: out and back": inside(_bulk),
    "import: under way": inside(_import),
    "subscription: delete": inside(lambda c, _: delete_subscription(c, OURS.subscription)),
    "subscription: draft": inside(_save_draft),
    "subscription: drop a draft": inside(
        lambda c, _: edits.drop_draft(c, OURS.user, OURS.subscription)
    ),
    "subscription: save": inside(_update),
    "subscription: mode": inside(lambda c, _: edits.set_mode(c, [OURS.subscription], Mode.DIGEST)),
    "subscription: pause": inside(lambda c, _: edits.set_paused(c, OURS.subscription, NOON)),
    "subscription: move": inside(
        lambda c, _: edits.move_subscription(c, OURS.subscription, OURS.other_channel)
    ),
    "subscription: move what has begun": _move_begun,
}
