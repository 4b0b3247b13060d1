"""Subscribe at hubs, renew leases, unsubscribe: the service, and the hubs' questions to us.

A subscription is a row with a due time. Asking a hub changes nothing yet: it asks back, at our
address, whether we meant it, and only then the lease runs. What was asked and is never asked back
falls due again, later each time.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_urlsafe

from bot.errors import FeedError, StoreError
from bot.feeds.http.fetch import Fetcher
from bot.model.feeds.hub import HubState, HubSubscription
from bot.store.database import Database, Row
from bot.store.feeds.hubs import HubStore
from bot.text.urls.masking import has_secret, mask_url

log = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(minutes=5)  # of a claimed row
WANTED_LEASE = timedelta(days=10)  # of the hub's; it decides
SHORTEST_LEASE, LONGEST_LEASE = timedelta(minutes=5), timedelta(days=90)
RENEW_AFTER = 0.8  # of a lease
ANSWER_WITHIN = timedelta(minutes=30)  # until a hub that took our wish is asked again
LAST_RETRY = timedelta(days=1)
DENIED_FOR = timedelta(days=7)
GIVE_UP = 5  # times that a hub is asked to end


class HubSubscriber:
    """The service; `public_url` is where hubs reach us, None where they cannot."""

    def __init__(self, database: Database, fetcher: Fetcher, *, public_url: str | None) -> None:
        self._store = HubStore(database)
        self._fetcher = fetcher
        self._base = None if public_url is None else f"{public_url}/websub/"

    async def run_due(self, now: datetime) -> int:
        """Ask the hubs that are due to be asked; return how many."""
        try:
            if self._base is None:
                await self._forget()
                return 0
            await self._store.want(now, self._made, base=self._base, limit=BATCH)
            claimed = await self._store.claim_due(now, limit=BATCH, lease=LEASE)
            for subscription in claimed:
                await self._ask_safely(subscription, now)
        except StoreError:
            log.exception("hubs wait: the database cannot be used")
            return 0
        return len(claimed)

    async def _forget(self) -> None:
        """Forget what hubs were asked while we could be reached: they end it when none answers."""
        if not await self._store.is_empty():
            await self._store.forget_all()

    def _made(self, feed: Row) -> dict[str, str] | None:
        """Return a new subscription's secrets; a feed whose address holds a key is told nobody."""
        if has_secret(feed["url"]) or has_secret(feed["topic_url"]):
            return None
        token = token_urlsafe(24)
        return {"token": token, "secret": token_urlsafe(32), "callback": f"{self._base}{token}"}

    async def _ask_safely(self, subscription: HubSubscription, now: datetime) -> None:
        try:
            await self._ask(subscription, now)
        except StoreError:
            raise
        except Exception:  # row boundary: one bad hub must not stop the rest
            log.exception("hub not asked: subscription=%d", subscription.id)

    async def _ask(self, subscription: HubSubscription, now: datetime) -> None:
        is_end = subscription.state is HubState.ENDING
        if is_end and subscription.attempts > GIVE_UP:
            await self._store.delete(subscription.id)
            return
        try:
            status = await self._fetcher.post_form(subscription.hub_url, _form(subscription))
            why = f"HTTP {status}"
        except FeedError as e:
            status, why = 0, str(e)
        if 200 <= status < 300:
            due_at = now + ANSWER_WITHIN * 2 ** min(subscription.attempts - 1, 5)
        elif is_end and status in (404, 410):  # the hub knows nothing of it
            await self._store.delete(subscription.id)
            return
        else:
            due_at = now + min(LEASE * 2 ** min(subscription.attempts, 10), LAST_RETRY)
            where = mask_url(subscription.hub_url)
            log.info("hub refused: hub=%s state=%s why=%s", where, subscription.state, why)
        await self._store.postpone(subscription, due_at)  # unless the hub asked back at once

    async def confirm(self, token: str, asked: Mapping[str, str], now: datetime) -> str | None:
        """Return the challenge that a hub is answered with; None where we did not mean it."""
        subscription = await self._store.by_token(token)
        if subscription is None or asked.get("hub.topic") != subscription.topic_url:
            return None
        is_end = subscription.state is HubState.ENDING
        match asked.get("hub.mode"):
            case "subscribe" if not is_end:
                lease = _lease(asked.get("hub.lease_seconds", ""))
                await self._store.verify(
                    subscription.id, lease_ends_at=now + lease, due_at=now + lease * RENEW_AFTER
                )
            case "unsubscribe" if is_end:
                await self._store.delete(subscription.id)
            case "denied" if not is_end:
                await self._store.deny(subscription.id, now + DENIED_FOR)
                return ""
            case _:
                return None
        return asked.get("hub.challenge")


def _form(subscription: HubSubscription) -> dict[str, str]:
    form = {"hub.topic": subscription.topic_url, "hub.callback": subscription.callback}
    if subscription.state is HubState.ENDING:
        return {**form, "hub.mode": "unsubscribe"}
    return {
        **form,
        "hub.mode": "subscribe",
        "hub.secret": subscription.secret,
        "hub.lease_seconds": str(int(WANTED_LEASE.total_seconds())),
    }


def _lease(seconds: str) -> timedelta:
    """Return the lease that a hub grants, within reason; what it does not say is as we wished."""
    if not seconds.isascii() or not seconds.isdigit():
        return WANTED_LEASE
    granted = timedelta(seconds=min(int(seconds[:10]), 10**9))
    return min(max(granted, SHORTEST_LEASE), LONGEST_LEASE)
