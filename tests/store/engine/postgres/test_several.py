"""Several processes on one database: no row is claimed twice, numbers commit in their order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from bot.model import DecidedItem, FeedEvent, Kind, ParsedItem
from bot.model.members.saved import SavedArticle
from bot.saved.service import SavedService
from bot.store.database import Connection, Database
from bot.store.digests.digests import DigestStore
from bot.store.feeds.addresses import copy_history
from bot.store.feeds.feeds import claim_due, record_events
from bot.store.feeds.imports import claim_entries
from bot.store.feeds.items import Arrival, insert_arrivals
from bot.store.guilds.notices import NoticeStore
from bot.store.members.alerts import claim_plans, insert_hits, settle_plan, take_turn
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.reconcile import ReconcileStore
from bot.store.search.segments import SegmentStore, SegmentWriter
from tests.store.two_worlds import NOON, OURS, fill
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.uncounted

MAX_SAVED = 500

LEASE = timedelta(seconds=90)
MANY = 200
AT_ONCE = 3
NOW = int(NOON.timestamp())

Claim = Callable[[Database], Awaitable[list[int]]]


@pytest.fixture
async def claimers(postgres: PostgresServer) -> AsyncIterator[list[Database]]:
    """Lend four processes' views of one database."""
    async with AsyncExitStack() as stack:
        address = stack.enter_context(postgres.database())
        yield [await stack.enter_async_context(Database.open(address)) for _ in range(4)]


async def write(database: Database, *statements: str) -> None:
    async with database.transaction() as connection:
        for sql in statements:
            await connection.execute(sql)


GUILDS = f"""
    INSERT INTO guilds (id, notice_channel_id) SELECT n, n FROM generate_series(1, {MANY}) AS n
"""
CHANNELS = f"""
    INSERT INTO channels (id, guild_id, kind) SELECT n, n, 'text'
    FROM generate_series(1, {MANY}) AS n
"""
FEEDS = f"""
    INSERT INTO feeds (id, url, host, due_at, interval_s) SELECT n, 'u' || n, 'h' || n, {NOW}, 60
    FROM generate_series(1, {MANY}) AS n
"""
SUBSCRIPTIONS = f"""
    INSERT INTO subscriptions (feed_id, channel_id, created_at) SELECT n, n, 0
    FROM generate_series(1, {MANY}) AS n
"""
DELIVERIES = f"""
    INSERT INTO deliveries (id, kind, channel_id, slot, rank, due_at, created_at)
    SELECT n, 'notice', n, 's', 1, {NOW}, 0 FROM generate_series(1, {MANY}) AS n
"""
DIGESTS = f"""
    INSERT INTO digests (id, channel_id, guild_id, times, days, mark, planned_at, due_at,
                         created_at)
    SELECT n, n, n, '[480]', '[0]', 0, 0, {NOW}, 0 FROM generate_series(1, {MANY}) AS n
"""
PLANS = f"""
    INSERT INTO notice_plans (guild_id, due_at, event_id) SELECT n, {NOW}, 0
    FROM generate_series(1, {MANY}) AS n
"""
RESTORED = f"""
    INSERT INTO restored_channels (channel_id, since, restored_at, due_at) SELECT n, 0, 0, {NOW}
    FROM generate_series(1, {MANY}) AS n
"""
IMPORT = """
    INSERT INTO imports (id, guild_id, channel_id, settings, left_out, dropped, state, created_at)
    VALUES (1, 1, 1, '{}', '[]', 0, 'running', 0)
"""
FOLDER = """
    INSERT INTO import_folders (import_id, place, name, channel_id, settings, digests)
    VALUES (1, 0, '', 1, '{}', '[]')
"""
ENTRIES = f"""
    INSERT INTO import_feeds (import_id, place, url, host, title, settings, due_at)
    SELECT 1, 0, 'u', 'h' || n, '', '{{}}', {NOW} FROM generate_series(1, {MANY}) AS n
"""


async def feeds(database: Database) -> list[int]:
    async with database.transaction() as connection:
        return [f.id for f in await claim_due(connection, NOON, limit=AT_ONCE, lease=LEASE)]


async def deliveries(database: Database) -> list[int]:
    return [each.id for each in await Outbox(database).claim_due(NOON, AT_ONCE, LEASE)]


async def digests(database: Database) -> list[int]:
    claimed = await DigestStore(database).claim_due(NOON, limit=AT_ONCE, lease=LEASE)
    return [each.digest.id for each in claimed]


async def notices(database: Database) -> list[int]:
    plans = await NoticeStore(database).claim_due(NOON, every=LEASE, limit=AT_ONCE)
    return [plan.guild_id for plan in plans]


async def restored(database: Database) -> list[int]:
    claimed = await ReconcileStore(database).claim_due(NOON, limit=AT_ONCE, lease=LEASE)
    return [channel.id for channel in claimed]


async def imports(database: Database) -> list[int]:
    async with database.transaction() as connection:
        entries = await claim_entries(connection, NOON, limit=AT_ONCE, lease=LEASE, busy=())
    return [entry.id for entry in entries]


