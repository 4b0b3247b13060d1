"""Find the messages that tell a new item's story already, in every channel; writes only marks.

Two items tell one story where their address is the same, or where they come from different sites
and their title and text are nearly the same (`bot.text.near`). Never within one feed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from bot.delivery.plan import Posted, Told
from bot.model import Feed, Item
from bot.store.database import Connection
from bot.store.stories import (
    add_marks,
    fetch_candidates,
    fetch_same_address,
    fetch_showing,
    fetch_with_marks,
)
from bot.text.language import guess_language
from bot.text.markup import plain
from bot.text.near import Gist, gist_of, is_near, marks_of

_LONGEST_BODY = 4000  # of a body, for a gist


async def find_told(
    connection: Connection, feed: Feed, items: Sequence[Item], now: datetime
) -> Told:
    """Return the delivery that tells each item's story, by channel and item; the first one."""
    others: dict[int, list[int]] = {item.id: [] for item in items}
    for item_id, other_id in await fetch_same_address(connection, list(others), now):
        others[item_id].append(other_id)
    for item_id, near in (await _near(connection, feed, items, now)).items():
        others[item_id] += near
    wanted = {other for found in others.values() for other in found}
    showing = await fetch_showing(connection, wanted, feed_id=feed.id, now=now)
    return {
        (shown.channel_id, item_id): Posted(
            delivery_id=shown.delivery_id,
            subscription_id=shown.subscription_id,
            item_id=shown.item_id,
            begun=shown.begun,
        )
        for item_id, found in others.items()
        for shown in reversed(showing)  # so that the first of a channel stays
        if shown.item_id in found
    }


async def _near(
    connection: Connection, feed: Feed, items: Sequence[Item], now: datetime
) -> Mapping[int, list[int]]:
    """Return the items of other sites that say nearly the same, by item."""
    gists = {item.id: _gist(item) for item in items}
    marks = {item_id: marks_of(gist) for item_id, gist in gists.items()}
    wanted = {mark for some in marks.values() for mark in some}
    met = await fetch_with_marks(connection, wanted, now)
    candidates = await fetch_candidates(connection, met, feed_id=feed.id, host=feed.host)
    await add_marks(connection, marks, now)
    known = {candidate.id: _gist(candidate) for candidate in candidates}
    return {
        item_id: [other_id for other_id, other in known.items() if is_near(gist, other)]
        for item_id, gist in gists.items()
    }


def _gist(item: Item) -> Gist:
    return _gist_of(item.title, item.lead, item.body[:_LONGEST_BODY])


@lru_cache(maxsize=256)  # of a busy hour's items, each a candidate for the next ones
def _gist_of(title: str, lead: str, body: str) -> Gist:
    text = f"{lead}\n{plain(body)}"
    # Guessed, because two sites may declare their languages in two ways.
    return gist_of(title, text, guess_language(f"{title}\n{text}"))
