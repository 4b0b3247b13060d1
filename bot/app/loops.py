"""List the services that run as loops, each with its idle time and what wakes it.

Of several processes each has all of them: what they claim is of the process's share, and those that
are to be `once` work where the leader is.
"""

import asyncio
import time
from datetime import timedelta

from bot.app.parts import Parts
from bot.app.workers import Workers
from bot.client import Client
from bot.delivery.send.history import ChannelHistory
from bot.delivery.send.rest import RestClient
from bot.delivery.service import Deliverer
from bot.digest.by_model.ahead import PagesAhead
from bot.feeds.poller import Poller
from bot.feeds.websub.subscriber import HubSubscriber
from bot.notices.service import Notifier
from bot.reconcile.read_back import ChannelReader
from bot.reconcile.service import Reconciler
from bot.running import CommandSync, Loop
from bot.services import Services
from bot.store.guilds.notices import NoticeStore
from bot.store.meta import MetaStore
from bot.transfer.service import ImportService
from bot.translation.service import TranslationService
from bot.upkeep import loop_lag
from bot.upkeep.backups import BackupKeeper
from bot.upkeep.clock_watch import ClockWatch
from bot.upkeep.heartbeat import EVERY, Heartbeat
from bot.upkeep.housekeeping import Housekeeper
from bot.upkeep.loop_lag import LagMeter


def hub_loop(subscriber: HubSubscriber) -> Loop:
    return Loop(
        name="hubs",
        run_due=subscriber.run_due,
        idle=timedelta(minutes=1),
        wake=asyncio.Event(),
        once=True,
    )


def ahead_loop(ahead: PagesAhead) -> Loop:
    return Loop(
        name="pages",
        run_due=ahead.run_due,
        idle=timedelta(seconds=30),
        wake=asyncio.Event(),
        drain=ahead.drain,
        finish=ahead.finish,
    )


def translation_loop(parts: Parts, translations: TranslationService) -> Loop:
    return Loop(
        name="translations",
        run_due=translations.run_due,
        idle=timedelta(seconds=1),  # messages wait for them
        wake=parts.wakes.translations,
        drain=translations.drain,
        finish=translations.finish,
    )


def clock_loop(parts: Parts) -> Loop:
    """Return the service that notices a clock that went back, before anything waits by it."""
    watch = ClockWatch(parts.database, wake=parts.wakes.wake_due, stats=parts.liveness.stats)
    return Loop(
        name="clock",
        run_due=watch.run_due,
        idle=timedelta(seconds=30),
        wake=asyncio.Event(),
        once=True,
    )


def membership_loop(parts: Parts) -> Loop:
    """Return the service that looks whether this process still has its place among others."""
    return Loop(
        name="membership",
        run_due=parts.membership.run_due,
        idle=timedelta(seconds=1),
        wake=asyncio.Event(),
        at_once=True,
    )


def reconciler_loop(parts: Parts, client: Client, rest: RestClient) -> Loop:
    """Return the service that has something to do after a restore only, before all others."""

    def wake() -> None:
        parts.wakes.deliveries.set()
        parts.wakes.digests.set()

    reader = ChannelReader(client, ChannelHistory(client, rest))
    reconciler = Reconciler(parts.database, reader, wake=wake, share=parts.share)
    return Loop(
        name="reconciler",
        run_due=reconciler.run_due,
        idle=timedelta(seconds=30),
        wake=asyncio.Event(),
        needs_gateway=True,
    )


def service_loops(parts: Parts, services: Services, client: Client) -> tuple[Loop, ...]:
    """Return the services that read and write rows, one entry each."""
    return (
        Loop(
            name="commands",
            run_due=CommandSync(client, MetaStore(parts.database)).run_due,
            idle=timedelta(minutes=10),
            wake=asyncio.Event(),
            once=True,
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
                wake_deliveries=parts.owed.deliveries.set,
                share=parts.share,
            ).run_due,
            idle=timedelta(minutes=1),
            wake=asyncio.Event(),
        ),
        Loop(
            name="search",
            run_due=services.search.run_due,
            idle=timedelta(seconds=2),  # a search looks at what is not indexed yet, which costs
            wake=asyncio.Event(),
            once=True,
        ),
    )


def upkeep_loops(parts: Parts) -> tuple[Loop, ...]:
    """Return the services that look after the process and its file."""
    meta = MetaStore(parts.database)
    return (
        Loop(
            name="heartbeat",
            run_due=Heartbeat(meta, parts.share().slot).run_due,
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
            once=True,
        ),
        Loop(
            name="housekeeper",
            run_due=Housekeeper(parts.database, meta, retention=parts.settings.retention).run_due,
            idle=timedelta(hours=1),
            wake=asyncio.Event(),
            once=True,
        ),
    )


def connected_loops(
    parts: Parts, poller: Poller, deliverer: Deliverer, imports: ImportService
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


def loops_of(
    parts: Parts, services: Services, client: Client, rest: RestClient, workers: Workers
) -> tuple[Loop, ...]:
    """Return the services that run beside the conversation, in the order of their start."""
    return (
        reconciler_loop(parts, client, rest),
        *service_loops(parts, services, client),
        *connected_loops(parts, workers.poller, workers.deliverer, workers.importer),
        ahead_loop(workers.pages_ahead),
        translation_loop(parts, workers.translations),
        *upkeep_loops(parts),
        membership_loop(parts),
    )
