"""The UPDATEs and DELETEs of feeds, their hosts and their hubs, by name; asserts nothing."""

from dataclasses import replace

from bot.model import (
    FeedEvent,
)
from bot.store.database import Connection, Database
from bot.store.feeds import feeds as feed_rows
from bot.store.feeds import subscription_edits as edits
from bot.store.feeds.addresses import (
    begin_anew,
    copy_history,
    move_followers,
    show_known,
    split_feed,
)
from bot.store.feeds.feeds import HostState
from bot.store.feeds.hubs import HubStore, distrust
from bot.store.feeds.subscriptions import wake_feed
from tests.store.bystanders.ours import (
    OUR_HUB,
    Work,
    inside,
    our_feed,
)
from tests.store.two_worlds import DAY, NOON, OURS, STRANGER


async def _merge(database: Database) -> None:
    """Merge our feed into another of ours."""
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO feeds (id, url, due_at, interval_s) VALUES (1099, 'https://ours.test/new',"
            " 0, 3600)"
        )
    feed = await our_feed(database)
    async with database.transaction() as connection:
        await feed_rows.move_feed(connection, feed.id, "https://ours.test/new", OURS.host)


async def _copy_history(database: Database) -> None:
    """Copy what our feed has into a new one of ours."""
    async with database.transaction() as connection:
        into = await split_feed(
            connection, OURS.feed, "https://ours.test/2", OURS.host, "Ours", NOON
        )
        await copy_history(connection, OURS.feed, into, OURS.guild)


async def _show_known(database: Database) -> None:
    """Let what we were sent be about the copies, and about what we had again."""
    async with database.transaction() as connection:
        into = await split_feed(
            connection, OURS.feed, "https://ours.test/2", OURS.host, "Ours", NOON
        )
        await copy_history(connection, OURS.feed, into, OURS.guild)
        await show_known(connection, into, OURS.feed, OURS.guild)


async def _move(database: Database) -> None:
    feed = await our_feed(database)
    async with database.transaction() as connection:
        await feed_rows.move_feed(connection, feed.id, "https://ours.test/moved", OURS.host)


async def _park(connection: Connection, database: Database) -> None:
    """Claim our feed when nobody follows it any more."""
    await connection.execute("DELETE FROM subscriptions WHERE id = ?", (OURS.subscription,))
    await connection.execute("DELETE FROM hosts WHERE name = ?", (OURS.host,))
    await feed_rows.claim_due(connection, NOON, limit=9, lease=DAY / 24)


async def _record_poll(database: Database) -> None:
    feed = replace(await our_feed(database), title="New title", failures=3)
    async with database.transaction() as connection:
        await feed_rows.record_polls(connection, [feed])


async def _postpone_hub(database: Database) -> None:
    claimed = await HubStore(database).by_token("token of ours")
    assert claimed is not None
    await HubStore(database).postpone(claimed, NOON + DAY)


WRITES: dict[str, Work] = {
    "feed: record a poll": _record_poll,
    "feed: give a claim back": inside(lambda c, _: feed_rows.release(c, [OURS.feed])),
    "feed: parked": inside(_park),
    "feed: moved": _move,
    "feed: merged": _merge,
    "feed: begins anew": inside(lambda c, _: begin_anew(c, OURS.feed, NOON)),
    "feed: split": inside(
        lambda c, _: split_feed(c, OURS.feed, "https://ours.test/2", OURS.host, "Ours", NOON)
    ),
    "feed: history copied": _copy_history,
    "feed: messages about known items": _show_known,
    "feed: followers moved": inside(
        lambda c, _: move_followers(c, OURS.feed, STRANGER.feed, OURS.guild)
    ),
    "feed: wake": inside(lambda c, _: wake_feed(c, OURS.feed, NOON - DAY)),
    "feed: full text": inside(lambda c, _: edits.set_full_text(c, OURS.feed, wanted=True)),
    "feed: kind rules": inside(lambda c, _: edits.set_kind_rules(c, OURS.feed, "brief: x")),
    "feed: event": inside(
        lambda c, _: feed_rows.record_events(
            c, [FeedEvent(feed_id=OURS.feed, kind="gone", at=NOON)]
        )
    ),
    "host: refused": inside(
        lambda c, _: feed_rows.record_hosts(
            c, [HostState(name=OURS.host, wait_until=NOON + DAY, failures=2)]
        )
    ),
    "host: answers again": inside(
        lambda c, _: feed_rows.record_hosts(
            c, [HostState(name=OURS.host, wait_until=NOON, failures=0)]
        )
    ),
    "hub: verify": lambda db: HubStore(db).verify(
        OUR_HUB, lease_ends_at=NOON + DAY, due_at=NOON + DAY
    ),
    "hub: deny": lambda db: HubStore(db).deny(OUR_HUB, NOON + DAY),
    "hub: postpone": _postpone_hub,
    "hub: note a push": lambda db: HubStore(db).note_push(OUR_HUB, NOON + DAY),
    "hub: delete": lambda db: HubStore(db).delete(OUR_HUB),
    "hub: distrust": inside(lambda c, _: distrust(c, [OURS.feed])),
}
