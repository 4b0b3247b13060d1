"""Fan out what a poll brought: read the followers, plan, enqueue the rows; sends nothing.

Runs inside the poll's transaction, so an item is never stored without its deliveries.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice

from bot.delivery.foreign import WAIT, ForeignItems
from bot.delivery.owed_rows import to_owed
from bot.delivery.plan import (
    NOTHING_RESTORED,
    AlsoIn,
    Decision,
    Duplicates,
    Follower,
    ReadBack,
    Reconciled,
    ShownDelivery,
    in_order,
    plan_changed,
    plan_new,
    refusal_of,
)
from bot.delivery.same_story import Related, find_duplicates, find_related
from bot.delivery.stale import owe_edits
from bot.model import Item, Mode, News, Owed, Reason, WaitingItem
from bot.query.filters import Filters
from bot.store.database import Connection
from bot.store.llm.translations import insert_waiting
from bot.store.outbox.enqueue import (
    fetch_followers,
    fetch_shown,
    insert_also,
    insert_owed,
)
from bot.store.outbox.found import (
    fetch_posted,
    fetch_silent,
    is_reconciling,
    note_printed,
)

AT_ONCE = 100  # decisions


async def owe(
    connection: Connection, news: Sequence[News], now: datetime, *, translates: bool = False
) -> int:
    """Owe all followers of some feeds what their polls brought; return the number of rows.

    With `translates`, an item in another language than its channel's waits for its translation.
    """
    brought = [update for update in news if update.new or update.changed]
    followers = await _followers(connection, brought)
    heard = [update for update in news if followers.get(update.feed.id)]
    deduped = [update for update in heard if any(map(_dedupes, followers[update.feed.id]))]
    # Of the whole batch: an address that two items of one feed share in it identifies no story.
    related = await find_related(connection, deduped, now)
    shown = await _shown(connection, [item for update in heard for item in update.changed])
    read_back = await _read_back(connection, [item for update in news for item in update.new])
    count = 0
    for group in _apart(heard, related):
        duplicates = await find_duplicates(connection, group, related, now)
        decisions = chain.from_iterable(
            _plans(update, followers[update.feed.id], duplicates, shown, read_back)
            for update in group
        )
        count += await _write(connection, decisions, now, translates=translates)
    return count


async def _followers(connection: Connection, news: Sequence[News]) -> dict[int, list[Follower]]:
    """Return who follows the feeds, by feed."""
    found: dict[int, list[Follower]] = {}
    feed_ids = [update.feed.id for update in news]
    for subscription, same_story, zone, locale in await fetch_followers(connection, feed_ids):
        follower = Follower(
            subscription=subscription, same_story=same_story, zone=zone, locale=locale
        )
        found.setdefault(subscription.feed_id, []).append(follower)
    return found


def _dedupes(follower: Follower) -> bool:
    """Say whether a follower's channel is told of a story only once."""
    return follower.same_story and follower.subscription.mode is not Mode.DIGEST


def _apart(news: Sequence[News], related: Related) -> Iterator[Sequence[News]]:
    """Divide polls, in order, into groups in which no two items tell the same story.

    Each group is enqueued before the next is planned, so that a story told by two feeds of one
    batch is a duplicate the second time.
    """
    group: list[News] = []
    ids: set[int] = set()
    for update in news:
        if any(not ids.isdisjoint(related.get(item.id, ())) for item in update.new):
            yield group
            group, ids = [], set()
        group.append(update)
        ids.update(item.id for item in update.new)
    if group:
        yield group


async def _read_back(connection: Connection, items: Sequence[Item]) -> ReadBack:
    """Return what channels read back after a restore show of these items; note those of digests."""
    if not items or not await is_reconciling(connection):
        return NOTHING_RESTORED
    item_ids = [item.id for item in items]
    await note_printed(connection, item_ids)
    return ReadBack(
        posted=await fetch_posted(connection, item_ids), silent=await fetch_silent(connection)
    )


def _plans(
    news: News,
    followers: Sequence[Follower],
    duplicates: Duplicates,
    shown: Mapping[int, list[ShownDelivery]],
    read_back: ReadBack,
) -> Iterator[Decision]:
    """Plan for all followers of a feed; what they share is worked out once."""
    filters = Filters(news.feed)
    items = in_order(news.new)

    def judge(follower: Follower, item: Item) -> tuple[Reason, str] | None:
        verdict = filters.judge(follower.subscription, item, follower.zone)
        return None if verdict.passed else (refusal_of(verdict), verdict.because)

    for follower in followers:
        yield from plan_new(
            follower, items, judge=judge, duplicates=duplicates, read_back=read_back
        )
        yield from plan_changed(follower, news.changed, shown.get(follower.subscription.id, ()))


async def _shown(connection: Connection, items: Sequence[Item]) -> dict[int, list[ShownDelivery]]:
    """Return the deliveries that show these items, by subscription."""
    found: dict[int, list[ShownDelivery]] = {}
    for row in await fetch_shown(connection, [item.id for item in items]):
        posted = ShownDelivery(
            delivery_id=row["delivery_id"],
            subscription_id=row["subscription_id"],
            item_id=row["item_id"],
            begun=bool(row["begun"]),
        )
        found.setdefault(posted.subscription_id, []).append(posted)
    return found


async def _write(
    connection: Connection, decisions: Iterable[Decision], now: datetime, *, translates: bool
) -> int:
    """Write decisions down, some at a time, so that the event loop is not held."""
    count = 0
    left, foreign = iter(decisions), ForeignItems() if translates else None
    while some := list(islice(left, AT_ONCE)):
        owed: list[Owed] = []
        waiting: list[WaitingItem] = []
        for decision in some:
            for row in to_owed(decision):
                awaited = foreign.waiting(decision, row) if foreign else []
                owed.append(replace(row, due_at=now + WAIT) if awaited else row)
                waiting += awaited
        await insert_owed(connection, owed, now)
        await insert_waiting(connection, waiting, now)
        also = [(d.posted.delivery_id, d.item.id) for d in some if isinstance(d, AlsoIn)]
        await insert_also(connection, also)
        found = [d.message_id for d in some if isinstance(d, Reconciled)]
        await owe_edits(connection, found, now)
        count += sum(1 for row in owed if not row.held and row.found is None)
    return count
