"""Open the workers: what polls, imports, delivers, translates and asks for pages ahead."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

import aiohttp
import discord

from bot.alerts.note_hits import note_hits
from bot.app.parts import Parts
from bot.client import Client
from bot.config import Settings
from bot.delivery.fan_out import owe
from bot.delivery.send.pacer import Pacer
from bot.delivery.send.rest import RestClient
from bot.delivery.send.sender import Sender
from bot.delivery.send.timeouts import Timeouts
from bot.delivery.service import Deliverer
from bot.digest.by_model.ahead import PagesAhead
from bot.feeds.poller import Poller
from bot.feeds.record import Recorder
from bot.follow.limits import FollowLimits
from bot.model import News
from bot.services import Services
from bot.store.database import Connection
from bot.store.outbox.outbox import Outbox
from bot.transfer.bring_in import ImportRules
from bot.transfer.service import ImportService
from bot.translation.service import TranslationService


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """What takes due rows and works on them beside the loops."""

    deliverer: Deliverer
    poller: Poller
    importer: ImportService
    pages_ahead: PagesAhead
    translations: TranslationService


async def _owe(
    connection: Connection, news: Sequence[News], now: datetime, *, translates: bool
) -> int:
    """Owe followers what polls brought, and note what members' alerts find in it."""
    owed = await owe(connection, news, now, translates=translates)
    await note_hits(connection, news, now)
    return owed


async def open_poller(
    stack: AsyncExitStack, parts: Parts, dice: Random, spacing: timedelta
) -> Poller:
    poller = Poller(
        parts.database,
        parts.fetcher,
        parts.reads,
        owe=partial(_owe, translates=parts.settings.has_model),
        dice=dice,
        wake=parts.wakes.polls,
        deliveries_owed=parts.owed.deliveries,
        spacing=spacing,
        fastest=parts.settings.fastest,
        stats=parts.liveness.stats,
        share=parts.share,
    )
    return await stack.enter_async_context(poller)


def follow_limits(settings: Settings) -> FollowLimits:
    return FollowLimits(server=settings.feeds_per_server, member=settings.feeds_per_member)


def import_rules(settings: Settings) -> ImportRules:
    return ImportRules(limits=follow_limits(settings), fastest=settings.fastest)


async def open_imports(
    stack: AsyncExitStack, parts: Parts, services: Services, spacing: timedelta
) -> ImportService:
    service = ImportService(
        parts.database,
        services.feeds.discover,
        services.feeds.follow.record_first,
        rules=import_rules(parts.settings),
        wake=parts.wakes.imports,
        wake_deliveries=parts.owed.deliveries,
        spacing=spacing,
        share=parts.share,
    )
    return await stack.enter_async_context(service)


async def open_pages_ahead(stack: AsyncExitStack, parts: Parts, services: Services) -> PagesAhead:
    digests = services.digests
    ahead = PagesAhead(digests.service, digests.writer, share=parts.share)
    return await stack.enter_async_context(ahead)


async def open_translations(
    stack: AsyncExitStack, parts: Parts, services: Services
) -> TranslationService:
    service = TranslationService(
        services.translator,
        clock=parts.clock,
        wake=parts.wakes.translations,
        wake_deliveries=parts.wakes.deliveries,
    )
    return await stack.enter_async_context(service)


async def open_rest(
    stack: AsyncExitStack, parts: Parts, client: Client, pace: float, timeouts: Timeouts
) -> RestClient:
    session = await stack.enter_async_context(aiohttp.ClientSession(proxy=client.http.proxy))
    pacer = Pacer(rate=pace, clock=asyncio.get_running_loop().time, shared=parts.shared_pace)
    token = parts.settings.require_token()
    return RestClient(
        session,
        token=token,
        pacer=pacer,
        clock=parts.clock,
        timeouts=timeouts,
        stats=parts.liveness.stats,
    )


async def open_deliverer(
    stack: AsyncExitStack, parts: Parts, client: Client, rest: RestClient, timeouts: Timeouts
) -> Deliverer:
    sender = Sender(client, rest, clock=parts.clock, timeouts=timeouts)

    async def on_message(message: discord.Message) -> None:
        sender.heard(message)

    client.add_listener(on_message, "on_message")
    deliverer = Deliverer(
        Outbox(parts.database),
        sender,
        clock=parts.clock,
        wake=parts.wakes.deliveries,
        timeouts=timeouts,
        stats=parts.liveness.stats,
        share=parts.share,
    )
    return await stack.enter_async_context(deliverer)


def open_recorder(parts: Parts) -> Recorder:
    """Return what writes down documents that no poll brought."""
    fastest, stats = parts.settings.fastest, parts.liveness.stats
    owes = partial(_owe, translates=parts.settings.has_model)
    return Recorder(parts.database, owes, Random(), fastest=fastest, stats=stats)
