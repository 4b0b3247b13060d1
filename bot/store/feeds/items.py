"""Items and the sent marks that outlive them: look up, insert, change; judges nothing.

All of a poll's rows are written with a handful of `executemany`, whatever the number of items:
a statement costs ten times what a row of it costs. Looking up goes by key, never over a feed's
whole archive, so a poll costs the same whether ten items are kept or a million.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from bot.model import Audio, DecidedItem, Item, KnownItems
from bot.store.database import Connection, Database
from bot.store.rows import to_item
from bot.store.times import from_unix, to_unix, to_unix_or_none

REFRESH = timedelta(days=1)  # how stale the date of a sent mark may be
_AT_ONCE = 5_000  # values in one statement, two of each
KEEP_SEEN = timedelta(days=180)  # a mark lives so much longer than its feed's newest

_LISTING = """
    SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM seen WHERE feed_id = value)
"""
# A join, so that each pair is one look into the table's own order.
_SEEN = """
    WITH asked (feed_id, key) AS (VALUES {marks})
    SELECT seen.feed_id, seen.key, seen.item_id
    FROM asked CROSS JOIN seen ON seen.feed_id = asked.feed_id AND seen.key = asked.key
"""
_ITEMS = "SELECT * FROM items WHERE id IN (SELECT value FROM json_each(?))"
_OF_GROUP = """
    SELECT items.* FROM delivery_items JOIN items ON items.id = delivery_items.item_id
    JOIN deliveries ON deliveries.id = delivery_items.delivery_id
    WHERE deliveries.id = ? AND deliveries.channel_id = ? AND delivery_items.role = 'main'
    ORDER BY delivery_items.place
"""
_OF_MESSAGE = """
    SELECT items.* FROM delivery_items JOIN items ON items.id = delivery_items.item_id
    JOIN deliveries ON deliveries.id = delivery_items.delivery_id
    WHERE deliveries.id = :id AND delivery_items.role = 'main'
      AND (deliveries.channel_id = :place_id OR EXISTS (
          SELECT 1 FROM delivery_parts
          WHERE delivery_parts.delivery_id = deliveries.id AND place_id = :place_id))
    ORDER BY delivery_items.place
"""
_HELD = """
    SELECT * FROM items WHERE feed_id = :feed_id AND silent = 1 AND received_at = (
        SELECT max(at) FROM feed_events WHERE feed_id = :feed_id AND kind = 'held')
    ORDER BY published_at, position DESC, id
"""
_LATEST = "SELECT * FROM items WHERE feed_id = ? ORDER BY received_at DESC, id DESC LIMIT ?"
# Never the number of an item that was deleted: what was owed for it must not be taken for ours.
_NUMBER = "UPDATE item_numbers SET last = last + ? RETURNING last"
ITEM_COLUMNS = (
    "id", "feed_id", "guid", "link", "canonical_link", "title", "kicker", "lead", "body", "authors",
    "categories", "kind", "image_url", "language", "published_at", "received_at", "position",
    "silent", "audio_url", "audio_seconds", "audio_bytes", "comments_url",
)  # fmt: skip
_encode = json.JSONEncoder(ensure_ascii=False).encode
# By place: a name costs more than its value.
_INSERT = (
    f"INSERT INTO items ({', '.join(ITEM_COLUMNS)})"  # noqa: S608  # of our own names
    f" VALUES ({', '.join('?' * len(ITEM_COLUMNS))})"
)
# In one statement: a trigger would cost a third of storing an item.
_ADD_TO_SEARCH = (
    "INSERT INTO search_pending (item_id) SELECT id FROM items WHERE id BETWEEN ? AND ?"
)
_CHANGE = """
    UPDATE items SET
        link = :link, canonical_link = :canonical_link, title = :title, kicker = :kicker,
        lead = :lead, body = :body, authors = :authors, categories = :categories,
        image_url = :image_url, audio_url = :audio_url, audio_seconds = :audio_seconds,
        audio_bytes = :audio_bytes, comments_url = :comments_url,
        changed_at = coalesce(:changed_at, changed_at), revision = :revision
    WHERE id = :id
