"""Webhooks: find, make and keep those through which feeds speak with their own names.

At most one a channel, ours, made when it is first needed and found again when it was forgotten.
Where it may not be made, the bot speaks itself. Tokens stay in the store and in requests.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import discord

from bot.delivery.send.rest import RestClient, RestRefused, RestRequest
from bot.errors import TryLater
from bot.message.feed_title import given_title
from bot.message.limits import MAX_WEBHOOK_NAME
from bot.message.markdown import cut, safe_url
from bot.model import ChannelKind, DeliveryJob, DeliveryTarget, Feed, Webhook
from bot.store.outbox.outbox import Outbox

log = logging.getLogger(__name__)

GATEWAY_AWAY = timedelta(seconds=5)  # until what needs it is looked at again
NAME = "Gazette"  # of the webhook itself; each message has its feed's
_FORBIDDEN = re.compile(r"(dis)(cord)|(cly)(de)|(``)(`)|^(every)(one)$|^(he)(re)$", re.IGNORECASE)
_PART = "·"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookIdentity:
    """A webhook that speaks with a feed's name and picture."""

    webhook: Webhook
    name: str
    icon_url: str | None = None


class Webhooks:
    """The webhooks of channels."""

    def __init__(
        self,
        client: discord.Client,
        rest: RestClient,
        outbox: Outbox,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._rest = rest
        self._outbox = outbox
        self._clock = clock
        self._making: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def of(self, job: DeliveryJob) -> WebhookIdentity | None:
        """Return the webhook as which a job is posted; None for the bot's own.

        Raises:
            Uncertain, TryLater: a webhook is wanted and could not be asked for now, or the
                gateway, which tells whether one may be made, has not been there yet.
        """
        if job.feed is None or job.subscription is None or not job.subscription.webhook:
            return None
        if job.target.webhook is None and not self._client.is_ready():
            raise TryLater(self._clock() + GATEWAY_AWAY, "the gateway is away")
        webhook = job.target.webhook or await self._get(job.target)
        if webhook is None:
            return None
        return WebhookIdentity(webhook=webhook, name=voice_name(job.feed), icon_url=_icon(job.feed))

    async def forget(self, target: DeliveryTarget) -> None:
        """Note that a channel's webhook is gone; the next message makes another."""
        log.info("webhook gone: channel=%d", target.id)
        await self._outbox.channel_state.save_webhook(target.id, None)

    async def _get(self, target: DeliveryTarget) -> Webhook | None:
        place_id = self._place(target)
        if place_id is None:
            return None
        lock = self._making.setdefault(place_id, asyncio.Lock())
        async with lock:  # a channel and its threads share one
            try:
                webhook = await self._adopt(place_id) or await self._make(place_id)
            except RestRefused as e:
                log.warning("no webhook: channel=%d code=%d", place_id, e.code)
                return None
        await self._outbox.channel_state.save_webhook(target.id, webhook)
        return webhook

    def _place(self, target: DeliveryTarget) -> int | None:
        """Return the channel whose webhook speaks in `target`; None where none may be made."""
        if target.kind is ChannelKind.DM:
            return None
        channel = self._client.get_channel(target.id)
        if isinstance(channel, discord.Thread):
            channel = channel.parent
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
            return None
        may = channel.permissions_for(channel.guild.me).manage_webhooks
        return channel.id if may else None

    async def _adopt(self, channel_id: int) -> Webhook | None:
        """Return a webhook that we made here before."""
        listed = await self._rest.ask(_request("GET", channel_id))
        for webhook in listed:
            if (
                webhook.get("application_id") == str(self._client.application_id)
                and "token" in webhook
            ):
                return Webhook(id=int(webhook["id"]), token=webhook["token"])
        return None

    async def _make(self, channel_id: int) -> Webhook:
        made = await self._rest.ask(_request("POST", channel_id, name=NAME))
        log.info("webhook made: channel=%d", channel_id)
        return Webhook(id=int(made["id"]), token=made["token"])


def _request(method: str, channel_id: int, **body: str) -> RestRequest:
    return RestRequest(
        method=method,
        path=f"/channels/{channel_id}/webhooks",
        route=f"{method}-webhooks {channel_id}",
        body=body or None,
        has=("id", "token") if method == "POST" else (),
        is_list=method == "GET",
    )


def voice_name(feed: Feed) -> str:
    """Return a feed's name as Discord takes it for a webhook's: without its own and Clyde's.

    That is what the guild calls it, else its short name.
    """
    name = given_title(feed) or feed.host or NAME
    return cut(_FORBIDDEN.sub(_parted, cut(name, MAX_WEBHOOK_NAME - 2)), MAX_WEBHOOK_NAME)


def _parted(found: re.Match[str]) -> str:
    return _PART.join(filter(None, found.groups()))


def _icon(feed: Feed) -> str | None:
    return safe_url(feed.icon_url)
