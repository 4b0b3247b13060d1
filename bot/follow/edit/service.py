"""Edit subscriptions: filters, mentions, drafts that are saved or discarded, a feed's full text.

Each is one transaction, as in `bot.follow.service`. Knows no Discord.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.errors import UserError
from bot.feeds.items.kinds import read_rules
from bot.follow.audit import Actor, changed_fields, note_feed
from bot.follow.edit.changes import Change, with_filters, with_mention
from bot.follow.required import require_followed
from bot.message.feed_title import written_title
from bot.model import FollowedFeed, Subscription
from bot.store.database import Connection, Database
from bot.store.engine.retry import retried
from bot.store.feeds.subscription_edits import (
    draft_of,
    drop_draft,
    has_full_text,
    is_shared,
    put_draft,
    set_full_text,
    set_kind_rules,
    update_subscription,
)
from bot.store.feeds.subscriptions import wake_feed


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


class EditService:
    """What a subscription may become."""

    def __init__(self, database: Database, *, wake_polls: asyncio.Event | None = None) -> None:
        self._database = database
        self._wake_polls = wake_polls or asyncio.Event()

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
            before = await require_followed(connection, subscription_id, guild_id)
            await update_subscription(connection, change(before.subscription))
            after = await require_followed(connection, subscription_id, guild_id)
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
            following = await require_followed(connection, subscription_id, guild_id)
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
            following = await require_followed(connection, subscription_id, guild_id)
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
            following = await require_followed(connection, subscription_id, guild_id)
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
            following = await require_followed(connection, subscription_id, guild_id)
            if await is_shared(connection.execute_fetchall, following.feed.id, guild_id):
                raise UserError("editing.shared", feed=written_title(following.feed))
            await set_kind_rules(connection, following.feed.id, rules)
            await note_feed(connection, by, "edited", following, ("kinds",))
            return await require_followed(connection, subscription_id, guild_id)


async def _note_edit(
    connection: Connection, by: Actor | None, before: Subscription, after: FollowedFeed
) -> None:
    if changed := changed_fields(before, after.subscription):
        await note_feed(connection, by, "edited", after, changed)


async def _draft(
    connection: Connection, user_id: int, subscription_id: int, guild_id: int
) -> Draft:
    saved = await require_followed(connection, subscription_id, guild_id)
    wanted = await draft_of(connection.execute_fetchall, user_id, saved.subscription)
    return Draft(saved=saved, wanted=wanted)