"""
_MARK = """
    INSERT INTO seen (feed_id, key, item_id, last_seen_at)
    VALUES (?, ?, ?, ?)
    ON CONFLICT (feed_id, key) DO UPDATE SET
        item_id = coalesce(excluded.item_id, seen.item_id), last_seen_at = excluded.last_seen_at
    WHERE seen.last_seen_at < ? OR seen.item_id IS NOT coalesce(excluded.item_id, seen.item_id)
"""
# Against the feed's own newest mark, not the clock: a feed that stands still for a year still
# lists what it lists.
_PRUNE = """
    DELETE FROM seen WHERE feed_id = :feed_id AND last_seen_at < (
        SELECT max(last_seen_at) FROM seen WHERE feed_id = :feed_id) - :keep
"""
# The newest of all stays, so that no number is given out twice; so does what is still owed, or
# whose message is to be edited.
_OLD = """
    SELECT id FROM items
    WHERE feed_id = :feed_id AND received_at < :before AND id <> (SELECT max(id) FROM items)
      AND NOT EXISTS (
          SELECT 1 FROM delivery_items AS shown JOIN deliveries ON deliveries.id = shown.delivery_id
          WHERE shown.item_id = items.id AND deliveries.state = 'pending')
      AND NOT EXISTS (
          SELECT 1 FROM delivery_items AS shown
          JOIN deliveries ON deliveries.target_id = shown.delivery_id
          WHERE shown.item_id = items.id AND deliveries.state = 'pending')
    ORDER BY received_at LIMIT :limit
"""
_DELETE = "DELETE FROM items WHERE id IN (SELECT value FROM json_each(?))"
_FORGET = """
    UPDATE seen SET item_id = NULL
    WHERE feed_id = :feed_id AND item_id IN (SELECT value FROM json_each(:ids))
"""


class ItemStore:
    """Reads of items and sent marks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def items(self, item_ids: Collection[int]) -> dict[int, Item]:
        """Return the items of these ids that are kept."""
        if not item_ids:
            return {}
        rows = await self._database.fetch_all(_ITEMS, (json.dumps(list(item_ids)),))
        return {row["id"]: to_item(row) for row in rows}

    async def of_group(self, delivery_id: int, channel_id: int) -> list[Item]:
        """Return the items of a delivery to a channel in order, none where it is another's."""
        rows = await self._database.fetch_all(_OF_GROUP, (delivery_id, channel_id))
        return [to_item(row) for row in rows]

    async def of_message(self, delivery_id: int, place_id: int) -> list[Item]:
        """Return the items of a delivery whose messages are in a channel or thread, in order."""
        query = {"id": delivery_id, "place_id": place_id}
        return [to_item(row) for row in await self._database.fetch_all(_OF_MESSAGE, query)]

    async def newest(self, feed_id: int, limit: int = 1) -> list[Item]:
        """Return a feed's newest items, newest first."""
        rows = await self._database.fetch_all(
            "SELECT * FROM items WHERE feed_id = ? "
            "ORDER BY received_at DESC, published_at DESC, position LIMIT ?",
            (feed_id, limit),
        )
        return [to_item(row) for row in rows]

    async def titles(
        self, *, since: datetime, limit: int
    ) -> list[tuple[str, str | None, datetime]]:
        """Return the newest titles of all feeds received since then: language, time received."""
        rows = await self._database.fetch_all(
            "SELECT title, language, received_at FROM items ORDER BY id DESC LIMIT ?", (limit,)
        )
        first = to_unix(since)
        return [
            (row["title"], row["language"], from_unix(row["received_at"]))
            for row in rows
            if row["received_at"] >= first
        ]


