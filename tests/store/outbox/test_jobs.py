"""What a claimed delivery is made from."""

from bot.store.database import Database
from bot.store.outbox.enqueue import insert_also
from bot.store.outbox.jobs import Jobs
from tests.store.bystanders.ours import our_delivery
from tests.store.two_worlds import OURS, STRANGER, fill


async def test_a_message_names_the_feeds_that_tell_its_own_story(database: Database) -> None:
    await fill(database, OURS, STRANGER)
    async with database.transaction() as connection:
        await insert_also(connection, [(OURS.sent, STRANGER.items[0])])

    told = [await Jobs(database).load(our_delivery(each)) for each in (OURS.sent, OURS.pending)]

    assert [job and job.also_in for job in told] == [("Paper of stranger",), ()]