CLAIMS: dict[str, tuple[Claim, tuple[str, ...]]] = {
    "feeds": (feeds, (GUILDS, CHANNELS, FEEDS, SUBSCRIPTIONS)),
    "deliveries": (deliveries, (GUILDS, CHANNELS, DELIVERIES)),
    "digests": (digests, (GUILDS, CHANNELS, DIGESTS)),
    "imports": (imports, (GUILDS, CHANNELS, IMPORT, FOLDER, ENTRIES)),
    "notices": (notices, (GUILDS, CHANNELS, PLANS)),
    "channels to read back": (restored, (GUILDS, CHANNELS, RESTORED)),
}


@pytest.mark.parametrize("kind", CLAIMS)
async def test_four_claimers_take_each_row_once(claimers: list[Database], kind: str) -> None:
    claim, rows = CLAIMS[kind]
    await write(claimers[0], *rows)

    async def take_all(database: Database) -> list[int]:
        taken: list[int] = []
        while some := await claim(database):
            taken += some
        return taken

    taken = await asyncio.gather(*[take_all(database) for database in claimers])

    assert sorted(row for some in taken for row in some) == list(range(1, MANY + 1))
    assert all(taken), "one claimer had them all: nothing was shown"


def arrival(guid: str) -> Arrival:
    judged = DecidedItem(
        parsed=ParsedItem(guid=guid, link=None, title=guid),
        kind=Kind.ARTICLE,
        published_at=NOON,
        keys=(guid.encode(),),
    )
    return Arrival(feed_id=OURS.feed, new=(judged,), now=NOON)


async def test_an_item_that_is_seen_has_no_lower_number_behind_it(
    claimers: list[Database],
) -> None:
    await fill(claimers[0], OURS)
    await write(claimers[0], "UPDATE item_numbers SET last = 2000")
    first_has_its_number, may_commit = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with claimers[0].transaction() as connection:
            await insert_arrivals(connection, [arrival("first")])
            first_has_its_number.set()
            await may_commit.wait()

    async def second() -> int:
        async with claimers[1].transaction() as connection:
            [[item]] = await insert_arrivals(connection, [arrival("second")])
        return item.id

    async with asyncio.TaskGroup() as group:
        group.create_task(first())
        await first_has_its_number.wait()
        later = group.create_task(second())
        await waits_for_a_lock(claimers[2])
        mark = await DigestStore(claimers[3]).last_item_id()
        assert not later.done()
        may_commit.set()

    items = await claimers[3].fetch_all("SELECT id, guid FROM items WHERE id > ?", (mark,))
    assert {row["guid"] for row in items} == {"first", "second"}


async def test_what_comes_while_a_history_is_copied_has_a_number_of_its_own(
    claimers: list[Database],
) -> None:
    await fill(claimers[0], OURS)
    await write(
        claimers[0],
        "UPDATE item_numbers SET last = 2000",
        f"INSERT INTO feeds (id, url, host, due_at, interval_s) VALUES (1500, 'u', 'h', {NOW}, 60)",
    )
    has_its_number, may_commit = asyncio.Event(), asyncio.Event()

    async def arrive() -> None:
        async with claimers[0].transaction() as connection:
            await insert_arrivals(connection, [arrival("late")])
            has_its_number.set()
            await may_commit.wait()

    async def copy() -> None:
        async with claimers[1].transaction() as connection:
            await copy_history(connection, OURS.feed, 1500, OURS.guild)

    async with asyncio.TaskGroup() as group:
        group.create_task(arrive())
        await has_its_number.wait()
        group.create_task(copy())
        await waits_for_a_lock(claimers[2])
        may_commit.set()

    [row] = await claimers[3].fetch_all(
        "SELECT (SELECT max(id) FROM items) AS highest, (SELECT last FROM item_numbers) AS last,"
        " (SELECT count(*) FROM items WHERE feed_id = 1500) AS copied"
    )
    assert row["highest"] == row["last"]
    assert row["copied"] == len(OURS.items) + 1


async def test_an_event_that_is_seen_has_no_lower_number_behind_it(
    claimers: list[Database],
) -> None:
    await fill(claimers[0], OURS)
    first_has_its_number, may_commit = asyncio.Event(), asyncio.Event()
    moved = FeedEvent(feed_id=OURS.feed, kind="moved", detail="", at=NOON)

    async def first() -> None:
        async with claimers[0].transaction() as connection:
            await record_events(connection, [moved])
            first_has_its_number.set()
            await may_commit.wait()

    async def second() -> None:
        async with claimers[1].transaction() as connection:
            await record_events(connection, [moved])

    async with asyncio.TaskGroup() as group:
        group.create_task(first())
        await first_has_its_number.wait()
        later = group.create_task(second())
        await waits_for_a_lock(claimers[2])
        seen = await NoticeStore(claimers[3]).feed_events(OURS.guild, 0)
        assert not later.done()
        may_commit.set()

    after = await NoticeStore(claimers[3]).feed_events(OURS.guild, max(e.id for e in seen))
    assert len(after) == 2


