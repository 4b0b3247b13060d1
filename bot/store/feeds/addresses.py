"""Give a feed another address, for everybody or for one guild; judges nothing.

What is written is written inside the caller's transaction. Where a server redirects for good, the
poller does the like by `bot.store.feeds.feeds.move_feed`.
"""

from datetime import datetime

from bot.store.database import Connection
from bot.store.feeds.items import ITEM_COLUMNS, add_to_search, take_numbers
from bot.store.times import to_unix

MAX_COPIED = 10_000  # items: as many as are stored in a second or so

_ID_AT = "SELECT id FROM feeds WHERE url = ?"
_NAMES = "SELECT guid, title FROM items WHERE feed_id = ? ORDER BY id DESC LIMIT 2000"
# What was known of the old address says nothing of the new one.
_BEGIN_ANEW = """
    UPDATE feeds SET
        etag = NULL, last_modified = NULL, body_hash = NULL, entry_hashes = x'',
        read_whole_at = NULL, answered_url = NULL, moved_to = NULL, moved_seen = 0,
        failures = 0, failing_since = NULL, error = NULL, gone_seen = 0, ended_at = NULL,
        due_at = :now
    WHERE id = :feed_id
"""
_ADD = """
    INSERT INTO feeds (url, host, title, due_at, interval_s, kind_rules, full_text)
    SELECT :url, :host, :title, :now, 3600, kind_rules, full_text FROM feeds WHERE id = :feed_id
    RETURNING id
"""
_NOTE_LEFT = """
    INSERT INTO own_feeds_left (guild_id, feed_id)
    SELECT id, :feed_id FROM guilds WHERE id = :guild_id AND personal = 1
    ON CONFLICT DO NOTHING
"""
_MOVE_GUILDS = """
    UPDATE subscriptions SET feed_id = :into
    WHERE feed_id = :feed_id
      AND channel_id IN (SELECT id FROM channels WHERE guild_id = :guild_id)
      AND channel_id NOT IN (SELECT channel_id FROM subscriptions WHERE feed_id = :into)
"""
_MOVE_NAME = """
    UPDATE feed_names SET feed_id = :into
    WHERE feed_id = :feed_id AND guild_id = :guild_id
      AND NOT EXISTS (SELECT 1 FROM feed_names WHERE feed_id = :into AND guild_id = :guild_id)
"""
# The items of a feed that another does not have, and the number that each gets there. They are
# the same in every statement of the transaction: nothing is added to the old feed, and of what is
# numbered nothing can be deleted.
_NUMBERED = """
    WITH known AS (
        SELECT ours.item_id FROM seen AS ours
        JOIN seen AS theirs ON theirs.feed_id = :into AND theirs.key = ours.key
        WHERE ours.feed_id = :feed_id AND ours.item_id IS NOT NULL
    ), fresh AS (
        SELECT id FROM items
        WHERE feed_id = :feed_id AND id NOT IN (SELECT item_id FROM known)
        ORDER BY id DESC LIMIT :most /*pg FOR SHARE */
    ), numbered AS (
        SELECT id AS old, :before + row_number() OVER (ORDER BY id) AS new FROM fresh
    )
"""
_ROWS = f"{_NUMBERED} SELECT old, new FROM numbered"  # noqa: S608  # of our own names
_KEPT = [*(each for each in ITEM_COLUMNS if each not in ("id", "feed_id", "silent")), "changed_at"]
_COPY_ITEMS = f"""
    {_NUMBERED}
    INSERT INTO items (id, feed_id, silent, {", ".join(_KEPT)})
    SELECT numbered.new, :into, 1, {", ".join(f"items.{name}" for name in _KEPT)}
    FROM numbered JOIN items ON items.id = numbered.old
"""  # noqa: S608  # of our own names
_COPY_PAGES = f"""
    {_NUMBERED}
    INSERT INTO article_pages (item_id, state, text, fetched_at)
    SELECT numbered.new, pages.state, pages.text, pages.fetched_at
    FROM numbered JOIN article_pages AS pages ON pages.item_id = numbered.old
"""  # noqa: S608  # of our own names
_SENT_HERE = """delivery_items.delivery_id IN (
          SELECT deliveries.id FROM deliveries
          JOIN channels ON channels.id = deliveries.channel_id
          WHERE channels.guild_id = :guild_id)"""