async def fetch_known_of_all(
    connection: Connection, asked: Mapping[int, Collection[bytes]]
) -> dict[int, KnownItems]:
    """Return, for each feed, which of these keys were seen, with the items they belong to."""
    rows = await connection.execute_fetchall(_LISTING, (json.dumps(list(asked)),))
    pairs = [(feed_id, key) for (feed_id,) in rows for key in asked[feed_id]]
    seen: dict[int, dict[bytes, int | None]] = {feed_id: {} for feed_id in asked}
    for at in range(0, len(pairs), _AT_ONCE):
        some = pairs[at : at + _AT_ONCE]
        sql = _SEEN.format(marks=", ".join(["(?, ?)"] * len(some)))
        values = [value for pair in some for value in pair]
        for row in await connection.execute_fetchall(sql, values):
            seen[row["feed_id"]][row["key"]] = row["item_id"]
    ids = {item_id for keys in seen.values() for item_id in keys.values() if item_id}
    items = await fetch_items(connection, ids)
    return {
        feed_id: KnownItems(keys=keys, items={i: items[i] for i in keys.values() if i in items})
        for feed_id, keys in seen.items()
    }


async def fetch_items(connection: Connection, item_ids: Collection[int]) -> dict[int, Item]:
    """Return the items of these ids that are kept."""
    if not item_ids:
        return {}
    rows = await connection.execute_fetchall(_ITEMS, (json.dumps(list(item_ids)),))
    return {row["id"]: to_item(row) for row in rows}


async def fetch_latest(connection: Connection, feed_id: int, limit: int) -> list[Item]:
    """Return a feed's items that came last."""
    rows = await connection.execute_fetchall(_LATEST, (feed_id, limit))
    return [to_item(row) for row in rows]


