"""Printed pages of digests, and what stood in each, for as long as the items are kept.

An edition is named by its digest, its local date and its slot: the names that the buttons of a
message carry, so that they lead back to it months later.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.message.feed_title import title_order
from bot.model import ON_DEMAND, Edition, Feed, Item, OpeningSentence
from bot.store.database import Connection, Database, Row
from bot.store.digests.digests import to_items
from bot.store.digests.openings import OpeningStore
from bot.store.feeds.feed_names import joined_names
from bot.store.rows import to_feed
from bot.store.times import from_unix, to_unix

_INSERT = """
    INSERT INTO editions (digest_id, local_date, slot, due_at, printed_at, zone, since, left_out)
    VALUES (:digest_id, :local_date, :slot, :due_at, :printed_at, :zone, :since, :left_out)
    RETURNING id
"""
_INSERT_ITEM = """
    INSERT INTO edition_items (edition_id, item_id, story_id, left_away) VALUES (?, ?, ?, ?)
"""
_ITEMS = """
    SELECT items.*, edition_items.story_id AS story_id, edition_items.left_away AS left_away
    FROM edition_items JOIN items ON items.id = edition_items.item_id
    WHERE edition_items.edition_id = ? ORDER BY items.id
"""
_FEEDS = f"""
    SELECT feeds.*, feed_names.name AS name FROM feeds
    JOIN editions ON editions.id = :id JOIN digests ON digests.id = editions.digest_id
    {joined_names("digests.guild_id")}
    WHERE feeds.id IN (
        SELECT feed_id FROM edition_items JOIN items ON items.id = edition_items.item_id
        WHERE edition_id = :id)
    ORDER BY feeds.id
"""  # noqa: S608  # no value is put into it
# A page that was skipped, or said that nothing came, is turned over.
_TURN = """
    SELECT * FROM editions
    WHERE digest_id = :digest_id AND slot < :on_demand
      AND EXISTS (SELECT 1 FROM edition_items WHERE edition_id = editions.id)
"""
_BEFORE = f"{_TURN} AND due_at < :due_at ORDER BY due_at DESC, id DESC LIMIT 1"
_AFTER = f"{_TURN} AND due_at > :due_at ORDER BY due_at, id LIMIT 1"
_LATEST = f"{_TURN} ORDER BY due_at DESC, id DESC LIMIT 1"
_ON_DAY = f"{_TURN} AND local_date = :day ORDER BY due_at DESC, id DESC LIMIT 1"
_DAYS = f"{_TURN} ORDER BY due_at DESC, id DESC LIMIT :limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What stood in an edition: its feeds by name, which of its items told one story.

    `left_away` are those that the posted messages had no room to name; `opening` is what the
    page began with.
    """

    items: tuple[Item, ...]
    feeds: Mapping[int, Feed]
    stories: tuple[Collection[int], ...]
    left_away: frozenset[int]
    opening: tuple[OpeningSentence, ...] = ()


class EditionStore:
    """Rows of editions."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._openings = OpeningStore(database)

    async def find(self, digest_id: int, day: date, slot: int) -> Edition | None:
        """Return the edition of this name."""
        return await self._one(
            "SELECT * FROM editions WHERE digest_id = :id AND local_date = :day AND slot = :slot",
            {"id": digest_id, "day": day.isoformat(), "slot": slot},
        )

    async def before(self, edition: Edition) -> Edition | None:
        return await self._one(_BEFORE, _turned(edition.digest_id, edition.due_at))

    async def after(self, edition: Edition) -> Edition | None:
        return await self._one(_AFTER, _turned(edition.digest_id, edition.due_at))

    async def latest(self, digest_id: int) -> Edition | None:
        """Return the last page that had something in it."""
        return await self._one(_LATEST, _turned(digest_id))

    async def on_day(self, digest_id: int, day: date) -> Edition | None:
        """Return the last page of a local day."""
        return await self._one(_ON_DAY, {**_turned(digest_id), "day": day.isoformat()})

    async def days(self, digest_id: int, limit: int) -> list[date]:
        """Return the last days with a page, the latest first."""
        rows = await self._database.fetch_all(_DAYS, {**_turned(digest_id), "limit": limit})
        return list(dict.fromkeys(date.fromisoformat(row["local_date"]) for row in rows))

    async def last(self, digest_id: int, limit: int) -> list[Edition]:
        """Return the last pages that had something in them, the latest first."""
        rows = await self._database.fetch_all(_DAYS, {**_turned(digest_id), "limit": limit})
        return [_edition(row) for row in rows]

    async def contents(self, edition_id: int) -> Contents:
        """Return what stood in an edition and is still kept."""
        rows = await self._database.fetch_all(_ITEMS, (edition_id,))
        stories: dict[int, list[int]] = {}
        for row in rows:
            if row["story_id"] is not None:
                stories.setdefault(row["story_id"], [row["story_id"]]).append(row["id"])
        feeds = [to_feed(row) for row in await self._database.fetch_all(_FEEDS, {"id": edition_id})]
        feeds.sort(key=title_order)
        return Contents(
            items=tuple(await to_items(rows)),
            feeds={feed.id: feed for feed in feeds},
            stories=tuple(stories.values()),
            left_away=frozenset(row["id"] for row in rows if row["left_away"]),
            opening=await self._openings.of_edition(edition_id),
        )

    async def has(self, edition_id: int, item_id: int) -> bool:
        """Say whether an item stood in an edition."""
        found = await self._database.fetch_one(
            "SELECT 1 FROM edition_items WHERE edition_id = ? AND item_id = ?",
            (edition_id, item_id),
        )
        return found is not None

    async def _one(self, sql: str, values: Mapping[str, object]) -> Edition | None:
        row = await self._database.fetch_one(sql, values)
        return _edition(row) if row else None


async def insert_edition(
    connection: Connection,
    edition: Edition,
    items: Mapping[int, int | None],
    left_away: Collection[int],
) -> int:
    """Write an edition with its items, each with the one it stands under; return its id."""
    rows = await connection.execute_fetchall(
        _INSERT,
        {
            "digest_id": edition.digest_id,
            "local_date": edition.day.isoformat(),
            "slot": edition.slot,
            "due_at": to_unix(edition.due_at),
            "printed_at": to_unix(edition.printed_at),
            "zone": edition.zone,
            "since": edition.since.isoformat() if edition.since else None,
            "left_out": edition.left_out,
        },
    )
    edition_id: int = next(iter(rows))["id"]
    await connection.executemany(
        _INSERT_ITEM,
        [
            (edition_id, item_id, story_id, int(item_id in left_away))
            for item_id, story_id in items.items()
        ],
    )
    return edition_id


def _turned(digest_id: int, due_at: datetime | None = None) -> dict[str, object]:
    turned: dict[str, object] = {"digest_id": digest_id, "on_demand": ON_DEMAND}
    return turned if due_at is None else {**turned, "due_at": to_unix(due_at)}


def _edition(row: Row) -> Edition:
    return Edition(
        id=row["id"],
        digest_id=row["digest_id"],
        day=date.fromisoformat(row["local_date"]),
        slot=row["slot"],
        due_at=from_unix(row["due_at"]),
        printed_at=from_unix(row["printed_at"]),
        zone=row["zone"],
        since=date.fromisoformat(row["since"]) if row["since"] else None,
        left_out=row["left_out"],
    )
