"""Saved articles in the store: a stranger's are neither touched nor seen, and orders are kept."""

from dataclasses import replace

import pytest

from bot.store.database import Database
from bot.store.members.saved import (
    count_saved,
    delete_saved,
    fetch_heads,
    fetch_newest,
    fetch_saved,
    guilds_that_write_to,
    insert_saved,
    items_of_message,
    saved_keys,
)
from tests.store.two_worlds import OURS, STRANGER, all_rows, fill, of_stranger


@pytest.fixture
async def filled(database: Database) -> Database:
    """Lend a database with both worlds in it."""
    await fill(database, OURS, STRANGER)
    return database


async def test_what_is_written_for_us_leaves_a_stranger_as_they_were(filled: Database) -> None:
    fetch = filled.fetch_all
    before = of_stranger(await all_rows(filled))
    theirs = await fetch_newest(fetch, STRANGER.user, limit=9)
    [article, _] = await fetch_newest(fetch, OURS.user, limit=9)

    async with filled.transaction() as connection:
        await delete_saved(connection, OURS.user, OURS.saved[0])
        await delete_saved(connection, OURS.user, STRANGER.saved[0])
    deleted = of_stranger(await all_rows(filled))
    async with filled.transaction() as connection:
        await insert_saved(connection, OURS.user, [("bridge 1", article), ("new", article)])

    assert deleted == before
    assert await fetch_newest(fetch, STRANGER.user, limit=9) == theirs
    assert await saved_keys(fetch, OURS.user) == {"bridge 1", "new"}


async def test_what_is_a_strangers_is_not_there_for_us(filled: Database) -> None:
    fetch = filled.fetch_all

    assert await fetch_saved(fetch, OURS.user, STRANGER.saved[0]) is None
    assert await count_saved(fetch, OURS.user) == 2
    assert await saved_keys(fetch, OURS.user) == {"bridge 0", "bridge 1"}
    assert await guilds_that_write_to(fetch, OURS.user) == [OURS.guild]
    newest = await fetch_newest(fetch, OURS.user, limit=9)
    assert [article.id for article in newest] == [OURS.saved[1], OURS.saved[0]]
    heads = await fetch_heads(fetch, OURS.user)
    assert heads == [replace(article, body="") for article in newest]
    assert [article.id for article in await fetch_newest(fetch, OURS.user, limit=1, offset=1)] == [
        OURS.saved[0]
    ]


async def test_a_message_shows_its_own_items_in_its_own_channel_alone(filled: Database) -> None:
    fetch, message_id = filled.fetch_all, OURS.base + 70

    shown = await items_of_message(fetch, message_id, OURS.channel)

    assert [item.id for item in shown] == [OURS.items[1]]
    assert await items_of_message(fetch, message_id, STRANGER.channel) == []
    assert await items_of_message(fetch, message_id, OURS.other_channel) == []
