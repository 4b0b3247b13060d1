"""Act on many subscriptions at once: asked once, done in one transaction, undone in another.

What cannot be done to one of them (it is followed there already, or paused) leaves that one out.
Knows no Discord.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.errors import UserError
from bot.follow.arrival import put_into_digest
from bot.follow.audit import Actor, changed_fields, note_feed
from bot.follow.edit.settings import changes_between, with_changes
from bot.follow.limits import FollowLimits
from bot.model import BulkChange, BulkState, BulkVerb, Channel, FollowedFeed
from bot.store.database import Connection, Database
from bot.store.engine.retry import retried
from bot.store.feeds.bulk import (
    find_bulk,
    insert_bulk,
    restore_subscription,
    set_bulk_ids,
    set_bulk_state,
    whole_subscription,
)
from bot.store.feeds.subscription_edits import (
    move_subscription,
    set_paused,
    update_subscription,
)
from bot.store.feeds.subscriptions import (
    count_feeds,
    delete_subscription,
    find_followed,
    wake_feed,
)
from bot.store.guilds.guilds import find_guild, upsert_channel
from bot.store.times import from_unix_or_none, to_unix_or_none

Undo = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkResult:
    """A bulk change with the subscriptions that it is about; `left` could not be changed."""

    change: BulkChange
    feeds: tuple[FollowedFeed, ...]
    left: tuple[FollowedFeed, ...] = ()


class BulkService:
    """Where many subscriptions are changed; `limits` is how many there may be."""

    def __init__(
        self,
        database: Database,
        *,
        limits: FollowLimits,
        wake_polls: asyncio.Event | None = None,
        wake_deliveries: asyncio.Event | None = None,
    ) -> None:
        self._database = database
        self._limits = limits
        self._wake_polls = wake_polls or asyncio.Event()
        self._wake_deliveries = wake_deliveries or asyncio.Event()

    @retried
    async def ask(
        self,
        guild_id: int,
        verb: BulkVerb,
        followed: Sequence[FollowedFeed],
        now: datetime,
        *,
        changes: Mapping[str, str | None] | None = None,
        channel: Channel | None = None,
    ) -> BulkResult:
        """Keep what somebody wants to do to these subscriptions; nothing is done yet.

        Raises:
            UserError: there is none to which it could be done.
        """
        wanted = [each for each in followed if _makes_sense(verb, each, channel)]
        if not wanted:
            raise UserError(f"bulk.nothing_to.{verb}")
        async with self._database.transaction() as connection:
            if channel is not None:
                await upsert_channel(connection, channel)
            change = BulkChange(
                id=0,
                guild_id=guild_id,
                verb=verb,
                subscription_ids=tuple([each.subscription.id for each in wanted]),
                changes=changes or {},
                channel_id=None if channel is None else channel.id,
            )
            kept = await insert_bulk(connection, change, now)
        return BulkResult(change=kept, feeds=tuple(wanted))

    @retried
    async def choose(self, bulk_id: int, guild_id: int, ids: Collection[int]) -> BulkResult:
        """Do it to some of them only.

        Raises:
            UserError: it is done already, or forgotten.
        """
        async with self._database.transaction() as connection:
            change = await _required(connection, bulk_id, guild_id, BulkState.ASKED)
            chosen = [each for each in change.subscription_ids if each in ids]
            await set_bulk_ids(connection, bulk_id, chosen)
            feeds = await _followed(connection, chosen, guild_id)
        return BulkResult(
            change=replace(change, subscription_ids=tuple(chosen)), feeds=tuple(feeds)
        )

    @retried
    async def carry_out(
        self, bulk_id: int, guild_id: int, now: datetime, *, by: Actor | None = None
    ) -> BulkResult:
        """Do what was asked, to all or none that it can be done to.

        Raises:
            UserError: it is done already, or forgotten.
        """
        async with self._database.transaction() as connection:
            change = await _required(connection, bulk_id, guild_id, BulkState.ASKED)
            followed = await _followed(connection, change.subscription_ids, guild_id)
            undo: list[Undo] = []
            done: list[FollowedFeed] = []
            left: list[FollowedFeed] = []
            for each in followed:
                before = await _do(connection, change, each, now)
                (left if before is None else done).append(each)
                undo += [] if before is None else [before]
            await set_bulk_state(connection, bulk_id, BulkState.DONE, undo)
            for each in done:
                await _note_done(connection, by, change, each)
        self._wake()
        change = replace(change, state=BulkState.DONE, undo=tuple(undo))
        return BulkResult(change=change, feeds=tuple(done), left=tuple(left))

    @retried
    async def undo(
        self, bulk_id: int, guild_id: int, now: datetime, *, by: Actor | None = None
    ) -> BulkResult:
        """Put everything back as it was.

        Raises:
            UserError: it was undone already, is forgotten, or the guild follows too much by now.
        """
        async with self._database.transaction() as connection:
            change = await _required(connection, bulk_id, guild_id, BulkState.DONE)
            back = []
            for before in change.undo:
                back.append(await _put_back(connection, change, before, guild_id, now))
            guild = await find_guild(connection.execute_fetchall, guild_id)
            if guild and await count_feeds(connection, guild_id) > self._limits.of(guild):
                raise self._limits.too_many(guild)
            await set_bulk_state(connection, bulk_id, BulkState.UNDONE)
            for each in filter(None, back):
                await note_feed(connection, by, "undone", each)
        self._wake()
        feeds = tuple([each for each in back if each is not None])
        return BulkResult(change=replace(change, state=BulkState.UNDONE), feeds=feeds)

    def _wake(self) -> None:
        self._wake_polls.set()
        self._wake_deliveries.set()


async def _note_done(
    connection: Connection, by: Actor | None, change: BulkChange, before: FollowedFeed
) -> None:
    """Add the line that doing the same to this one alone would have."""
    kept = await find_followed(connection.execute_fetchall, before.subscription.id)
    after = kept or before
    match change.verb:
        case BulkVerb.PAUSE:
            await note_feed(connection, by, "paused", after)
        case BulkVerb.RESUME:
            await note_feed(connection, by, "resumed", after)
        case BulkVerb.MOVE:
            await note_feed(connection, by, "moved", after)
        case BulkVerb.REMOVE:
            await note_feed(connection, by, "unfollowed", before)
        case BulkVerb.CHANGE:
            if changed := changed_fields(before.subscription, after.subscription):
                await note_feed(connection, by, "edited", after, changed)


def _makes_sense(verb: BulkVerb, each: FollowedFeed, channel: Channel | None) -> bool:
    is_paused = each.subscription.paused_at is not None
    match verb:
        case BulkVerb.PAUSE:
            return not is_paused
        case BulkVerb.RESUME:
            return is_paused
        case BulkVerb.MOVE:
            return channel is not None and each.subscription.channel_id != channel.id
        case BulkVerb.REMOVE | BulkVerb.CHANGE:
            return True


async def _required(
    connection: Connection, bulk_id: int, guild_id: int, state: BulkState
) -> BulkChange:
    change = await find_bulk(connection.execute_fetchall, bulk_id, guild_id)
    if change is None or change.state is not state:
        raise UserError("bulk.over")
    return change


async def _followed(
    connection: Connection, ids: Collection[int], guild_id: int
) -> list[FollowedFeed]:
    found = [await find_followed(connection.execute_fetchall, each, guild_id) for each in ids]
    return [each for each in found if each is not None]


async def _do(
    connection: Connection, change: BulkChange, each: FollowedFeed, now: datetime
) -> Undo | None:
    """Do it to one, and return how that one was before; None where it cannot be done."""
    was = each.subscription
    match change.verb:
        case BulkVerb.PAUSE | BulkVerb.RESUME:
            await set_paused(connection, was.id, now if change.verb is BulkVerb.PAUSE else None)
            await wake_feed(connection, was.feed_id, now)
            return {"id": was.id, "paused_at": to_unix_or_none(was.paused_at)}
        case BulkVerb.MOVE:
            assert change.channel_id is not None
            moved = await move_subscription(connection, was.id, change.channel_id)
            return {"id": was.id, "channel_id": was.channel_id} if moved else None
        case BulkVerb.REMOVE:
            whole = await whole_subscription(connection, was.id)
            await delete_subscription(connection, was.id)
            return whole
        case BulkVerb.CHANGE:
            wanted = with_changes(was, change.changes)
            await update_subscription(connection, wanted)
            await put_into_digest(connection, wanted)
            await wake_feed(connection, was.feed_id, now)
            return {"id": was.id, "changes": changes_between(wanted, was)}


async def _put_back(
    connection: Connection, change: BulkChange, before: Undo, guild_id: int, now: datetime
) -> FollowedFeed | None:
    """Undo it for one; None where that is gone, or its place was taken meanwhile."""
    if change.verb is BulkVerb.REMOVE:
        restored = await restore_subscription(connection, before)
        if restored is not None:
            await wake_feed(connection, restored.feed.id, now)
        return restored
    each = await find_followed(connection.execute_fetchall, before["id"], guild_id)
    if each is None:
        return None
    match change.verb:
        case BulkVerb.PAUSE | BulkVerb.RESUME:
            await set_paused(connection, before["id"], from_unix_or_none(before["paused_at"]))
        case BulkVerb.MOVE:
            if not await move_subscription(connection, before["id"], before["channel_id"]):
                return None
        case BulkVerb.CHANGE:
            wanted = with_changes(each.subscription, before["changes"])
            await update_subscription(connection, wanted)
    await wake_feed(connection, each.feed.id, now)
    return each
