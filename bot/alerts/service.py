"""Alerts: what a member may ask to be told of, and telling them; knows no Discord.

Rules are one transaction each. Telling is the service's step: plans that are due are claimed, what
their alerts found is written as one owed message, and the outbox delivers it like all else.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import i18n
from bot.alerts.keys import keys_of_query
from bot.alerts.render import render_hits
from bot.alerts.same_article import article_keys, group_articles
from bot.errors import Typed, Uncertain, UserError
from bot.message.nonce import nonce_of
from bot.message.payload import to_payload
from bot.model import (
    EVERYTHING,
    Alert,
    AlertHit,
    AlertPlan,
    Channel,
    DeliveryKind,
    Guild,
    Item,
    Owed,
    Share,
)
from bot.query.filters import Filters
from bot.query.match import matches
from bot.query.parser import parse_filter
from bot.store.database import Connection, Database
from bot.store.engine.retry import retried
from bot.store.feeds.items import ItemStore
from bot.store.guilds.guilds import GuildStore, set_channel_locale, upsert_channel, upsert_guild
from bot.store.guilds.mutes import mutes_of_guild
from bot.store.members.alerts import (
    claim_plans,
    delete_alert,
    fetch_alert,
    fetch_alerts,
    fetch_hits,
    fetch_plan,
    fetch_recent,
    fetch_told,
    insert_alert,
    put_off,
    remember_told,
    save_plan,
    settle_plan,
    take_turn,
)
from bot.store.outbox.enqueue import insert_messages

log = logging.getLogger(__name__)

MAX_ALERTS = 25  # of a member in a server
MAX_WORDS = 200  # characters
PER_DAY = 20  # messages
TRIED = timedelta(days=7)
_AT_ONCE = 20  # plans in one step
_LEASE = timedelta(minutes=5)
_LOOK_AGAIN = timedelta(minutes=5)  # where Discord does not say what a member sees

# Which of these channels of a guild a member sees: guild, member, channels.
Sees = Callable[[int, int, Collection[int]], Awaitable[frozenset[int]]]


class AlertService:
    """Members' alerts of one Gazette."""

    def __init__(
        self,
        database: Database,
        *,
        wake_deliveries: asyncio.Event,
        share: Callable[[], Share] = lambda: EVERYTHING,
    ) -> None:
        self._database = database
        self._share = share
        self._items = ItemStore(database)
        self._wake_deliveries = wake_deliveries
        self.sees: Sees | None = None  # None: nobody is asked, everything is seen

    async def of_member(
        self, user_id: int, guild_id: int
    ) -> tuple[AlertPlan | None, tuple[Alert, ...]]:
        """Return how a member is told, and their alerts."""
        fetch = self._database.fetch_all
        alerts = await fetch_alerts(fetch, user_id, guild_id)
        return await fetch_plan(fetch, user_id, guild_id), tuple(alerts)

    @retried
    async def add(
        self, words: str, plan: AlertPlan, guild: Guild, direct: Channel, now: datetime
    ) -> None:
        """Let a member be told of what matches a query from now on; `plan` says how.

        Raises:
            UserError: the query cannot be read, says nothing to look for, or is there already;
                or they have as many as may be.
        """
        words = words.strip()
        keys = check_words(words)
        async with self._database.transaction() as connection:
            await upsert_guild(connection, guild)
            await upsert_channel(connection, direct)
            await set_channel_locale(connection, direct.id, plan.locale)
            known = await fetch_alerts(connection.execute_fetchall, plan.user_id, plan.guild_id)
            if words.casefold() in [alert.words.casefold() for alert in known]:
                raise UserError("alerts.error.already", words=Typed(words))
            if len(known) >= MAX_ALERTS:
                raise UserError("alerts.error.too_many", n=MAX_ALERTS)
            await save_plan(connection, plan)
            await insert_alert(connection, plan, words, keys, now)

    @retried
    async def remove(self, alert_id: int, user_id: int) -> Alert:
        """End an alert of somebody's, and return what it was.

        Raises:
            UserError: they have no such alert.
        """
        async with self._database.transaction() as connection:
            alert = await fetch_alert(connection.execute_fetchall, alert_id, user_id)
            if alert is None:
                raise UserError("alerts.error.unknown")
            await delete_alert(connection, alert)
        return alert

    @retried
    async def choose_zone(self, user_id: int, guild_id: int, zone: str) -> AlertPlan:
        """Let a member's quiet hours and days go by a zone, and return how they are told.

        Raises:
            UserError: they have no alert.
        """
        async with self._database.transaction() as connection:
            plan = await fetch_plan(connection.execute_fetchall, user_id, guild_id)
            if plan is None:
                raise UserError("alerts.error.unknown")
            await save_plan(connection, replace(plan, own_zone=zone))
        return replace(plan, own_zone=zone, zone=zone)

    async def try_out(
        self,
        words: str,
        user_id: int,
        guild_id: int,
        channel_ids: Collection[int],
        now: datetime,
    ) -> list[Item]:
        """Return what an alert would have told of in the last days, the newest first.

        Raises:
            UserError: its words are none that could be looked for.
        """
        check_words(words.strip())
        query = parse_filter(words)
        zone = await GuildStore(self._database).zone_of(guild_id)
        mutes = await mutes_of_guild(self._database.fetch_all, user_id)
        fetched = await fetch_recent(self._database, guild_id, channel_ids, now - TRIED)

        def matching() -> list[Item]:
            return [
                item
                for item, feed in fetched
                if matches(query, (filters := Filters(feed)).searchable(item, zone)).passed
                and filters.muted(item, zone, mutes) is None
            ]

        return await asyncio.to_thread(matching)

    async def run_due(self, now: datetime) -> int:
        """Tell the members whose plans are due; return how many plans were taken."""
        plans = await claim_plans(
            self._database, now, until=now + _LEASE, limit=_AT_ONCE, share=self._share()
        )
        for plan in plans:
            try:
                await self._tell(plan, now)
            except Exception:  # row boundary: one member must not silence the others
                log.exception("alert failed: guild=%d", plan.guild_id)
        return len(plans)

    async def _tell(self, plan: AlertPlan, now: datetime) -> None:
        later = postponed(plan, now)
        if later is not None:
            await self._put_off(plan, later)
            return
        hits = await fetch_hits(self._database, plan)
        try:
            seen = await self._seen(plan, hits)
        except Uncertain:
            await self._put_off(plan, now + _LOOK_AGAIN)
            return
        shown = [hit for hit in hits if not seen.isdisjoint(hit.channel_ids)]
        items = await self._items.items([hit.item_id for hit in shown])
        await self._owe(plan, hits, shown, items, now)

    async def _seen(self, plan: AlertPlan, hits: list[AlertHit]) -> frozenset[int]:
        channel_ids = frozenset().union(*[frozenset(hit.channel_ids) for hit in hits])
        if self.sees is None or not channel_ids:
            return channel_ids
        return await self.sees(plan.guild_id, plan.user_id, channel_ids)

    @retried
    async def _put_off(self, plan: AlertPlan, until: datetime) -> None:
        async with self._database.transaction() as connection:
            await put_off(connection, plan, until)

    @retried
    async def _owe(
        self,
        plan: AlertPlan,
        hits: list[AlertHit],
        shown: list[AlertHit],
        items: dict[int, Item],
        now: datetime,
    ) -> None:
        """Owe one message of what is shown, and forget all hits, in one transaction."""
        day = now.astimezone(ZoneInfo(plan.zone)).date()
        told = plan.told if plan.told_day == day else 0
        async with self._database.transaction() as connection:
            left = await take_turn(connection, plan)
            shown = [hit for hit in shown if hit.item_id in left and hit.item_id in items]
            articles = await _untold(connection, plan, shown, items, now)
            if articles:
                told += 1
                message = render_hits(articles, items, i18n.choose_locale(plan.locale))
                owed = Owed(
                    kind=DeliveryKind.NOTICE,
                    channel_id=plan.channel_id,
                    slot=f"alert:{plan.guild_id}:{max(items)}:{int(now.timestamp())}",
                )
                await insert_messages(connection, owed, [to_payload(message)], nonce_of, now)
            item_ids = {hit.item_id for hit in hits}
            await settle_plan(connection, plan, item_ids, day=day, told=told, again=now)
        self._wake_deliveries.set()
        log.info("alert owed: guild=%d articles=%d", plan.guild_id, len(articles))


