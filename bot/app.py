"""The composition root: opens every part from the bottom to the top, and closes them in order.

How what is open runs, and ends, is in `bot.running`.
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any

import aiohttp
import discord

from bot.access.visibility import Visibility
from bot.client import Client, discord_proxy
from bot.config import Settings
from bot.delivery.fan_out import owe
from bot.delivery.send.history import ChannelHistory
from bot.delivery.send.pacer import RATE, Pacer
from bot.delivery.send.rest import RestClient
from bot.delivery.send.sender import Sender
from bot.delivery.service import Deliverer
from bot.digest.planner import DigestPlanner
from bot.digest.reader import DigestReader
from bot.digest.service import DigestService
from bot.feeds.http.fetch import Fetcher
from bot.feeds.http.opening import open_fetcher
from bot.feeds.http.politeness import SPACING
from bot.feeds.poll import DocumentParser
from bot.feeds.poller import Poller
from bot.feeds.worker.article import ArticleReader
from bot.feeds.worker.pool import ParserPool
from bot.follow.reader import FollowReader
from bot.follow.service import FollowService
from bot.notices.service import Notifier
from bot.reconcile.read_back import ChannelReader
from bot.reconcile.service import Reconciler
from bot.running import App, CommandSync, Loop
from bot.search.service import SearchService
from bot.services import Services, Wakes
from bot.store.database import Database
from bot.store.feeds.feeds import FeedStore
from bot.store.feeds.items import ItemStore
from bot.store.file.process_lock import hold
from bot.store.guilds.guilds import GuildStore
from bot.store.guilds.notices import NoticeStore
from bot.store.meta import MetaStore
from bot.store.outbox.explain import ExplainStore
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.reconcile import ReconcileStore
from bot.store.summaries import SummaryStore
from bot.summary.language_model import LanguageModel
from bot.summary.llm import ChatEndpoint
from bot.summary.service import SummaryService
from bot.text.similarity.stories import find_stories
from bot.upkeep.backups import BackupKeeper
from bot.upkeep.clock_watch import ClockWatch
from bot.upkeep.heartbeat import EVERY, Heartbeat
from bot.upkeep.housekeeping import Housekeeper
from bot.worker.loop import utcnow

EXTENSIONS = (
    "cogs.feed.add",
    "cogs.feed.list",
    "cogs.feed.edit",
    "cogs.feed.explain",
    "cogs.feed.filter",
    "cogs.feed.running",
    "cogs.digest.set",
    "cogs.digest.own",
    "cogs.digest.pages",
    "cogs.digest.running",
    "cogs.help",
    "cogs.places",
    "cogs.search",
    "cogs.settings",
    "cogs.summary",
)

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


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
    **client_options: Any,  # noqa: ANN401  # discord.py's own options
) -> AsyncIterator[App]:
    """Open the parts from the bottom to the top; they are closed from the top to the bottom.

    `reads` reads documents instead of processes of their own, `pace` is the number of requests
    a second to Discord, `spacing` lies between two requests to the host of a feed, `tls` says
    whom to believe there.

    Raises:
        StoreError: the database cannot be used as it is, or another process uses it.
    """
    async with AsyncExitStack() as stack:
        services = await _open_services(stack, settings, clock, reads, tls)
        client_options.setdefault("proxy", discord_proxy(settings.proxies))
        client = await stack.enter_async_context(Client(services, EXTENSIONS, **client_options))
        services.digests.sees = Visibility(client)
        rest = await _open_rest(stack, services, client, pace)
        deliverer = await _open_deliverer(stack, services, client, rest)
        poller = Poller(
            services.database,
            services.fetcher,
            services.reads,
            owe=owe,
            dice=dice or Random(),
            wake=services.wakes.polls,
            deliveries_owed=services.wakes.deliveries,
            spacing=spacing,
        )
        await stack.enter_async_context(poller)
        yield App(
            services=services,
            client=client,
            loops=(
                _watching(services),
                _reconciling(services, client, rest),
                *_loops(services, client, poller, deliverer),
            ),
        )


async def _open_services(
    stack: AsyncExitStack,
    settings: Settings,
    clock: Clock,
    reads: DocumentParser | None,
    tls: ssl.SSLContext | None,
) -> Services:
    stack.enter_context(hold(settings.database, clock()))
    database = await stack.enter_async_context(Database.open(settings.database, zone=settings.zone))
    if await ReconcileStore(database).begin(clock()):
        log.warning("the database is a copy of an earlier one: channels are read back first")
    fetcher = await stack.enter_async_context(open_fetcher(settings, tls=tls))
    if reads is None:
        reads = await stack.enter_async_context(ParserPool.open())
    wakes = Wakes()
    search = SearchService(database)
    digests = DigestService(database, wake=wakes.deliveries, find_stories=find_stories)
    return Services(
        settings=settings,
        clock=clock,
        wakes=wakes,
        database=database,
        meta=MetaStore(database),
        guilds=GuildStore(database),
        feeds=FeedStore(database),
        items=ItemStore(database),
        follow=FollowService(
            database,
            limit=settings.feeds_per_server,
            wake_polls=wakes.polls,
            wake_deliveries=wakes.deliveries,
        ),
        followed=FollowReader(database),
        traces=ExplainStore(database),
        outbox=Outbox(database),
        fetcher=fetcher,
        reads=reads,
        search=search,
        planner=DigestPlanner(database, wake=wakes.digests),
        digests=digests,
        pages=DigestReader(database, digests),
        summaries=await _open_summaries(stack, settings, database, search, fetcher),
    )


async def _open_summaries(
    stack: AsyncExitStack,
    settings: Settings,
    database: Database,
    search: SearchService,
    fetcher: Fetcher,
) -> SummaryService:
    """Return the summaries, with a language model where the operator names one."""
    model = None
    if settings.has_model:
        endpoint = await stack.enter_async_context(
            ChatEndpoint.open(
                settings.summary_api_url,
                key=settings.summary_api_key,
                model=settings.summary_model,
            )
        )
        budget = settings.summary_daily_tokens
        model = LanguageModel(endpoint, SummaryStore(database), daily_tokens=budget)
    return SummaryService(database, search, ArticleReader(fetcher), model)


async def _open_rest(
    stack: AsyncExitStack, services: Services, client: Client, pace: float
) -> RestClient:
    session = await stack.enter_async_context(aiohttp.ClientSession(proxy=client.http.proxy))
    pacer = Pacer(rate=pace, clock=asyncio.get_running_loop().time)
    token = services.settings.require_token()
    return RestClient(session, token=token, pacer=pacer, clock=services.clock)


async def _open_deliverer(
    stack: AsyncExitStack, services: Services, client: Client, rest: RestClient
) -> Deliverer:
    sender = Sender(client, rest, clock=services.clock)

    async def on_message(message: discord.Message) -> None:
        sender.heard(message)

    client.add_listener(on_message, "on_message")
    deliverer = Deliverer(
        services.outbox, sender, clock=services.clock, wake=services.wakes.deliveries
    )
    return await stack.enter_async_context(deliverer)


def _watching(services: Services) -> Loop:
    """Return the service that notices a clock that went back, before anything waits by it."""

    def wake() -> None:
        services.wakes.polls.set()
        services.wakes.deliveries.set()
        services.wakes.digests.set()

    return Loop(
        name="clock",
        run_due=ClockWatch(services.database, wake=wake).run_due,
        idle=timedelta(seconds=30),
        wake=asyncio.Event(),
    )


def _reconciling(services: Services, client: Client, rest: RestClient) -> Loop:
    """Return the service that has something to do after a restore only, before all others."""

    def wake() -> None:
        services.wakes.deliveries.set()
        services.wakes.digests.set()

    reader = ChannelReader(client, ChannelHistory(client, rest))
    reconciler = Reconciler(services.database, reader, zone=services.settings.zone, wake=wake)
    return Loop(
        name="reconciler",
        run_due=reconciler.run_due,
        idle=timedelta(seconds=30),
        wake=asyncio.Event(),
    )


def _loops(
    services: Services, client: Client, poller: Poller, deliverer: Deliverer
) -> tuple[Loop, ...]:
    """Return every service, one entry each; the order is that of the data."""
    return (
        Loop(
            name="commands",
            run_due=CommandSync(client, services.meta).run_due,
            idle=timedelta(minutes=10),
            wake=asyncio.Event(),
        ),
        Loop(
            name="poller",
            run_due=poller.run_due,
            idle=timedelta(seconds=2),  # hosts are asked again a second after they were
            wake=services.wakes.polls,
            drain=poller.drain,
            finish=poller.finish,
        ),
        Loop(
            name="digests",
            run_due=services.digests.run_due,
            idle=timedelta(seconds=10),
            wake=services.wakes.digests,
        ),
        Loop(
            name="notifier",
            run_due=Notifier(
                services.database,
                NoticeStore(services.database),
                wake_deliveries=services.wakes.deliveries.set,
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
        Loop(
            name="deliverer",
            run_due=deliverer.run_due,
            idle=timedelta(seconds=5),
            wake=services.wakes.deliveries,
            drain=deliverer.drain,
            finish=deliverer.finish,
        ),
        Loop(
            name="heartbeat",
            run_due=Heartbeat(services.meta).run_due,
            idle=EVERY,
            wake=asyncio.Event(),
        ),
        Loop(
            name="backups",
            run_due=BackupKeeper(
                services.database,
                services.meta,
                folder=services.settings.backups,
                kept=services.settings.backups_kept,
            ).run_due,
            idle=timedelta(hours=1),
            wake=asyncio.Event(),
        ),
        Loop(
            name="housekeeper",
            run_due=Housekeeper(
                services.database, services.meta, retention=services.settings.retention
            ).run_due,
            idle=timedelta(hours=1),
            wake=asyncio.Event(),
        ),
    )
