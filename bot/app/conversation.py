"""Open what the conversation may call: the groups of `Services`."""

from contextlib import AsyncExitStack
from functools import partial

from bot.alerts.service import AlertService
from bot.app.parts import Parts
from bot.app.workers import follow_limits, import_rules, open_recorder
from bot.delivery.unblock import Unblocker
from bot.digest.background import Background
from bot.digest.by_model.writer import PageWriter
from bot.digest.planner import DigestPlanner
from bot.digest.reader import DigestReader
from bot.digest.service import DigestService
from bot.digest.settings import GuildSettings
from bot.digest.web_pages import WebPages
from bot.feeds.discovery.discover import discover
from bot.feeds.worker.article import ArticleReader
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
from bot.llm.endpoint import ChatEndpoint
from bot.llm.language_model import LanguageModel
from bot.saved.service import SavedService
from bot.search.service import SearchService
from bot.services import DigestServices, FeedServices, Services
from bot.store.guilds.guilds import GuildStore
from bot.store.llm.model_answers import ModelStore
from bot.store.meta import LANGUAGE_MODEL_KEY, MetaStore
from bot.store.outbox.explain import ExplainStore
from bot.store.outbox.outbox import Outbox
from bot.summary.service import SummaryService
from bot.transfer.export import Exporter
from bot.transfer.importer import Importer
from bot.translation.translator import Translator
from bot.upkeep.erasure import Erasure
from bot.upkeep.operations import OperationsReader


async def open_services(stack: AsyncExitStack, parts: Parts) -> Services:
    """Return what the conversation may call."""
    database, wakes = parts.database, parts.owed
    search = SearchService(database)
    pages = WebPages(database, public_url=parts.settings.public_url)
    model = await _open_model(stack, parts)
    translator = Translator(database, model)
    writer = PageWriter(database, model, translator)
    background = Background(database)
    digests = DigestService(
        database,
        background=background,
        wake=wakes.deliveries,
        web_url=pages.url_of,
        writer=writer,
        share=parts.share,
    )
    return Services(
        clock=parts.clock,
        direct=DirectMessages(database, wake=wakes.wake_due),
        alerts=AlertService(database, wake_deliveries=wakes.deliveries, share=parts.share),
        guilds=GuildStore(database),
        settings=GuildSettings(database, wake=wakes.digests),
        audit=AuditReader(database),
        unblocker=Unblocker(Outbox(database), clock=parts.clock, wake=wakes.deliveries),
        feeds=_feed_services(parts, translates=model is not None),
        digests=DigestServices(
            planner=DigestPlanner(database, wake=wakes.digests, has_model=model is not None),
            service=digests,
            web=pages,
            reader=DigestReader(database, digests),
            writer=writer,
        ),
        operations=OperationsReader(
            database, parts.liveness, parts.membership, backups=parts.settings.backups
        ),
        erasure=Erasure(database),
        saved=SavedService(database),
        search=search,
        translator=translator,
        summaries=SummaryService(
            database, search, ArticleReader(parts.fetcher), model, counts=background.counts
        ),
    )


def _feed_services(parts: Parts, *, translates: bool) -> FeedServices:
    """Return what may be done with feeds; `translates`: a language model is there."""
    database, wakes, settings = parts.database, parts.owed, parts.settings
    limits = follow_limits(settings)
    return FeedServices(
        discover=partial(
            discover,
            fetcher=parts.fetcher,
            parser=parts.reads,
            bridge_url=settings.bridge_url,
        ),
        follow=FollowService(
            database,
            limits=limits,
            fastest=settings.fastest,
            recorder=open_recorder(parts),
            wake_polls=wakes.polls,
            wake_deliveries=wakes.deliveries,
        ),
        edits=EditService(database, wake_polls=wakes.polls),
        addresses=AddressService(database, wake_polls=wakes.polls),
        typed=TypedForms(database),
        reader=FollowReader(database),
        traces=ExplainStore(database),
        posts=PostService(database, wake_deliveries=wakes.deliveries, translates=translates),
        names=FeedNames(database),
        mutes=MuteService(database),
        bulk=BulkService(
            database,
            limits=limits,
            wake_polls=wakes.polls,
            wake_deliveries=wakes.deliveries,
        ),
        defaults=DefaultsService(database),
        importer=Importer(database, import_rules(settings), wake=wakes.imports),
        exporter=Exporter(database),
    )


async def _open_model(stack: AsyncExitStack, parts: Parts) -> LanguageModel | None:
    """Return the operator's language model, where one is named."""
    settings = parts.settings
    if not settings.has_model:
        return None
    meta = MetaStore(parts.database)
    endpoint = await stack.enter_async_context(
        ChatEndpoint.open(
            settings.summary_api_url,
            key=settings.summary_api_key,
            model=settings.summary_model,
            learnt=await meta.get(LANGUAGE_MODEL_KEY),
            remember=partial(meta.put, LANGUAGE_MODEL_KEY),
        )
    )
    budget = settings.summary_daily_tokens
    return LanguageModel(endpoint, ModelStore(parts.database), daily_tokens=budget)
