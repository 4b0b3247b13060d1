"""What everything stands on: settings, clock, database, fetcher, parsers; opened first."""

import logging
import ssl
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

from bot.config import Settings
from bot.feeds.http.fetch import Fetcher
from bot.feeds.http.opening import open_fetcher
from bot.feeds.poll import DocumentParser
from bot.feeds.worker.pool import ParserPool
from bot.model import Share
from bot.running import Wakes
from bot.store.database import Database
from bot.store.outbox.reconcile import ReconcileStore
from bot.store.place import hold
from bot.store.processes.coordination import SharedPace, open_coordination
from bot.store.processes.membership import Membership, Witness
from bot.worker.liveness import Liveness
from bot.worker.stats import Stats

log = logging.getLogger(__name__)


Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What services stand on."""

    settings: Settings
    clock: Clock
    wakes: Wakes
    owed: Wakes  # set where other processes are to look, too; with one process these are `wakes`
    liveness: Liveness
    database: Database
    shared_pace: SharedPace | None  # of all processes; None: there is only this one
    fetcher: Fetcher
    reads: DocumentParser
    membership: Membership

    def share(self) -> Share:
        """Return which part of the work is this process's now."""
        return self.membership.share


async def open_parts(
    stack: AsyncExitStack,
    settings: Settings,
    clock: Clock,
    reads: DocumentParser | None,
    tls: ssl.SSLContext | None,
    witness: Witness | None,
) -> Parts:
    held = hold(settings.database, clock(), settings.processes, witness)
    membership = await stack.enter_async_context(held)
    database = await stack.enter_async_context(Database.open(settings.database, zone=settings.zone))
    await membership.join()
    if await ReconcileStore(database).begin(clock()):
        log.warning("the database is a copy of an earlier one: channels are read back first")
    wakes = Wakes()
    shared = await stack.enter_async_context(open_coordination(settings.database, wakes.wake))
    fetcher = await stack.enter_async_context(open_fetcher(settings, tls=tls))
    if reads is None:
        reads = await stack.enter_async_context(ParserPool.open())
    return Parts(
        settings=settings,
        clock=clock,
        wakes=wakes,
        owed=wakes if shared is None else wakes.shared(shared.tell),
        shared_pace=None if shared is None else shared.pace,
        liveness=Liveness(stats=Stats(), idles={}),
        database=database,
        fetcher=fetcher,
        reads=reads,
        membership=membership,
    )
