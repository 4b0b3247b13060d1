"""How what is new of a subscription arrives: by itself, or in the digest of its channel; rules.

What is written is written inside the caller's transaction. Knows no Discord.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.model import Digest, FollowedFeed, Mode, Subscription
from bot.store.database import Connection
from bot.store.digests.digest_edits import digests_of_guild, update_digest
from bot.store.digests.digests import has_digest


def usual_mode(others: Sequence[FollowedFeed]) -> Mode:
    """Return how a channel that has a digest gets one more feed: as it gets most of the others.

    Where it follows nothing yet, the digest would stay empty without the feed.
    """
    modes = Counter(each.subscription.mode for each in others)
    return modes.most_common(1)[0][0] if modes else Mode.DIGEST


async def digests_of_channel(
    connection: Connection, guild_id: int, channel_id: int
) -> list[Digest]:
    """Return the digests that a channel has, as they are in this transaction."""
    in_guild = await digests_of_guild(connection, guild_id)
    return [digest for digest in in_guild if digest.channel_id == channel_id]


async def put_into_digest(connection: Connection, subscription: Subscription) -> None:
    """Let a digest of its channel read a subscription that means to be read by one.

    Where none reads it, all of them name the feeds that they read: the first names one more.
    """
    if subscription.mode is Mode.LIVE or subscription.guild_id is None:
        return
    if await has_digest(connection.execute_fetchall, subscription):
        return
    there = await digests_of_channel(connection, subscription.guild_id, subscription.channel_id)
    if there:
        chosen = (there[0].subscription_ids or frozenset()) | {subscription.id}
        await update_digest(connection, replace(there[0], subscription_ids=chosen))
