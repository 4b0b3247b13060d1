"""Follow feeds: follow, unfollow, draft, save, filter, move, pause and resume, within the limits.

Each is one transaction that reads what holds, judges it and writes it, so that two who ask at
once cannot pass a limit together. What is owed to a channel that follows is decided in
`bot.delivery.fan_out`. Knows no Discord.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import StoreError, UserError
from bot.feeds.discovery.candidates import OfferedFeed
from bot.feeds.items.kinds import read_rules
from bot.feeds.record import Poll, Recorder
from bot.feeds.schedule import FLOOR
from bot.follow.arrival import put_into_digest
from bot.follow.audit import Actor, changed_fields, note_feed
from bot.follow.edit.changes import Change, with_filters, with_mention
from bot.follow.edit.settings import FeedSettings
from bot.follow.insert import NewFeed, insert_follower
from bot.follow.limits import FollowLimits
from bot.message.feed_title import written_title
from bot.message.markdown import mention_channel
from bot.model import Channel, FollowedFeed, Guild, Mode, Subscription
from bot.store.database import Connection, Database
from bot.store.engine.retry import retried
from bot.store.feeds.subscription_edits import (
    draft_of,
    drop_draft,
    has_full_text,
    is_shared,
    move_subscription,
    put_draft,
    set_full_text,
    set_kind_rules,
    set_mode,
    set_paused,
    update_subscription,
)
from bot.store.feeds.subscriptions import (
    delete_subscription,
    find_followed,
    wake_feed,
)
from bot.store.guilds.guilds import upsert_channel

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A subscription as it is saved, and as somebody wants it."""

    saved: FollowedFeed
    wanted: Subscription

    @property
    def is_changed(self) -> bool:
        return self.wanted != self.saved.subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A subscription before a change, and after it."""

    before: FollowedFeed
    after: FollowedFeed


class FollowService:
    """What may be done with subscriptions; `limits` is how many there may be."""

    def __init__(
        self,
        database: Database,
        *,
        limits: FollowLimits,
        fastest: timedelta = FLOOR,
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
        """Let a channel of a guild follow a feed; what was read of it is its first reading.

        What was not falls due at once. Without a `mode`, alone or in `settings`, it arrives as the
        channel's others do.

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
        """Record what was read of a new feed, so that whatever comes from now on is news."""
        feed = followed.feed
        if self._recorder is None or offer.reading is None or feed.first_polled_at is not None:
            return
        try:
            await self._recorder.record([Poll(feed=feed, outcome=offer.reading, now=now)])
        except StoreError:  # it is followed, and will be read
            log.exception("first reading not recorded: feed=%d", feed.id)

    @retried
    async def let_arrive(
        self,
        subscription_ids: Sequence[int],
        guild_id: int,
        mode: Mode,
        *,
        by: Actor | None = None,
    ) -> list[FollowedFeed]:
        """Let what is new of some feeds arrive in their channel's digest, or by itself.

        Raises:
            UserError: one of them is gone.
        """
        async with self._database.transaction() as connection:
            await set_mode(
                connection,
                [
                    (await _required(connection, each, guild_id)).subscription.id
                    for each in subscription_ids
                ],
                mode,
            )
            followed = [await _required(connection, each, guild_id) for each in subscription_ids]
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
            following = await _required(connection, subscription_id, guild_id)
            await delete_subscription(connection, subscription_id)
            await note_feed(connection, by, "unfollowed", following)
        return following

    @retried
    async def pause(
        self, subscription_id: int, guild_id: int, now: datetime, *, by: Actor | None = None
    ) -> FollowedFeed:
        """Owe nothing of a feed from now on.

        Raises:
            UserError: it is paused already, or gone.
        """
        async with self._database.transaction() as connection:
            following = await _required(connection, subscription_id, guild_id)
            if following.subscription.paused_at is not None:
                raise _refused("running.paused_already", following)
            await set_paused(connection, subscription_id, now)
            await note_feed(connection, by, "paused", following)
            return await _required(connection, subscription_id, guild_id)

    @retried
    async def resume(
        self, subscription_id: int, guild_id: int, now: datetime, *, by: Actor | None = None
    ) -> FollowedFeed:
        """Owe what comes of a paused feed from now on, and read it soon.

        Raises:
            UserError: it is not paused, or gone.
        """
        async with self._database.transaction() as connection:
            following = await _required(connection, subscription_id, guild_id)
            if following.subscription.paused_at is None:
                raise _refused("running.running_already", following)
            await set_paused(connection, subscription_id, None)
            await note_feed(connection, by, "resumed", following)
            await wake_feed(connection, following.feed.id, now)
            following = await _required(connection, subscription_id, guild_id)
        self._wake_polls.set()
        return following

    @retried
    async def move(
        self, subscription_id: int, guild_id: int, channel: Channel, *, by: Actor | None = None
    ) -> FollowedFeed:
        """Let a feed go to another channel, with what is owed of it and was not begun.

        Raises:
            UserError: that channel follows the feed already, or the subscription is gone.
        """
        async with self._database.transaction() as connection:
            following = await _required(connection, subscription_id, guild_id)
            if channel.id == following.subscription.channel_id:
                raise _refused("running.moved_here", following)
            await upsert_channel(connection, channel)
            if not await move_subscription(connection, subscription_id, channel.id):
                raise _refused("running.followed_there", following, channel.id)
            following = await _required(connection, subscription_id, guild_id)
            await note_feed(connection, by, "moved", following)
        self._wake_deliveries.set()
        return following

    async def set_filters(
        self,
        subscription_id: int,
        guild_id: int,
        *,
        include: str | None = None,
        exclude: str | None = None,
        by: Actor | None = None,
    ) -> Changed:
        """Save the filters that are given; what is None stays, "" lets all pass.

        Raises:
            UserError: one cannot be read, or the subscription is gone.
        """
        return await self._change(
            subscription_id, guild_id, lambda was: with_filters(was, include, exclude), by
        )

    async def set_mention(
        self,
        subscription_id: int,
        guild_id: int,
        role_id: int | None,
        when: str | None,
        *,
        by: Actor | None = None,
    ) -> Changed:
        """Mention a role for what matches `when`; None for nobody.

        Raises:
            UserError: the condition cannot be read, or the subscription is gone.
        """
        return await self._change(
            subscription_id, guild_id, lambda was: with_mention(was, role_id, when), by
        )

    @retried
    async def _change(
        self, subscription_id: int, guild_id: int, change: Change, by: Actor | None
    ) -> Changed:
        async with self._database.transaction() as connection:
            before = await _required(connection, subscription_id, guild_id)
            await update_subscription(connection, change(before.subscription))
            after = await _required(connection, subscription_id, guild_id)
            await _note_edit(connection, by, before.subscription, after)
        return Changed(before=before, after=after)

    @retried
    async def draft(self, user_id: int, subscription_id: int, guild_id: int) -> Draft:
        """Return a subscription with what somebody has changed of it and not saved.

        Raises:
            UserError: it is gone.
        """
        async with self._database.transaction() as connection:
            return await _draft(connection, user_id, subscription_id, guild_id)

    @retried
    async def edit(
        self, user_id: int, subscription_id: int, guild_id: int, change: Change, now: datetime
    ) -> Draft:
        """Change somebody's draft of a subscription; nothing of it holds until it is saved.

        Raises:
            UserError: the change makes no sense, or the subscription is gone.
        """
        async with self._database.transaction() as connection:
            draft = await _draft(connection, user_id, subscription_id, guild_id)
            wanted = change(draft.wanted)
            await put_draft(connection, user_id, draft.saved.subscription, wanted, now)
        return Draft(saved=draft.saved, wanted=wanted)

    @retried
    async def save(
        self,
        user_id: int,
        subscription_id: int,
        guild_id: int,
        now: datetime,
        *,
        by: Actor | None = None,
    ) -> FollowedFeed:
        """Let somebody's draft hold from now on, and read the feed soon.

        Raises:
            UserError: the subscription is gone.
        """
        async with self._database.transaction() as connection:
            draft = await _draft(connection, user_id, subscription_id, guild_id)
            await update_subscription(connection, draft.wanted)
            await drop_draft(connection, user_id, subscription_id)
            await wake_feed(connection, draft.saved.feed.id, now)
            following = await _required(connection, subscription_id, guild_id)
            await _note_edit(connection, by, draft.saved.subscription, following)
        self._wake_polls.set()
        return following

    @retried
    async def discard(self, user_id: int, subscription_id: int, guild_id: int) -> FollowedFeed:
        """Forget somebody's draft, and return what is saved.

        Raises:
            UserError: the subscription is gone.
        """
        async with self._database.transaction() as connection:
            following = await _required(connection, subscription_id, guild_id)
            await drop_draft(connection, user_id, subscription_id)
        return following

    @retried
    async def switch_full_text(
        self, subscription_id: int, guild_id: int, *, by: Actor | None = None
    ) -> None:
        """Fetch the pages of a feed's articles, or no longer; that holds for all who follow it.

        Raises:
            UserError: it would be taken from other guilds, or the subscription is gone.
        """
        async with self._database.transaction() as connection:
            following = await _required(connection, subscription_id, guild_id)
            feed = following.feed
            wanted = not await has_full_text(connection.execute_fetchall, feed.id)
            if not wanted and await is_shared(connection.execute_fetchall, feed.id, guild_id):
                raise UserError("editing.shared_pages", feed=written_title(feed))
            await set_full_text(connection, feed.id, wanted=wanted)
            await note_feed(connection, by, "edited", following, ("full_text",))

    @retried
    async def set_kind_rules(
        self, subscription_id: int, guild_id: int, rules: str | None, *, by: Actor | None = None
    ) -> FollowedFeed:
        """Keep what tells a feed's briefs from its articles; that holds for all who follow it.

        Raises:
            UserError: a rule cannot be read, the feed is other guilds' too, or it is gone.
        """
        read_rules(rules)
        async with self._database.transaction() as connection:
            following = await _required(connection, subscription_id, guild_id)
            if await is_shared(connection.execute_fetchall, following.feed.id, guild_id):
                raise UserError("editing.shared", feed=written_title(following.feed))
            await set_kind_rules(connection, following.feed.id, rules)
            await note_feed(connection, by, "edited", following, ("kinds",))
            return await _required(connection, subscription_id, guild_id)


async def _note_edit(
    connection: Connection, by: Actor | None, before: Subscription, after: FollowedFeed
) -> None:
    if changed := changed_fields(before, after.subscription):
        await note_feed(connection, by, "edited", after, changed)


def _refused(key: str, following: FollowedFeed, channel_id: int | None = None) -> UserError:
    """Return the mistake of asking that of a feed and its channel, or another one."""
    channel = mention_channel(channel_id or following.subscription.channel_id)
    return UserError(key, feed=written_title(following.feed), channel=channel)


async def _required(connection: Connection, subscription_id: int, guild_id: int) -> FollowedFeed:
    """Return a subscription of a guild.

    Raises:
        UserError: there is none.
    """
    following = await find_followed(connection.execute_fetchall, subscription_id, guild_id)
    if following is None:
        raise UserError("feeds.already_gone")
    return following


async def _draft(
    connection: Connection, user_id: int, subscription_id: int, guild_id: int
) -> Draft:
    saved = await _required(connection, subscription_id, guild_id)
    wanted = await draft_of(connection.execute_fetchall, user_id, saved.subscription)
    return Draft(saved=saved, wanted=wanted)
