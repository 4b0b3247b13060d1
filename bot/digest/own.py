"""A member's own digest: which feeds it reads, and how their personal feeds arrive.

What is written is written inside the caller's transaction.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.digest.new import from_now
from bot.digest.options import DigestOptions, apply_options, apply_sources
from bot.model import Digest, Mode
from bot.store.database import Connection, Fetch
from bot.store.feeds.subscription_edits import set_mode
from bot.store.feeds.subscriptions import followed_in_channel, followed_in_guild
from bot.store.guilds.guilds import channels_of_guild, set_guild_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who asks for a digest of their own: it reads `channel_ids`, in the language of `locale`."""

    guild_id: int
    user_id: int
    locale: str
    channel_ids: frozenset[int]

    @property
    def is_alone(self) -> bool:
        """Say whether the digest is of their personal guild, not of a server."""
        return self.guild_id == self.user_id


async def move_into_digest(connection: Connection, digest: Digest) -> None:
    """Let personal feeds arrive in the digest only, no longer as they come."""
    all_of_it = digest.channel_id in digest.channel_ids
    live = [
        each.subscription.id
        for each in await followed_in_channel(connection, digest.channel_id)
        if each.subscription.mode is Mode.LIVE
        and (all_of_it or each.subscription.id in (digest.subscription_ids or ()))
    ]
    await set_mode(connection, live, Mode.DIGEST)


async def move_out_of_digest(connection: Connection, channel_id: int) -> None:
    """Let the feeds of an ended digest arrive as they come again."""
    followed = await followed_in_channel(connection, channel_id)
    await set_mode(connection, [each.subscription.id for each in followed], Mode.LIVE)


async def apply_own_zone(connection: Connection, digest: Digest) -> None:
    """Use the zone of somebody's own digest for their personal guild."""
    if digest.user_id == digest.guild_id and digest.zone is not None:
        await set_guild_zone(connection, digest.guild_id, digest.zone)


async def with_options(
    fetch: Fetch, digest: Digest, member: Member, options: DigestOptions, now: datetime
) -> Digest:
    """Return a member's digest with their options; without `feeds`, its sources stay."""
    wanted = apply_options(digest, replace(options, feeds=None), now)
    wanted = replace(wanted, user_id=member.user_id, paused_at=None)
    if options.feeds:
        followed = await followed_in_guild(fetch, member.guild_id)
        seen = [each for each in followed if each.subscription.channel_id in member.channel_ids]
        known = await channels_of_guild(fetch, member.guild_id)
        channels = {each.id: each.name for each in known if each.id in member.channel_ids}
        wanted = apply_sources(wanted, options.feeds, seen, channels)
    elif wanted.subscription_ids is None:
        wanted = replace(wanted, channel_ids=member.channel_ids)
    return from_now(wanted, now)
