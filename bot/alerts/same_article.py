"""Dedupe what alerts found: which hits are one article, and whether it was told before; pure.

Items of two feeds are one article where their canonical link is the same, or a title of some length
and the day. Items of one feed never are: a live ticker's share their address, a column's its name.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC

from bot.model import AlertHit, Item
from bot.text.words import fold, words

LEAST_WORDS = 4  # of a title; with fewer, two papers have it by chance
_KEY_BYTES = 16


def article_keys(hit: AlertHit, item: Item) -> tuple[str, ...]:
    """Return hashes of which the item of another feed has one if it is the same article."""
    named = []
    if hit.canonical_link:
        named.append(f"link {hit.canonical_link}")
    title = words(fold(item.title))
    if len(title) >= LEAST_WORDS:
        day = item.published_at.astimezone(UTC).date().isoformat()
        named.append(f"title {day} {' '.join(title)}")
    return tuple([_hashed(name) for name in named])


def group_articles(
    hits: Sequence[AlertHit], keys: Mapping[int, tuple[str, ...]], told: Mapping[str, int]
) -> list[list[AlertHit]]:
    """Return hits by article, in their order, without those of articles that were told before.

    Args:
        hits: what alerts found.
        keys: the `article_keys` of the items that were found, by their id.
        told: keys of what the member was told of, with the feed that it came from.
    """
    articles: list[list[AlertHit]] = []
    by_item: dict[int, list[AlertHit]] = {}
    by_key: dict[str, tuple[int, list[AlertHit]]] = {
        key: (feed_id, []) for key, feed_id in told.items()
    }
    for hit in hits:
        named = keys[hit.item_id]
        if hit.item_id not in by_item:
            same = [by_key[key] for key in named if key in by_key]
            known = [article for feed_id, article in same if feed_id != hit.feed.id]
            if not known:
                articles.append([])
            by_item[hit.item_id] = known[0] if known else articles[-1]
        article = by_item[hit.item_id]
        article.append(hit)
        for key in named:
            by_key.setdefault(key, (hit.feed.id, article))
    return articles


def _hashed(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=_KEY_BYTES).hexdigest()
