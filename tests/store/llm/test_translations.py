"""Translations and their debts, to the second: asked once, waited for by nobody for long."""

from datetime import timedelta

import pytest

from bot.model import DeliveryKind, Owed, Translation, WaitingItem
from bot.store.database import Database
from bot.store.llm.translations import Begun, TranslationDebt, TranslationStore, insert_waiting
from bot.store.outbox.enqueue import insert_owed
from bot.store.outbox.outbox import Outbox
from tests.store.two_worlds import NOON, OURS, fill

ASKED_FOR = timedelta(minutes=1)
KEEP = timedelta(days=365)

LEASE = timedelta(minutes=2)
WAIT = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
SAID = Translation(title="Le pont", lead="")


@pytest.fixture
async def store(database: Database) -> TranslationStore:
    """Lend the store of a database in which one channel is owed nothing but what a test owes."""
    await fill(database, OURS)
    async with database.transaction() as connection:
        await connection.execute("UPDATE channels SET block_code = NULL, probe_at = NULL")
        await connection.execute("DELETE FROM restored_channels")
        await connection.execute("DELETE FROM deliveries WHERE state = 'pending'")
    return TranslationStore(database)


async def owe(database: Database, *item_ids: int) -> None:
    """Owe our channel items that wait for their translation."""
    owed = Owed(
        kind=DeliveryKind.GROUP,
        channel_id=OURS.channel,
        subscription_id=OURS.subscription,
        slot="waiting",
        due_at=NOON + WAIT,
        item_ids=item_ids,
    )
    waiting = [
        WaitingItem(channel_id=OURS.channel, slot="waiting", item_id=item_id, language="fr")
        for item_id in item_ids
    ]
    async with database.transaction() as connection:
        await insert_owed(connection, [owed], NOON)
        await insert_waiting(connection, waiting, NOON)


async def claim(store: TranslationStore, after: timedelta = timedelta()) -> list[TranslationDebt]:
    return await store.claim_due(NOON + after, 50, LEASE)


async def due(database: Database, after: timedelta = timedelta()) -> int:
    """Return how many deliveries of our channel are claimed then."""
    claimed = await Outbox(database).claim_due(NOON + after, 50, timedelta(seconds=90))
    return sum(each.channel_id == OURS.channel for each in claimed)


async def test_a_debt_is_somebodys_until_its_lease_ends(
    store: TranslationStore, database: Database
) -> None:
    await owe(database, *OURS.items)

    first = await claim(store)

    assert [(debt.item.id, debt.guild_id, debt.language) for debt in first] == [
        (item_id, OURS.guild, "fr") for item_id in OURS.items
    ]
    assert await claim(store, LEASE - SECOND) == []
    assert len(await claim(store, LEASE)) == 2


async def test_a_delivery_falls_due_with_its_last_translation(
    store: TranslationStore, database: Database
) -> None:
    await owe(database, *OURS.items)
    one, other = await claim(store)

    assert await due(database) == 0
    assert not await store.settle(one.id, one.delivery_id, NOON)
    assert await due(database) == 0
    assert await store.settle(other.id, other.delivery_id, NOON)
    assert await due(database) == 1


async def test_without_any_it_falls_due_by_itself_and_what_it_owed_is_forgotten(
    store: TranslationStore, database: Database
) -> None:
    await owe(database, OURS.items[0])
    [debt] = await claim(store)

    assert await due(database, WAIT - SECOND) == 0
    assert await due(database, WAIT) == 1
    assert not await store.settle(debt.id, debt.delivery_id, NOON)  # its lease is its own
    assert await due(database, WAIT + SECOND) == 0


async def test_what_was_begun_or_sent_is_translated_no_more_and_its_debt_is_forgotten_when_due(
    store: TranslationStore, database: Database
) -> None:
    await owe(database, OURS.items[0])
    await due(database, WAIT)
    debts = "SELECT delivery_id FROM translation_debts"

    assert await claim(store, -SECOND) == []
    kept = await database.fetch_all(debts)
    assert await claim(store) == []

    assert len(kept) == 1
    assert await database.fetch_all(debts) == []


async def test_a_debt_can_be_put_off(store: TranslationStore, database: Database) -> None:
    await owe(database, OURS.items[0])
    [debt] = await claim(store)

    await store.postpone(debt.id, NOON + SECOND)

    assert await claim(store) == []
    assert [each.id for each in await claim(store, SECOND)] == [debt.id]


async def test_words_are_asked_for_once_whatever_comes_of_it(store: TranslationStore) -> None:
    assert await store.begin("a", NOON) is Begun.MINE
    assert await store.begin("a", NOON + ASKED_FOR - SECOND) is Begun.OTHERS
    assert await store.begin("a", NOON + ASKED_FOR) is Begun.SETTLED  # they died
    await store.put("a", SAID, NOON)
    await store.begin("b", NOON)
    await store.put("b", None, NOON)

    assert await store.begin("a", NOON) is Begun.SETTLED
    assert await store.begin("b", NOON) is Begun.SETTLED
    assert await store.known(["a", "b", "c"]) == {"a": SAID}
    assert await store.asked(["a", "b", "c"]) == {"a", "b"}


async def test_what_certainly_was_not_asked_may_be_another_time(store: TranslationStore) -> None:
    await store.begin("a", NOON)
    await store.drop("a")

    assert await store.begin("a", NOON) is Begun.MINE


async def test_translations_are_kept_for_a_year(store: TranslationStore) -> None:
    await store.begin("a", NOON)
    await store.put("a", SAID, NOON)
    await store.begin("b", NOON + KEEP)
    await store.put("b", SAID, NOON + KEEP)
    assert set(await store.known(["a", "b"])) == {"a", "b"}

    await store.put("b", SAID, NOON + KEEP + SECOND)

    assert set(await store.known(["a", "b"])) == {"b"}
