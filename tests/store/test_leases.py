"""What is claimed is nobody else's until its lease ends, to the second."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.store.database import Database
from bot.store.digests.digests import DigestStore
from bot.store.feeds import feeds as feed_rows
from bot.store.feeds.hubs import HubStore
from bot.store.guilds.notices import NoticeStore
from bot.store.llm.translations import TranslationStore
from bot.store.members.alerts import claim_plans
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.reconcile import ReconcileStore
from tests.store.two_worlds import NOON, OURS, World, fill

pytestmark = pytest.mark.uncounted

LEASE = timedelta(seconds=90)
SECOND = timedelta(seconds=1)
MANY = 50
OTHER = World(2000, "other")

Claim = Callable[[Database, timedelta, int], Awaitable[list[int]]]


@pytest.fixture
async def open_world(database: Database) -> Database:
    """Lend a database of two guilds where nothing keeps work from being done."""
    await fill(database, OURS, OTHER)
    async with database.transaction() as connection:
        await connection.execute("UPDATE channels SET block_code = NULL, probe_at = NULL")
        await connection.execute("DELETE FROM hosts")
        await connection.execute("DELETE FROM restored_channels")
    return database


async def run(database: Database, sql: str) -> None:
    async with database.transaction() as connection:
        await connection.execute(sql)


async def _feeds(database: Database, after: timedelta, limit: int = MANY) -> list[int]:
    async with database.transaction() as connection:
        feeds = await feed_rows.claim_due(connection, NOON + after, limit=limit, lease=LEASE)
    return [feed.id for feed in feeds]


async def _deliveries(database: Database, after: timedelta, limit: int = MANY) -> list[int]:
    claimed = await Outbox(database).claim_due(NOON + after, limit, LEASE)
    return sorted(delivery.id for delivery in claimed)  # in which order, RETURNING does not say


async def _digests(database: Database, after: timedelta, limit: int = MANY) -> list[int]:
    claimed = await DigestStore(database).claim_due(NOON + after, limit=limit, lease=LEASE)
    return [claim.digest.id for claim in claimed]


async def _notices(database: Database, after: timedelta, limit: int = MANY) -> list[int]:
    plans = await NoticeStore(database).claim_due(NOON + after, every=LEASE, limit=limit)
    return sorted(plan.guild_id for plan in plans)


async def _restored(database: Database, after: timedelta, limit: int = MANY) -> list[int]:
    channels = await ReconcileStore(database).claim_due(NOON + after, limit=limit, lease=LEASE)
    return [channel.id for channel in channels]


async def _hubs(database: Database, after: timedelta, limit: int = MANY) -> list[int]:
    claimed = await HubStore(database).claim_due(NOON + after, limit=limit, lease=LEASE)
    return sorted(hub.id for hub in claimed)


async def _debts(database: Database, after: timedelta, limit: int = MANY) -> list[int]:
    claimed = await TranslationStore(database).claim_due(NOON + after, limit, LEASE)
    return [debt.id for debt in claimed]


async def _alert_plans(database: Database, after: timedelta, limit: int = MANY) -> list[int]:
    now = NOON + after
    plans = await claim_plans(database, now, until=now + LEASE, limit=limit)
    return sorted(plan.guild_id for plan in plans)


CLAIMS: dict[str, tuple[str, Claim, list[int]]] = {
    "delivery": ("deliveries", _deliveries, [OURS.pending, OTHER.pending]),
    "feed": ("feeds", _feeds, [OURS.feed, OTHER.feed]),
    "digest": (
        "digests",
        _digests,
        [OURS.digest, OURS.own_digest, OTHER.digest, OTHER.own_digest],
    ),
    "hub": ("hub_subscriptions", _hubs, [OURS.base + 21, OTHER.base + 21]),
    "translation": ("translation_debts", _debts, [OURS.debt, OTHER.debt]),
    "alert": ("alert_plans", _alert_plans, [OURS.guild, OTHER.guild]),
    "notice": ("notice_plans", _notices, [OURS.guild, OTHER.guild]),
    "channel to read back": ("restored_channels", _restored, [OURS.channel, OTHER.channel]),
}


@pytest.fixture(params=CLAIMS)
async def work(
    request: pytest.FixtureRequest, open_world: Database
) -> tuple[Database, str, Claim, list[int]]:
    """Lend what is due at noon, its table, its claim and its ids."""
    if request.param == "channel to read back":
        await run(
            open_world,
            "INSERT INTO restored_channels (channel_id, since, restored_at, due_at)"
            f" VALUES ({OURS.channel}, 0, 0, 0), ({OTHER.channel}, 0, 0, 0)",
        )
    table, claim, ids = CLAIMS[request.param]
    await run(open_world, f"UPDATE {table} SET due_at = {int(NOON.timestamp())}")
    return open_world, table, claim, ids


Due = tuple[Database, str, Claim, list[int]]


async def test_what_falls_due_is_claimed_at_its_second_and_not_before(work: Due) -> None:
    database, _, claim, ids = work

    assert await claim(database, -SECOND, MANY) == []
    assert sorted(await claim(database, timedelta(), MANY)) == ids


async def test_what_is_claimed_is_nobody_elses_until_its_lease_ends(work: Due) -> None:
    database, _, claim, ids = work
    await claim(database, timedelta(), MANY)

    assert await claim(database, timedelta(), MANY) == []
    assert await claim(database, LEASE - SECOND, MANY) == []
    assert sorted(await claim(database, LEASE, MANY)) == ids


async def test_a_claim_takes_as_many_as_there_is_room_for_the_longest_due_first(
    work: Due,
) -> None:
    database, table, claim, ids = work
    key = {
        "notice_plans": "guild_id", "alert_plans": "guild_id", "restored_channels": "channel_id"
    }.get(table, "id")  # fmt: skip
    await run(database, f"UPDATE {table} SET due_at = due_at - 5 WHERE {key} = {ids[-1]}")

    assert await claim(database, timedelta(), 1) == [ids[-1]]
    assert await claim(database, timedelta(), 1) == [ids[0]]


async def test_each_claim_of_a_delivery_is_one_attempt_that_giving_it_back_takes_away(
    open_world: Database,
) -> None:
    outbox = Outbox(open_world)

    attempts = []
    for turn in range(3):
        claimed = await outbox.claim_due(NOON + turn * LEASE, MANY, LEASE)
        attempts.append([delivery.attempts for delivery in claimed])
    await outbox.release([OURS.pending], NOON + 2 * LEASE)
    [again] = await outbox.claim_due(NOON + 2 * LEASE, MANY, LEASE)

    assert attempts == [[1, 1], [2, 2], [3, 3]]
    assert (again.id, again.attempts) == (OURS.pending, 3)


async def test_a_delivery_is_claimed_for_ninety_seconds(open_world: Database) -> None:
    outbox = Outbox(open_world)

    claimed = [
        len(await outbox.claim_due(NOON + timedelta(seconds=after), MANY)) for after in (0, 89, 90)
    ]

    assert claimed == [2, 0, 2]


async def test_nothing_overtakes_a_claimed_delivery_in_its_channel(open_world: Database) -> None:
    assert await _deliveries(open_world, timedelta()) == [OURS.pending, OTHER.pending]
    earlier = f"UPDATE deliveries SET state = 'pending', rank = rank - 9 WHERE id = {OURS.sent}"
    await run(open_world, earlier)

    assert await _deliveries(open_world, LEASE / 2) == []
    await Outbox(open_world).mark_sent(OURS.pending, NOON)
    assert await _deliveries(open_world, LEASE / 2) == [OURS.sent]


async def test_a_request_that_is_made_renews_the_lease(open_world: Database) -> None:
    outbox = Outbox(open_world)
    [ours, _] = await outbox.claim_due(NOON, MANY, LEASE)
    job = await outbox.load(ours)
    assert job is not None
    begun = NOON + LEASE / 2

    await outbox.begin(job, [], [], begun, place_id=None, webhook_id=None, lease=LEASE)

    assert await _deliveries(open_world, LEASE * 1.5 - SECOND) == [OTHER.pending]
    assert await _deliveries(open_world, LEASE * 1.5) == [OURS.pending]


@pytest.mark.parametrize(
    ("why", "claim"),
    [
        ("UPDATE channels SET gone_at = 0", _deliveries),
        ("UPDATE guilds SET gone_at = 0", _deliveries),
        ("UPDATE channels SET block_code = 50013, probe_at = 1e10", _deliveries),
        ("UPDATE channels SET gone_at = 0", _digests),
        ("UPDATE guilds SET gone_at = 0", _digests),
        ("UPDATE channels SET block_code = 50013", _digests),
        ("UPDATE digests SET paused_at = 0", _digests),
        ("UPDATE digests SET removed_at = 0", _digests),
        ("UPDATE guilds SET gone_at = 0", _notices),
        ("UPDATE guilds SET notice_channel_id = NULL", _notices),
        ("UPDATE feeds SET ended_at = 0", _feeds),
    ],
)
async def test_what_cannot_be_done_is_not_claimed(
    why: str, claim: Claim, open_world: Database
) -> None:
    await run(open_world, f"{why} WHERE id < {OTHER.base}")

    claimed = await claim(open_world, timedelta(), MANY)

    assert min(claimed) > OTHER.base


async def test_what_is_not_read_back_yet_gets_neither_messages_nor_pages(
    open_world: Database,
) -> None:
    await run(
        open_world,
        "INSERT INTO restored_channels (channel_id, since, restored_at, due_at, state)"
        f" VALUES ({OURS.channel}, 0, 0, 0, 'unread'), ({OTHER.channel}, 0, 0, 0, 'read')",
    )

    assert await _deliveries(open_world, timedelta()) == [OTHER.pending]
    assert await _digests(open_world, timedelta()) == [OTHER.digest, OTHER.own_digest]


async def test_a_blocked_channel_is_probed_in_its_first_lane_alone(open_world: Database) -> None:
    await run(open_world, f"UPDATE channels SET block_code = 50013, probe_at = {NOON.timestamp()}")
    await run(open_world, f"UPDATE deliveries SET lane = 1 WHERE id = {OTHER.pending}")

    assert await _deliveries(open_world, -SECOND) == []
    assert await _deliveries(open_world, timedelta()) == [OURS.pending]


async def test_a_guild_that_chose_a_place_for_notices_is_looked_at_at_once(
    open_world: Database,
) -> None:
    await run(open_world, "DELETE FROM notice_plans")

    assert await _notices(open_world, timedelta()) == [OURS.guild, OTHER.guild]


async def test_what_moderators_were_told_stays_told_while_the_feed_is_followed(
    open_world: Database,
) -> None:
    await _notices(open_world, timedelta())

    [told] = await NoticeStore(open_world).told(OURS.guild)
    assert told.subject.id == OURS.feed


async def test_a_closed_channel_without_anything_owed_gets_a_page_that_tries_it(
    open_world: Database,
) -> None:
    await run(open_world, "UPDATE channels SET block_code = 50013")
    await run(open_world, f"UPDATE deliveries SET state = 'sent' WHERE id < {OTHER.base}")

    assert await _digests(open_world, timedelta()) == [OURS.digest, OURS.own_digest]
