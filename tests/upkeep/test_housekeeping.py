"""What is kept no longer goes, once a day; sent marks stay, and who returns in time is back."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.meta import MetaStore
from bot.store.times import to_unix
from bot.upkeep.housekeeping import KEY, Housekeeper
from tests.store.two_worlds import NOON, OURS, fill
from tests.support.gazette import COARSE, Gazette
from tests.support.stored import fetch_known, mark_seen


@pytest.fixture
async def forgetful(tmp_path: Path) -> AsyncIterator[Gazette]:
    """Lend a Gazette that keeps articles for 30 days."""
    async with Gazette.open(tmp_path, retention=timedelta(days=30)) as opened:
        yield opened


async def titles(gazette: Gazette) -> list[str]:
    rows = await gazette.database.fetch_all("SELECT title FROM items ORDER BY id")
    return [row["title"] for row in rows]


async def test_old_items_go_and_their_sent_marks_stay(forgetful: Gazette) -> None:
    feed_id = (await forgetful.follow("https://a.test/feed")).feed.id
    await forgetful.receive(feed_id, "Old")
    await forgetful.settle()
    keys = await forgetful.database.fetch_all("SELECT key FROM seen")
    forgetful.clock.move(timedelta(days=31))
    await forgetful.receive(feed_id, "New")

    await forgetful.settle()

    async with forgetful.database.transaction() as connection:
        known = await fetch_known(connection, feed_id, [row["key"] for row in keys])
    assert await titles(forgetful) == ["New"]
    assert list(known.keys.values()) == [None]


async def test_the_newest_item_stays_so_that_no_number_comes_twice(forgetful: Gazette) -> None:
    feed_id = (await forgetful.follow("https://a.test/feed")).feed.id
    await forgetful.receive(feed_id, "First")
    last = await forgetful.receive(feed_id, "Last")
    await forgetful.settle()

    forgetful.clock.move(timedelta(days=31))
    await forgetful.settle()
    new = await forgetful.receive(feed_id, "New")
    await forgetful.settle()

    assert await titles(forgetful) == ["Last", "New"]
    assert new.id == last.id + 1
    assert "New" in forgetful.texts("news")[-1]


async def test_what_alerts_told_of_is_remembered_for_a_week(gazette: Gazette) -> None:
    feed_id = (await gazette.follow("https://a.test/feed")).feed.id
    await gazette.member.slash("alert add", words="bridge")
    await gazette.receive(feed_id, "The bridge opens")
    await gazette.pass_time(minutes=1)

    async def remembered() -> int:
        return len(await gazette.database.fetch_all("SELECT 1 FROM alerts_told"))

    before = await remembered()
    await gazette.pass_time(days=6, step=timedelta(days=1))
    kept = await remembered()
    await gazette.pass_time(days=3, step=timedelta(days=1))

    assert before == kept > 0
    assert await remembered() == 0


async def test_what_is_owed_is_kept_until_it_was_posted(tmp_path: Path) -> None:
    async with Gazette.open(tmp_path, retention=timedelta(days=1)) as gazette:
        feed_id = (await gazette.follow("https://a.test/feed")).feed.id
        gazette.channel("news").deny("send_messages")
        await gazette.caught_up()
        await gazette.receive(feed_id, "Owed")
        await gazette.receive(feed_id, "Newest")
        await gazette.settle()

        gazette.clock.move(timedelta(days=2))
        await gazette.settle()
        assert await titles(gazette) == ["Owed", "Newest"]
        gazette.channel("news").allow("send_messages")
        await gazette.settle()
        assert "Owed" in gazette.texts()[0]
        gazette.clock.move(timedelta(days=2))
        await gazette.settle()

        assert await titles(gazette) == ["Newest"]


async def test_what_is_to_be_edited_is_kept_until_it_was(tmp_path: Path) -> None:
    async with Gazette.open(tmp_path, retention=timedelta(days=1)) as gazette:
        paper = gazette.papers.open("courier")
        await gazette.follow(paper.url)
        await gazette.settle()
        paper.publish("Bridge opens", lead="Words.")
        await gazette.pass_time(hours=1)
        gazette.channel("news").deny("send_messages")
        await gazette.caught_up()
        paper.publish("Newest")  # closes the channel
        await gazette.pass_time(hours=1)
        paper.edit("Bridge opens", lead="Other words.")
        await gazette.pass_time(hours=1)
        gazette.clock.move(timedelta(days=2))
        await gazette.settle()

        gazette.channel("news").allow("send_messages")
        await gazette.pass_time(hours=1)

        assert any("Other words." in text for text in gazette.texts())


async def test_what_is_owed_for_too_long_is_kept_until_it_is_late(tmp_path: Path) -> None:
    async with Gazette.open(tmp_path, retention=timedelta(days=1)) as gazette:
        feed_id = (await gazette.follow("https://a.test/feed")).feed.id
        gazette.channel("news").deny("send_messages")
        await gazette.caught_up()
        await gazette.receive(feed_id, "Owed")
        await gazette.receive(feed_id, "Newest")
        await gazette.pass_time(hours=4 * 24, step=COARSE)
        gazette.channel("news").allow("send_messages")
        await gazette.pass_time(hours=30, step=COARSE)

        rows = await gazette.database.fetch_all("SELECT DISTINCT reason FROM deliveries")
        assert [row["reason"] for row in rows] in ([], ["late"])
        assert await titles(gazette) == ["Newest"]


async def test_everything_is_kept_where_nothing_else_was_chosen(gazette: Gazette) -> None:
    feed_id = (await gazette.follow("https://a.test/feed")).feed.id
    await gazette.receive(feed_id, "Old")
    await gazette.receive(feed_id, "New")

    gazette.clock.move(timedelta(days=3650))
    await gazette.settle()

    assert await titles(gazette) == ["Old", "New"]


class Archive:
    """A database that gets an article a day and is tidied each day, and its housekeeper's words."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.now = NOON

    async def pass_days(self, days: int, *, grows_fast: float, retention: int | None = None) -> int:
        """Let days pass; return how many articles are kept then."""
        kept = None if retention is None else timedelta(days=retention)
        for _ in range(days):
            self.now += timedelta(days=1)
            at, guid = to_unix(self.now), self.now.isoformat()
            async with self._database.transaction() as connection:
                await connection.execute(
                    "INSERT INTO items (feed_id, guid, title, kind, published_at, received_at)"
                    " VALUES (?, ?, 'News', 'article', ?, ?)",
                    (OURS.feed, guid, at, at),
                )
            keeper = Housekeeper(
                self._database,
                MetaStore(self._database),
                retention=kept,
                grows_fast=grows_fast,
            )
            assert await keeper.run_due(self.now) == 1
        [row] = await self._database.fetch_all(
            "SELECT count(*) AS n FROM items WHERE title = 'News'"
        )
        return int(row["n"])


