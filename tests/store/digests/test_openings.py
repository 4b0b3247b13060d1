"""Openings of pages: who wants one soon, and that it is asked for once."""

from datetime import date, datetime, timedelta

import pytest

from bot.model import OpeningSentence
from bot.store.database import Database
from bot.store.digests.openings import OpeningStore
from tests.store.two_worlds import NOON, OURS, STRANGER, fill

DAY = date(2025, 12, 10)
SOON = NOON + timedelta(minutes=10)
SENTENCE = OpeningSentence(text="The bridge closes.", item_ids=(1, 2))


@pytest.fixture
async def store(database: Database) -> OpeningStore:
    """Lend the store of a database where two digests fall due at the last second of ten minutes."""
    await fill(database, OURS, STRANGER)
    async with database.transaction() as connection:
        await connection.execute("UPDATE channels SET block_code = NULL, gone_at = NULL")
        await connection.execute(
            "UPDATE digests SET opening = 1, due_at = ?", (int(SOON.timestamp()),)
        )
    return OpeningStore(database)


async def wanting(store: OpeningStore, now: datetime = NOON, until: datetime = SOON) -> set[int]:
    return {digest.id for digest in await store.due_soon(now, until, 50)}


async def test_digests_that_want_one_soon_are_found_to_the_second(store: OpeningStore) -> None:
    assert await wanting(store) == {OURS.digest, STRANGER.digest}
    assert await wanting(store, until=SOON - timedelta(seconds=1)) == set()
    assert await wanting(store, now=SOON) == set()


async def test_what_was_looked_at_just_now_does_not_stand_before_others(
    store: OpeningStore,
) -> None:
    [first] = await store.due_soon(NOON, SOON, 1)
    [second] = await store.due_soon(NOON, SOON, 1, but=[first.id])

    assert {first.id, second.id} == {OURS.digest, STRANGER.digest}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE digests SET opening = 0", set()),
        ("UPDATE digests SET opening = 0, translate = 1", {OURS.digest, STRANGER.digest}),
        ("UPDATE digests SET paused_at = 1", set()),
        ("UPDATE digests SET removed_at = 1", set()),
        ("UPDATE channels SET gone_at = 1", set()),
        ("UPDATE channels SET block_code = 50013", set()),
        ("UPDATE guilds SET gone_at = 1", set()),
        (f"UPDATE guilds SET gone_at = 1 WHERE id = {STRANGER.guild}", {OURS.digest}),
        (
            f"UPDATE guilds SET summary_llm = 1 WHERE id = {OURS.guild}",
            {OURS.digest, OURS.own_digest, STRANGER.digest},
        ),
    ],
)
async def test_only_pages_that_appear_and_may_have_one_are_found(
    store: OpeningStore, database: Database, change: str, found: set[int]
) -> None:
    async with database.transaction() as connection:
        await connection.execute(change)

    assert await wanting(store) == found


async def test_a_page_is_claimed_once(store: OpeningStore) -> None:
    assert await store.claim(OURS.digest, DAY, 480, SOON, NOON)
    assert not await store.claim(OURS.digest, DAY, 480, SOON, NOON)
    assert await store.claim(OURS.digest, DAY, 1080, SOON + timedelta(hours=10), NOON)
    assert await wanting(store) == {STRANGER.digest}


async def test_an_opening_is_kept_until_its_page_is_printed_and_not_changed_then(
    store: OpeningStore, database: Database
) -> None:
    await store.claim(OURS.digest, DAY, 480, SOON, NOON)
    assert await store.find(OURS.digest, DAY, 480) == ()
    await store.put(OURS.digest, DAY, 480, [SENTENCE])
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO editions (digest_id, local_date, slot, due_at, printed_at, zone)"
            " VALUES (?, ?, 480, 1, 1, 'UTC')",
            (OURS.digest, DAY.isoformat()),
        )

    await store.put(OURS.digest, DAY, 480, [])

    assert await store.find(OURS.digest, DAY, 480) == (SENTENCE,)
