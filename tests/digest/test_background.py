"""How common words are is counted over the headlines of two weeks, every three hours anew."""

from datetime import timedelta

from bot.digest.background import Background
from bot.store.database import Database
from tests.digest.newsroom import START, Newsroom


async def test_counts_are_kept_for_three_hours(database: Database) -> None:
    room = await Newsroom(database).open()
    courier = await room.follow()
    await room.receive(courier, "Otters dam the river", now=START)
    background = Background(database)

    first = await background.counts(START)
    await room.receive(courier, "Otters sleep", now=START)
    kept = await background.counts(START + timedelta(hours=3, seconds=-1))
    anew = await background.counts(START + timedelta(hours=3))
    turned_back = await background.counts(START)

    assert kept is first
    assert anew is not first
    assert turned_back is not anew


async def test_headlines_of_fourteen_days_count_to_the_second(database: Database) -> None:
    room = await Newsroom(database).open()
    courier = await room.follow()
    for seconds in (-1, 0, 1):
        received = START - timedelta(days=14) + timedelta(seconds=seconds)
        await room.receive(courier, f"Otters sleep {seconds}", now=received)

    assert (await Background(database).counts(START)).headlines == 2


async def test_ten_thousand_headlines_count(database: Database) -> None:
    room = await Newsroom(database).open()
    await room.receive(await room.follow(), "Otters sleep", now=START)
    async with database.transaction() as connection:
        await connection.execute(
            "WITH RECURSIVE numbers(n) AS"
            " (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10000)"
            " INSERT INTO items (feed_id, title, lead, body, authors, categories, kind,"
            " published_at, received_at)"
            " SELECT feed_id, title, lead, body, authors, categories, kind, published_at,"
            " received_at FROM items, numbers"
        )

    assert (await Background(database).counts(START)).headlines == 10_000
