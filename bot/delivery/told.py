"""Find the messages that tell a new item's story already, in every channel; writes only marks.

Two items tell one story where their address is the same, or where they come from different sites
and their title and text are nearly the same (`bot.text.near`). Never within one feed.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from bot.delivery.plan import Posted, Told
from bot.model import Item, News
from bot.store.database import Connection
from bot.store.stories import (
    add_marks,
    fetch_same_address,
    fetch_showing,
    fetch_sources,
    fetch_with_marks,
)
from bot.text.language import guess_language, plain_language
from bot.text.markup import plain
from bot.text.near import Gist, gist_of, is_near, marks_of

_LONGEST_BODY = 4000  # of a body, for a gist

Related = Mapping[int, Collection[int]]  # by new item, those of other feeds that tell its story
Source = tuple[Item, str]  # an item, and its feed's host


async def find_related(connection: Connection, news: Sequence[News], now: datetime) -> Related:
    """Return which items tell the story of a new one, and keep the marks of the new."""
    if not any(one.new for one in news):
        return {}
    sources = {item.id: (item, one.feed.host) for one in news for item in one.new}
    related: dict[int, set[int]] = {item_id: set() for item_id in sources}
    for item_id, other_id in await fetch_same_address(connection, sources, now):
        related[item_id].add(other_id)
    for item_id, other_id in await _near(connection, sources, now):
        related[item_id].add(other_id)
    return related


async def _near(
    connection: Connection, new: Mapping[int, Source], now: datetime
) -> list[tuple[int, int]]:
    """Return pairs of new items and items of other sites that say nearly the same."""
    marks = {item_id: marks_of(_gist(item)) for item_id, (item, _) in new.items()}
    await add_marks(connection, marks, now)
    met = await fetch_with_marks(
        connection, {mark for some in marks.values() for mark in some}, now
    )
    pairs = [
        (item_id, other_id)
        for item_id, some in marks.items()
        for other_id in {other for mark in some for other in met[mark]}
    ]
    strangers = {other_id for _, other_id in pairs}.difference(new)
    sources = {**new, **await fetch_sources(connection, strangers)}
    return [pair for pair in pairs if _tell_the_same(*(sources[item_id] for item_id in pair))]


def _tell_the_same(one: Source, other: Source) -> bool:
    (item, host), (other_item, other_host) = one, other
    of_other_site = item.feed_id != other_item.feed_id and host != other_host
    return of_other_site and is_near(_gist(item), _gist(other_item))


async def find_told(
    connection: Connection,
    news: Sequence[News],
    related: Related,
    now: datetime,
) -> Told:
    """Return the delivery that tells each item's story, by channel and item; the first one."""
    feeds = {item.id: one.feed.id for one in news for item in one.new if related.get(item.id)}
    wanted = {other_id for item_id in feeds for other_id in related[item_id]}
    showing = await fetch_showing(connection, wanted, now)
    return {
        (shown.channel_id, item_id): Posted(
            delivery_id=shown.delivery_id,
            subscription_id=shown.subscription_id,
            item_id=shown.item_id,
            begun=shown.begun,
        )
        for item_id, feed_id in feeds.items()
        for shown in reversed(showing)  # so that the first of a channel stays
        if shown.item_id in related[item_id] and shown.feed_id != feed_id
    }


def _gist(item: Item) -> Gist:
    return _gist_of(item.title, item.lead, item.body[:_LONGEST_BODY])


@lru_cache(maxsize=256)  # of a busy hour's items, each a candidate for the next ones
def _gist_of(title: str, lead: str, body: str) -> Gist:
    text = f"{lead}\n{plain(body)}"
    said = f"{title}\n{text}"
    # Guessed, because two sites may declare their languages in two ways.
    return gist_of(title, text, plain_language(said) or guess_language(said))
