"""Post on request: what was held back of a feed, or one item of it now; sends nothing itself."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.delivery.foreign import WAIT, ForeignItems
from bot.errors import UserError
from bot.follow.required import require_followed
from bot.message.markdown import mention_channel
from bot.model import DeliveryKind, FollowedFeed, Item, Owed, WaitingItem
from bot.store.database import Connection, Database
from bot.store.engine.retry import retried
from bot.store.feeds.items import fetch_held, fetch_items
from bot.store.guilds.guilds import locale_and_zone
from bot.store.llm.translations import insert_waiting
from bot.store.outbox.enqueue import has_slot, insert_owed


class PostService:
    """Owes channels what somebody asks for."""

    def __init__(
        self,
        database: Database,
        *,
        wake_deliveries: asyncio.Event | None = None,
        translates: bool = False,
    ) -> None:
        self._database = database
        self._translates = translates  # somebody does, where it is wanted
        self._wake_deliveries = wake_deliveries or asyncio.Event()

    @retried
    async def post_held(self, subscription_id: int, guild_id: int, now: datetime) -> int:
        """Owe a channel what was held back of its feed, as one message; return how many.

        Raises:
            UserError: nothing is kept of it, or the subscription is gone.
        """
        async with self._database.transaction() as connection:
            following = await require_followed(connection, subscription_id, guild_id)
            subscription = following.subscription
            items = await fetch_held(connection, subscription.feed_id)
            if not items:
                raise UserError("running.held_gone")
            owed = Owed(
                kind=DeliveryKind.GROUP,
                channel_id=subscription.channel_id,
                subscription_id=subscription.id,
                slot=f"group:{items[0].id}",
                rank_at=items[0].published_at,
                position=-items[0].position,
                item_ids=tuple([item.id for item in items]),
            )
            await self._owe(connection, following, owed, items, now)
        self._wake_deliveries.set()
        return len(items)

    @retried
    async def post_now(
        self, subscription_id: int, guild_id: int, item_id: int, now: datetime
    ) -> FollowedFeed:
        """Owe a channel one item of its feed, as if it were new.

        Raises:
            UserError: it stands there, or is on its way; or it is no longer kept.
        """
        async with self._database.transaction() as connection:
            following = await require_followed(connection, subscription_id, guild_id)
            item = (await fetch_items(connection, [item_id])).get(item_id)
            if item is None or item.feed_id != following.feed.id:
                raise UserError("feeds.add.item_gone")
            channel_id, slot = following.subscription.channel_id, f"item:{item.id}"
            if await has_slot(connection, channel_id, slot):
                raise UserError("feeds.add.posted_already", channel=mention_channel(channel_id))
            owed = Owed(
                kind=DeliveryKind.ITEM,
                channel_id=channel_id,
                subscription_id=subscription_id,
                slot=slot,
                rank_at=item.published_at,
                position=-item.position,
                item_ids=(item.id,),
            )
            await self._owe(connection, following, owed, [item], now)
        self._wake_deliveries.set()
        return following

    async def _owe(
        self,
        connection: Connection,
        following: FollowedFeed,
        owed: Owed,
        items: Sequence[Item],
        now: datetime,
    ) -> None:
        """Write a row of the outbox, which waits for its translation where that is wanted."""
        waiting: list[WaitingItem] = []
        if self._translates and following.subscription.translate:
            locale, _ = await locale_and_zone(connection.execute_fetchall, owed.channel_id)
            subscription = following.subscription
            waiting = ForeignItems().waiting_for(items, owed, subscription, locale)
        due_at = now + WAIT if waiting else None
        await insert_owed(connection, [replace(owed, due_at=due_at)], now)
        await insert_waiting(connection, waiting, now)
