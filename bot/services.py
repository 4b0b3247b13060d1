"""What the conversation may call: the stores and services, made in `bot.app`, as one value."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.config import Settings
from bot.digest.planner import DigestPlanner
from bot.digest.reader import DigestReader
from bot.digest.service import DigestService
from bot.feeds.http.fetch import Fetcher
from bot.feeds.poll import DocumentParser
from bot.follow.reader import FollowReader
from bot.follow.service import FollowService
from bot.search.service import SearchService
from bot.store.database import Database
from bot.store.feeds.feeds import FeedStore
from bot.store.feeds.items import ItemStore
from bot.store.guilds.guilds import GuildStore
from bot.store.meta import MetaStore
from bot.store.outbox.explain import ExplainStore
from bot.store.outbox.outbox import Outbox
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
    follow: FollowService
    followed: FollowReader
    traces: ExplainStore
    outbox: Outbox
    fetcher: Fetcher
    reads: DocumentParser
    search: SearchService
    planner: DigestPlanner
    digests: DigestService
    pages: DigestReader
    summaries: SummaryService
