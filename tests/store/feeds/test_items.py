"""Items and their sent marks: stored together, looked up by key, numbered once."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Audio, DecidedItem, Kind, ParsedItem
from bot.store.database import Database
from bot.store.feeds.items import (
    Arrival,
    ItemStore,
    change_items,
    delete_items,
    fetch_held,
    fetch_known_of_all,
    insert_arrivals,
)
from tests.support.stored import fetch_known, insert_items, mark_seen

REFRESH = timedelta(days=1)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def judged(title: str, *keys: bytes) -> DecidedItem:
    parsed = ParsedItem(
        guid=title,
        link=f"https://a.test/{title}",
        title=title,
        lead="Lead",
        authors=("Ann",),
        categories=("one", "two"),
        audio=Audio(url="https://a.test/a.mp3", length=timedelta(minutes=42), size=38_000_000),
        comments_url="https://talk.test/a",
    )
    return DecidedItem(
        parsed=parsed,
        kind=Kind.ARTICLE,
        published_at=NOW - timedelta(hours=1),
        canonical_link=f"a.test/{title}",
        keys=keys or (title.encode(),),
    )


@pytest.fixture
async def feeds(database: Database) -> Database:
    async with database.transaction() as connection:
        await connection.executemany(
            "INSERT INTO feeds (id, url, due_at, interval_s) VALUES (?, ?, 0, 3600)",
            [(1, "https://a.test/"), (2, "https://b.test/")],
        )
    return database


async def test_an_item_is_known_by_each_of_its_keys(feeds: Database) -> None:
    async with feeds.transaction() as connection:
        [item] = await insert_items(connection, 1, [judged("A", b"one", b"two")], NOW)
        known = await fetch_known(connection, 1, [b"one", b"two", b"three"])
        elsewhere = await fetch_known(connection, 2, [b"one"])

    assert known.keys == {b"one": item.id, b"two": item.id}
    assert known.items == {item.id: item}
    assert elsewhere.keys == {}


async def test_what_a_feed_held_back_last_is_that_of_no_other_feed_or_time(feeds: Database) -> None:
    before, after = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    events = [(1, "held", before), (1, "held", NOW), (1, "gap", after), (2, "held", after)]
    async with feeds.transaction() as connection:
        await insert_arrivals(
            connection,
            [
                Arrival(feed_id=1, silent=[judged("Before")], now=before),
                Arrival(feed_id=1, new=[judged("Posted")], silent=[judged("Held")], now=NOW),
                Arrival(feed_id=1, silent=[judged("After")], now=after),
                Arrival(feed_id=2, silent=[judged("Another feed's")], now=NOW),
            ],
        )
        await connection.executemany(
            "INSERT INTO feed_events (feed_id, kind, at) VALUES (?, ?, ?)",
            [(feed_id, kind, int(at.timestamp())) for feed_id, kind, at in events],
        )
        held = await fetch_held(connection, 1)

    assert [item.title for item in held] == ["Held"]


async def test_arrivals_of_several_feeds_are_stored_together(feeds: Database) -> None:
    arrivals = [
        Arrival(feed_id=1, new=[judged("A")], silent=[judged("B")], now=NOW),
        Arrival(feed_id=2, now=NOW),
        Arrival(feed_id=2, new=[judged("C")], now=NOW),
    ]
    async with feeds.transaction() as connection:
        stored = await insert_arrivals(connection, arrivals)
        known = await fetch_known_of_all(connection, {1: [b"A", b"B"], 2: [b"A", b"C"]})

    assert [[item.title for item in items] for items in stored] == [["A"], [], ["C"]]
    assert {feed_id: {*one.keys} for feed_id, one in known.items()} == {
        1: {b"A", b"B"},
        2: {b"C"},
    }
    rows = await feeds.fetch_all("SELECT title FROM items WHERE silent = 1")
    assert [row["title"] for row in rows] == ["B"]


async def test_a_great_many_keys_can_be_asked_for_at_once(feeds: Database) -> None:
    async with feeds.transaction() as connection:
        await insert_items(connection, 1, [judged("A")], NOW)
        keys = [b"A", *(str(n).encode() for n in range(40_000))]
        known = await fetch_known(connection, 1, keys)

    assert list(known.keys) == [b"A"]


async def test_a_number_is_never_given_out_twice(feeds: Database) -> None:
    async with feeds.transaction() as connection:
        [first] = await insert_items(connection, 1, [judged("A")], NOW)
        await delete_items(connection, [first.id])
        [second] = await insert_items(connection, 1, [judged("B")], NOW)

    assert second.id > first.id


async def test_a_change_keeps_when_an_item_came_and_says_when_it_changed(feeds: Database) -> None:
    async with feeds.transaction() as connection:
        [item] = await insert_items(connection, 1, [judged("A")], NOW)
        later = NOW + timedelta(hours=1)
        [renewed] = await change_items(connection, {item.id: judged("A!")}, None)
        [unsaid] = await connection.execute_fetchall("SELECT changed_at FROM items")
        await change_items(connection, {item.id: judged("A?")}, later)

    stored = (await ItemStore(feeds).items([item.id]))[item.id]
    row = await feeds.fetch_one("SELECT changed_at FROM items")
    assert row is not None
    assert (renewed.title, unsaid["changed_at"]) == ("A!", None)
    assert (stored.title, stored.received_at) == ("A?", NOW)
    assert row["changed_at"] == int(later.timestamp())


async def test_a_mark_is_freshened_once_a_day_and_keeps_its_item(feeds: Database) -> None:
    stamps = []
    async with feeds.transaction() as connection:
        [item] = await insert_items(connection, 1, [judged("A")], NOW)
        for at in (NOW + REFRESH / 2, NOW + 2 * REFRESH):
            await mark_seen(connection, 1, {b"A": None}, at)
            [row] = await connection.execute_fetchall("SELECT * FROM seen")
            stamps.append((row["last_seen_at"] - int(NOW.timestamp()), row["item_id"]))

    assert stamps == [(0, item.id), (2 * 86_400, item.id)]
