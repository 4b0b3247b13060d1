"""What keeps a row from being read: each condition of a question alone.

What is a stranger's is in `bystanders`, what is too late or too early in `test_seconds`, and what
keeps work from being claimed in `test_leases`.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.store.database import Connection, Database
from bot.store.digests.digests import DigestStore, has_digest, settle, without_digest
from bot.store.digests.editions import EditionStore
from bot.store.feeds import feeds as feed_rows
from bot.store.feeds.health import HealthStore
from bot.store.feeds.hubs import HubStore
from bot.store.feeds.subscriptions import SubscriptionStore
from bot.store.guilds.channel_state import ChannelStateStore
from bot.store.guilds.notices import NoticeStore
from bot.store.guilds.personal import closed_direct_channels
from bot.store.llm.model_answers import ModelStore
from bot.store.llm.translations import TranslationStore
from bot.store.members.alerts import claim_plans, fetch_candidates
from bot.store.outbox import found as found_rows
from bot.store.outbox.enqueue import fetch_followers, fetch_shown
from bot.store.outbox.explain import ExplainStore
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.same_story import fetch_showing
from bot.store.search.places import Scope, SearchPlaceStore
from bot.store.upkeep.vitals import VitalsStore
from tests.store.bystanders.ours import CHANNELS, inside, our_digest, our_subscription
from tests.store.two_worlds import DAY, NOON, OURS, fill, table_names

pytestmark = pytest.mark.uncounted

LEASE = timedelta(minutes=1)
ONE, TWO = OURS.items
OPEN = (
    "UPDATE channels SET block_code = NULL, probe_at = NULL",
    "DELETE FROM hosts",
    "DELETE FROM restored_channels",
)

Read = Callable[[Database], Awaitable[Any]]


@pytest.fixture
def engine() -> str:
    """Name one engine: what is no row here is none on the other."""
    return "sqlite"


def trace(part: str) -> Read:
    async def run(database: Database) -> Any:
        found = await ExplainStore(database).by_id(OURS.guild, ONE, NOON)
        return getattr(found, part) if found else None

    return run


def backlog(kind: str) -> Read:
    async def run(database: Database) -> Any:
        return (await VitalsStore(database).vitals(NOON)).backlogs[kind].rows

    return run


def vitals(field: str) -> Read:
    async def run(database: Database) -> Any:
        return getattr(await VitalsStore(database).vitals(NOON), field)

    return run


def _health(field: str) -> Read:
    async def run(database: Database) -> Any:
        return getattr(await HealthStore(database).of(OURS.subscription, NOON), field)

    return run


async def _closed(database: Database) -> Any:
    return (await VitalsStore(database).operations(NOON)).closed


async def _claimed(connection: Connection, _: Database) -> Any:
    return await feed_rows.claim_due(connection, NOON, limit=9, lease=LEASE)


async def _pushed(connection: Connection, _: Database) -> Any:
    [feed] = await feed_rows.claim_due(connection, NOON, limit=9, lease=LEASE)
    return feed.pushed


async def _wanted(database: Database) -> Any:
    """Return the feeds that a hub is to be told of."""
    wanted: list[int] = []

    def make(row: Any) -> None:
        wanted.append(row["id"])

    await HubStore(database).want(NOON, make, base="https://news.test/", limit=9)
    return wanted


async def _hub_goes_on(database: Database) -> Any:
    await HubStore(database).want(NOON, lambda _: None, base="https://news.test/", limit=9)
    hub = await HubStore(database).by_token("token of ours")
    return hub is not None and hub.state.value != "ending"


async def _settled(connection: Connection, database: Database) -> Any:
    digest = await our_digest(database)
    return await settle(connection, digest, mark=1, planned_at=NOON, due_at=NOON)


async def _rewound(database: Database) -> Any:
    await DigestStore(database).rewind(NOON - 9 * DAY)
    return (await our_digest(database)).due_at < NOON - DAY


async def _sources(database: Database) -> Any:
    return await DigestStore(database).sources(await our_digest(database))


async def _is_read(database: Database) -> Any:
    return await has_digest(database.fetch_all, await our_subscription(database))


async def _unprinted(database: Database) -> Any:
    digest = await our_digest(database)
    store = DigestStore(database)
    items, _ = await store.unprinted(digest, [OURS.feed], up_to=9999, oldest=NOON - DAY)
    return [item.id for item in items if item.id == ONE]


async def _is_half(database: Database) -> Any:
    """Say whether somebody else has to share the model's budget with us."""
    return not await ModelStore(database).reserve(77, 60, 100, NOON + 9 * DAY)