async def fetch_held(connection: Connection, feed_id: int) -> list[Item]:
    """Return the items of a feed that were held back the last time, in the order of posting."""
    rows = await connection.execute_fetchall(_HELD, {"feed_id": feed_id})
    return [to_item(row) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Items of one feed to be stored: those that are announced, and those that are not."""

    feed_id: int
    new: Sequence[DecidedItem] = ()
    silent: Sequence[DecidedItem] = ()
    now: datetime


async def insert_arrivals(connection: Connection, arrivals: Sequence[Arrival]) -> list[list[Item]]:
    """Store the items of several feeds with their sent marks; return those that are new."""
    count = sum(len(arrival.new) + len(arrival.silent) for arrival in arrivals)
    if not count:
        return [[] for _ in arrivals]
    numbers = await take_numbers(connection, count)
    free = iter(numbers)
    stored: list[list[Item]] = []
    values: list[tuple[object, ...]] = []
    marks: list[tuple[int, bytes, int | None, datetime]] = []
    for arrival in arrivals:
        feed_id, now = arrival.feed_id, arrival.now
        new = [(next(free), item) for item in arrival.new]
        silent = [(next(free), item) for item in arrival.silent]
        stored.append([_item(number, feed_id, item, now) for number, item in new])
        values += [_row(number, feed_id, item, now) for number, item in new]
        values += [_row(number, feed_id, item, now, silent=True) for number, item in silent]
        marks += [
            (feed_id, key, number, now) for number, item in (*new, *silent) for key in item.keys
        ]
    await connection.executemany(_INSERT, values)
    await add_to_search(connection, numbers)
    await write_marks(connection, marks)
    return stored


async def take_numbers(connection: Connection, count: int) -> range:
    """Return numbers for so many new items, which nobody else gets."""
    rows = await connection.execute_fetchall(_NUMBER, (count,))
    last = int(next(iter(rows))[0])
    return range(last - count + 1, last + 1)


async def add_to_search(connection: Connection, numbers: range) -> None:
    """Let the search take in the new items of these numbers."""
    await connection.execute(_ADD_TO_SEARCH, (numbers.start, numbers.stop - 1))


async def change_items(
    connection: Connection, changed: Mapping[int, DecidedItem], now: datetime | None
) -> list[Item]:
    """Give stored items their new contents, and return them as they are now.

    Without `now` nothing of it is a change to readers.
    """
    if not changed:
        return []
    stored = await fetch_items(connection, changed)
    told = 0 if now is None else 1
    items = [
        replace(_renewed(item, changed[item.id]), revision=item.revision + told)
        for item in stored.values()
    ]
    rows = [_row(item.id, item.feed_id, changed[item.id], item.received_at) for item in items]
    changed_at = to_unix_or_none(now)
    await connection.executemany(
        _CHANGE,
        [
            {
                **dict(zip(ITEM_COLUMNS, row, strict=True)),
                "changed_at": changed_at,
                "revision": item.revision,
            }
            for item, row in zip(items, rows, strict=True)
        ],
    )
    return items


async def write_marks(
    connection: Connection, marks: Sequence[tuple[int, bytes, int | None, datetime]]
) -> None:
    """Write sent marks of any feeds: feed, key, item and when it was listed."""
    if not marks:
        return
    times = {now: (to_unix(now), to_unix(now - REFRESH)) for now in {mark[3] for mark in marks}}
    rows = [(feed_id, key, item_id, *times[now]) for feed_id, key, item_id, now in marks]
    await connection.executemany(_MARK, rows)


async def prune_seen(connection: Connection, feed_id: int) -> int:
    """Forget a feed's marks that are long gone from its document; return how many."""
    keep = {"feed_id": feed_id, "keep": int(KEEP_SEEN.total_seconds())}
    return (await connection.execute(_PRUNE, keep)).rowcount


async def prune_items(connection: Connection, feed_id: int, before: datetime, *, limit: int) -> int:
    """Delete up to `limit` of a feed's items received before then; their sent marks stay.

    What is owed still is kept until it was delivered, or has become late.
    """
    query = {"feed_id": feed_id, "before": to_unix(before), "limit": limit}
    ids = [row["id"] for row in await connection.execute_fetchall(_OLD, query)]
    if ids:
        await connection.execute(_FORGET, {"feed_id": feed_id, "ids": json.dumps(ids)})
        await delete_items(connection, ids)
    return len(ids)


async def delete_items(connection: Connection, item_ids: Sequence[int]) -> None:
    """Delete items and the rows that refer to them; the caller sees to their sent marks."""
    await connection.execute(_DELETE, (json.dumps(list(item_ids)),))


@lru_cache(maxsize=1024)  # a feed has a few authors and categories
def _listed(names: tuple[str, ...]) -> str:
    return _encode(names)


def _item(item_id: int, feed_id: int, judged: DecidedItem, now: datetime) -> Item:
    parsed = judged.parsed
    return Item(
        id=item_id,
        feed_id=feed_id,
        guid=parsed.guid,
        link=parsed.link,
        title=parsed.title,
        kicker=parsed.kicker,
        lead=parsed.lead,
        body=parsed.body,
        authors=parsed.authors,
        categories=parsed.categories,
        kind=judged.kind,
        image_url=parsed.image_url,
        language=parsed.language,
        published_at=judged.published_at,
        received_at=now,
        position=parsed.position,
        audio=parsed.audio,
        comments_url=parsed.comments_url,
    )


def _renewed(item: Item, judged: DecidedItem) -> Item:
    """Return the item with its feed's new text; its kind, dates and position stay."""
    told = _item(item.id, item.feed_id, judged, item.received_at)
    return replace(told, kind=item.kind, published_at=item.published_at, position=item.position)


def _row(
    item_id: int, feed_id: int, judged: DecidedItem, received_at: datetime, *, silent: bool = False
) -> tuple[object, ...]:
    """Return the values of `ITEM_COLUMNS`."""
    parsed = judged.parsed
    return (
        item_id,
        feed_id,
        parsed.guid,
        parsed.link,
        judged.canonical_link,
        parsed.title,
        parsed.kicker,
        parsed.lead,
        parsed.body,
        _listed(parsed.authors),
        _listed(parsed.categories),
        judged.kind.value,
        parsed.image_url,
        parsed.language,
        to_unix(judged.published_at),
        to_unix(received_at),
        parsed.position,
        silent,
        *_audio(parsed.audio),
        parsed.comments_url,
    )


def _audio(audio: Audio | None) -> tuple[str | None, int | None, int | None]:
    if audio is None:
        return None, None, None
    seconds = None if audio.length is None else int(audio.length.total_seconds())
    return audio.url, seconds, audio.size
