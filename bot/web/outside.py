"""Open all that is seen from outside, where the operator wants it: puts routes together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.config import Settings
from bot.digest.web_pages import WebPages
from bot.feeds.websub.push import PushReader
from bot.feeds.websub.subscriber import HubSubscriber
from bot.gateway import GatewayState
from bot.store.database import Database
from bot.store.guilds.guilds import GuildStore
from bot.store.processes.membership import Membership
from bot.store.upkeep.vitals import VitalsStore
from bot.web.health import HealthCheck
from bot.web.metrics import MetricsExporter
from bot.web.operator import operator_routes
from bot.web.pages import PageSite
from bot.web.rendered import RenderedPages
from bot.web.server import serve
from bot.web.websub import HubCallback
from bot.worker.liveness import Liveness


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What the HTTP server is made of."""

    settings: Settings
    database: Database
    pages: WebPages
    subscriber: HubSubscriber
    pushes: PushReader
    liveness: Liveness
    gateway: GatewayState
    membership: Membership
    pace: Callable[[], float]
    clock: Callable[[], datetime]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[int | None]:
        """Listen until the context ends; gives the port, None where nothing is to listen.

        Raises:
            ConfigError: nothing can listen at the address that was chosen.
        """
        if self.settings.listen is None:
            yield None
            return
        vitals = VitalsStore(self.database)
        health = HealthCheck(
            vitals=vitals,
            liveness=self.liveness,
            gateway=self.gateway,
            presence=lambda: self.membership.presence,
            clock=self.clock,
        )
        metrics = MetricsExporter(
            vitals=vitals,
            stats=self.liveness.stats,
            gateway=self.gateway,
            pace=self.pace,
            presence=lambda: self.membership.presence,
            clock=self.clock,
        )
        site = PageSite(self.pages, GuildStore(self.database), RenderedPages(self.clock))
        hubs = HubCallback(self.subscriber, self.pushes, self.clock)
        routes = [*operator_routes(health, metrics), *site.routes(), *hubs.routes()]
        async with serve(self.settings.listen, routes) as port:
            yield port