async def _debts(database: Database) -> Any:
    return await TranslationStore(database).claim_due(NOON, 9, LEASE)


async def _released(database: Database) -> Any:
    return await TranslationStore(database).settle(OURS.debt, OURS.pending, NOON)


async def _plans(database: Database) -> Any:
    return await claim_plans(database, NOON, until=NOON + LEASE, limit=9)


async def _may_publish(database: Database) -> Any:
    store = Outbox(database)
    return await store.publishing_from(OURS.channel, NOON, times=1, within=DAY) > NOON


GONE = f"UPDATE channels SET gone_at = 0 WHERE id = {OURS.channel}"
GUILD_GONE = "UPDATE guilds SET gone_at = 0"
BLOCKED = "UPDATE channels SET block_code = 50013, probe_at = 1e10"
PAUSED = "UPDATE subscriptions SET paused_at = 0"
UNFOLLOWED = "DELETE FROM subscriptions"
DIRECT = "UPDATE channels SET kind = 'dm'"
ENDED = "UPDATE feeds SET ended_at = 0"

# What is asked; what makes it so that there is an answer; and what, each alone, leaves none.
QUESTIONS: dict[str, tuple[Read, tuple[str, ...], tuple[str, ...]]] = {
    "feeds that are due": (
        inside(_claimed), (),
        (ENDED, PAUSED, GONE, GUILD_GONE, UNFOLLOWED, f"{DIRECT}, block_code = 1"),
    ),
    "a feed that is pushed": (
        inside(_pushed), (),
        ("UPDATE hub_subscriptions SET state = 'denied'",
         "UPDATE hub_subscriptions SET pushed_at = NULL",
         "DELETE FROM hub_subscriptions"),
    ),
    "a feed for a hub": (
        _wanted,
        ("DELETE FROM hub_subscriptions",
         "UPDATE feeds SET hub_url = 'h', topic_url = 't', first_polled_at = 1"),
        (ENDED, PAUSED, GONE, GUILD_GONE, UNFOLLOWED, "UPDATE feeds SET hub_url = NULL",
         "UPDATE feeds SET topic_url = NULL", "UPDATE feeds SET first_polled_at = NULL"),
    ),
    "a hub's subscription": (
        _hub_goes_on,
        ("UPDATE feeds SET hub_url = 'h', topic_url = 't'",
         "UPDATE hub_subscriptions SET hub_url = 'h', topic_url = 't'"),
        (ENDED, PAUSED, GONE, GUILD_GONE, UNFOLLOWED, "UPDATE feeds SET hub_url = 'other'",
         "UPDATE feeds SET topic_url = 'other'"),
    ),
    "a page to settle": (
        inside(_settled), (),
        ("UPDATE digests SET paused_at = 0", "UPDATE digests SET removed_at = 0"),
    ),
    "a page to plan anew": (
        _rewound, (), ("UPDATE digests SET paused_at = 0", "UPDATE digests SET removed_at = 0"),
    ),
    "feeds that a page waits for": (lambda db: DigestStore(db).feeds_due(NOON), (), (ENDED,)),
    "feeds of a page": (
        _sources, (),
        (GONE, "UPDATE subscriptions SET mode = 'live'", "DELETE FROM digest_subscriptions",
         "UPDATE subscriptions SET channel_id = channel_id + 1"),
    ),
    "items of a page": (
        _unprinted,
        ("UPDATE digests SET mark = 0", f"UPDATE editions SET digest_id = {OURS.own_digest}"),
        ("UPDATE items SET silent = 1", f"UPDATE digests SET mark = {ONE}",
         f"UPDATE editions SET digest_id = {OURS.digest}"),
    ),
    "items of a page that was printed on demand": (
        _unprinted, ("UPDATE digests SET mark = 0", "UPDATE editions SET slot = 10000"),
        ("UPDATE editions SET slot = 9999",),
    ),
    "digests of a guild": (
        lambda db: DigestStore(db).of_guild(OURS.guild), (),
        (GONE, "UPDATE digests SET removed_at = 0", "UPDATE digests SET user_id = 5"),
    ),
    "digests of a member": (
        lambda db: DigestStore(db).of_member(OURS.guild, OURS.user), (),
        ("UPDATE digests SET removed_at = 0",),
    ),
    "a feed that a page reads": (
        _is_read, (),
        ("UPDATE digests SET removed_at = 0", "DELETE FROM digest_subscriptions",
         "UPDATE digests SET user_id = 5", f"UPDATE digests SET channel_id = {OURS.other_channel}"),
    ),
    "a feed that no page reads": (
        lambda db: without_digest(db.fetch_all, OURS.guild),
        ("UPDATE subscriptions SET mode = 'digest'", "DELETE FROM digests"),
        ("UPDATE subscriptions SET mode = 'both'", "UPDATE channels SET guild_id = NULL"),
    ),
    "days with pages": (
        lambda db: EditionStore(db).days(OURS.digest, 9), (),
        ("DELETE FROM edition_items", "UPDATE editions SET slot = 10000 + id"),
    ),
    "how a feed fares: owed": (
        _health("owed"), (), ("UPDATE deliveries SET state = 'sent', done_at = 1",),
    ),
    "how a feed fares: sent": (
        _health("sent"), (),
        ("UPDATE deliveries SET kind = 'notice'", "UPDATE deliveries SET state = 'held'"),
    ),
    "how a feed fares: held": (
        _health("held"), (), ("UPDATE deliveries SET state = 'sent'",),
    ),
    "how a feed fares: last sent": (
        _health("last_sent_at"), (),
        ("UPDATE deliveries SET kind = 'notice'", "UPDATE deliveries SET state = 'held'"),
    ),
    "the latest": (lambda db: HealthStore(db).latest(CHANNELS, None, 9), (), (GONE, UNFOLLOWED)),
    "channels that follow": (
        lambda db: SubscriptionStore(db).channels(OURS.guild), (), (GONE, UNFOLLOWED),
    ),
    "subscriptions of a guild": (
        lambda db: SubscriptionStore(db).of_guild(OURS.guild), (), (GONE,),
    ),
    "subscriptions that are offered": (
        lambda db: SubscriptionStore(db).suggest(OURS.guild, "Paper"), (),
        (GONE, "UPDATE feeds SET title = 'Bugle'"),
    ),
    "a place for notices": (
        lambda db: NoticeStore(db).place(OURS.guild), (),
        (GONE, "UPDATE guilds SET notice_channel_id = NULL"),
    ),
    "feeds that ail": (
        lambda db: NoticeStore(db).ailing_feeds(OURS.guild, NOON), (),
        (GONE, PAUSED, UNFOLLOWED, "UPDATE feeds SET failing_since = NULL"),
    ),
    "feeds that ended": (
        lambda db: NoticeStore(db).ailing_feeds(OURS.guild, NOON),
        ("UPDATE feeds SET failing_since = NULL, ended_at = 1",),
        (GONE, PAUSED, UNFOLLOWED, "UPDATE feeds SET ended_at = NULL"),
    ),
    "events of feeds": (
        lambda db: NoticeStore(db).feed_events(OURS.guild, 0), (),
        (GONE, PAUSED, UNFOLLOWED, "UPDATE feed_events SET kind = 'gap'"),
    ),
    "closed channels": (
        lambda db: NoticeStore(db).blocked_channels(OURS.guild), (BLOCKED,),
        ("UPDATE channels SET gone_at = 0", "UPDATE channels SET block_code = NULL"),
    ),
    "what was refused": (
        lambda db: NoticeStore(db).refusals(OURS.guild, NOON - DAY), (),
        (GONE, "UPDATE deliveries SET state = 'sent'"),
    ),
    "closed channels that are listed": (
        lambda db: ChannelStateStore(db).blocked(OURS.guild), (BLOCKED,),
        ("UPDATE channels SET block_code = NULL",),
    ),
    "somebody's closed channels: their feeds'": (
        lambda db: closed_direct_channels(db.fetch_all, OURS.guild),
        ("DELETE FROM digests", "DELETE FROM alert_plans", f"{BLOCKED}, kind = 'dm'"),
        ("UPDATE channels SET block_code = NULL", "UPDATE channels SET kind = 'text'",
         "UPDATE channels SET guild_id = NULL"),
    ),
    "somebody's closed channels: their digest's": (
        lambda db: closed_direct_channels(db.fetch_all, OURS.user),
        ("DELETE FROM alert_plans", f"{BLOCKED}, kind = 'dm'"),
        ("UPDATE digests SET user_id = 5", f"UPDATE digests SET channel_id = {OURS.other_channel};"
         f" UPDATE channels SET block_code = NULL WHERE id = {OURS.other_channel}"),
    ),
    "somebody's closed channels: their alerts'": (
        lambda db: closed_direct_channels(db.fetch_all, OURS.user),
        ("DELETE FROM digests", "DELETE FROM alerts", f"{BLOCKED}, kind = 'dm'"),
        ("UPDATE alert_plans SET user_id = 5", "UPDATE channels SET block_code = NULL"
         f" WHERE id = {OURS.other_channel}"),
    ),
    "who else asks the model: posts": (
        _is_half,
        ("DELETE FROM digests", "UPDATE subscriptions SET translate = 1",
         "INSERT INTO guilds (id, summary_llm) VALUES (77, 1)"),
        ("UPDATE subscriptions SET translate = 0", GONE, "UPDATE channels SET guild_id = 77",
         "UPDATE guilds SET gone_at = 0 WHERE id <> 77", UNFOLLOWED),
    ),
    "who else asks the model: pages": (
        _is_half,
        ("UPDATE digests SET opening = 1", "INSERT INTO guilds (id, summary_llm) VALUES (77, 1)"),
        ("UPDATE digests SET opening = 0", "UPDATE digests SET removed_at = 0",
         "UPDATE digests SET guild_id = 77"),
    ),
    "what waits for a translation": (
        _debts, (),
        ("UPDATE deliveries SET state = 'sent'", "UPDATE deliveries SET attempts = 1",
         "UPDATE channels SET guild_id = NULL"),
    ),
    "what no translation keeps": (
        _released, (),
        ("UPDATE deliveries SET state = 'sent'", "UPDATE deliveries SET attempts = 1",
         f"UPDATE translation_debts SET id = 5 WHERE id = {OURS.debt}"),
    ),
    "a translation": (
        lambda db: TranslationStore(db).known(["key ours"]), (),
        ("UPDATE translations SET state = 'asked'",),
    ),
    "alerts that are due": (_plans, (), (GUILD_GONE, f"{DIRECT}, block_code = 1")),
    "alerts that hear of a feed": (
        inside(lambda c, _: fetch_candidates(c, OURS.feed, ["bridge"])), (),
        (GONE, PAUSED, UNFOLLOWED, "UPDATE alert_keys SET key = 'other'",
         "UPDATE subscriptions SET feed_id = 9 WHERE 0; DELETE FROM subscriptions"),
    ),
    "an article, explained": (trace("item"), (), (GONE, UNFOLLOWED)),
    "an article's channels": (trace("followers"), (), ()),
    "an article's messages": (trace("deliveries"), (), ("UPDATE deliveries SET kind = 'notice'",)),
    "an article's pages": (
        trace("printed"), (),
        ("UPDATE digests SET user_id = 5", "UPDATE editions SET slot = 10000 + id"),
    ),
    "articles that are offered": (
        lambda db: ExplainStore(db).suggest(OURS.guild, "Bridge"), (),
        (GONE, UNFOLLOWED, "UPDATE items SET title = 'Ferry'"),
    ),
    "articles at an address": (
        lambda db: SearchPlaceStore(db).items_at(Scope(guild_id=OURS.guild), "ours.test/0"), (),
        (GONE, UNFOLLOWED, "UPDATE items SET canonical_link = 'ours.test/00'"),
    ),
    "messages that are linked": (
        lambda db: SearchPlaceStore(db).posted(OURS.guild, [TWO]), (),
        (GONE, "UPDATE delivery_parts SET message_id = NULL"),
    ),
    "guilds": (
        vitals("guilds"), (), (GUILD_GONE, "UPDATE guilds SET personal = 1"),
    ),
    "channels that are closed": (
        vitals("blocked_channels"), (BLOCKED,), ("UPDATE channels SET gone_at = 0",),
    ),
    "polls that are late": (backlog("poll"), (), (ENDED,)),
    "messages that are late": (
        backlog("delivery"), (),
        (GONE, GUILD_GONE, BLOCKED, "UPDATE deliveries SET state = 'sent'"),
    ),
    "pages that are late": (
        backlog("digest"), (),
        (GONE, GUILD_GONE, BLOCKED, "UPDATE digests SET paused_at = 0",
         "UPDATE digests SET removed_at = 0"),
    ),
    "channels that are named": (
        _closed, (BLOCKED,),
        ("UPDATE channels SET gone_at = 0", GUILD_GONE, "UPDATE channels SET block_code = NULL"),
    ),
    "what was published": (
        _may_publish, (),
        ("UPDATE deliveries SET state = 'dead'", "UPDATE deliveries SET kind = 'item'"),
    ),
    "who follows": (
        inside(lambda c, _: fetch_followers(c, [OURS.feed])), (),
        (GONE, GUILD_GONE, UNFOLLOWED, f"{DIRECT}, block_code = 1"),
    ),
    "messages of an item": (
        inside(lambda c, _: fetch_shown(c, [TWO])), (),
        ("UPDATE delivery_items SET role = 'also'", "UPDATE deliveries SET kind = 'notice'",
         "UPDATE deliveries SET state = 'held'", "UPDATE deliveries SET subscription_id = NULL"),
    ),
    "messages of a story": (
        inside(lambda c, _: fetch_showing(c, [TWO], NOON)), (),
        ("UPDATE deliveries SET kind = 'notice'", "UPDATE deliveries SET state = 'held'"),
    ),
    "what a restored channel is owed": (
        inside(lambda c, _: found_rows.fetch_unsettled(c, OURS.channel)), (),
        ("UPDATE deliveries SET kind = 'publish'", "UPDATE deliveries SET state = 'held'"),
    ),
    "channels that could not be read": (
        inside(lambda c, _: found_rows.fetch_silent(c)),
        (f"INSERT INTO restored_channels (channel_id, since, restored_at, due_at, state)"
         f" VALUES ({OURS.channel}, 0, 0, 0, 'silent')",),
        ("UPDATE restored_channels SET state = 'read'",),
    ),
    "a forum's posts of the day": (
        inside(lambda c, _: found_rows.fetch_daily(c, OURS.channel)), (),
        ("UPDATE subscriptions SET forum_daily = 0",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
async def test_each_condition_alone_leaves_nothing(question: str, database: Database) -> None:
    read, first, conditions = QUESTIONS[question]
    await _fill_anew(database, first)
    assert await read(database)

    for condition in conditions:
        await _fill_anew(database, (*first, condition))
        assert not await read(database), condition


async def _fill_anew(database: Database, statements: tuple[str, ...]) -> None:
    async with database.transaction() as connection:
        await connection.execute("PRAGMA defer_foreign_keys = ON")
        for table in table_names():
            if table not in ("item_numbers", "meta"):
                await connection.execute(f"DELETE FROM {table}")
    await fill(database, OURS)
    async with database.transaction() as connection:
        for statement in (*OPEN, *statements):
            for each in statement.split(";"):
                await connection.execute(each)
