"""The composition root: opens every part, runs them in one task group, closes them in order.

What runs is a list of loops over `run_due` and the connection to Discord. When asked to stop, no
loop claims anything more, what is being sent is finished, and then everything is closed. When a
part fails, the others are cancelled and everything is closed as well, and the failure leaves
`run`: the process ends non-zero, a supervisor starts it again, and the leases do the rest.
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import aiohttp
import discord

from bot import worker
from bot.client import NOT_LET_IN, Client
from bot.config import Settings
from bot.delivery.owing import owe
from bot.delivery.pacer import RATE, Pacer
from bot.delivery.sender import Sender
from bot.delivery.service import Deliverer
from bot.delivery.sight import Sight
from bot.delivery.wire import Wire
from bot.digest.desk import DigestDesk
from bot.digest.service import DigestService
from bot.errors import ConfigError, GazetteError, StoreError
from bot.feeds.fetch import Fetcher
from bot.feeds.fulltext import PageReader
from bot.feeds.guard import Guard
from bot.feeds.manners import SPACING
from bot.feeds.parser import Parser
from bot.feeds.poller import Poller
from bot.feeds.reading import Reads
from bot.housekeeping import Housekeeper
from bot.notices.service import Notifier
from bot.search.service import SearchService
from bot.services import Services, Wakes
from bot.store.choices import ChoiceStore
from bot.store.database import Database
from bot.store.digests import DigestStore
from bot.store.editions import EditionStore
from bot.store.feeds import FeedStore
from bot.store.guilds import GuildStore
from bot.store.health import HealthStore
from bot.store.items import ItemStore
from bot.store.meta import MetaStore
from bot.store.notices import NoticeStore
from bot.store.outbox import Outbox
from bot.store.subscriptions import SubscriptionStore
from bot.store.summaries import SummaryStore
from bot.store.traces import TraceStore
from bot.summary.llm import ChatEndpoint
from bot.summary.model import Model
from bot.summary.service import SummaryService
from bot.text.stories import find_stories

log = logging.getLogger(__name__)

STOP_WITHIN = 8.0  # seconds; Docker kills after 10
COMMANDS_KEY = "commands"
EXTENSIONS = (
    "cogs.feed_add",
    "cogs.feeds",
    "cogs.feed_edit",
    "cogs.feed_explain",
    "cogs.feed_filter",
    "cogs.feed_running",
    "cogs.digests",
    "cogs.digest_own",
    "cogs.digest_pages",
    "cogs.digest_running",
    "cogs.help",
    "cogs.places",
    "cogs.search",
    "cogs.settings",
    "cogs.summary",
)

Clock = Callable[[], datetime]


class Disconnected(GazetteError):
    """There is no connection to Discord, or it ended although nobody asked it to."""


class Hurried(GazetteError):
    """Asked to stop, something did not come to its end in time, and was cut short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """A service as the worker runs it; `drain` waits for what its steps have begun.

    Where more was claimed than begun, `finish` is what ends it: it gives the rest back.
    """

    name: str
    run_due: worker.RunDue
    idle: timedelta
    wake: asyncio.Event
    drain: Callable[[], Awaitable[None]] | None = None
    finish: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One Gazette with every part open; nothing runs yet."""

    services: Services
    client: Client
    loops: tuple[Loop, ...]
    stop_within: float = STOP_WITHIN

    async def run(self, stop: asyncio.Event) -> None:
        """Run every part until `stop` is set, then end them in order.

        Raises:
            BaseExceptionGroup: a part failed, or would not end; the others were cancelled.
        """
        ready = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            gateway = group.create_task(self.stay_connected(ready), name="gateway")
            serving = [
                group.create_task(self._serve(loop, ready, stop), name=loop.name)
                for loop in self.loops
            ]
            await stop.wait()
            log.info("stopping")
            await self._finish(serving)
            gateway.cancel()

    async def stay_connected(self, ready: asyncio.Event) -> None:
        """Log in and hold the connection; set `ready` once the guilds are known.

        Raises:
            ConfigError: Discord does not know the token.
            Disconnected: Discord cannot be reached, or the connection ended by itself.
        """

        async def on_ready() -> None:
            ready.set()

        self.client.add_listener(on_ready, "on_ready")
        try:
            await self.client.login(self.services.settings.require_token())
        except discord.LoginFailure as e:
            raise ConfigError(NOT_LET_IN) from e
        except (discord.DiscordServerError, aiohttp.ClientError, OSError) as e:
            raise Disconnected(f"Discord cannot be reached ({type(e).__name__})") from e
        await self.client.connect()
        raise Disconnected("the gateway closed the connection")

    async def _serve(self, loop: Loop, ready: asyncio.Event, stop: asyncio.Event) -> None:
        await worker.first_of(ready, stop)
        await worker.run(
            loop.run_due, clock=self.services.clock, idle=loop.idle, wake=loop.wake, stop=stop
        )

    async def _finish(self, serving: list[asyncio.Task[None]]) -> None:
        """Let steps and what they began come to their end, but not for ever.

        Raises:
            Hurried: it takes too long; what is left falls due again.
        """
        try:
            async with asyncio.timeout(self.stop_within):
                await asyncio.wait(serving)
                ends = [loop.finish or loop.drain for loop in self.loops]
                await asyncio.gather(*[end() for end in ends if end])
        except TimeoutError as e:
            late = [task.get_name() for task in serving if not task.done()]
            raise Hurried(f"stopped in the middle: {', '.join(late) or 'what was begun'}") from e


class CommandSync:
    """Tells Discord of the commands when they have changed; a service of one row in `meta`."""

    def __init__(self, client: Client, meta: MetaStore) -> None:
        self._client = client
        self._meta = meta
        self._done = False

    async def run_due(self, now: datetime) -> int:
        """Synchronise once in the life of the process; when Discord refuses, again later."""
        if self._done:
            return 0
        known = await self._meta.get(COMMANDS_KEY)
        try:
            mark = await self._client.sync_commands(known)
            if mark != known:
                await self._meta.put(COMMANDS_KEY, mark)
            self._done = True
        except discord.HTTPException as e:
            log.warning("commands not synchronised: status=%d code=%d", e.status, e.code)
        except StoreError:
            log.exception("commands synchronised, but not noted")
        return 0


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    clock: Clock = worker.utcnow,
    dice: Random | None = None,
    reads: Reads | None = None,
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
        StoreError: the database cannot be used as it is.
    """
    async with AsyncExitStack() as stack:
        services = await _open_services(stack, settings, clock, reads, tls)
        client = await stack.enter_async_context(Client(services, EXTENSIONS, **client_options))
        services.printer.sees = Sight(client)
        deliverer = await _open_deliverer(stack, services, client, pace)
        poller = Poller(
            services.database,
            services.fetcher,
            services.reads,
            owe=owe,
            dice=dice or Random(),
            wake=services.wakes.polls,
            told=services.wakes.deliveries,
            spacing=spacing,
        )
        await stack.enter_async_context(poller)
        yield App(
            services=services, client=client, loops=_loops(services, client, poller, deliverer)
        )


