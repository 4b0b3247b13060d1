"""The UPDATEs and DELETEs of the index, and of what was asked, by name; asserts nothing."""

from collections.abc import Awaitable, Callable

from bot.store.database import Database
from bot.store.search.places import SearchPlaceStore
from bot.store.search.segments import SegmentStore, SegmentWriter
from tests.store.bystanders.ours import (
    SEGMENT,
    Work,
    inside,
)
from tests.store.two_worlds import NOON, OURS


def index_write(work: Callable[[SegmentWriter], Awaitable[object]]) -> Work:
    return inside(lambda connection, _: work(SegmentWriter(connection)))


async def _forget_pending(database: Database) -> None:
    rows = await database.fetch_all(
        "SELECT sequence FROM search_pending WHERE item_id IN (?, ?)", OURS.items
    )
    async with SegmentStore(database).transaction() as writer:
        await writer.remove_pending([row["sequence"] for row in rows])


async def _delete_dropped(database: Database) -> None:
    async with SegmentStore(database).transaction() as writer:
        await writer.set_dropped(SEGMENT)
        assert await writer.delete_dropped(limit=1) == 1
        assert await writer.delete_dropped(limit=9) == 1


WRITES: dict[str, Work] = {
    "index: live": index_write(lambda w: w.set_live(SEGMENT, b"new")),
    "index: dropped": index_write(lambda w: w.set_dropped(SEGMENT)),
    "index: dead": index_write(lambda w: w.set_dead(SEGMENT, b"new")),
    "index: delete what is dropped": _delete_dropped,
    "index: forget pending": _forget_pending,
    "index: forget a tombstone": index_write(lambda w: w.remove_tombstones([OURS.base + 13])),
    "search: keep what was asked": lambda db: SearchPlaceStore(db).remember(
        OURS.guild, OURS.user, {"a": 1}, NOON
    ),
}
