"""Erasing a guild or a person leaves no row with their ids, and a stranger's as they were."""

import pytest

from bot.feeds.discovery.candidates import OfferedFeed
from bot.follow.limits import FollowLimits
from bot.follow.service import FollowService
from bot.model import Channel, ChannelKind, Guild
from bot.store.database import Database
from bot.store.feeds.addresses import move_followers, split_feed
from bot.store.upkeep.erase import (
    KeptOfGuild,
    KeptOfPerson,
    erase_guild,
    erase_person,
    kept_of_guild,
    kept_of_person,
)
from tests.delivery.builders import NOON
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

ME = Guild(id=OURS.user, name="me", preferred_locale="fr", personal=True)
DIRECT = Channel(id=770_000, guild_id=ME.id, kind=ChannelKind.DM, name="me")


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

    # What its members saved and were told of is theirs, wherever they go.
    assert await tables_with(filled, *OF_GUILD) == {"saved_articles", "alerts_told"}
    assert "items" in await tables_with(filled, *OURS.items)
    assert of_stranger(await all_rows(filled)) == before


async def test_of_an_erased_guild_nothing_is_left_in_a_direct_channel_that_stays(
    filled: Database,
) -> None:
    direct = 1900
    add = (
        "INSERT INTO deliveries (kind, channel_id, edition_id, slot, rank, due_at, created_at)"
        " VALUES (?, ?, ?, ?, 1, 0, 0)"
    )
    rows = (
        ("digest", OURS.edition + 5, f"digest:{OURS.own_digest}:2025-12-09:480"),
        ("digest", STRANGER.edition + 5, f"digest:{STRANGER.own_digest}:2025-12-09:480"),
        ("notice", None, f"alert:{OURS.guild}:1:1"),
        ("notice", None, f"alert:{OURS.guild}0:1:1"),
    )
    async with filled.transaction() as connection:
        await connection.execute(
            "INSERT INTO guilds (id, name, personal) VALUES (?, '', 1)", (OURS.user,)
        )
        await connection.execute(
            "INSERT INTO channels (id, guild_id, kind) VALUES (?, ?, 'dm')", (direct, OURS.user)
        )
        for world in (OURS, STRANGER):
            await connection.execute(
                "UPDATE digests SET channel_id = ? WHERE id = ?", (direct, world.own_digest)
            )
            await connection.execute(
                "INSERT INTO editions (id, digest_id, local_date, slot, due_at, printed_at, zone,"
                " left_out) VALUES (?, ?, '2025-12-09', 480, 0, 0, 'UTC', 0)",
                (world.edition + 5, world.own_digest),
            )
        await connection.execute("UPDATE alert_plans SET channel_id = ?", (direct,))
        for kind, edition_id, slot in rows:
            await connection.execute(add, (kind, direct, edition_id, slot))

    await erase_guild(filled, OURS.guild)

    left = await filled.fetch_all("SELECT slot FROM deliveries WHERE channel_id = 1900")
    assert {row["slot"] for row in left} == {
        f"digest:{STRANGER.own_digest}:2025-12-09:480",
        f"alert:{OURS.guild}0:1:1",
    }
    assert await tables_with(filled, OURS.edition + 5) == set()


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
    assert person == KeptOfPerson(
        feeds=0,
        digests=1,
        alerts=1,
        told=1,
        questions=1,
        answers=1,
        drafts=1,
        changes=1,
        saved=2,
        muted=0,
        settings=0,
    )
    assert await kept_of_guild(filled, 7) is None


async def test_feeds_that_a_person_alone_followed_go_with_them_and_shared_ones_stay(
    filled: Database,
) -> None:
    before = await all_rows(filled)
    follow = FollowService(filled, limits=FollowLimits(server=9, member=9))
    shared = (await filled.fetch_all("SELECT url FROM feeds ORDER BY id"))[0]["url"]
    for url in ("https://paper.test/feed?key=secret", shared):
        await follow.follow(OfferedFeed(url=url, title="Paper"), DIRECT, ME, NOON)

    kept = await kept_of_person(filled, OURS.user)
    await erase_person(filled, OURS.user)

    assert kept.feeds == 2
    assert await tables_with(filled, OURS.user, DIRECT.id) == set()
    assert await filled.fetch_all("SELECT 1 FROM feeds WHERE url LIKE '%secret%'") == []
    assert {row[0] for row in (await all_rows(filled))["feeds"]} == {
        row[0] for row in before["feeds"]
    }


async def test_feeds_that_a_person_followed_once_go_with_them_and_others_feeds_stay(
    filled: Database,
) -> None:
    before = await all_rows(filled)
    follow = FollowService(filled, limits=FollowLimits(server=9, member=9))
    shared = (await filled.fetch_all("SELECT url FROM feeds ORDER BY id"))[0]["url"]
    left, moved = "https://paper.test/feed?key=secret", "https://paper.test/secret/2"
    for url in (left, moved, shared):
        followed = await follow.follow(OfferedFeed(url=url, title="Paper"), DIRECT, ME, NOON)
        if url == moved:
            async with filled.transaction() as connection:
                into = await split_feed(
                    connection, followed.feed.id, f"{moved}-new", "paper.test", "Paper", NOON
                )
                await move_followers(connection, followed.feed.id, into, ME.id)
        await follow.unfollow(followed.subscription.id, ME.id)

    await erase_person(filled, OURS.user)

    assert await filled.fetch_all("SELECT 1 FROM feeds WHERE url LIKE '%secret%'") == []
    assert {row[0] for row in (await all_rows(filled))["feeds"]} == {
        row[0] for row in before["feeds"]
    }


async def test_a_feed_that_a_server_leaves_outlives_it(filled: Database) -> None:
    follow = FollowService(filled, limits=FollowLimits(server=9, member=9))
    await follow.unfollow(OURS.subscription, OURS.guild)

    await erase_person(filled, OURS.user)
    await erase_guild(filled, OURS.guild)

    assert await filled.fetch_all(f"SELECT 1 FROM feeds WHERE id = {OURS.feed}")


@pytest.mark.parametrize(
    ("use", "stays"),
    [
        (None, False),
        (f"UPDATE digests SET channel_id = 1900 WHERE id = {STRANGER.own_digest}", True),
        (f"UPDATE alert_plans SET channel_id = 1900 WHERE guild_id = {STRANGER.guild}", True),
        (f"UPDATE subscriptions SET channel_id = 1900 WHERE id = {STRANGER.subscription}", True),
    ],
)
async def test_a_direct_channel_goes_with_the_last_that_writes_to_it(
    filled: Database, use: str | None, *, stays: bool
) -> None:
    async with filled.transaction() as connection:
        await connection.execute("INSERT INTO channels (id, kind) VALUES (1900, 'dm')")
        await connection.execute(
            "UPDATE digests SET channel_id = 1900 WHERE id = ?", (OURS.own_digest,)
        )
        await connection.execute(
            "UPDATE alert_plans SET channel_id = 1900 WHERE guild_id = ?", (OURS.guild,)
        )
        if use is not None:
            await connection.execute(use)

    await erase_guild(filled, OURS.guild)

    assert bool(await filled.fetch_all("SELECT 1 FROM channels WHERE id = 1900")) == stays