async def _open_services(
    stack: AsyncExitStack,
    settings: Settings,
    clock: Clock,
    reads: Reads | None,
    tls: ssl.SSLContext | None,
) -> Services:
    guard = Guard(allowed_hosts=settings.allowed_hosts, allowed_ports=settings.allowed_ports)
    database = await stack.enter_async_context(Database.open(settings.database))
    fetcher = await stack.enter_async_context(
        Fetcher.open(guard, contact=settings.contact, tls=tls)
    )
    if reads is None:
        reads = await stack.enter_async_context(Parser.open())
    wakes = Wakes()
    search = SearchService(database)
    printer = DigestService(
        database, zone=settings.zone, wake=wakes.deliveries, find_stories=find_stories
    )
    return Services(
        settings=settings,
        clock=clock,
        wakes=wakes,
        database=database,
        meta=MetaStore(database),
        guilds=GuildStore(database),
        feeds=FeedStore(database),
        items=ItemStore(database),
        subscriptions=SubscriptionStore(database),
        choices=ChoiceStore(database),
        traces=TraceStore(database),
        health=HealthStore(database),
        outbox=Outbox(database, zone=settings.zone),
        digests=DigestStore(database),
        editions=EditionStore(database),
        fetcher=fetcher,
        reads=reads,
        search=search,
        printer=printer,
        desk=DigestDesk(database, printer),
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
    if settings.summary_api_url and settings.summary_model:
        endpoint = await stack.enter_async_context(
            ChatEndpoint.open(
                settings.summary_api_url,
                key=settings.summary_api_key,
                model=settings.summary_model,
            )
        )
        budget = settings.summary_daily_tokens
        model = Model(endpoint, SummaryStore(database), daily_tokens=budget)
    return SummaryService(database, search, PageReader(fetcher), model)


async def _open_deliverer(
    stack: AsyncExitStack, services: Services, client: Client, pace: float
) -> Deliverer:
    session = await stack.enter_async_context(aiohttp.ClientSession())
    pacer = Pacer(rate=pace, clock=asyncio.get_running_loop().time)
    token = services.settings.require_token()
    wire = Wire(session, token=token, pacer=pacer, clock=services.clock)
    sender = Sender(client, wire, clock=services.clock)

    async def on_message(message: discord.Message) -> None:
        sender.heard(message)

    client.add_listener(on_message, "on_message")
    deliverer = Deliverer(
        services.outbox, sender, clock=services.clock, wake=services.wakes.deliveries
    )
    return await stack.enter_async_context(deliverer)


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
            run_due=services.printer.run_due,
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
            name="housekeeper",
            run_due=Housekeeper(
                services.database, services.meta, retention=services.settings.retention
            ).run_due,
            idle=timedelta(hours=1),
            wake=asyncio.Event(),
        ),
    )
