"""What is muted is a guild's, or a channel's, alone, and stands with each of its subscriptions."""

from datetime import UTC, datetime

from bot.errors import UserError
from bot.follow.mutes import MuteService
from bot.model import Channel, Guild
from bot.store.database import Database
from bot.store.feeds.subscriptions import SubscriptionStore
from bot.store.guilds.guilds import GuildStore
from bot.store.outbox.enqueue import fetch_followers
from tests.support.following import follow

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
READERS, STRANGERS = Guild(id=1, name="Readers"), Guild(id=2, name="Strangers")
NEWS, SPORTS = Channel(id=11, guild_id=1, name="news"), Channel(id=12, guild_id=1, name="sports")
LOBBY = Channel(id=21, guild_id=2, name="lobby")
URL = "https://a.test/feed"


async def test_a_subscription_has_the_mutes_of_its_guild_and_channel_and_no_other_s(
    database: Database,
) -> None:
    guilds, mutes = GuildStore(database), MuteService(database)
    for guild in (READERS, STRANGERS):
        await guilds.record_guild(guild.id, guild.name, "en-US")
    for channel in (NEWS, SPORTS, LOBBY):
        await guilds.record_channel(channel)
    followed = [await follow(database, each.id, URL, NOON) for each in (NEWS, SPORTS, LOBBY)]

    await mutes.add("moon", READERS, None)
    await mutes.add("sun", READERS, NEWS)
    await mutes.add("stars", STRANGERS, LOBBY)

    async with database.transaction() as connection:
        rows = await fetch_followers(connection, [followed[0].feed.id])
    listed = await SubscriptionStore(database).of_guild(READERS.id)
    assert [subscription.mutes for subscription, *_ in rows] == [
        ("moon", "sun"), ("moon",), ("stars",),
    ]  # fmt: skip
    assert [each.subscription.mutes for each in listed] == [("moon", "sun"), ("moon",)]


async def test_removing_a_mute_leaves_those_of_others(database: Database) -> None:
    guilds, mutes = GuildStore(database), MuteService(database)
    await guilds.record_guild(STRANGERS.id, STRANGERS.name, "en-US")
    for guild, channel in ((READERS, None), (READERS, NEWS), (STRANGERS, None)):
        await mutes.add("moon", guild, channel)

    removed = await mutes.remove("moon", READERS.id, None)
    try:
        await mutes.remove("moon", READERS.id, None)
        again = ""
    except UserError as e:
        again = e.key

    ours, theirs = await mutes.of_guild(READERS.id), await mutes.of_guild(STRANGERS.id)
    assert (removed, again) == ("moon", "muting.unknown")
    assert (ours.everywhere, dict(ours.channels)) == ((), {NEWS.id: ("moon",)})
    assert theirs.everywhere == ("moon",)
