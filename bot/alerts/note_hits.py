"""Note which alerts the new items of a poll match; runs inside the poll's transaction.

Only the alerts that share a key with an item are looked at: `bot.alerts.keys`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.alerts.keys import keys_of_item
from bot.model import AlertCandidate, News
from bot.query.filters import Filters, read_filter
from bot.query.match import matches
from bot.store.database import Connection
from bot.store.members.alerts import any_alert, fetch_candidates, insert_hits

SOON = timedelta(seconds=20)  # what comes together is told together, and within a minute


async def note_hits(connection: Connection, news: Sequence[News], now: datetime) -> int:
    """Write down what alerts found in what polls brought; return the number of hits."""
    brought = [update for update in news if update.new]
    if not brought or not await any_alert(connection):
        return 0
    hits: list[tuple[int, int]] = []
    for update in brought:
        filters = Filters(update.feed)
        keys = [keys_of_item(filters.searchable(item, None)) for item in update.new]
        asked = frozenset().union(*keys)
        candidates = await fetch_candidates(connection, update.feed.id, asked)
        hits += _hits(update, filters, candidates)
    if hits:
        await insert_hits(connection, hits, now + SOON)
    return len(hits)


def _hits(
    update: News, filters: Filters, candidates: Sequence[AlertCandidate]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of alert and item; what several alerts ask alike is answered once.

    What a member has muted for themselves is no hit of theirs.
    """
    answers: dict[tuple[str, str, int], bool] = {}
    for candidate in candidates:
        alert, zone = candidate.alert, candidate.zone
        query = read_filter(alert.words)
        if query is None:
            continue
        for item in update.new:
            asked = alert.words, zone, item.id
            if asked not in answers:
                answers[asked] = matches(query, filters.searchable(item, zone)).passed
            if answers[asked] and filters.muted(item, zone, candidate.mutes) is None:
                yield alert.id, item.id
