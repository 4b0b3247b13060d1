"""What counts for a while counts to its last second, and what is due is due at its second.

What is kept for a while is in `test_kept`, and what is claimed in `test_leases`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.model import FeedEvent
from bot.store.database import Connection, Database
from bot.store.digests.digest_edits import insert_digest
from bot.store.digests.digests import DigestStore
from bot.store.feeds import feeds as feed_rows
from bot.store.feeds.health import HealthStore
from bot.store.guilds.notices import NoticeStore
from bot.store.members.alerts import fetch_recent
from bot.store.outbox import found as found_rows
from bot.store.outbox.explain import ExplainStore
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.reconcile import ReconcileStore
from bot.store.outbox.same_story import fetch_same_address, fetch_showing, fetch_with_marks
from bot.store.summaries import SummaryStore
from bot.store.upkeep.vitals import VitalsStore
from tests.store.bystanders.ours import CHANNELS, RESTORED, our_digest
from tests.store.two_worlds import DAY, NOON, OURS, STRANGER, fill

SECOND, WEEK, NOTHING = timedelta(seconds=1), timedelta(days=7), timedelta()
ONE, TWO = OURS.items

Read = Callable[[Database, datetime], Awaitable[object]]


@pytest.fixture
def engine() -> str:
    """Name one engine: a second is as long on the other."""
    return "sqlite"


def count(read: Callable[[Database, datetime], Awaitable[object]]) -> Read:
    async def run(database: Database, at: datetime) -> object:
        rows = await read(database, at)
        assert isinstance(rows, list | frozenset)
        return len(rows)

    return run


def inside(read: Callable[[Connection, datetime], Awaitable[object]]) -> Read:
    async def run(database: Database, at: datetime) -> object:
        async with database.transaction() as connection:
            return await read(connection, at)

    return run


def health(field: str) -> Read:
    async def run(database: Database, at: datetime) -> object:
        found = await HealthStore(database).of(OURS.subscription, at)
        return getattr(found, field)

    return run


def backlog(kind: str) -> Read:
    async def run(database: Database, at: datetime) -> object:
        return (await VitalsStore(database).vitals(at)).backlogs[kind].rows

    return run


async def _waiting_host(database: Database, at: datetime) -> object:
    trace = await ExplainStore(database).by_id(OURS.guild, ONE, at)
    [feed] = await NoticeStore(database).ailing_feeds(OURS.guild, at)
    found = await HealthStore(database).of(OURS.subscription, at)
    assert trace is not None
    assert found is not None
    return [each.retry_at is not None for each in (trace, feed, found)]


async def _is_growing(database: Database, at: datetime) -> object:
    return (await VitalsStore(database).operations(at)).growth > 0


async def _claimed(database: Database, at: datetime) -> object:
    async with database.transaction() as connection:
        due = await connection.execute_fetchall("SELECT due_at, id FROM feeds")
        feeds = await feed_rows.claim_due(connection, at, limit=9, lease=DAY)
        await connection.executemany(
            "UPDATE feeds SET due_at = ? WHERE id = ?", [tuple(row) for row in due]
        )
    return [feed.pushed for feed in feeds]


async def _gaps(connection: Connection, at: datetime) -> object:
    again = FeedEvent(feed_id=OURS.feed, kind="gap", detail="", at=at)
    await feed_rows.record_events(connection, [again])
    rows = await connection.execute_fetchall(
        "SELECT 1 FROM feed_events WHERE kind = 'gap' AND feed_id = ?", (OURS.feed,)
    )
    await connection.execute(
        "DELETE FROM feed_events WHERE kind = 'gap' AND at <> ?", (int(NOON.timestamp()),)
    )
    return len(list(rows))


async def _unprinted(database: Database, at: datetime) -> object:
    store, digest = DigestStore(database), await our_digest(database)
    items, old = await store.unprinted(digest, [OURS.feed], up_to=TWO, oldest=at)
    return len(items), old


async def _unprinted_in_silence(database: Database, at: datetime) -> object:
    async with database.transaction() as connection:
        await connection.execute(
            "UPDATE restored_channels SET state = 'silent', restored_at = ?", (int(at.timestamp()),)
        )
    return await _unprinted(database, NOON - DAY)


async def _first_page(database: Database, at: datetime) -> object:
    new = replace(await our_digest(database), created_at=at)
    async with database.transaction() as connection:
        return (await insert_digest(connection, new)).mark


async def _is_planned(database: Database, at: datetime) -> object:
    await DigestStore(database).rewind(at)
    planned_at = (await our_digest(database)).planned_at
    async with database.transaction() as connection:
        await connection.execute("UPDATE digests SET planned_at = ?", (int(NOON.timestamp()),))
    return planned_at == NOON


async def _marked(connection: Connection, at: datetime) -> object:
    return (await fetch_with_marks(connection, [7], at)).get(7, [])


async def _kept_back(database: Database, at: datetime) -> object:
    await ReconcileStore(database).keep_silent(replace(RESTORED, restored_at=at), NOON)
    held = await database.fetch_all(
        "SELECT id FROM deliveries WHERE reason = 'restored' AND state = 'held'"
    )
    async with database.transaction() as connection:
        await connection.execute(
            "UPDATE deliveries SET state = 'pending', reason = NULL WHERE id = ?", (OURS.pending,)
        )
    return len(held)


async def _remembered(database: Database, at: datetime) -> object:
    await ReconcileStore(database).forget_before(at)
    return len(await database.fetch_all("SELECT 1 FROM restored_channels"))


async def _may_publish(database: Database, at: datetime) -> object:
    store = Outbox(database)
    return await store.publishing_from(OURS.channel, at, times=1, within=DAY) > at


# The column whose rows all say NOON, after what else is done to them; what is asked, so long
# after NOON; and what is answered one second before, then, and one second later.
SECONDS: dict[str, tuple[str, str, timedelta, Read, tuple[object, object, object]]] = {
    "a feed that a page waits for": (
        "feeds.due_at", "DELETE FROM hosts", NOTHING,
        count(lambda db, at: DigestStore(db).feeds_due(at)), (0, 2, 2),
    ),
    "a feed whose host is to be left alone": (
        "hosts.wait_until", "", NOTHING,
        count(lambda db, at: DigestStore(db).feeds_due(at)), (0, 2, 2),
    ),
    "a host that is to be left alone": (
        "hosts.wait_until", "", NOTHING, _waiting_host, ([True] * 3, [False] * 3, [False] * 3),
    ),
    "polls that are late": (
        "feeds.due_at", "DELETE FROM hosts", NOTHING, backlog("poll"), (0, 2, 2),
    ),
    "polls that are late where a host is left alone": (
        "hosts.wait_until", "", NOTHING, backlog("poll"), (0, 2, 2),
    ),
    "pages that are late": (
        "digests.due_at", "UPDATE channels SET block_code = NULL", NOTHING,
        backlog("digest"), (0, 4, 4),
    ),
    "what a fortnight brought": (
        "items.received_at", "", 2 * WEEK, _is_growing, (True, False, False),
    ),
    "what a feed sent this week": (
        "items.received_at", "", WEEK, health("received"), (2, 0, 0),
    ),
    "what was posted this week": (
        "deliveries.done_at", "", WEEK, health("sent"), (1, 0, 0),
    ),
    "what was held this week": (
        "deliveries.done_at", "", WEEK, health("held"), (1, 0, 0),
    ),
    "a feed that its hub pushes": (
        "hub_subscriptions.lease_ends_at", "DELETE FROM hosts", NOTHING, _claimed,
        ([True] * 2, [False] * 2, [False] * 2),
    ),
    "a feed that is due so late that a clock was wrong": (
        "feeds.due_at", "DELETE FROM hosts", -9 * DAY,
        _claimed, ([True] * 2, [], []),
    ),
    "a host that is left alone so long that a clock was wrong": (
        "hosts.wait_until", "UPDATE feeds SET due_at = 0", -9 * DAY,
        _claimed, ([True] * 2, [], []),
    ),
    "a gap in a feed, told once a week": (
        "feed_events.at", "UPDATE feed_events SET kind = 'gap'", WEEK, inside(_gaps), (1, 2, 2),
    ),
    "what was refused since the last notice": (
        "deliveries.done_at", "", NOTHING,
        count(lambda db, at: NoticeStore(db).refusals(OURS.guild, at)), (1, 0, 0),
    ),
    "what an alert would have found": (
        "items.published_at", "", NOTHING,
        count(lambda db, at: fetch_recent(db, OURS.guild, CHANNELS, at)), (2, 2, 0),
    ),
    "articles since": (
        "items.published_at", "", NOTHING,
        count(lambda db, at: SummaryStore(db).published(CHANNELS, at, NOON + DAY, 9)), (2, 2, 0),
    ),
    "articles until": (
        "items.published_at", "", NOTHING,
        count(lambda db, at: SummaryStore(db).published(CHANNELS, NOON - DAY, at, 9)), (0, 0, 2),
    ),
    "days with articles since": (
        "items.published_at", "", NOTHING,
        count(lambda db, at: SummaryStore(db).days(CHANNELS, at, NOTHING)), (1, 1, 0),
    ),
    "what is too old for a page": (
        "items.received_at", "UPDATE digests SET mark = 0; DELETE FROM edition_items", NOTHING,
        _unprinted, ((2, 0), (2, 0), (0, 2)),
    ),
    "what was published before a restore": (
        "items.published_at", "UPDATE digests SET mark = 0; DELETE FROM edition_items", NOTHING,
        _unprinted_in_silence, ((2, 0), (0, 0), (0, 0)),
    ),
    "a page that was planned by a clock ahead": (
        "digests.planned_at", "", NOTHING, _is_planned, (False, True, True),
    ),
    "how far a first page reaches": (
        "items.received_at", "", DAY, _first_page, (ONE - 1, ONE - 1, STRANGER.items[1]),
    ),
    "one more message that may be published": (
        "deliveries.done_at", "", DAY, _may_publish, (True, False, False),
    ),
    "marks of a story": (
        "story_marks.at", "", 2 * DAY,
        count(inside(_marked)), (4, 4, 0),
    ),
    "an address of two feeds": (
        "items.received_at", "UPDATE items SET canonical_link = 'x/' || (id % 1000)", 2 * DAY,
        count(inside(lambda c, at: fetch_same_address(c, [ONE], at))), (1, 1, 0),
    ),
    "an address that stands twice in a feed": (
        f"items.received_at WHERE id = {TWO}",
        "UPDATE items SET canonical_link = 'x', received_at = received_at + 9999;"
        f" UPDATE items SET canonical_link = 'y' WHERE id = {STRANGER.items[1]}", 2 * DAY,
        count(inside(lambda c, at: fetch_same_address(c, [ONE], at))), (0, 0, 1),
    ),
    "a message that shows a story": (
        "deliveries.created_at", "", 2 * DAY,
        count(inside(lambda c, at: fetch_showing(c, [ONE], at))), (1, 1, 0),
    ),
    "what came in since a restore": (
        "items.received_at", "", NOTHING,
        count(inside(lambda c, at: found_rows.fetch_arrived(c, at))), (4, 4, 0),
    ),
    "what a silent channel is not sent": (
        "deliveries.created_at", "", NOTHING, _kept_back, (0, 1, 1),
    ),
    "a channel that was read back": (
        "restored_channels.restored_at", "", NOTHING, _remembered, (2, 2, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SECONDS)
async def test_it_counts_to_the_second(name: str, database: Database) -> None:
    place, before, after, read, answers = SECONDS[name]
    table, _, column = place.partition(".")
    column, _, condition = column.partition(" ")
    await fill(database, OURS, STRANGER)
    async with database.transaction() as connection:
        for statement in filter(None, before.split(";")):
            await connection.execute(statement)
        noon = int(NOON.timestamp())
        await connection.execute(f"UPDATE {table} SET {column} = {noon} {condition}")

    at = NOON + after
    assert [await read(database, each) for each in (at - SECOND, at, at + SECOND)] == [*answers]
