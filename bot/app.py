"""The composition root: opens every part from the bottom to the top, and closes them in order.

How what is open runs, and ends, is in `bot.running`.
"""

import asyncio
import logging
import ssl
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import aiohttp
import discord

from bot.access.visibility import Visibility
from bot.alerts.note_hits import note_hits
from bot.alerts.service import AlertService
from bot.client import Client
from bot.config import Settings
from bot.delivery.fan_out import owe
from bot.delivery.send.history import ChannelHistory
from bot.delivery.send.pacer import RATE, Pacer
from bot.delivery.send.rest import RestClient
from bot.delivery.send.sender import Sender
from bot.delivery.service import Deliverer
from bot.delivery.unblock import Unblocker
from bot.digest.planner import DigestPlanner
from bot.digest.reader import DigestReader
from bot.digest.service import DigestService
from bot.digest.settings import GuildSettings
from bot.digest.web_pages import WebPages
from bot.feeds.discovery.discover import discover
from bot.feeds.http.fetch import Fetcher
from bot.feeds.http.opening import open_fetcher
from bot.feeds.http.politeness import SPACING
from bot.feeds.poll import DocumentParser
from bot.feeds.poller import Poller
from bot.feeds.record import Recorder
from bot.feeds.websub.push import PushReader
from bot.feeds.websub.subscriber import HubSubscriber
from bot.feeds.worker.article import ArticleReader
from bot.feeds.worker.pool import ParserPool
from bot.follow.address import AddressService
from bot.follow.audit import AuditReader
from bot.follow.bulk import BulkService
from bot.follow.edit.defaults import DefaultsService
from bot.follow.mutes import MuteService
from bot.follow.post_on_request import PostService
from bot.follow.reader import FollowReader
from bot.follow.edit.rename import FeedNames
from bot.follow.service import FollowService
from bot.follow.edit.typed import TypedForms
from bot.gateway import Gateway, discord_proxy
from bot.model import News
from bot.notices.service import Notifier
from bot.reconcile.read_back import ChannelReader
from bot.reconcile.service import Reconciler
from bot.running import GATEWAY_GRACE, App, CommandSync, Loop, Wakes
from bot.search.service import SearchService
from bot.services import DigestServices, FeedServices, Services
from bot.store.database import Connection, Database
from bot.store.guilds.guilds import GuildStore
from bot.store.guilds.notices import NoticeStore
from bot.store.meta import MetaStore
from bot.store.outbox.explain import ExplainStore
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.reconcile import ReconcileStore
from bot.store.place import hold
from bot.store.summaries import SummaryStore
from bot.summary.language_model import LanguageModel
from bot.summary.llm import ChatEndpoint
from bot.summary.service import SummaryService
from bot.transfer.bring_in import ImportRules
from bot.transfer.export import Exporter
from bot.transfer.importer import Importer
from bot.transfer.service import ImportService
from bot.upkeep import loop_lag
from bot.upkeep.backups import BackupKeeper
from bot.upkeep.clock_watch import ClockWatch
from bot.upkeep.erasure import Erasure
from bot.upkeep.heartbeat import EVERY, Heartbeat
from bot.upkeep.housekeeping import Housekeeper
from bot.upkeep.loop_lag import LagMeter
from bot.upkeep.operations import OperationsReader
from bot.upkeep.supervisor import Supervisor
from bot.web.outside import Outside
from bot.worker.liveness import Liveness
from bot.worker.loop import RunDue, utcnow
from bot.worker.stats import Stats

