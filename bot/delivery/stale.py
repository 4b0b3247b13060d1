"""Owe edits of messages that were found after a restore and do not say what their items say now.

An item may have changed between the message and its reading back: while nothing ran, or before the
channel was read. What was found is compared with the item once, when it is taken for sent.
"""

from collections.abc import Collection
from datetime import datetime

from bot.delivery.owed_rows import edit_of
from bot.message.payload import fingerprint
from bot.model import FoundPost
from bot.store.database import Connection
from bot.store.outbox.enqueue import insert_owed
from bot.store.outbox.found import fetch_found_posts
from bot.text.words import letters_of


async def owe_edits(connection: Connection, message_ids: Collection[int], now: datetime) -> None:
    """Owe an edit of each of these found messages that is out of date and may be edited."""
    if not message_ids:
        return
    posts = await fetch_found_posts(connection, message_ids)
    edits = [
        edit_of(post.channel_id, post.subscription_id, post.delivery_id, "restored")
        for post in posts
        if _is_stale(post)
    ]
    await insert_owed(connection, edits, now)


def _is_stale(post: FoundPost) -> bool:
    """Say whether a message lacks some of its item's words, perhaps because its look has none.

    Doubt costs no request: an edit that finds the message as it would write it leaves it alone.
    """
    shown = fingerprint(post.payload)
    return not all(letters_of(words) in shown for words in post.words)
