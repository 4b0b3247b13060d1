"""Follow feeds: follow, unfollow, move, pause and resume, within the limits.

Each is one transaction that reads what holds, judges it and writes it, so that two who ask at
once cannot pass a limit together. What is owed to a channel that follows is decided in
`bot.delivery.fan_out`; what a subscription becomes by editing, in
`bot.follow.edit.service`. Knows no Discord.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.errors import StoreError, UserError
from bot.feeds.discovery.candidates import OfferedFeed
from bot.feeds.record import Poll, Recorder
from bot.follow.arrival import put_into_digest
from bot.follow.audit import Actor, note_feed
from bot.follow.edit.settings import FeedSettings
from bot.follow.insert import NewFeed, insert_follower
from bot.follow.limits import FollowLimits
from bot.follow.required import require_followed
from bot.message.feed_title import written_title
from bot.message.markdown import mention_channel
from bot.model import POLL_FLOOR, Channel, FollowedFeed, Guild, Mode
from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.feeds.subscription_edits import (
    move_subscription,
    set_mode,
    set_paused,
)
from bot.store.feeds.subscriptions import (
    delete_subscription,
    wake_feed,
)
from bot.store.guilds.guilds import upsert_channel

log = logging.getLogger(__name__)


class FollowService:
    """What may be done with subscriptions; `limits` is how many there may be."""

    def __init__(
        self,
        database: Database,
        *,
        limits: FollowLimits,
        fastest: timedelta = POLL_FLOOR,
        recorder: Recorder | None = None,
        wake_polls: asyncio.Event | None = None,
        wake_deliveries: asyncio.Event | None = None,
    ) -> None:
        self._database = database
        self.limits = limits
        self.fastest = fastest  # the shortest interval that a subscription may ask for
        self._recorder = recorder
        self._wake_polls = wake_polls or asyncio.Event()
        self._wake_deliveries = wake_deliveries or asyncio.Event()

    @retried
    async def follow(
        self,
        offer: OfferedFeed,
        channel: Channel,
        guild: Guild,
        now: datetime,
        *,
        mode: Mode | None = None,
        settings: FeedSettings | None = None,
        by: Actor | None = None,
    ) -> FollowedFeed:
        """Let a channel of a guild follow a feed; what discovery read is its first poll.

        A feed that was not read yet is due at once. Without a `mode` (here or in `settings`) it
        arrives as the channel's other feeds do.

        Raises:
            UserError: it does already, or the guild follows as much as it may.
        """
        async with self._database.transaction() as connection:
            feed = NewFeed(
                url=offer.url,
                title=offer.title,
                site_url=offer.parsed.site_url if offer.parsed else None,
                settings={"mode": mode.value} if mode is not None else settings,
                is_read=offer.reading is not None,
            )
            followed = await insert_follower(
                connection, feed, channel, guild, now, limits=self.limits
            )
            await note_feed(connection, by, "followed", followed)
        await self.record_first(followed, offer, now)
        self._wake_polls.set()
        return followed

    async def record_first(self, followed: FollowedFeed, offer: OfferedFeed, now: datetime) -> None:
        """Record what was read of a new feed, so that only later items count as news."""
        feed = followed.feed
        if self._recorder is None or offer.reading is None or feed.first_polled_at is not None:
            return
        try:
            await self._recorder.record([Poll(feed=feed, outcome=offer.reading, now=now)])
        except StoreError:  # it is followed, and will be read
            log.exception("first reading not recorded: feed=%d", feed.id)

    @retried
    async def set_arrival(
        self,
        subscription_ids: Sequence[int],
        guild_id: int,
        mode: Mode,
        *,
        by: Actor | None = None,
    ) -> list[FollowedFeed]:
        """Choose whether articles of some feeds arrive in their channel's digest or by themselves.

        Raises:
            UserError: one of them is gone.
        """
        async with self._database.transaction() as connection:
            await set_mode(
                connection,
                [
                    (await require_followed(connection, each, guild_id)).subscription.id
                    for each in subscription_ids
                ],
                mode,
            )
            followed = [
                await require_followed(connection, each, guild_id) for each in subscription_ids
            ]
            for following in followed:
                await put_into_digest(connection, following.subscription)
                await note_feed(connection, by, "arrival", following, ("mode",))
        return followed

    @retried
    async def unfollow(
        self, subscription_id: int, guild_id: int, *, by: Actor | None = None
    ) -> FollowedFeed:
        """End a subscription, and return what it was; the archive stays.

        Raises:
            UserError: it is gone already.
        """
        async with self._database.transaction() as connection:
            following = await require_followed(connection, subscription_id, guild_id)
            await delete_subscription(connection, subscription_id)
            await note_feed(connection, by, "unfollowed", following)
        return following

    @retried
    async def pause(
        self, subscription_id: int, guild_id: int, now: datetime, *, by: Actor | None = None
    ) -> FollowedFeed:
        """Stop posting a feed from now on.

        Raises:
            UserError: it is paused already, or gone.
        """
        async with self._database.transaction() as connection:
            following = await require_followed(connection, subscription_id, guild_id)
            if following.subscription.paused_at is not None:
                raise _refused("running.paused_already", following)
            await set_paused(connection, subscription_id, now)
            await note_feed(connection, by, "paused", following)
            return await require_followed(connection, subscription_id, guild_id)

    @retried
    async def resume(
        self, subscription_id: int, guild_id: int, now: datetime, *, by: Actor | None = None
    ) -> FollowedFeed:
        """Post a paused feed again from now on, and poll it soon.

        Raises:
            UserError: it is not paused, or gone.
        """
        async with self._database.transaction() as connection:
            following = await require_followed(connection, subscription_id, guild_id)
            if following.subscription.paused_at is None:
                raise _refused("running.running_already", following)
            await set_paused(connection, subscription_id, None)
            await note_feed(connection, by, "resumed", following)
            await wake_feed(connection, following.feed.id, now)
            following = await require_followed(connection, subscription_id, guild_id)
        self._wake_polls.set()
        return following

    @retried
    async def move(
        self, subscription_id: int, guild_id: int, channel: Channel, *, by: Actor | None = None
    ) -> FollowedFeed:
        """Move a subscription to another channel, with its deliveries that were not begun.

        Raises:
            UserError: that channel follows the feed already, or the subscription is gone.
        """
        async with self._database.transaction() as connection:
            following = await require_followed(connection, subscription_id, guild_id)
            if channel.id == following.subscription.channel_id:
                raise _refused("running.moved_here", following)
            await upsert_channel(connection, channel)
            if not await move_subscription(connection, subscription_id, channel.id):
                raise _refused("running.followed_there", following, channel.id)
            following = await require_followed(connection, subscription_id, guild_id)
            await note_feed(connection, by, "moved", following)
        self._wake_deliveries.set()
        return following


def _refused(key: str, following: FollowedFeed, channel_id: int | None = None) -> UserError:
    """Return the error about a feed and its channel, or about another channel."""
    channel = mention_channel(channel_id or following.subscription.channel_id)
    return UserError(key, feed=written_title(following.feed), channel=channel)
