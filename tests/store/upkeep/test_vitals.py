"""What an operator is told of the database: counts, ages, growth, what fails and is closed."""

from datetime import timedelta

from bot.model.vitals import Backlog, ClosedChannel, FailingFeed, ProcessFacts
from bot.store.database import Database
from bot.store.meta import BACKUP_KEY, MetaStore, process_key
from bot.store.upkeep.vitals import VitalsStore, write_process
from tests.store.two_worlds import NOON, OURS, STRANGER, fill

LISTED = 20

PROCESS = ProcessFacts(version="1.2.3", started_at=NOON, memory=None)


async def test_counts_and_ages_are_those_of_the_rows(database: Database) -> None:
    await fill(database, OURS, STRANGER)
    async with database.transaction() as connection:
        await connection.execute("UPDATE channels SET block_code = NULL WHERE id = ?", (1002,))
        await connection.execute("DELETE FROM hosts")

    vitals = await VitalsStore(database).vitals(NOON)

    assert (vitals.guilds, vitals.feeds, vitals.items) == (2, 2, 4)
    assert (vitals.failing_feeds, vitals.ended_feeds, vitals.blocked_channels) == (2, 0, 3)
    minute = timedelta(minutes=1)
    assert vitals.backlogs == {
        "poll": Backlog(rows=2, oldest=minute),
        "delivery": Backlog(rows=1, oldest=10 * minute),  # the stranger's waits for its channel
        "digest": Backlog(rows=2, oldest=minute),
    }
    assert vitals.database_bytes > 0


async def test_what_fails_and_is_closed_is_listed_with_the_worst_first(database: Database) -> None:
    await fill(database, OURS, STRANGER)
    meta = MetaStore(database)
    await meta.put(BACKUP_KEY, NOON.isoformat())
    await meta.put(process_key(0), write_process(PROCESS))
    async with database.transaction() as connection:
        await connection.execute(
            "UPDATE feeds SET failing_since = failing_since - 60 WHERE id = ?", (STRANGER.feed,)
        )

    operations = await VitalsStore(database).operations(NOON)

    since = NOON - timedelta(seconds=90_000)
    assert operations.failing == (
        FailingFeed(
            title="Paper of stranger",
            url=STRANGER.url,
            since=since - timedelta(minutes=1),
            cause="timeout",
        ),
        FailingFeed(title="Paper of ours", url=OURS.url, since=since, cause="timeout"),
    )
    assert operations.closed[0] == ClosedChannel(guild="ours", name="ours", code=50013)
    assert len(operations.closed) == 4 < LISTED
    assert (operations.backup_at, operations.process) == (NOON, PROCESS)
    # Four articles in less than a day: four a day.
    assert operations.growth == operations.vitals.database_bytes


async def test_a_feed_that_nobody_follows_or_that_has_ended_fails_nobody(
    database: Database,
) -> None:
    await fill(database, OURS, STRANGER)
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM subscriptions WHERE id = ?", (OURS.subscription,))
        await connection.execute("UPDATE feeds SET ended_at = 1 WHERE id = ?", (STRANGER.feed,))

    operations = await VitalsStore(database).operations(NOON)

    assert (operations.failing, operations.vitals.failing_feeds) == ((), 0)
    assert operations.vitals.ended_feeds == 1


async def test_an_empty_database_has_nothing_to_tell(database: Database) -> None:
    operations = await VitalsStore(database).operations(NOON)

    assert (operations.failing, operations.closed, operations.growth) == ((), (), 0.0)
    assert (operations.backup_at, operations.process) == (None, None)