async def _untold(
    connection: Connection,
    plan: AlertPlan,
    hits: Sequence[AlertHit],
    items: Mapping[int, Item],
    now: datetime,
) -> list[list[AlertHit]]:
    """Return, by article, what a member was not told of yet, and remember all as told."""
    keys = {hit.item_id: article_keys(hit, items[hit.item_id]) for hit in hits}
    feeds: dict[str, int] = {}
    for hit in hits:
        for key in keys[hit.item_id]:
            feeds.setdefault(key, hit.feed.id)
    told = await fetch_told(connection, plan.user_id, feeds)
    await remember_told(connection, plan.user_id, feeds, {hit.item_id for hit in hits}, now)
    return group_articles(hits, keys, told)


def check_words(words: str) -> frozenset[str]:
    """Return the keys of an alert's words.

    Raises:
        UserError: they are too long, cannot be read, or say nothing that could be looked for.
    """
    if len(words) > MAX_WORDS:
        raise UserError("alerts.error.too_long", n=MAX_WORDS)
    keys = keys_of_query(parse_filter(words).root)
    if not keys:
        raise UserError("alerts.error.nothing", words=Typed(words))
    return keys


def postponed(plan: AlertPlan, now: datetime) -> datetime | None:
    """Return until when a plan has to wait: its quiet hours, or a day that had enough."""
    zone = ZoneInfo(plan.zone)
    local = now.astimezone(zone)
    if plan.told_day == local.date() and plan.told >= PER_DAY:
        tomorrow = local.date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), tzinfo=zone)
    quiet = plan.quiet
    if quiet is None or not quiet.holds(local.hour * 60 + local.minute):
        return None
    until = time(quiet.until_minute // 60, quiet.until_minute % 60)
    day = local.date()
    if until <= local.time():
        day += timedelta(days=1)
    ends = datetime.combine(day, until, tzinfo=zone)
    if ends <= now:  # within the hour that the clock shows twice
        ends = ends.replace(fold=1)
    return ends.astimezone(UTC)
