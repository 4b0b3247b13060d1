"""What may tell a story already: marks with their feeds, and messages with whether they began."""

from bot.store.database import Database
from bot.store.outbox.same_story import Marked, fetch_showing, fetch_with_marks
from tests.store.two_worlds import NOON, OURS, STRANGER, fill

MANY = 20  # of one feed


async def test_items_with_a_mark_are_told_with_their_feed_and_its_host(database: Database) -> None:
    await fill(database, OURS, STRANGER)

    async with database.transaction() as connection:
        found = await fetch_with_marks(connection, [7], NOON)

    assert sorted(found[7], key=lambda each: each.item_id) == [
        Marked(item_id=item, feed_id=world.feed, host=world.host)
        for world in (OURS, STRANGER)
        for item in world.items
    ]


async def test_of_one_feed_the_newest_few_with_a_mark_are_compared(database: Database) -> None:
    await fill(database, OURS)
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM story_marks")
        for number in range(MANY + 2):
            await connection.execute(
                "INSERT INTO items (id, feed_id, guid, canonical_link, title, kind, published_at,"
                " received_at) SELECT ?, feed_id, ?, '', title, kind, 0, 0 FROM items WHERE id = ?",
                (5000 + number, f"guid {number}", OURS.items[0]),
            )
            await connection.execute(
                "INSERT INTO story_marks (mark, item_id, at) VALUES (8, ?, ?)",
                (5000 + number, int(NOON.timestamp())),
            )
        found = await fetch_with_marks(connection, [8], NOON)

    assert {each.item_id for each in found[8]} == {5002 + number for number in range(MANY)}


async def test_a_message_that_shows_a_story_has_begun_when_a_part_of_its_own_has(
    database: Database,
) -> None:
    await fill(database, OURS)

    async with database.transaction() as connection:
        shown = await fetch_showing(connection, OURS.items, NOON)

    assert {each.delivery_id: each.begun for each in shown} == {
        OURS.pending: False,
        OURS.sent: True,
    }