async def change(database: Database, item: int) -> None:
    await write(database, f"UPDATE items SET title = title || '!' WHERE id = {item}")


async def pending(database: Database) -> dict[int, int]:
    rows = await database.fetch_all("SELECT item_id, sequence FROM search_pending")
    return {row["item_id"]: row["sequence"] for row in rows}


async def test_an_item_that_changes_while_the_index_makes_it_pending_is_read_anew(
    claimers: list[Database],
) -> None:
    await fill(claimers[0], OURS)
    await write(claimers[0], "DELETE FROM search_pending")
    [item, _] = OURS.items
    has_written, may_commit = asyncio.Event(), asyncio.Event()

    async def renew() -> int:
        async with claimers[0].transaction() as connection:
            await SegmentWriter(connection).add_pending([item])
            [row] = await connection.execute_fetchall("SELECT sequence FROM search_pending")
            has_written.set()
            await may_commit.wait()
        return int(row["sequence"])

    async with asyncio.TaskGroup() as group:
        renewing = group.create_task(renew())
        await has_written.wait()
        group.create_task(change(claimers[1], item))
        await waits_for_a_lock(claimers[2])
        may_commit.set()

    assert (await pending(claimers[3]))[item] > renewing.result()


async def test_what_changes_while_it_is_flushed_stays_pending(claimers: list[Database]) -> None:
    await fill(claimers[0], OURS)
    [item, _] = OURS.items
    await write(claimers[0], "DELETE FROM search_pending")
    await change(claimers[0], item)
    read = (await pending(claimers[0]))[item]
    has_written, may_commit = asyncio.Event(), asyncio.Event()

    async def change_slowly() -> None:
        async with claimers[0].transaction() as connection:
            await connection.execute("UPDATE items SET title = 'New' WHERE id = ?", (item,))
            has_written.set()
            await may_commit.wait()

    async def flush() -> None:
        async with SegmentStore(claimers[1]).transaction() as writer:
            await writer.remove_pending(await writer.still_pending([read]))

    async with asyncio.TaskGroup() as group:
        group.create_task(change_slowly())
        await has_written.wait()
        group.create_task(flush())
        await waits_for_a_lock(claimers[2])
        may_commit.set()

    assert (await pending(claimers[3]))[item] > read


@pytest.mark.parametrize("is_noted_first", [True, False])
async def test_a_hit_that_comes_while_others_are_told_is_told_later(
    claimers: list[Database], is_noted_first: bool
) -> None:
    await fill(claimers[0], OURS)
    await write(claimers[0], "DELETE FROM alert_hits", f"UPDATE alert_plans SET due_at = {NOW}")
    [plan] = await claim_plans(claimers[0], NOON, until=NOON + LEASE, limit=1)
    has_written, may_commit = asyncio.Event(), asyncio.Event()

    async def note(connection: Connection) -> None:
        await insert_hits(connection, [(OURS.alert, OURS.items[0])], NOON)

    async def tell(connection: Connection) -> None:
        await take_turn(connection, plan)
        await settle_plan(connection, plan, (), day=NOON.date(), told=1, again=NOON + LEASE)

    async def first(work: Callable[[Connection], Awaitable[None]]) -> None:
        async with claimers[0].transaction() as connection:
            await work(connection)
            has_written.set()
            await may_commit.wait()

    async def second(work: Callable[[Connection], Awaitable[None]]) -> None:
        async with claimers[1].transaction() as connection:
            await work(connection)

    async with asyncio.TaskGroup() as group:
        group.create_task(first(note if is_noted_first else tell))
        await has_written.wait()
        group.create_task(second(tell if is_noted_first else note))
        await waits_for_a_lock(claimers[2])
        may_commit.set()

    [row] = await claimers[3].fetch_all("SELECT due_at FROM alert_plans")
    assert row["due_at"] is not None


async def waits_for_a_lock(database: Database) -> None:
    """Return when a transaction waits for what another holds."""
    while not await database.fetch_all(
        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND datname = current_database()"
    ):
        pass


async def test_articles_saved_in_several_processes_are_no_more_than_may_be(
    claimers: list[Database],
) -> None:
    async def save(number: int, database: Database) -> int:
        articles = [article(f"{number}-{each}") for each in range(150)]
        return (await SavedService(database).add_all(OURS.user, articles)).new

    kept = await asyncio.gather(*[save(n, database) for n, database in enumerate(claimers)])

    assert sum(kept) == MAX_SAVED
    assert len(await SavedService(claimers[0]).all(OURS.user)) == MAX_SAVED


def article(name: str) -> SavedArticle:
    return SavedArticle(
        link=f"https://e.test/{name}",
        title=name,
        kind=Kind.ARTICLE,
        feed_title="Paper",
        feed_url="",
        published_at=NOON,
        saved_at=NOON,
    )