@pytest.fixture
async def archive(database: Database) -> Archive:
    await fill(database, OURS)
    return Archive(database)


FAST, SLOW = 1.0, 1e12  # bytes a day that count as much


async def test_an_archive_that_grows_fast_keeps_thirty_days(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    assert await archive.pass_days(40, grows_fast=SLOW) == 40
    assert await archive.pass_days(7, grows_fast=FAST) == 47  # it is only told
    assert "articles are kept for 30 days, unless RETENTION_DAYS says otherwise" in caplog.text

    assert await archive.pass_days(1, grows_fast=FAST) == 31  # with the one of this instant


async def test_an_archive_that_grew_fast_for_days_only_is_kept_for_good(archive: Archive) -> None:
    await archive.pass_days(40, grows_fast=SLOW)
    for _ in range(3):
        await archive.pass_days(6, grows_fast=FAST)
        await archive.pass_days(1, grows_fast=SLOW)

    assert await archive.pass_days(1, grows_fast=SLOW) == 62


async def test_what_the_operator_chose_holds_however_fast_an_archive_grows(
    archive: Archive,
) -> None:
    assert await archive.pass_days(40, grows_fast=FAST, retention=0) == 40
    assert await archive.pass_days(1, grows_fast=FAST, retention=7) == 8


async def test_a_guild_that_went_away_takes_its_rows_with_it_after_a_week(
    gazette: Gazette,
) -> None:
    await gazette.follow("https://a.test/feed")
    gazette.guild.remove_bot()
    await gazette.caught_up()

    gazette.clock.move(timedelta(days=6, hours=23))
    await gazette.settle()
    waiting = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    gazette.clock.move(timedelta(days=1, hours=1))
    await gazette.settle()

    assert len(waiting) == 1
    assert await gazette.services.feeds.reader.of_guild(gazette.guild.id) == []
    assert await gazette.services.guilds.guild(gazette.guild.id) is None


async def direct_channels(gazette: Gazette) -> int:
    rows = await gazette.database.fetch_all("SELECT 1 FROM channels WHERE kind = 'dm'")
    return len(rows)


async def test_a_guild_that_went_away_takes_its_members_digests_and_direct_channels_with_it(
    gazette: Gazette,
) -> None:
    await gazette.follow("https://a.test/feed")
    await gazette.member.slash("page me", time="10h")
    gazette.guild.remove_bot()
    await gazette.caught_up()

    gazette.clock.move(timedelta(days=6, hours=23))
    await gazette.settle()
    waiting = await direct_channels(gazette)
    gazette.clock.move(timedelta(days=1, hours=1))
    await gazette.settle()

    assert waiting == 1
    assert await direct_channels(gazette) == 0
    assert await gazette.database.fetch_all("SELECT * FROM digests") == []


async def test_a_direct_channel_stays_for_the_digest_of_another_server(gazette: Gazette) -> None:
    await gazette.follow("https://a.test/feed")
    await gazette.member.slash("page me", time="10h")
    async with gazette.database.transaction() as connection:
        await connection.execute("INSERT INTO guilds (id, name, gone_at) VALUES (7, 'Gone', 1)")
        await connection.execute("UPDATE digests SET zone = 'UTC'")
        await connection.execute(
            "INSERT INTO digests (channel_id, guild_id, user_id, times, days, mark, planned_at,"
            " due_at, created_at) SELECT channel_id, 7, user_id, times, days, 0, 0, 0, 0"
            " FROM digests"
        )
    gazette.clock.move(timedelta(days=1, hours=1))
    await gazette.settle()

    assert await direct_channels(gazette) == 1
    assert len(await gazette.database.fetch_all("SELECT * FROM digests")) == 1


async def test_a_guild_that_comes_back_in_time_goes_on(gazette: Gazette) -> None:
    following = await gazette.follow("https://a.test/feed")
    gazette.guild.remove_bot()
    await gazette.caught_up()
    gazette.clock.move(timedelta(days=5))
    await gazette.settle()

    gazette.guild.add_bot()
    await gazette.caught_up()
    gazette.clock.move(timedelta(days=5))
    await gazette.receive(following.feed.id, "Welcome back")
    await gazette.settle()

    assert "Welcome back" in gazette.texts("news")[0]


async def test_a_deleted_channel_takes_its_rows_with_it_after_a_week(gazette: Gazette) -> None:
    await gazette.follow("https://a.test/feed", channel="sports")
    gazette.channel("sports").delete()
    await gazette.caught_up()

    gazette.clock.move(timedelta(days=8))
    await gazette.settle()

    rows = await gazette.database.fetch_all("SELECT id FROM subscriptions")
    assert rows == []


async def test_guilds_that_left_while_the_bot_was_away_are_noted(gazette: Gazette) -> None:
    await gazette.stop()
    gazette.guild.remove_bot()

    await gazette.start()

    guild = await gazette.services.guilds.guild(gazette.guild.id)
    assert guild is not None
    assert guild.gone_at == gazette.clock()


async def test_marks_go_only_long_after_their_feed_spoke_of_them_last(gazette: Gazette) -> None:
    spoken = (await gazette.follow("https://a.test/feed")).feed.id
    silent = (await gazette.follow("https://b.test/feed", channel="sports")).feed.id
    now = gazette.clock()
    async with gazette.database.transaction() as connection:
        await mark_seen(connection, spoken, {b"dropped": None}, now)
        await mark_seen(connection, silent, {b"still listed": None}, now)
        await mark_seen(connection, spoken, {b"new": None}, now + timedelta(days=181))

    gazette.clock.move(timedelta(days=200))
    await gazette.settle()

    rows = await gazette.database.fetch_all("SELECT key FROM seen ORDER BY key")
    assert [row["key"] for row in rows] == [b"new", b"still listed"]


DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
# What goes by itself, and how long after; a guild takes the others along.
GOES = {
    "alerts_told.told_at": 7 * DAY,
    "restored_channels.restored_at": 14 * DAY,
    "channels.gone_at": 7 * DAY,
    "guilds.gone_at": 7 * DAY,
}


async def test_what_is_over_goes_to_the_second(database: Database) -> None:
    await fill(database, OURS)
    for place, kept in GOES.items():
        table, column = place.split(".")
        async with database.transaction() as connection:
            await connection.execute(f"UPDATE {table} SET {column} = ?", (to_unix(NOON),))
        left = []
        for after in (kept, kept + SECOND):
            meta = MetaStore(database)
            await meta.put(KEY, (NOON - DAY).isoformat())
            assert await Housekeeper(database, meta, retention=None).run_due(NOON + after) == 1
            left.append(bool(await database.fetch_all(f"SELECT 1 FROM {table}")))
        assert left == [True, False], place


async def test_it_is_tidied_once_a_day_to_the_second(database: Database) -> None:
    keeper = Housekeeper(database, MetaStore(database), retention=None)

    instants = (NOON, NOON + DAY - SECOND, NOON + DAY, NOON + DAY - SECOND)  # a clock went back
    assert [await keeper.run_due(now) for now in instants] == [1, 0, 1, 1]
