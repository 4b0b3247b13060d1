"""What the conversation may call: the stores and services, made in `bot.app`, as one value."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.config import Settings
from bot.digest.desk import DigestDesk
from bot.digest.service import DigestService
from bot.feeds.fetch import Fetcher
from bot.feeds.reading import Reads
from bot.search.service import SearchService
from bot.store.choices import ChoiceStore
from bot.store.database import Database
from bot.store.digests import DigestStore
from bot.store.editions import EditionStore
from bot.store.feeds import FeedStore
from bot.store.guilds import GuildStore
from bot.store.health import HealthStore
from bot.store.items import ItemStore
from bot.store.meta import MetaStore
from bot.store.outbox import Outbox
from bot.store.subscriptions import SubscriptionStore
from bot.store.traces import TraceStore
from bot.summary.service import SummaryService


@dataclass(frozen=True, slots=True, kw_only=True)
class Wakes:
    """Set one when rows have just fallen due, so that their service looks before its time."""

    polls: asyncio.Event = field(default_factory=asyncio.Event)
    deliveries: asyncio.Event = field(default_factory=asyncio.Event)
    digests: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The open parts of one running Gazette; `clock` is the only way to the time."""

    settings: Settings
    clock: Callable[[], datetime]
    wakes: Wakes
    database: Database
    meta: MetaStore
    guilds: GuildStore
    feeds: FeedStore
    items: ItemStore
    subscriptions: SubscriptionStore
    choices: ChoiceStore
    traces: TraceStore
    health: HealthStore
    outbox: Outbox
    digests: DigestStore
    editions: EditionStore
    fetcher: Fetcher
    reads: Reads
    search: SearchService
    printer: DigestService
    desk: DigestDesk
    summaries: SummaryService