EXTENSIONS = (
    "cogs.alert",
    "cogs.feed.add",
    "cogs.feed.burst",
    "cogs.feed.list",
    "cogs.feed.editing.edit",
    "cogs.feed.address",
    "cogs.feed.explain",
    "cogs.feed.filter",
    "cogs.feed.running",
    "cogs.feed.latest",
    "cogs.feed.several.transfer",
    "cogs.feed.several.many",
    "cogs.feed.several.defaults",
    "cogs.digest.set",
    "cogs.digest.own",
    "cogs.digest.pages",
    "cogs.digest.running",
    "cogs.forget",
    "cogs.help",
    "cogs.mute",
    "cogs.places",
    "cogs.search",
    "cogs.settings",
    "cogs.status",
    "cogs.summary",
)

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What services stand on."""

    settings: Settings
    clock: Clock
    wakes: Wakes
    liveness: Liveness
    database: Database
    fetcher: Fetcher
    reads: DocumentParser
    stays_sole: RunDue | None  # of a server: looks that no other process serves the database


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    clock: Clock = utcnow,
    dice: Random | None = None,
    reads: DocumentParser | None = None,
    pace: float = RATE,
    spacing: timedelta = SPACING,
    tls: ssl.SSLContext | None = None,
    gateway_grace: timedelta = GATEWAY_GRACE,
    supervisor: Supervisor | None = None,
    **client_options: Any,  # noqa: ANN401  # discord.py's own options
) -> AsyncIterator[App]:
    """Open the parts from the bottom to the top; they are closed from the top to the bottom.

    `reads` reads documents instead of processes of their own, `pace` is the number of requests
    a second to Discord, `spacing` lies between two requests to the host of a feed, `tls` says
    whom to believe there, `supervisor` hears how the process fares. After `gateway_grace` services
    begin without a gateway.

    Raises:
        StoreError: the database cannot be used as it is, or another process uses it.
    """
    async with AsyncExitStack() as stack:
        parts = await _open_parts(stack, settings, clock, reads, tls)
        services = await _open_services(stack, parts)
        client_options.setdefault("proxy", discord_proxy(settings.proxies))
        client = await stack.enter_async_context(Client(services, EXTENSIONS, **client_options))
        services.digests.service.sees = services.alerts.sees = Visibility(client)
        rest = await _open_rest(stack, parts, client, pace)
        deliverer = await _open_deliverer(stack, parts, client, rest)
        poller = await _open_poller(stack, parts, dice or Random(), spacing)
        imports = await _open_imports(stack, parts, services, spacing)
        watching = _watching(parts)
        await watching.run_due(clock())  # before anything is claimed by a clock that is wrong
        await services.digests.service.note_start(clock())
        subscriber = HubSubscriber(parts.database, parts.fetcher, public_url=settings.public_url)
        loops = (
            watching,
            _reconciling(parts, client, rest),
            *_loops(parts, services, client),
            *_connected(parts, poller, deliverer, imports),
            *_upkeep(parts),
            *_staying_sole(parts),
            _asking_hubs(subscriber),
        )
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
            gateway=Gateway(client, rest, client.session_starts, clock=clock),
            gateway_grace=gateway_grace,
            loops=loops,
            liveness=parts.liveness,
            supervisor=supervisor or Supervisor(),
            port=port,
        )


async def _open_parts(
    stack: AsyncExitStack,
    settings: Settings,
    clock: Clock,
    reads: DocumentParser | None,
    tls: ssl.SSLContext | None,
) -> _Parts:
    stays_sole = await stack.enter_async_context(hold(settings.database, clock()))
    database = await stack.enter_async_context(Database.open(settings.database, zone=settings.zone))
    if await ReconcileStore(database).begin(clock()):
        log.warning("the database is a copy of an earlier one: channels are read back first")
    fetcher = await stack.enter_async_context(open_fetcher(settings, tls=tls))
    if reads is None:
        reads = await stack.enter_async_context(ParserPool.open())
    return _Parts(
        settings=settings,
        clock=clock,
        wakes=Wakes(),
        liveness=Liveness(stats=Stats(), idles={}),
        database=database,
        fetcher=fetcher,
        reads=reads,
        stays_sole=stays_sole,
    )


async def _owe(connection: Connection, news: Sequence[News], now: datetime) -> int:
    """Owe followers what polls brought, and note what members' alerts find in it."""
    owed = await owe(connection, news, now)
    await note_hits(connection, news, now)
    return owed


async def _open_poller(
    stack: AsyncExitStack, parts: _Parts, dice: Random, spacing: timedelta
) -> Poller:
    poller = Poller(
        parts.database,
        parts.fetcher,
        parts.reads,
        owe=_owe,
        dice=dice,
        wake=parts.wakes.polls,
        deliveries_owed=parts.wakes.deliveries,
        spacing=spacing,
        fastest=parts.settings.fastest,
        stats=parts.liveness.stats,
    )
    return await stack.enter_async_context(poller)


