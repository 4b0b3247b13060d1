"""What a file says is taken over only where nobody here has chosen anything."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.follow.limits import FollowLimits
from bot.model import Channel, ChannelKind, Guild
from bot.store.database import Database
from bot.store.digests.digests import DigestStore
from bot.store.feeds.bulk import channel_defaults
from bot.store.guilds.guilds import GuildStore, upsert_channel, upsert_guild
from bot.store.guilds.mutes import mutes_of_channels, mutes_of_guild
from bot.transfer.bring_in import ImportRules, bring_channel, bring_digests, bring_guild
from bot.transfer.document import DigestEntry, Document
from tests.support.following import follow

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
READERS = Guild(id=1, name="Readers")
ANN = Guild(id=7, name="Ann", personal=True)
NEWS = Channel(id=11, guild_id=1, name="news")
DIRECT = Channel(id=71, guild_id=7, kind=ChannelKind.DM)
SAID = {"locale": "fr", "mutes": '["moon", "sun"]', "defaults": '{"style": "compact"}'}


async def begin(database: Database, guild: Guild, follower: Channel | None) -> None:
    async with database.transaction() as connection:
        await upsert_guild(connection, guild)
        if follower is not None:
            await upsert_channel(connection, follower)
    if follower is not None:
        await follow(database, follower.id, "https://a.test/feed", NOON)


@pytest.mark.parametrize(
    ("settings", "roles", "kept", "dropped"),
    [
        ({"mention_role_id": "5"}, None, {"mention_role_id": "5"}, []),
        ({"mention_role_id": "5"}, frozenset({5}), {"mention_role_id": "5"}, []),
        ({"mention_role_id": "5"}, frozenset({6}), {}, ["mention_role_id"]),
        ({"interval": "900"}, None, {"interval": "900"}, []),
        ({"interval": "901"}, None, {"interval": "901"}, []),
        ({"interval": "899"}, None, {"interval": "900"}, []),
    ],
)
def test_a_feed_has_the_settings_that_it_may_have_here(
    settings: dict[str, str],
    roles: frozenset[int] | None,
    kept: dict[str, str],
    dropped: list[str],
) -> None:
    limits = FollowLimits(server=10, member=10)
    rules = ImportRules(limits=limits, fastest=timedelta(minutes=15), roles=roles)

    assert rules.of_feed(settings) == (kept, dropped)


@pytest.mark.parametrize(
    ("channel", "followed", "locale", "mutes", "defaults"),
    [
        (NEWS, False, "fr", ["moon", "sun"], {"style": "compact"}),
        (NEWS, True, None, [], {}),
        (DIRECT, False, "fr", [], {}),
    ],
    ids=["a channel that was never seen", "one that follows", "a direct one"],
)
async def test_a_channel_that_follows_nothing_takes_over_its_settings(
    database: Database,
    channel: Channel,
    followed: bool,
    locale: str | None,
    mutes: list[str],
    defaults: dict[str, str],
) -> None:
    guild = ANN if channel is DIRECT else READERS
    await begin(database, guild, channel if followed else None)

    async with database.transaction() as connection:
        await bring_channel(connection, SAID, channel)

    kept = await GuildStore(database).channel(channel.id)
    assert kept is not None
    assert kept.locale == locale
    assert await channel_defaults(database.fetch_all, channel.id) == defaults
    muted = await mutes_of_channels(database.fetch_all, guild.id)
    assert list(muted.get(channel.id, ())) == mutes


@pytest.mark.parametrize(
    ("file_of", "guild", "followed", "mutes"),
    [
        (9, READERS, False, 50),
        (9, ANN, False, 25),
        (None, READERS, False, None),
        (9, READERS, True, None),
    ],
)
async def test_a_server_that_follows_nothing_takes_over_a_file_of_ours(
    database: Database, file_of: int | None, guild: Guild, followed: bool, mutes: int | None
) -> None:
    await begin(database, guild, NEWS if followed else None)
    words = ", ".join(f'"word{n}"' for n in range(60))
    said = {"locale": "fr", "mutes": f"[{words}]", "notices": "90"}
    document = Document(guild_id=file_of, settings=said)
    target = Channel(id=12, guild_id=guild.id, name="never seen")

    async with database.transaction() as connection:
        done = await bring_guild(connection, document, guild, {90: target})

    kept = await GuildStore(database).guild(guild.id)
    assert kept is not None
    assert done is (mutes is not None)
    assert (kept.locale, kept.notice_channel_id) == (("fr", 12) if done else (None, None))
    assert len(await mutes_of_guild(database.fetch_all, guild.id)) == (mutes or 0)


@pytest.mark.parametrize(
    ("channel", "guild", "planned"), [(NEWS, READERS, 3), (DIRECT, ANN, 1)], ids=["server", "own"]
)
async def test_digests_are_planned_where_there_are_none(
    database: Database, channel: Channel, guild: Guild, planned: int
) -> None:
    await begin(database, guild, None)
    entries = [DigestEntry(settings={"title": f"Page {n}"}) for n in range(3)]

    async with database.transaction() as connection:
        first = await bring_digests(connection, entries, channel, guild, NOON)
        again = await bring_digests(connection, entries, channel, guild, NOON)

    digests = await DigestStore(database).of_guild(guild.id)
    assert (first, again) == (planned, 0)
    assert [digest.title for digest in digests] == ["Page 0", "Page 1", "Page 2"][:planned]
    assert {digest.user_id for digest in digests} == {guild.id if guild.personal else None}
