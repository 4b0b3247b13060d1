"""Owe notices to the guilds that want them: gather, decide, enqueue; one loop's step.

A guild is looked at every quarter of an hour. What is told, and that it was told, are written in
one transaction with the owed message.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot import i18n
from bot.message.nonce import nonce_of
from bot.message.payload import to_payload
from bot.model import (
    EVERYTHING,
    DeliveryKind,
    FollowedFeedEvent,
    NoticePlan,
    Owed,
    Share,
    ToldTrouble,
)
from bot.notices import gather
from bot.notices.decide import AT_MOST, decide
from bot.notices.model import Notice, Trouble
from bot.notices.render import render_notice
from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.guilds.notices import NoticeStore, record_told
from bot.store.outbox.enqueue import insert_messages

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=15)
_AT_ONCE = 20  # guilds in one step


class Notifier:
    """The service of notices."""

    def __init__(
        self,
        database: Database,
        notices: NoticeStore,
        *,
        wake_deliveries: Callable[[], None],
        share: Callable[[], Share] = lambda: EVERYTHING,
    ) -> None:
        self._database = database
        self._share = share
        self._notices = notices
        self._wake_deliveries = wake_deliveries

    async def run_due(self, now: datetime) -> int:
        """Look after the guilds whose turn it is; return how many."""
        plans = await self._notices.claim_due(now, every=EVERY, limit=_AT_ONCE, share=self._share())
        for plan in plans:
            try:
                await self._look_after(plan, now)
            except Exception:  # row boundary: one guild must not silence the others
                log.exception("notice failed: guild=%d", plan.guild_id)
        return len(plans)

    async def _look_after(self, plan: NoticePlan, now: datetime) -> None:
        place = await self._notices.place(plan.guild_id)
        if place is None:
            return
        channel_id, locale = place
        events = await self._notices.feed_events(plan.guild_id, plan.event_id)
        notice = decide(
            await self._troubles(plan, events, now),
            await self._notices.told(plan.guild_id),
            last_at=plan.told_at,
            now=now,
        )
        if notice is not None:
            message = render_notice(notice, i18n.choose_locale(locale))
            last_event = max((event.id for event in events), default=plan.event_id)
            await self._owe(plan, channel_id, notice, to_payload(message), last_event, now)
            self._wake_deliveries()

    async def _troubles(
        self, plan: NoticePlan, events: list[FollowedFeedEvent], now: datetime
    ) -> list[Trouble]:
        after = plan.told_at or now - AT_MOST
        feeds = await self._notices.ailing_feeds(plan.guild_id, now)
        channels = await self._notices.blocked_channels(plan.guild_id)
        refusals = await self._notices.refusals(plan.guild_id, after)
        return [
            *[gather.of_channel(channel, now) for channel in channels],
            *[gather.of_feed(feed) for feed in feeds],
            *[gather.of_event(event) for event in events],
            *[gather.of_refusals(each) for each in refusals],
        ]

    @retried
    async def _owe(
        self,
        plan: NoticePlan,
        channel_id: int,
        notice: Notice,
        payload: dict[str, object],
        last_event: int,
        now: datetime,
    ) -> None:
        new = bool(notice.troubles)
        owed = Owed(
            kind=DeliveryKind.NOTICE, channel_id=channel_id, slot=f"notice:{int(now.timestamp())}"
        )
        async with self._database.transaction() as connection:
            await insert_messages(connection, owed, [payload], nonce_of, now)
            await record_told(
                connection,
                plan,
                new=[_told(trouble) for trouble in notice.troubles if not trouble.event],
                over=notice.over,
                told_at=now if new else plan.told_at,
                event_id=last_event if new else plan.event_id,
            )
        log.info("notice owed: guild=%d new=%d", plan.guild_id, len(notice.troubles))


def _told(trouble: Trouble) -> ToldTrouble:
    return ToldTrouble(
        subject=trouble.subject,
        matter=trouble.matter,
        name=trouble.name,
        cause=trouble.cause,
        missing=trouble.missing,
        since=trouble.since,
    )