async def _open_services(stack: AsyncExitStack, parts: _Parts) -> Services:
    """Return what the conversation may call."""
    database, wakes = parts.database, parts.wakes
    search = SearchService(database)
    pages = WebPages(database, public_url=parts.settings.public_url)
    digests = DigestService(database, wake=wakes.deliveries, web_url=pages.url_of)
    return Services(
        clock=parts.clock,
        alerts=AlertService(database, wake_deliveries=wakes.deliveries),
        guilds=GuildStore(database),
        settings=GuildSettings(database, wake=wakes.digests),
        audit=AuditReader(database),
        unblocker=Unblocker(Outbox(database), clock=parts.clock, wake=wakes.deliveries),
        feeds=FeedServices(
            discover=partial(
                discover,
                fetcher=parts.fetcher,
                parser=parts.reads,
                bridge_url=parts.settings.bridge_url,
            ),
            follow=FollowService(
                database,
                limit=parts.settings.feeds_per_server,
                fastest=parts.settings.fastest,
                recorder=_recorder(parts),
                wake_polls=wakes.polls,
                wake_deliveries=wakes.deliveries,
            ),
            addresses=AddressService(database, wake_polls=wakes.polls),
            typed=TypedForms(database),
            reader=FollowReader(database),
            traces=ExplainStore(database),
            posts=PostService(database, wake_deliveries=wakes.deliveries),
            names=FeedNames(database),
            mutes=MuteService(database),
            bulk=BulkService(
                database,
                limit=parts.settings.feeds_per_server,
                wake_polls=wakes.polls,
                wake_deliveries=wakes.deliveries,
            ),
            defaults=DefaultsService(database),
            importer=Importer(database, _import_rules(parts.settings), wake=wakes.imports),
            exporter=Exporter(database),
        ),
        digests=DigestServices(
            planner=DigestPlanner(database, wake=wakes.digests),
            service=digests,
            web=pages,
            reader=DigestReader(database, digests),
        ),
        operations=OperationsReader(database, parts.liveness, backups=parts.settings.backups),
        erasure=Erasure(database),
        search=search,
        summaries=await _open_summaries(stack, parts, search),
    )


def _import_rules(settings: Settings) -> ImportRules:
    return ImportRules(limit=settings.feeds_per_server, fastest=settings.fastest)


async def _open_imports(
    stack: AsyncExitStack, parts: _Parts, services: Services, spacing: timedelta
) -> ImportService:
    service = ImportService(
        parts.database,
        services.feeds.discover,
        services.feeds.follow.record_first,
        rules=_import_rules(parts.settings),
        wake=parts.wakes.imports,
        wake_deliveries=parts.wakes.deliveries,
        spacing=spacing,
    )
    return await stack.enter_async_context(service)


async def _open_summaries(
    stack: AsyncExitStack, parts: _Parts, search: SearchService
) -> SummaryService:
    """Return the summaries, with a language model where the operator names one."""
    settings, model = parts.settings, None
    if settings.has_model:
        endpoint = await stack.enter_async_context(
            ChatEndpoint.open(
                settings.summary_api_url,
                key=settings.summary_api_key,
                model=settings.summary_model,
            )
        )
        budget = settings.summary_daily_tokens
        model = LanguageModel(endpoint, SummaryStore(parts.database), daily_tokens=budget)
    return SummaryService(parts.database, search, ArticleReader(parts.fetcher), model)


async def _open_rest(
    stack: AsyncExitStack, parts: _Parts, client: Client, pace: float
) -> RestClient:
    session = await stack.enter_async_context(aiohttp.ClientSession(proxy=client.http.proxy))
    pacer = Pacer(rate=pace, clock=asyncio.get_running_loop().time)
    token = parts.settings.require_token()
    return RestClient(
        session, token=token, pacer=pacer, clock=parts.clock, stats=parts.liveness.stats
    )


async def _open_deliverer(
    stack: AsyncExitStack, parts: _Parts, client: Client, rest: RestClient
) -> Deliverer:
    sender = Sender(client, rest, clock=parts.clock)

    async def on_message(message: discord.Message) -> None:
        sender.heard(message)

    client.add_listener(on_message, "on_message")
    deliverer = Deliverer(
        Outbox(parts.database),
        sender,
        clock=parts.clock,
        wake=parts.wakes.deliveries,
        stats=parts.liveness.stats,
    )
    return await stack.enter_async_context(deliverer)


def _recorder(parts: _Parts) -> Recorder:
    """Return what writes down documents that no poll brought."""
    fastest, stats = parts.settings.fastest, parts.liveness.stats
    return Recorder(parts.database, _owe, Random(), fastest=fastest, stats=stats)


def _outside(
    parts: _Parts,
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
            _recorder(parts),
            deliveries_owed=parts.wakes.deliveries,
            stats=parts.liveness.stats,
        ),
        liveness=parts.liveness,
        gateway=client.gateway_state,
        pace=lambda: rest.pace,
        clock=parts.clock,
    )


def _asking_hubs(subscriber: HubSubscriber) -> Loop:
    return Loop(
        name="hubs",
        run_due=subscriber.run_due,
        idle=timedelta(minutes=1),
        wake=asyncio.Event(),
    )


