"""Subscriptions at hubs: which are wanted, which end, which are due; one process takes each."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Channel
from bot.model.feeds.hub import HubState
from bot.store.database import Database
from bot.store.engine.connection import Row
from bot.store.feeds.hubs import HubStore
from bot.store.guilds.guilds import GuildStore
from tests.support.following import follow

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
LEASE = timedelta(minutes=5)
BASE = "https://news.test/websub/"


def made(feed: Row) -> dict[str, str]:
    token = f"token-{feed['id']}"
    return {"token": token, "secret": "s", "callback": f"{BASE}{token}"}


@pytest.fixture
async def store(database: Database) -> HubStore:
    """Lend the store with a feed that names a hub, and one that names none."""
    guilds = GuildStore(database)
    await guilds.record_guild(1, "Readers", "en")
    await guilds.record_channel(Channel(id=11, guild_id=1))
    for name in ("hubbed", "plain"):
        await follow(database, 11, f"https://{name}.test/feed", NOON)
    async with database.transaction() as connection:
        await connection.execute(
            "UPDATE feeds SET first_polled_at = 1, hub_url = 'https://hub.test/', topic_url = url"
            " WHERE url LIKE '%hubbed%'"
        )
    return HubStore(database)


async def want(store: HubStore, base: str = BASE) -> None:
    await store.want(NOON, made, base=base, limit=10)


async def test_a_feed_that_names_a_hub_is_wanted_once_and_due_at_once(store: HubStore) -> None:
    await want(store)
    await want(store)

    [claimed] = await store.claim_due(NOON, limit=10, lease=LEASE)

    assert (claimed.hub_url, claimed.state) == ("https://hub.test/", HubState.ASKING)
    assert await store.claim_due(NOON + LEASE / 2, limit=10, lease=LEASE) == []
    assert len(await store.claim_due(NOON + LEASE, limit=10, lease=LEASE)) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE feeds SET ended_at = 1",
        "UPDATE feeds SET hub_url = 'https://other.test/' WHERE hub_url IS NOT NULL",
        "UPDATE feeds SET topic_url = 'https://other.test/' WHERE hub_url IS NOT NULL",
        "UPDATE subscriptions SET paused_at = 1",
        "UPDATE channels SET gone_at = 1",
        "UPDATE guilds SET gone_at = 1",
        "DELETE FROM subscriptions",
        "DELETE FROM feeds",
    ],
)
async def test_what_is_not_wanted_any_more_ends_at_once(
    store: HubStore, database: Database, change: str
) -> None:
    await want(store)
    async with database.transaction() as connection:
        await connection.execute("UPDATE hub_subscriptions SET due_at = due_at + 1000000")
        await connection.execute(change)

    await want(store)

    [claimed] = await store.claim_due(NOON, limit=10, lease=LEASE)
    assert claimed.state is HubState.ENDING
    assert (claimed.feed_id is None) == (change == "DELETE FROM feeds")


async def test_another_address_of_ours_is_asked_for_anew(store: HubStore) -> None:
    await want(store)
    [first] = await store.claim_due(NOON, limit=10, lease=LEASE)
    await store.verify(first.id, lease_ends_at=NOON + LEASE, due_at=NOON + LEASE)

    await want(store, "https://other.test/websub/")

    [again] = await store.claim_due(NOON, limit=10, lease=LEASE)
    assert again.callback == "https://other.test/websub/token-1"
    assert again.state is HubState.ASKING


async def test_what_is_ending_is_neither_verified_nor_denied(
    store: HubStore, database: Database
) -> None:
    await want(store)
    async with database.transaction() as connection:
        await connection.execute("UPDATE hub_subscriptions SET state = 'ending'")
    [ending] = await store.claim_due(NOON, limit=10, lease=LEASE)

    await store.verify(ending.id, lease_ends_at=NOON + LEASE, due_at=NOON + LEASE)
    await store.deny(ending.id, NOON + LEASE)

    kept = await store.by_token("token-1")
    assert kept is not None
    assert kept.state is HubState.ENDING


async def test_two_who_claim_at_once_take_each_row_once(store: HubStore) -> None:
    await want(store)

    taken = await asyncio.gather(*[store.claim_due(NOON, limit=10, lease=LEASE) for _ in range(4)])

    assert sorted(map(len, taken)) == [0, 0, 0, 1]


async def test_all_is_forgotten_where_nothing_listens(store: HubStore) -> None:
    before = await store.is_empty()
    await want(store)
    kept = await store.is_empty()

    await store.forget_all()

    assert (before, kept, await store.is_empty()) == (True, False, True)
