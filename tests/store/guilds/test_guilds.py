"""Guilds and channels: what was chosen stays, what went away can come back."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.model import Channel, ChannelKind, Guild
from bot.store.database import Database
from bot.store.guilds.guilds import GuildStore, channels_of_guild
from bot.store.meta import MetaStore

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def guilds(database: Database) -> GuildStore:
    return GuildStore(database)


async def test_what_moderators_chose_outlives_what_discord_says(guilds: GuildStore) -> None:
    await guilds.record_guild(1, "Rédaction", "fr")
    chosen = Guild(id=1, name="Rédaction", preferred_locale="fr", zone="Europe/Paris")
    await guilds.save_guild(replace(chosen, locale="en", notice_channel_id=7, same_story=False))

    await guilds.record_guild(1, "Newsroom", "en-US")

    assert await guilds.guild(1) == Guild(
        id=1,
        name="Newsroom",
        preferred_locale="en-US",
        locale="en",
        zone="Europe/Paris",
        notice_channel_id=7,
        same_story=False,
    )


async def test_a_channel_speaks_its_own_language_or_its_guild_s(guilds: GuildStore) -> None:
    await guilds.record_guild(1, "Newsroom", "fr")
    await guilds.record_channel(Channel(id=2, guild_id=1, name="news"))
    await guilds.record_channel(Channel(id=3, guild_id=1, kind=ChannelKind.FORUM))
    await guilds.save_channel(Channel(id=3, guild_id=1, locale="en", zone="Asia/Tokyo"))

    assert await guilds.locale_and_zone(2) == ("fr", "UTC")
    assert await guilds.locale_and_zone(3) == ("en", "Asia/Tokyo")
    assert await guilds.locale_and_zone(4) == (None, "UTC")


async def test_a_guild_that_invites_again_is_back(guilds: GuildStore) -> None:
    await guilds.record_guild(1, "Newsroom", "fr")
    await guilds.record_guild(2, "Other", "fr")

    await guilds.mark_absent(lambda: {2}, NOON)
    left = await guilds.guild(1)
    await guilds.record_guild(1, "Newsroom", "fr")
    back = await guilds.guild(1)

    assert left is not None
    assert left.gone_at == NOON
    assert back is not None
    assert back.gone_at is None


async def test_a_guild_that_joins_while_others_are_looked_for_is_not_left(
    database: Database,
) -> None:
    guilds, joined = GuildStore(database), set[int]()
    await guilds.record_guild(1, "Newsroom", "fr")

    looking = asyncio.create_task(guilds.mark_absent(lambda: joined, NOON))
    await asyncio.sleep(0)
    joined.add(1)
    await looking

    guild = await guilds.guild(1)
    assert guild is not None
    assert guild.gone_at is None


async def test_a_fact_is_kept_and_replaced(database: Database) -> None:
    meta = MetaStore(database)

    assert await meta.get("commands") is None
    await meta.put("commands", "a")
    await meta.put("commands", "b")

    assert await meta.get("commands") == "b"


async def test_the_channels_of_a_guild_come_in_the_order_in_which_they_were_made(
    guilds: GuildStore, database: Database
) -> None:
    await guilds.record_guild(1, "Newsroom", "en")
    for channel_id in (13, 11, 12):
        await guilds.record_channel(
            Channel(id=channel_id, guild_id=1, name=f"c{channel_id}", kind=ChannelKind.TEXT)
        )

    async with database.transaction() as connection:
        channels = await channels_of_guild(connection.execute_fetchall, 1)

    assert [channel.id for channel in channels] == [11, 12, 13]
