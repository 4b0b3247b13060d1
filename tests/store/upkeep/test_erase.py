"""Erasing a guild or a person leaves no row with their ids, and a stranger's as they were."""

import pytest

from bot.store.database import Database
from bot.store.upkeep.erase import (
    KeptOfGuild,
    KeptOfPerson,
    erase_guild,
    erase_person,
    kept_of_guild,
    kept_of_person,
)
from tests.store.two_worlds import OURS, STRANGER, all_rows, fill, of_stranger

OF_GUILD = (
    OURS.guild,
    OURS.channel,
    OURS.other_channel,
    OURS.user,
    OURS.subscription,
    OURS.pending,
    OURS.sent,
    OURS.digest,
    OURS.own_digest,
    OURS.edition,
    OURS.alert,
)


@pytest.fixture
async def filled(database: Database) -> Database:
    """Lend a database with both worlds in it."""
    await fill(database, OURS, STRANGER)
    return database


async def tables_with(database: Database, *ids: int) -> set[str]:
    """Return the names of the tables in which any of these ids stands."""
    rows = await all_rows(database)
    return {table for table, kept in rows.items() for row in kept if set(ids) & set(row)}


async def test_of_an_erased_guild_no_row_is_left_and_the_archive_stays(filled: Database) -> None:
    before = of_stranger(await all_rows(filled))
    assert await tables_with(filled, OURS.guild)

    await erase_guild(filled, OURS.guild)

    assert await tables_with(filled, *OF_GUILD) == set()
    assert "items" in await tables_with(filled, *OURS.items)
    assert of_stranger(await all_rows(filled)) == before


async def test_of_an_erased_person_no_row_is_left_and_their_guild_stays(filled: Database) -> None:
    before = of_stranger(await all_rows(filled))
    assert await tables_with(filled, OURS.user)

    await erase_person(filled, OURS.user)

    assert await tables_with(filled, OURS.user, OURS.own_digest, OURS.alert) == set()
    assert "subscriptions" in await tables_with(filled, OURS.subscription)
    assert of_stranger(await all_rows(filled)) == before


async def test_what_is_kept_is_counted_before_it_is_erased(filled: Database) -> None:
    guild = await kept_of_guild(filled, OURS.guild)
    person = await kept_of_person(filled, OURS.user)

    assert guild == KeptOfGuild(name="ours", channels=2, feeds=1, digests=2)
    assert person == KeptOfPerson(digests=1, alerts=1, questions=1, answers=1, drafts=1, changes=1)
    assert await kept_of_guild(filled, 7) is None
