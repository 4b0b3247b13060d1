"""What each of several processes claims: its own share and nothing else, all of it together."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from bot.model import Layout, Share, shard_of
from bot.store.database import Database
from bot.store.digests.digests import DigestStore
from bot.store.digests.openings import OpeningStore
from bot.store.feeds.feeds import claim_due
from bot.store.feeds.imports import claim_entries, running_imports
from bot.store.guilds.notices import NoticeStore
from bot.store.members.alerts import claim_plans
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.reconcile import ReconcileStore
from tests.store.two_worlds import NOON
from tests.support.postgres import PostgresServer

LAYOUT = Layout(processes=3, shards=5)
SHARES = [Share(slot=slot, layout=LAYOUT) for slot in range(3)]
LEASE = timedelta(seconds=90)
MANY = 30
NOW = int(NOON.timestamp())
GUILDS = "SELECT n::bigint << 22 AS id, n FROM generate_series(1, 30) AS n"

Claim = Callable[[Database, Share], Awaitable[list[int]]]

# Of each guild one channel with everything that may be owed, and a direct channel besides.
ROWS = (
    f"INSERT INTO guilds (id, notice_channel_id) SELECT id, id + 1 FROM ({GUILDS}) AS g",
    f"INSERT INTO channels (id, guild_id) SELECT id + 1, id FROM ({GUILDS}) AS g",
    "INSERT INTO channels (id, kind) VALUES (7, 'dm')",
    f"INSERT INTO deliveries (kind, channel_id, slot, rank, due_at, created_at)"
    f" SELECT 'notice', id, 's', 1, {NOW}, 0 FROM channels",
    f"INSERT INTO digests (channel_id, guild_id, times, days, mark, planned_at, due_at,"
    f" created_at, opening) SELECT id + 1, id, '[480]', '[0]', 0, 0, {NOW}, 0, 1"
    f" FROM ({GUILDS}) AS g",
    f"INSERT INTO notice_plans (guild_id, due_at, event_id) SELECT id, {NOW}, 0 FROM guilds",
    f"INSERT INTO alert_plans (user_id, guild_id, channel_id, locale, due_at)"
    f" SELECT 9, id, 7, 'en', {NOW} FROM guilds",
    f"INSERT INTO imports (id, guild_id, channel_id, settings, left_out, dropped, state,"
    f" created_at) SELECT n, id, id + 1, '{{}}', '[]', 0, 'running', 0 FROM ({GUILDS}) AS g",
    f"INSERT INTO import_folders (import_id, place, name, channel_id, settings, digests)"
    f" SELECT n, 0, '', id + 1, '{{}}', '[]' FROM ({GUILDS}) AS g",
    f"INSERT INTO import_feeds (import_id, place, url, host, title, settings, due_at)"
    f" SELECT n, 0, 'u', 'h' || n, '', '{{}}', {NOW} FROM ({GUILDS}) AS g",
)


async def write(database: Database, *statements: str) -> None:
    async with database.transaction() as connection:
        for sql in statements:
            await connection.execute(sql)


async def deliveries(database: Database, share: Share) -> list[int]:
    claimed = await Outbox(database).claim_due(NOON, MANY * 2, LEASE, share)
    return [each.channel_id & ~1 if each.channel_id > 7 else 0 for each in claimed]


async def digests(database: Database, share: Share) -> list[int]:
    store = DigestStore(database)
    claimed = await store.claim_due(NOON, limit=MANY, lease=LEASE, share=share)
    return [each.digest.guild_id for each in claimed]


async def openings(database: Database, share: Share) -> list[int]:
    before = NOON - LEASE
    due = await OpeningStore(database).due_soon(before, NOON, MANY, share=share)
    return [digest.guild_id for digest in due]


async def notices(database: Database, share: Share) -> list[int]:
    plans = await NoticeStore(database).claim_due(NOON, every=LEASE, limit=MANY, share=share)
    return [plan.guild_id for plan in plans]


async def alerts(database: Database, share: Share) -> list[int]:
    plans = await claim_plans(database, NOON, until=NOON + LEASE, limit=MANY, share=share)
    return [plan.guild_id for plan in plans]


async def imports(database: Database, share: Share) -> list[int]:
    async with database.transaction() as connection:
        claimed = await claim_entries(
            connection, NOON, limit=MANY, lease=LEASE, busy=(), share=share
        )
    running = await running_imports(database.fetch_all, share)
    assert sorted(running) == sorted(entry.import_id for entry in claimed)
    return [entry.guild_id for entry in claimed]


async def restored(database: Database, share: Share) -> list[int]:
    await write(
        database,
        f"INSERT INTO restored_channels (channel_id, since, restored_at, due_at)"
        f" SELECT id, 0, 0, {NOW} FROM channels WHERE guild_id IS NOT NULL"
        " ON CONFLICT (channel_id) DO NOTHING",
    )
    claimed = await ReconcileStore(database).claim_due(NOON, limit=MANY, lease=LEASE, share=share)
    return [channel.guild_id or 0 for channel in claimed]


CLAIMS: dict[str, Claim] = {
    "deliveries": deliveries,
    "digests": digests,
    "openings": openings,
    "notices": notices,
    "alerts": alerts,
    "imports": imports,
    "channels to read back": restored,
}


@pytest.mark.parametrize("kind", CLAIMS)
async def test_what_is_owed_to_discord_is_claimed_by_the_process_of_its_shard(
    postgres: PostgresServer, kind: str
) -> None:
    async with AsyncExitStack() as stack:
        address = stack.enter_context(postgres.database())
        database = await stack.enter_async_context(Database.open(address))
        await write(database, *ROWS)

        claimed = [await CLAIMS[kind](database, share) for share in SHARES]

        for share, guild_ids in zip(SHARES, claimed, strict=True):
            shards = {shard_of(guild_id, LAYOUT.shards) for guild_id in guild_ids}
            assert shards == set(share.shard_ids)
        direct = [0] if kind == "deliveries" else []  # by shard 0
        whole = [*direct, *[n << 22 for n in range(1, MANY + 1)]]
        assert sorted(guild_id for some in claimed for guild_id in some) == whole


async def test_a_digest_of_another_process_is_not_planned_anew_at_a_start(
    postgres: PostgresServer,
) -> None:
    async with AsyncExitStack() as stack:
        address = stack.enter_context(postgres.database())
        database = await stack.enter_async_context(Database.open(address))
        await write(database, *ROWS)
        store = DigestStore(database)
        ours = await store.claim_due(NOON, limit=MANY, lease=LEASE, share=SHARES[0])

        await store.rewind(NOON, SHARES[1])

        leased = await database.fetch_all(
            "SELECT guild_id FROM digests WHERE due_at > :now ORDER BY guild_id", {"now": NOW}
        )
        assert [row["guild_id"] for row in leased] == sorted(c.digest.guild_id for c in ours)


async def test_all_feeds_of_a_host_are_polled_by_one_process(postgres: PostgresServer) -> None:
    async with AsyncExitStack() as stack:
        address = stack.enter_context(postgres.database())
        database = await stack.enter_async_context(Database.open(address))
        await write(
            database,
            *ROWS,
            f"INSERT INTO feeds (id, url, host, due_at, interval_s)"
            f" SELECT n, 'u' || n, 'h' || n % 15, {NOW}, 60 FROM generate_series(1, 30) AS n",
            "INSERT INTO subscriptions (feed_id, channel_id, created_at)"
            " SELECT n, (n::bigint << 22) + 1, 0 FROM generate_series(1, 30) AS n",
        )
        hosts: list[set[str]] = []
        for share in SHARES:
            polled = []
            async with database.transaction() as connection:
                while some := await claim_due(
                    connection, NOON, limit=MANY, lease=LEASE, share=share
                ):
                    polled += [feed.host for feed in some]
            assert sorted(polled) == sorted([*set(polled), *set(polled)])  # each has two
            hosts.append(set(polled))

        assert sorted(host for some in hosts for host in some) == sorted(f"h{n}" for n in range(15))
