"""What the conversation may call, in groups: a cog takes the one that its commands are about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.alerts.service import AlertService
from bot.delivery.unblock import Unblocker
from bot.digest.by_model.writer import PageWriter
from bot.digest.planner import DigestPlanner
from bot.digest.reader import DigestReader
from bot.digest.service import DigestService
from bot.digest.settings import GuildSettings
from bot.digest.web_pages import WebPages
from bot.feeds.discovery.discover import Discover
from bot.follow.address import AddressService
from bot.follow.audit import AuditReader
from bot.follow.bulk import BulkService
from bot.follow.direct import DirectMessages
from bot.follow.edit.defaults import DefaultsService
from bot.follow.edit.rename import FeedNames
from bot.follow.edit.service import EditService
from bot.follow.edit.typed import TypedForms
from bot.follow.lookup.reader import FollowReader
from bot.follow.mutes import MuteService
from bot.follow.post_on_request import PostService
from bot.follow.service import FollowService
from bot.saved.service import SavedService
from bot.search.service import SearchService
from bot.store.guilds.guilds import GuildStore
from bot.store.outbox.explain import ExplainStore
from bot.summary.service import SummaryService
from bot.transfer.export import Exporter
from bot.transfer.importer import Importer
from bot.translation.translator import Translator
from bot.upkeep.erasure import Erasure
from bot.upkeep.operations import OperationsReader


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedServices:
    """For `/feed`: find feeds, follow them, read what is followed, explain what became of it."""

    discover: Discover
    follow: FollowService
    edits: EditService
    addresses: AddressService
    typed: TypedForms
    reader: FollowReader
    traces: ExplainStore
    posts: PostService
    names: FeedNames
    mutes: MuteService
    bulk: BulkService
    defaults: DefaultsService
    importer: Importer
    exporter: Exporter


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestServices:
    """For `/digest`: plan digests, print them, read their pages, put them on the web."""

    planner: DigestPlanner
    service: DigestService
    web: WebPages
    reader: DigestReader
    writer: PageWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The conversation's part of one running Gazette; `clock` is its only way to the time."""

    clock: Callable[[], datetime]
    alerts: AlertService
    direct: DirectMessages
    guilds: GuildStore
    settings: GuildSettings
    audit: AuditReader
    unblocker: Unblocker
    feeds: FeedServices
    digests: DigestServices
    operations: OperationsReader
    erasure: Erasure
    saved: SavedService
    search: SearchService
    summaries: SummaryService
    translator: Translator
