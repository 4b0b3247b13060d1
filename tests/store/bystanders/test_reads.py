"""What is a stranger's is not told: every SELECT of the store, beside a stranger.

The database is filled with two guilds (`two_worlds`). What is read for ours is the same without
the stranger.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from bot.store.database import Connection, Database
from bot.store.digests.addresses import AddressStore
from bot.store.digests.digest_edits import digests_of_guild, digests_of_member, find_digest
from bot.store.digests.digests import DigestStore
from bot.store.digests.editions import EditionStore
from bot.store.digests.openings import OpeningStore
from bot.store.feeds import items as item_rows
from bot.store.feeds.feeds import FeedStore
from bot.store.feeds.health import HealthStore
from bot.store.feeds.hubs import HubStore
from bot.store.feeds.items import ItemStore
from bot.store.feeds.subscriptions import SubscriptionStore, count_feeds, followed_in_channel
from bot.store.guilds.channel_state import ChannelStateStore
from bot.store.guilds.guilds import GuildStore
from bot.store.guilds.notices import NoticeStore
from bot.store.llm.model_answers import ModelStore
from bot.store.llm.translations import TranslationStore
from bot.store.outbox import found as found_rows
from bot.store.outbox.explain import ExplainStore
from bot.store.outbox.jobs import Jobs
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.reconcile import ReconcileStore
from bot.store.search.places import Scope, SearchPlaceStore
from bot.store.search.segments import SegmentReader, SegmentStore
from bot.store.summaries import SummaryStore
from tests.store.bystanders.ours import (
    CHANNELS,
    EDITION,
    SEGMENT,
    Work,
    inside,
    our_delivery,
    our_digest,
)
from tests.store.two_worlds import DAY, NOON, OURS, STRANGER


def index_read(work: Callable[[SegmentReader], object]) -> Work:
    return lambda database: SegmentStore(database).read(work)


async def _unprinted(database: Database) -> object:
    digest = await our_digest(database)
    store = DigestStore(database)
    return await store.unprinted(digest, [OURS.feed], up_to=9999, oldest=NOON - DAY)


BRIDGE = "Bridge"


async def _found_posts(connection: Connection, _: Database) -> object:
    await found_rows.place_found(connection, OURS.pending, OURS.found[0])
    await found_rows.mark_reconciled(connection, OURS.pending, NOON)
    return await found_rows.fetch_found_posts(connection, OURS.found)


READS: dict[str, Work] = {
    "restored: zones": lambda db: ReconcileStore(db).digest_zones(OURS.channel),
    "restored: unsettled": inside(lambda c, _: found_rows.fetch_unsettled(c, OURS.channel)),
    "restored: posted": inside(lambda c, _: found_rows.fetch_posted(c, OURS.items)),
    "restored: posts of a day": inside(lambda c, _: found_rows.fetch_daily(c, OURS.channel)),
    "index: columns": index_read(lambda r: r.columns(SEGMENT)),
    "index: postings": index_read(lambda r: list(r.postings([(SEGMENT, "bridge")]))),
    "index: of a beginning": index_read(lambda r: list(r.prefix_postings([SEGMENT], "bri"))),
    "index: words": index_read(lambda r: list(r.prefix_keys([SEGMENT], "bri"))),
    "index: the next word": index_read(lambda r: r.key_after(SEGMENT, "bridge", 0)),
    "index: words between": index_read(lambda r: r.postings_between(SEGMENT, "bri", None)),
    "index: items": index_read(lambda r: r.items(OURS.items)),
    "explain: by id": lambda db: ExplainStore(db).by_id(OURS.guild, OURS.items[0], NOON),
    "explain: at a page": lambda db: SearchPlaceStore(db).items_at(
        Scope(guild_id=OURS.guild), f"{OURS.host}/0"
    ),
    "explain: offered": lambda db: ExplainStore(db).suggest(OURS.guild, BRIDGE),
    "subscriptions: one": lambda db: SubscriptionStore(db).one(OURS.subscription, OURS.guild),
    "subscriptions: of a channel": lambda db: SubscriptionStore(db).of_channel(OURS.channel),
    "subscriptions: of a guild": lambda db: SubscriptionStore(db).of_guild(OURS.guild),
    "subscriptions: channels": lambda db: SubscriptionStore(db).channels(OURS.guild),
    "subscriptions: offered": lambda db: SubscriptionStore(db).suggest(OURS.guild, "Paper"),
    "subscriptions: counted": inside(lambda c, _: count_feeds(c, OURS.guild)),
    "subscriptions: in the transaction": inside(lambda c, _: followed_in_channel(c, OURS.channel)),
    "health: of one": lambda db: HealthStore(db).of(OURS.subscription, NOON),
    "health: latest": lambda db: HealthStore(db).latest(CHANNELS, None, 50),
    "feed: events": lambda db: FeedStore(db).events(OURS.feed),
    "feed: host": lambda db: FeedStore(db).host(OURS.host),
    "items: newest": lambda db: ItemStore(db).newest(OURS.feed, 50),
    "items: by id": lambda db: ItemStore(db).items(OURS.items),
    "items: known": inside(
        lambda c, _: item_rows.fetch_known_of_all(c, {OURS.feed: [OURS.key, STRANGER.key]})
    ),
    "channel: blocked": lambda db: ChannelStateStore(db).blocked(OURS.guild),
    "channel: post of the day": lambda db: ChannelStateStore(db).day_thread(
        OURS.subscription, date(2025, 12, 9)
    ),
    "guild": lambda db: GuildStore(db).guild(OURS.guild),
    "notices: place": lambda db: NoticeStore(db).place(OURS.guild),
    "notices: feeds": lambda db: NoticeStore(db).ailing_feeds(OURS.guild, NOON),
    "notices: events": lambda db: NoticeStore(db).feed_events(OURS.guild, 0),
    "notices: channels": lambda db: NoticeStore(db).blocked_channels(OURS.guild),
    "notices: refusals": lambda db: NoticeStore(db).refusals(OURS.guild, NOON - DAY),
    "notices: told": lambda db: NoticeStore(db).told(OURS.guild),
    "digests: of a guild": lambda db: DigestStore(db).of_guild(OURS.guild),
    "digests: of a member": lambda db: DigestStore(db).of_member(OURS.guild, OURS.user),
    "digests: one, in the transaction": inside(lambda c, _: find_digest(c, OURS.digest)),
    "digests: of a guild, in the transaction": inside(lambda c, _: digests_of_guild(c, OURS.guild)),
    "digests: of a member, in the transaction": inside(
        lambda c, _: digests_of_member(c, OURS.guild, OURS.user)
    ),
    "digests: newest": lambda db: DigestStore(db).newest([OURS.feed], 50),
    "digests: unprinted": _unprinted,
    "editions: latest": lambda db: EditionStore(db).latest(OURS.digest),
    "editions: after": lambda db: EditionStore(db).after(EDITION),
    "editions: before": lambda db: EditionStore(db).before(replace(EDITION, due_at=NOON)),
    "editions: on a day": lambda db: EditionStore(db).on_day(OURS.digest, date(2025, 12, 8)),
    "editions: last": lambda db: EditionStore(db).last(OURS.digest, 50),
    "digests: at an address": lambda db: AddressStore(db).find("token of ours"),
    "hub: by its token": lambda db: HubStore(db).by_token("token of ours"),
    "digests: address": lambda db: AddressStore(db).of_digest(OURS.digest),
    "editions: days": lambda db: EditionStore(db).days(OURS.digest, 50),
    "editions: contents": lambda db: EditionStore(db).contents(OURS.edition),
    "outbox: a job": lambda db: Jobs(db).load(our_delivery()),
    "outbox: last published": lambda db: Outbox(db).publishing_from(
        OURS.channel, NOON, times=1, within=DAY
    ),
    "search: feeds of a guild": lambda db: SearchPlaceStore(db).feeds(Scope(guild_id=OURS.guild)),
    "search: feeds of channels": lambda db: SearchPlaceStore(db).feeds(
        Scope(guild_id=OURS.guild, channel_ids=frozenset(CHANNELS))
    ),
    "search: posted": lambda db: SearchPlaceStore(db).posted(OURS.guild, [*OURS.items]),
    "search: asked": lambda db: SearchPlaceStore(db).asked(1080, OURS.guild, OURS.user),
    "summary: an item": lambda db: SummaryStore(db).item(CHANNELS, OURS.items[0]),
    "summary: items at": lambda db: SummaryStore(db).items_at(
        CHANNELS, [f"{OURS.host}/0", f"{STRANGER.host}/0"]
    ),
    "summary: published": lambda db: SummaryStore(db).published(
        CHANNELS, NOON - DAY, NOON + DAY, 50
    ),
    "summary: days": lambda db: SummaryStore(db).days(CHANNELS, NOON - 30 * DAY, timedelta()),
    "summary: pages": lambda db: SummaryStore(db).pages(OURS.items),
    "openings: of an edition": lambda db: OpeningStore(db).of_edition(OURS.edition + 1),
    "openings: of a page to come": lambda db: OpeningStore(db).find(
        OURS.digest, date(2025, 12, 9), 480
    ),
    "translations: known": lambda db: TranslationStore(db).known([f"key {OURS.name}"]),
    "items: of a message": lambda db: ItemStore(db).of_message(OURS.pending, OURS.channel),
    "model: an answer": lambda db: ModelStore(db).answer(OURS.key),
    "summary: an answer": lambda db: SummaryStore(db).answer(1081, OURS.guild, OURS.user),
    # The last, for it marks what it finds.
    "restored: posts as found": inside(_found_posts),
}


async def test_what_is_read_for_us_is_the_same_without_a_stranger(
    shared: Database, alone: Database
) -> None:
    answers = {name: _in_any_order(await read(shared)) for name, read in READS.items()}

    assert [name for name, answer in answers.items() if not answer] == []  # was nothing read?
    assert answers == {name: _in_any_order(await read(alone)) for name, read in READS.items()}


def _in_any_order(answer: object) -> object:
    """Return an answer as it is compared: what order is promised, `test_orders` looks at."""
    return sorted(answer, key=repr) if isinstance(answer, list | tuple) else answer


async def test_what_is_a_strangers_is_not_there_for_us(filled: Database) -> None:
    explain, summaries = ExplainStore(filled), SummaryStore(filled)

    assert await explain.by_id(OURS.guild, STRANGER.items[0], NOON) is None
    scope = Scope(guild_id=OURS.guild)
    assert await SearchPlaceStore(filled).items_at(scope, f"{STRANGER.host}/0") == []
    assert await SubscriptionStore(filled).one(STRANGER.subscription, OURS.guild) is None
    assert await summaries.item(CHANNELS, STRANGER.items[0]) is None
    assert await summaries.answer(STRANGER.base + 81, OURS.guild, OURS.user) is None
    assert await SearchPlaceStore(filled).asked(9080, OURS.guild, OURS.user) is None
    assert await SearchPlaceStore(filled).posted(OURS.guild, [*STRANGER.items]) == {}
    assert await DigestStore(filled).of_member(STRANGER.guild, OURS.user) is None
    assert not await EditionStore(filled).has(OURS.edition, STRANGER.items[0])


async def test_a_published_day_of_a_stranger_is_not_offered(filled: Database) -> None:
    async with filled.transaction() as connection:
        await connection.execute(
            "UPDATE items SET published_at = published_at - 864000 WHERE feed_id = ?",
            (STRANGER.feed,),
        )

    days = await SummaryStore(filled).days(CHANNELS, NOON - 30 * DAY, timedelta())

    assert days == [NOON.date()]
