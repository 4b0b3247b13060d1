"""The UPDATEs and DELETEs of items and their marks, by name; asserts nothing."""

from bot.model import (
    DecidedItem,
    Kind,
    ParsedItem,
)
from bot.store.database import Connection, Database
from bot.store.feeds import items as item_rows
from bot.store.outbox.same_story import add_marks
from tests.store.bystanders.ours import (
    Work,
    inside,
)
from tests.store.two_worlds import DAY, NOON, OURS

JUDGED = DecidedItem(
    parsed=ParsedItem(guid="g", link=f"https://{OURS.host}/new", title="New"),
    kind=Kind.ARTICLE,
    published_at=NOON,
    keys=(OURS.key, b"other key"),
)


async def _seen(connection: Connection, database: Database) -> None:
    await item_rows.write_marks(connection, [(OURS.feed, OURS.key, None, NOON + 30 * DAY)])
    await item_rows.prune_seen(connection, OURS.feed)


WRITES: dict[str, Work] = {
    "items: arrive": inside(
        lambda c, _: item_rows.insert_arrivals(
            c, [item_rows.Arrival(feed_id=OURS.feed, new=[JUDGED], now=NOON)]
        )
    ),
    "items: change": inside(lambda c, _: item_rows.change_items(c, {OURS.items[0]: JUDGED}, NOON)),
    "items: sent marks": inside(_seen),
    "items: prune": inside(lambda c, _: item_rows.prune_items(c, OURS.feed, NOON + DAY, limit=5)),
    "items: delete": inside(lambda c, _: item_rows.delete_items(c, OURS.items)),
    "items: story marks": inside(lambda c, _: add_marks(c, {OURS.items[0]: [8]}, NOON)),
}
