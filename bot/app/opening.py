"""The composition root: opens every part from the bottom to the top, and closes them in order.

How what is open runs, and ends, is in `bot.running`.
"""

import logging
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from random import Random
from typing import Any

from bot.access.visibility import Visibility
from bot.app.conversation import open_services
from bot.app.loops import (
    clock_loop,
    hub_loop,
    loops_of,
)
from bot.app.parts import Clock, Parts, open_parts
from bot.app.workers import (
    Workers,
    open_deliverer,
    open_imports,
    open_pages_ahead,
    open_poller,
    open_recorder,
    open_rest,
    open_translations,
)
from bot.client import Client
from bot.config import Settings
from bot.delivery.send.pacer import RATE
from bot.delivery.send.rest import RestClient
from bot.delivery.send.timeouts import PATIENT, Timeouts
from bot.feeds.http.politeness import SPACING
from bot.feeds.poll import DocumentParser
from bot.feeds.websub.push import PushReader
from bot.feeds.websub.subscriber import HubSubscriber
from bot.gateway import Gateway, SessionStarts, ask_at, discord_proxy
from bot.running import GATEWAY_GRACE, App
from bot.services import Services
from bot.store.processes.membership import Witness
from bot.upkeep.supervisor import Supervisor
from bot.web.outside import Outside
from bot.worker.loop import utcnow

EXTENSIONS = (
    "cogs.alert",
    "cogs.feed.add",
    "cogs.feed.burst",
    "cogs.feed.list",
    "cogs.feed.editing.edit",
    "cogs.feed.address",
    "cogs.feed.explain",
    "cogs.feed.filter",
    "cogs.feed.mention",
    "cogs.feed.running",
    "cogs.feed.latest",
    "cogs.feed.several.transfer",
    "cogs.feed.several.many",
    "cogs.feed.several.defaults",
    "cogs.digest.set",
    "cogs.digest.mute",
    "cogs.digest.own",
    "cogs.digest.pages",
    "cogs.digest.running",
    "cogs.forget",
    "cogs.help",
    "cogs.mute",
    "cogs.places",
    "cogs.saved.commands",
    "cogs.saved.save",
    "cogs.search",
    "cogs.settings",
    "cogs.status",
    "cogs.summary",
)


log = logging.getLogger(__name__)


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    clock: Clock = utcnow,
    dice: Random | None = None,
    reads: DocumentParser | None = None,
    pace: float = RATE,
    spacing: timedelta = SPACING,
    timeouts: Timeouts = PATIENT,
    tls: ssl.SSLContext | None = None,
    gateway_grace: timedelta = GATEWAY_GRACE,
    supervisor: Supervisor | None = None,
    witness: Witness | None = None,
    **client_options: Any,  # noqa: ANN401  # discord.py's own options
) -> AsyncIterator[App]:
    """Open the parts from the bottom to the top; they are closed from the top to the bottom.

    `reads` reads documents instead of processes of their own, `pace` is the number of requests
    a second to Discord, `spacing` lies between two requests to the host of a feed, `timeouts` is
    the patience with Discord, `tls` says whom to believe at feeds, `supervisor` hears how the
    process fares, `witness` knows whether the database's server was away while this stood by. After
    `gateway_grace` services begin without a gateway.

    Raises:
        StoreError: the database cannot be used as it is, or another process uses it.
    """
    async with AsyncExitStack() as stack:
        parts = await open_parts(stack, settings, clock, reads, tls, witness)
        services = await open_services(stack, parts)
        ask_at(settings.api_base)
        client_options.setdefault("proxy", discord_proxy(settings.proxies))
        starts = SessionStarts(parts.membership.take_start, time.monotonic)
        client = await stack.enter_async_context(
            Client(services, EXTENSIONS, starts, **client_options)
        )
        services.digests.service.gatherer.sees = services.alerts.sees = Visibility(client)
        rest = await open_rest(stack, parts, client, pace, timeouts)
        subscriber = HubSubscriber(parts.database, parts.fetcher, public_url=settings.public_url)
        workers = Workers(
            deliverer=await open_deliverer(stack, parts, client, rest, timeouts),
            poller=await open_poller(stack, parts, dice or Random(), spacing),
            importer=await open_imports(stack, parts, services, spacing),
            pages_ahead=await open_pages_ahead(stack, parts, services),
            translations=await open_translations(stack, parts, services),
        )
        watching = clock_loop(parts)
        if parts.membership.leads:
            await watching.run_due(clock())  # before anything is claimed by a clock that is wrong
        await services.digests.service.note_start(clock())
        loops = (watching, *loops_of(parts, services, client, rest, workers), hub_loop(subscriber))
        parts.liveness.idles.update({loop.name: loop.idle for loop in loops})
        outside = _outside(parts, services, client, rest, subscriber)
        port = await stack.enter_async_context(outside.open())
        yield App(
            settings=settings,
            clock=clock,
            database=parts.database,
            wakes=parts.wakes,
            services=services,
            client=client,
            gateway=_gateway(parts, client, rest, starts),
            membership=parts.membership,
            gateway_grace=gateway_grace,
            loops=loops,
            liveness=parts.liveness,
            supervisor=supervisor or Supervisor(),
            port=port,
        )


def _gateway(parts: Parts, client: Client, rest: RestClient, starts: SessionStarts) -> Gateway:
    """Return the connection of this process's shards."""
    return Gateway(
        client,
        rest,
        starts,
        clock=parts.clock,
        agree=parts.membership.agree,
        shards=parts.settings.shards,
    )


def _outside(
    parts: Parts,
    services: Services,
    client: Client,
    rest: RestClient,
    subscriber: HubSubscriber,
) -> Outside:
    """Return what is seen over HTTP, where the operator wants it."""
    return Outside(
        settings=parts.settings,
        database=parts.database,
        pages=services.digests.web,
        subscriber=subscriber,
        pushes=PushReader(
            parts.database,
            parts.reads,
            open_recorder(parts),
            deliveries_owed=parts.owed.deliveries,
            stats=parts.liveness.stats,
        ),
        liveness=parts.liveness,
        gateway=client.gateway_state,
        membership=parts.membership,
        pace=lambda: rest.pace,
        clock=parts.clock,
    )