_SHOW_COPIES = f"""
    {_NUMBERED}
    UPDATE delivery_items SET item_id = numbered.new FROM numbered
    WHERE delivery_items.item_id = numbered.old
      AND {_SENT_HERE}
"""  # noqa: S608  # of our own names
# One of each, on both sides, so that no message shows an item twice.
_SHOW_KNOWN = f"""
    WITH pairs AS (
        SELECT min(ours.item_id) AS old, theirs.item_id AS new FROM seen AS ours
        JOIN seen AS theirs ON theirs.feed_id = :into AND theirs.key = ours.key
        WHERE ours.feed_id = :feed_id AND ours.item_id IS NOT NULL AND theirs.item_id IS NOT NULL
        GROUP BY theirs.item_id
    ), known AS (SELECT old, min(new) AS new FROM pairs GROUP BY old)
    UPDATE delivery_items SET item_id = known.new FROM known
    WHERE delivery_items.item_id = known.old
      AND {_SENT_HERE}
      AND NOT EXISTS (
          SELECT 1 FROM delivery_items AS shown
          WHERE shown.delivery_id = delivery_items.delivery_id AND shown.item_id = known.new)
"""  # noqa: S608  # of our own names
_MARKS = "SELECT key, item_id, last_seen_at FROM seen WHERE feed_id = :feed_id"
_ADD_MARK = """
    INSERT INTO seen (feed_id, key, item_id, last_seen_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (feed_id, key) DO NOTHING
"""


async def feed_at(connection: Connection, url: str) -> int | None:
    """Return the id of the feed at an address; None where it is not known."""
    rows = list(await connection.execute_fetchall(_ID_AT, (url,)))
    return int(rows[0]["id"]) if rows else None


async def known_names(connection: Connection, feed_id: int) -> list[tuple[str | None, str]]:
    """Return the guids and titles of a feed's newest items."""
    rows = await connection.execute_fetchall(_NAMES, (feed_id,))
    return [(row["guid"], row["title"]) for row in rows]


async def begin_anew(connection: Connection, feed_id: int, now: datetime) -> None:
    """Forget what the last answers of a feed said, and let it fall due."""
    await connection.execute(_BEGIN_ANEW, {"feed_id": feed_id, "now": to_unix(now)})


async def split_feed(
    connection: Connection, feed_id: int, url: str, host: str, title: str, now: datetime
) -> int:
    """Add a feed at another address, with what is chosen for this one; return its id."""
    values = {"url": url, "host": host, "title": title, "now": to_unix(now), "feed_id": feed_id}
    rows = await connection.execute_fetchall(_ADD, values)
    return int(next(iter(rows))["id"])


async def show_known(connection: Connection, feed_id: int, into: int, guild_id: int) -> None:
    """Let what a guild was sent of a feed be about the same items of another, where it has them.

    Whoever looks for an article of the other feed finds the message in which it stood.
    """
    values = {"feed_id": feed_id, "into": into, "guild_id": guild_id}
    await connection.execute(_SHOW_KNOWN, values)


async def copy_history(connection: Connection, feed_id: int, into: int, guild_id: int) -> None:
    """Give a feed the newest items of another one and all its marks; announce none of them.

    What a guild was sent of the other feed is from then on about the copies.
    """
    fetch = connection.execute_fetchall
    values = {"feed_id": feed_id, "into": into, "most": MAX_COPIED, "before": 0}
    await take_numbers(connection, 0)  # no other process adds items until we are done
    rows = list(await fetch(_ROWS, values))
    numbers = await take_numbers(connection, len(rows))
    before = values["before"] = numbers.start - 1
    new = {row["old"]: before + row["new"] for row in rows}
    await connection.execute(_COPY_ITEMS, values)
    await connection.execute(_COPY_PAGES, values)
    await connection.execute(_SHOW_COPIES, {**values, "guild_id": guild_id})
    # The marks come last: by them is known which items are to be copied.
    marks = await fetch(_MARKS, {"feed_id": feed_id})
    await connection.executemany(
        _ADD_MARK,
        [(into, mark["key"], new.get(mark["item_id"]), mark["last_seen_at"]) for mark in marks],
    )
    await add_to_search(connection, numbers)


async def move_followers(connection: Connection, feed_id: int, into: int, guild_id: int) -> None:
    """Let a guild's channels follow another feed, but those that do already."""
    values = {"feed_id": feed_id, "into": into, "guild_id": guild_id}
    await connection.execute(_NOTE_LEFT, values)
    await connection.execute(_MOVE_GUILDS, values)
    await connection.execute(_MOVE_NAME, values)
