"""Bulk changes as rows: a subscription is put back whole, and each guild sees its own only."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import UserError
from bot.follow.bulk import BulkService
from bot.follow.edit.settings import settings_of
from bot.follow.limits import FollowLimits
from bot.model import BulkVerb, Channel, Guild
from bot.store.database import Database
from bot.store.feeds.bulk import (
    channel_defaults,
    find_bulk,
    restore_subscription,
    set_channel_defaults,
    whole_subscription,
)
from bot.store.feeds.subscriptions import delete_subscription
from bot.store.guilds.guilds import GuildStore
from tests.support.following import follow

KEPT = timedelta(days=1)

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
READERS, STRANGERS = Guild(id=1, name="Readers"), Guild(id=2, name="Strangers")
NEWS, LOBBY = Channel(id=11, guild_id=1, name="news"), Channel(id=21, guild_id=2, name="lobby")


@pytest.fixture
async def guilds(database: Database) -> GuildStore:
    store = GuildStore(database)
    for guild, channel in ((READERS, NEWS), (STRANGERS, LOBBY)):
        await store.record_guild(guild.id, guild.name, "en-US")
        await store.record_channel(channel)
    return store


@pytest.mark.usefixtures("guilds")
async def test_a_subscription_is_put_back_as_it_was_even_where_its_number_is_taken(
    database: Database,
) -> None:
    was = await follow(database, NEWS.id, "https://a.test/feed", NOON)
    async with database.transaction() as connection:
        whole = await whole_subscription(connection, was.subscription.id)
        await delete_subscription(connection, was.subscription.id)
        first = await restore_subscription(connection, whole)
        again = await restore_subscription(connection, whole)
        await connection.execute("UPDATE subscriptions SET channel_id = ?", (LOBBY.id,))
        other = await restore_subscription(connection, whole)

    assert first == was
    assert again is None
    assert other is not None
    assert other.subscription.id != was.subscription.id
    assert settings_of(other.subscription) == settings_of(was.subscription)


@pytest.mark.usefixtures("guilds")
async def test_a_bulk_change_is_its_guild_s_alone_and_forgotten_after_a_day(
    database: Database,
) -> None:
    service = BulkService(database, limits=FollowLimits(server=5, member=5))
    ours = await follow(database, NEWS.id, "https://a.test/feed", NOON)
    asked = await service.ask(READERS.id, BulkVerb.PAUSE, [ours], NOON)

    with pytest.raises(UserError):
        await service.carry_out(asked.change.id, STRANGERS.id, NOON)
    later = NOON + KEPT + timedelta(seconds=1)
    await service.ask(READERS.id, BulkVerb.PAUSE, [ours], later)

    assert await find_bulk(database.fetch_all, asked.change.id, READERS.id) is None


@pytest.mark.usefixtures("guilds")
async def test_defaults_are_one_channel_s(database: Database) -> None:
    async with database.transaction() as connection:
        await set_channel_defaults(connection, NEWS.id, {"style": "compact"})

    assert await channel_defaults(database.fetch_all, NEWS.id) == {"style": "compact"}
    assert await channel_defaults(database.fetch_all, LOBBY.id) == {}
