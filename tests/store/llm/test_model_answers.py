"""The day's budget for a language model, and a guild's share of it, to the token."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.store.database import Database
from bot.store.llm.model_answers import ModelStore
from tests.digest.newsroom import Newsroom

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
BUDGET = 1_000
US, OTHERS, THIRD = 1, 2, 3


async def let_use_a_model(database: Database, *guild_ids: int) -> None:
    async with database.transaction() as connection:
        for guild_id in (US, OTHERS, THIRD):
            await connection.execute(
                "INSERT INTO guilds (id, summary_llm) VALUES (?, ?)",
                (guild_id, int(guild_id in guild_ids)),
            )


@pytest.mark.parametrize("guilds", [(), (US,)])
async def test_a_lone_guild_has_the_whole_budget_to_the_token(
    database: Database, guilds: tuple[int, ...]
) -> None:
    store = ModelStore(database)
    await let_use_a_model(database, *guilds)

    assert not await store.reserve(US, BUDGET + 1, BUDGET, NOON)
    assert await store.reserve(US, BUDGET - 1, BUDGET, NOON)
    assert await store.reserve(US, 1, BUDGET, NOON)
    assert not await store.reserve(US, 1, BUDGET, NOON)


async def test_two_guilds_have_half_each_and_one_that_is_gone_has_none(database: Database) -> None:
    store = ModelStore(database)
    await let_use_a_model(database, US, OTHERS, THIRD)
    async with database.transaction() as connection:
        await connection.execute("UPDATE guilds SET gone_at = 0 WHERE id = ?", (THIRD,))

    assert not await store.reserve(US, BUDGET // 2 + 1, BUDGET, NOON)
    assert await store.reserve(US, BUDGET // 2, BUDGET, NOON)
    assert not await store.reserve(US, 1, BUDGET, NOON)
    assert await store.reserve(OTHERS, BUDGET // 2, BUDGET, NOON)


async def test_what_the_others_have_spent_is_gone_from_the_budget(database: Database) -> None:
    store = ModelStore(database)
    await let_use_a_model(database, US)
    await store.correct(OTHERS, BUDGET - 10, NOON)

    assert not await store.reserve(US, 11, BUDGET, NOON)
    assert await store.reserve(US, 10, BUDGET, NOON)


async def test_the_budget_is_a_days(database: Database) -> None:
    store = ModelStore(database)
    await let_use_a_model(database, US)
    midnight = datetime(2025, 12, 10, tzinfo=UTC)
    await store.reserve(US, BUDGET, BUDGET, midnight - timedelta(seconds=1))

    assert await store.reserve(US, BUDGET, BUDGET, midnight)


async def test_tokens_given_back_never_make_a_debt_of_the_model(database: Database) -> None:
    store = ModelStore(database)
    await let_use_a_model(database, US)
    await store.reserve(US, 10, BUDGET, NOON)
    await store.correct(US, -50, NOON)

    assert not await store.reserve(US, BUDGET + 1, BUDGET, NOON)
    assert await store.reserve(US, BUDGET, BUDGET, NOON)


WANTS = {
    "an opening": "UPDATE digests SET opening = 1",
    "a translated page": "UPDATE digests SET translate = 1",
    "translated posts": "UPDATE subscriptions SET translate = 1",
}


@pytest.mark.parametrize("wants", WANTS)
async def test_a_guild_that_wants_anything_of_the_model_has_a_share(
    database: Database, wants: str
) -> None:
    room = await Newsroom(database).open()
    await room.follow()
    await room.ask()
    store = ModelStore(database)
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO guilds (id, summary_llm) VALUES (?, 1)", (OTHERS,))
        await connection.execute(WANTS[wants])

    assert not await store.reserve(OTHERS, BUDGET // 2 + 1, BUDGET, NOON)
    assert await store.reserve(OTHERS, BUDGET // 2, BUDGET, NOON)
