"""Dedupe stories: find the messages that tell a new item's story already; writes only marks.

Two items tell one story where their address is the same, or where they come from different sites
and their title and text are nearly the same (`bot.text.similarity.near_duplicates`). Never within
one feed.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from bot.delivery.plan import Duplicates, ShownDelivery
from bot.model import Item, News
from bot.store.database import Connection
from bot.store.feeds.items import fetch_items
from bot.store.outbox.same_story import (
    Showing,
    add_marks,
    fetch_same_address,
    fetch_showing,
    fetch_with_marks,
)
from bot.text.language import guess_language, plain_language
from bot.text.markup import plain
from bot.text.similarity.near_duplicates import Gist, gist_of, is_near, marks_of

_LONGEST_BODY = 4000  # of a body, for a gist

Related = Mapping[int, Collection[int]]  # by new item, those of other feeds that tell its story


async def find_related(connection: Connection, news: Sequence[News], now: datetime) -> Related:
    """Return which items tell the story of a new one, and keep the marks of the new."""
    new = {item.id: item for update in news for item in update.new}
    if not new:
        return {}
    related: dict[int, set[int]] = {item_id: set() for item_id in new}
    for item_id, other_id in await fetch_same_address(connection, new, now):
        related[item_id].add(other_id)
    pairs = await _candidates(connection, news, now)
    known = new | await fetch_items(connection, {other_id for _, other_id in pairs} - new.keys())
    for item_id, other_id in pairs:
        if is_near(_gist(new[item_id]), _gist(known[other_id])):
            related[item_id].add(other_id)
    return related


async def _candidates(
    connection: Connection, news: Sequence[News], now: datetime
) -> set[tuple[int, int]]:
    """Return pairs of new items and items of other sites whose titles may be nearly the same."""
    marks = {item.id: marks_of(_gist(item)) for update in news for item in update.new}
    await add_marks(connection, marks, now)
    met = await fetch_with_marks(
        connection, {mark for some in marks.values() for mark in some}, now
    )
    return {
        (item.id, other.item_id)
        for update in news
        for item in update.new
        for mark in marks[item.id]
        for other in met.get(mark, ())
        if other.feed_id != update.feed.id and other.host != update.feed.host
    }


async def find_duplicates(
    connection: Connection,
    news: Sequence[News],
    related: Related,
    now: datetime,
) -> Duplicates:
    """Return the delivery that tells each item's story, by channel and item; the first one."""
    feeds = {
        item.id: update.feed.id for update in news for item in update.new if related.get(item.id)
    }
    wanted = {other_id for item_id in feeds for other_id in related[item_id]}
    showing: dict[int, list[Showing]] = {}
    for shown in await fetch_showing(connection, wanted, now):
        showing.setdefault(shown.item_id, []).append(shown)
    duplicates: dict[tuple[int, int], ShownDelivery] = {}
    for item_id, feed_id in feeds.items():
        found = [shown for other_id in related[item_id] for shown in showing.get(other_id, ())]
        for shown in sorted(found, key=lambda showing: showing.delivery_id):
            if shown.feed_id != feed_id:
                duplicates.setdefault((shown.channel_id, item_id), _shown_delivery(shown))
    return duplicates


def _shown_delivery(shown: Showing) -> ShownDelivery:
    return ShownDelivery(
        delivery_id=shown.delivery_id,
        subscription_id=shown.subscription_id,
        item_id=shown.item_id,
        begun=shown.begun,
    )


def _gist(item: Item) -> Gist:
    return _gist_of(item.title, item.lead, item.body[:_LONGEST_BODY])


@lru_cache(maxsize=256)  # of a busy hour's items, each a candidate for the next ones
def _gist_of(title: str, lead: str, body: str) -> Gist:
    text = f"{lead}\n{plain(body)}"
    whole = f"{title}\n{text}"
    # Guessed, because two sites may declare their languages in two ways.
    return gist_of(title, text, plain_language(whole) or guess_language(whole))