def _watching(parts: _Parts) -> Loop:
    """Return the service that notices a clock that went back, before anything waits by it."""

    def wake() -> None:
        parts.wakes.polls.set()
        parts.wakes.deliveries.set()
        parts.wakes.digests.set()

    return Loop(
        name="clock",
        run_due=ClockWatch(parts.database, wake=wake).run_due,
        idle=timedelta(seconds=30),
        wake=asyncio.Event(),
    )


def _staying_sole(parts: _Parts) -> tuple[Loop, ...]:
    """Return the service that ends the process when another took its database."""
    if parts.stays_sole is None:
        return ()
    idle = timedelta(seconds=5)
    return (Loop(name="sole", run_due=parts.stays_sole, idle=idle, wake=asyncio.Event()),)


def _reconciling(parts: _Parts, client: Client, rest: RestClient) -> Loop:
    """Return the service that has something to do after a restore only, before all others."""

    def wake() -> None:
        parts.wakes.deliveries.set()
        parts.wakes.digests.set()

    reader = ChannelReader(client, ChannelHistory(client, rest))
    reconciler = Reconciler(parts.database, reader, wake=wake)
    return Loop(
        name="reconciler",
        run_due=reconciler.run_due,
        idle=timedelta(seconds=30),
        wake=asyncio.Event(),
        needs_gateway=True,
    )


def _loops(parts: _Parts, services: Services, client: Client) -> tuple[Loop, ...]:
    """Return the services that read and write rows, one entry each."""
    return (
        Loop(
            name="commands",
            run_due=CommandSync(client, MetaStore(parts.database)).run_due,
            idle=timedelta(minutes=10),
            wake=asyncio.Event(),
        ),
        Loop(
            name="alerts",
            run_due=services.alerts.run_due,
            idle=timedelta(seconds=10),
            wake=asyncio.Event(),
        ),
        Loop(
            name="digests",
            run_due=services.digests.service.run_due,
            idle=timedelta(seconds=10),
            wake=parts.wakes.digests,
        ),
        Loop(
            name="notifier",
            run_due=Notifier(
                parts.database,
                NoticeStore(parts.database),
                wake_deliveries=parts.wakes.deliveries.set,
            ).run_due,
            idle=timedelta(minutes=1),
            wake=asyncio.Event(),
        ),
        Loop(
            name="search",
            run_due=services.search.run_due,
            idle=timedelta(seconds=2),  # a search looks at what is not indexed yet, which costs
            wake=asyncio.Event(),
        ),
    )


def _upkeep(parts: _Parts) -> tuple[Loop, ...]:
    """Return the services that look after the process and its file."""
    meta = MetaStore(parts.database)
    return (
        Loop(
            name="heartbeat",
            run_due=Heartbeat(meta).run_due,
            idle=EVERY,
            wake=asyncio.Event(),
        ),
        Loop(
            name="lag",
            run_due=LagMeter(parts.liveness.stats, time.monotonic).run_due,
            idle=loop_lag.EVERY,
            wake=asyncio.Event(),
        ),
        Loop(
            name="backups",
            run_due=BackupKeeper(
                parts.database,
                meta,
                folder=parts.settings.backups,
                kept=parts.settings.backups_kept,
            ).run_due,
            idle=timedelta(hours=1),
            wake=asyncio.Event(),
        ),
        Loop(
            name="housekeeper",
            run_due=Housekeeper(parts.database, meta, retention=parts.settings.retention).run_due,
            idle=timedelta(hours=1),
            wake=asyncio.Event(),
        ),
    )


def _connected(
    parts: _Parts, poller: Poller, deliverer: Deliverer, imports: ImportService
) -> tuple[Loop, ...]:
    """Return the services that wait for others, and so have something to end."""
    return (
        Loop(
            name="poller",
            run_due=poller.run_due,
            idle=timedelta(seconds=2),  # hosts are asked again a second after they were
            wake=parts.wakes.polls,
            drain=poller.drain,
            finish=poller.finish,
        ),
        Loop(
            name="deliverer",
            run_due=deliverer.run_due,
            idle=timedelta(seconds=5),
            wake=parts.wakes.deliveries,
            drain=deliverer.drain,
            finish=deliverer.finish,
        ),
        Loop(
            name="imports",
            run_due=imports.run_due,
            idle=timedelta(seconds=2),  # as for the poller
            wake=parts.wakes.imports,
            drain=imports.drain,
            finish=imports.finish,
        ),
    )
