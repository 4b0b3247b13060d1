"""Every UPDATE and DELETE of the store by its name, done for what is ours; asserts nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

from bot.model import (
    BulkChange,
    BulkState,
    BulkVerb,
    Channel,
    DecidedItem,
    DeliveryKind,
    DeliveryPart,
    DraftMessage,
    EntryState,
    FeedEvent,
    ForumPost,
    Guild,
    ImportState,
    Kind,
    MessageLocation,
    Mode,
    NoticePlan,
    OpeningSentence,
    Owed,
    ParsedItem,
    QuietHours,
    Reason,
    Subject,
    SubjectKind,
    Subscription,
    Translation,
    Webhook,
)
from bot.model.guilds.audit import AuditLine
from bot.store.database import Connection, Database
from bot.store.digests import addresses
from bot.store.digests.digest_edits import reschedule, update_digest
from bot.store.digests.digests import DigestStore, settle
from bot.store.digests.editions import insert_edition
from bot.store.digests.openings import OpeningStore
from bot.store.feeds import bulk, imports
from bot.store.feeds import feeds as feed_rows
from bot.store.feeds import items as item_rows
from bot.store.feeds import subscription_edits as edits
from bot.store.feeds.addresses import (
    begin_anew,
    copy_history,
    move_followers,
    show_known,
    split_feed,
)
from bot.store.feeds.feeds import HostState
from bot.store.feeds.hubs import HubStore, distrust
from bot.store.feeds.subscriptions import delete_subscription, wake_feed
from bot.store.guilds import channel_state
from bot.store.guilds.audit import add_audit_line
from bot.store.guilds.channel_state import ChannelStateStore
from bot.store.guilds.guilds import GuildStore
from bot.store.guilds.notices import NoticeStore, record_told
from bot.store.llm.model_answers import ModelStore
from bot.store.llm.translations import TranslationStore
from bot.store.members import alerts
from bot.store.outbox import found as found_rows
from bot.store.outbox.enqueue import insert_also, insert_messages, insert_owed
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.reconcile import ReconcileStore, mark_told
from bot.store.outbox.same_story import add_marks
from bot.store.search.places import SearchPlaceStore
from bot.store.search.segments import SegmentStore, SegmentWriter
from bot.store.summaries import ArticlePage, SummaryStore
from bot.store.upkeep.housekeeping import delete_gone
from tests.store.bystanders.ours import (
    EDITION,
    FOUND,
    OUR_HUB,
    RESTORED,
    SEGMENT,
    Work,
    inside,
    our_delivery,
    our_digest,
    our_feed,
)
from tests.store.two_worlds import DAY, NOON, OURS, STRANGER

JUDGED = DecidedItem(
    parsed=ParsedItem(guid="g", link=f"https://{OURS.host}/new", title="New"),
    kind=Kind.ARTICLE,
    published_at=NOON,
    keys=(OURS.key, b"other key"),
)


PART = DeliveryPart(number=0, payload={"content": "new"}, nonce="n")


async def _begin(database: Database) -> None:
    outbox = Outbox(database)
    job = await outbox.load(our_delivery(OURS.pending))
    assert job is not None
    await outbox.begin(
        job, [DraftMessage(payload={"content": "x"})], ["nonce"], NOON, place_id=None,
        webhook_id=None,
    )  # fmt: skip


async def _placed(database: Database) -> None:
    outbox = Outbox(database)
    job = await outbox.load(our_delivery(OURS.pending))
    assert job is not None
    await _begin(database)
    await outbox.record_placed(
        job, PART, MessageLocation(message_id=1090, place_id=1091), NOON, last=True, publish=True,
        day=date(2025, 12, 9),
    )  # fmt: skip


async def _save_draft(connection: Connection, database: Database) -> None:
    before = Subscription(
        id=OURS.subscription, feed_id=OURS.feed, channel_id=OURS.channel, guild_id=OURS.guild,
        created_at=NOON,
    )  # fmt: skip
    await edits.put_draft(connection, OURS.user, before, replace(before, burst=3), NOON)


async def _update(connection: Connection, database: Database) -> None:
    subscription = Subscription(
        id=OURS.subscription, feed_id=OURS.feed, channel_id=OURS.channel, guild_id=OURS.guild,
        created_at=NOON, burst=3,
    )  # fmt: skip
    await edits.update_subscription(connection, subscription)


async def _merge(database: Database) -> None:
    """Merge our feed into another of ours."""
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO feeds (id, url, due_at, interval_s) VALUES (1099, 'https://ours.test/new',"
            " 0, 3600)"
        )
    feed = await our_feed(database)
    async with database.transaction() as connection:
        await feed_rows.move_feed(connection, feed.id, "https://ours.test/new", OURS.host)


async def _copy_history(database: Database) -> None:
    """Copy what our feed has into a new one of ours."""
    async with database.transaction() as connection:
        into = await split_feed(
            connection, OURS.feed, "https://ours.test/2", OURS.host, "Ours", NOON
        )
        await copy_history(connection, OURS.feed, into, OURS.guild)


async def _show_known(database: Database) -> None:
    """Let what we were sent be about the copies, and about what we had again."""
    async with database.transaction() as connection:
        into = await split_feed(
            connection, OURS.feed, "https://ours.test/2", OURS.host, "Ours", NOON
        )
        await copy_history(connection, OURS.feed, into, OURS.guild)
        await show_known(connection, into, OURS.feed, OURS.guild)


async def _move(database: Database) -> None:
    feed = await our_feed(database)
    async with database.transaction() as connection:
        await feed_rows.move_feed(connection, feed.id, "https://ours.test/moved", OURS.host)


async def _park(connection: Connection, database: Database) -> None:
    """Claim our feed when nobody follows it any more."""
    await connection.execute("DELETE FROM subscriptions WHERE id = ?", (OURS.subscription,))
    await connection.execute("DELETE FROM hosts WHERE name = ?", (OURS.host,))
    await feed_rows.claim_due(connection, NOON, limit=9, lease=DAY / 24)


async def _record_poll(database: Database) -> None:
    feed = replace(await our_feed(database), title="New title", failures=3)
    async with database.transaction() as connection:
        await feed_rows.record_polls(connection, [feed])


async def _settle(database: Database) -> None:
    digest = await our_digest(database)
    async with database.transaction() as connection:
        assert await settle(connection, digest, mark=5, planned_at=NOON, due_at=NOON + DAY)


async def _plan(database: Database) -> None:
    await DigestStore(database).plan([(await our_digest(database), NOON + DAY)])


async def _postpone_hub(database: Database) -> None:
    claimed = await HubStore(database).by_token("token of ours")
    assert claimed is not None
    await HubStore(database).postpone(claimed, NOON + DAY)


async def _move_begun(database: Database) -> None:
    """Move a subscription of which one message is being sent, and one is owed there already."""
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO delivery_parts (delivery_id, part, payload, nonce)"
            " VALUES (?, 0, '{}', '')",
            (OURS.pending,),
        )
        await connection.execute(
            "UPDATE deliveries SET state = 'pending' WHERE subscription_id = ?",
            (OURS.subscription,),
        )
        await connection.execute(
            "INSERT INTO deliveries (kind, channel_id, slot, rank, due_at, created_at)"
            " SELECT kind, ?, slot, rank, 0, 0 FROM deliveries WHERE id = ?",
            (OURS.other_channel, OURS.base + 35),
        )
        await edits.move_subscription(connection, OURS.subscription, OURS.other_channel)


async def _save_digest(database: Database) -> None:
    digest = replace(await our_digest(database), zone="Asia/Tokyo", subscription_ids=None)
    async with database.transaction() as connection:
        await update_digest(connection, digest)


async def _gone(database: Database) -> None:
    """Let our guild be gone for longer than the grace."""
    await GuildStore(database).mark_guild_gone(OURS.guild, NOON - 30 * DAY)
    await delete_gone(database, NOON - 7 * DAY)


async def _tell(connection: Connection, database: Database) -> None:
    plan = NoticePlan(guild_id=OURS.guild, told_at=None, event_id=0)
    told = (await NoticeStore(database).told(OURS.guild))[0]
    new = replace(told, subject=replace(told.subject, id=OURS.channel), name="ours again")
    await record_told(connection, plan, new=[new], over=[told], told_at=NOON, event_id=9)


async def _forget_unfollowed(database: Database) -> None:
    """Look at our troubles when we follow the feed no more, and when the channel is gone."""
    told = (await NoticeStore(database).told(OURS.guild))[0]
    channel = Subject(SubjectKind.CHANNEL, OURS.channel)
    plan = NoticePlan(guild_id=OURS.guild, told_at=None, event_id=0)
    async with database.transaction() as connection:
        both = [told, replace(told, subject=channel)]
        await record_told(connection, plan, new=both, over=[], told_at=None, event_id=0)
        await delete_subscription(connection, OURS.subscription)
        await connection.execute("UPDATE channels SET gone_at = 0 WHERE id = ?", (OURS.channel,))
    await NoticeStore(database).claim_due(NOON, every=DAY, limit=1)


async def _tell_alerts(connection: Connection, database: Database) -> None:
    """Tell of one of two articles that an alert found."""
    plan = await alerts.fetch_plan(connection.execute_fetchall, OURS.user, OURS.guild)
    assert plan is not None
    await alerts.put_off(connection, plan, NOON + DAY)
    await alerts.insert_hits(connection, [(OURS.alert, OURS.items[1])], NOON)
    await alerts.settle_plan(
        connection, plan, OURS.items[:1], day=NOON.date(), told=3, again=NOON + DAY
    )


async def _remember_told(connection: Connection, database: Database) -> None:
    """Remember what was told of two feeds; a stranger's alert found one of these articles too."""
    hits = [(OURS.alert, STRANGER.items[1]), (STRANGER.alert, OURS.items[0])]
    await alerts.insert_hits(connection, hits, NOON)
    told = {"a page": OURS.feed, "another": STRANGER.feed}
    await alerts.remember_told(connection, OURS.user, told, [OURS.items[0]], NOON)


async def _delete_alert(connection: Connection, database: Database) -> None:
    alert = await alerts.fetch_alert(connection.execute_fetchall, OURS.alert, OURS.user)
    assert alert is not None
    await alerts.delete_alert(connection, alert)


async def _change_plan(connection: Connection, database: Database) -> None:
    plan = await alerts.fetch_plan(connection.execute_fetchall, OURS.user, OURS.guild)
    assert plan is not None
    quiet = QuietHours(from_minute=1320, until_minute=420)
    changed = replace(plan, channel_id=OURS.channel, locale="fr", own_zone="UTC", quiet=quiet)
    await alerts.save_plan(connection, changed)
    await alerts.insert_alert(connection, changed, "ferry", ["ferry"], NOON)


async def _bulk(connection: Connection, database: Database) -> None:
    """Take our subscription out and put it back, as an undone change of many feeds does."""
    asked = BulkChange(
        id=0, guild_id=OURS.guild, verb=BulkVerb.REMOVE, subscription_ids=(OURS.subscription,)
    )  # fmt: skip
    change = await bulk.insert_bulk(connection, asked, NOON)
    await bulk.set_bulk_ids(connection, change.id, [OURS.subscription, 5])
    whole = await bulk.whole_subscription(connection, OURS.subscription)
    await connection.execute("DELETE FROM subscriptions WHERE id = ?", (OURS.subscription,))
    await bulk.restore_subscription(connection, whole)
    await bulk.set_bulk_state(connection, change.id, BulkState.DONE, [whole])


async def _import(connection: Connection, database: Database) -> None:
    """Bring in one of three feeds, fail with one and try one again."""
    draft: dict[str, object] = {
        "guild_id": OURS.guild, "channel_id": OURS.channel, "file_guild_id": None,
        "settings": "{}", "left_out": "[]", "dropped": 0,
    }  # fmt: skip
    import_id = await imports.insert_import(connection, draft, NOON)
    folder = {"import_id": import_id, "place": 0, "name": "News", "file_id": None}
    await imports.insert_folders(
        connection, [{**folder, "channel_id": OURS.channel, "settings": "{}", "digests": "[]"}]
    )
    entry = {"import_id": import_id, "place": 0, "title": "", "site_url": None, "settings": "{}"}
    hosts = ("a.test", "a.test", "b.test", "c.test")
    await imports.insert_entries(
        connection,
        [
            {**entry, "url": f"https://{host}/{number}", "host": host, "now": 0}
            for number, host in enumerate(hosts)
        ],
    )
    await imports.set_folder_channel(connection, import_id, 0, OURS.other_channel)
    await imports.set_import_state(connection, import_id, ImportState.RUNNING, NOON)
    first, second, third = await imports.claim_entries(
        connection, NOON, limit=9, lease=DAY, busy=()
    )
    await imports.retry_entry(connection, first, NOON + 2 * DAY)
    await imports.settle_entry(connection, second.id, EntryState.UNREACHABLE, "dns")
    await imports.settle_entry(connection, second.id, EntryState.FOLLOWED)
    await imports.release_entries(connection, [second.id, third.id])


async def _seen(connection: Connection, database: Database) -> None:
    await item_rows.write_marks(connection, [(OURS.feed, OURS.key, None, NOON + 30 * DAY)])
    await item_rows.prune_seen(connection, OURS.feed)


async def _insert_edition(connection: Connection, database: Database) -> None:
    edition = replace(EDITION, day=date(2025, 12, 9))
    await insert_edition(connection, edition, {OURS.items[0]: None}, {OURS.items[0]})


async def _messages(connection: Connection, database: Database) -> None:
    owed = Owed(kind=DeliveryKind.NOTICE, channel_id=OURS.channel, slot="notice")
    await insert_messages(connection, owed, [{"content": "x"}], lambda *_: "n", NOON)


def index_write(work: Callable[[SegmentWriter], Awaitable[object]]) -> Work:
    return inside(lambda connection, _: work(SegmentWriter(connection)))


async def _forget_pending(database: Database) -> None:
    rows = await database.fetch_all(
        "SELECT sequence FROM search_pending WHERE item_id IN (?, ?)", OURS.items
    )
    async with SegmentStore(database).transaction() as writer:
        await writer.remove_pending([row["sequence"] for row in rows])


async def _delete_dropped(database: Database) -> None:
    async with SegmentStore(database).transaction() as writer:
        await writer.set_dropped(SEGMENT)
        assert await writer.delete_dropped(limit=1) == 1
        assert await writer.delete_dropped(limit=9) == 1


WRITES: dict[str, Work] = {
    "restored: postpone": lambda db: ReconcileStore(db).postpone(OURS.channel, NOON + DAY),
    "restored: silent": lambda db: ReconcileStore(db).keep_silent(RESTORED, NOON),
    "restored: told": inside(lambda c, _: mark_told(c, OURS.guild, NOON)),
    "restored: found": inside(lambda c, _: found_rows.insert_found(c, RESTORED, [FOUND])),
    "restored: place": inside(lambda c, _: found_rows.place_found(c, OURS.pending, OURS.found[0])),
    "restored: place a part": inside(lambda c, _: found_rows.place_part(c, OURS.sent, 0, FOUND)),
    "restored: was sent": inside(lambda c, _: found_rows.mark_reconciled(c, OURS.pending, NOON)),
    "restored: take out": inside(
        lambda c, _: found_rows.take_out(c, OURS.pending, [OURS.items[0]])
    ),
    "restored: printed": inside(lambda c, _: found_rows.note_printed(c, [OURS.items[1]])),
    "index: live": index_write(lambda w: w.set_live(SEGMENT, b"new")),
    "index: dropped": index_write(lambda w: w.set_dropped(SEGMENT)),
    "index: dead": index_write(lambda w: w.set_dead(SEGMENT, b"new")),
    "index: delete what is dropped": _delete_dropped,
    "index: forget pending": _forget_pending,
    "index: forget a tombstone": index_write(lambda w: w.remove_tombstones([OURS.base + 13])),
    "outbox: give a claim back": lambda db: Outbox(db).release([OURS.pending], NOON),
    "outbox: begin": _begin,
    "outbox: start a part": lambda db: Outbox(db).record_started(
        OURS.sent, PART, NOON, place_id=1, webhook_id=2
    ),
    "outbox: place the last part": _placed,
    "outbox: rewrite a part": lambda db: Outbox(db).rewrite_part(OURS.sent, 0, {"content": "x"}),
    "outbox: rename a forum's post": lambda db: Outbox(db).rewrite_opening(
        OURS.sent, 0, ForumPost(title="x")
    ),
    "outbox: remove a part": lambda db: Outbox(db).remove_part(OURS.sent, 0),
    "outbox: sent": lambda db: Outbox(db).mark_sent(OURS.pending, NOON),
    "outbox: dead": lambda db: Outbox(db).mark_dead(OURS.pending, NOON, Reason.REFUSED, "x"),
    "outbox: held": lambda db: Outbox(db).mark_held(OURS.pending, NOON, Reason.LATE, "x"),
    "outbox: again later": lambda db: Outbox(db).postpone(
        OURS.pending, NOON + DAY, reason=Reason.WAITING
    ),
    "outbox: owe": inside(
        lambda c, _: insert_owed(
            c,
            [
                Owed(
                    kind=DeliveryKind.ITEM,
                    channel_id=OURS.channel,
                    slot="new",
                    subscription_id=OURS.subscription,
                    item_ids=OURS.items,
                )
            ],
            NOON,
        )
    ),
    "outbox: also in": inside(lambda c, _: insert_also(c, [(OURS.sent, OURS.items[0])])),
    "outbox: owe messages": inside(_messages),
    "channel: unblock": lambda db: ChannelStateStore(db).unblock(OURS.channel, NOON - DAY),
    "channel: keep a webhook": lambda db: ChannelStateStore(db).save_webhook(
        OURS.channel, Webhook(id=5, token="t")
    ),
    "channel: forget a post of the day": lambda db: ChannelStateStore(db).forget_thread(1060),
    "channel: keep a post of the day": inside(
        lambda c, _: channel_state.keep_day(c, OURS.subscription, date(2025, 12, 9), 1061)
    ),
    "channel: gone": lambda db: GuildStore(db).mark_channel_gone(OURS.channel, NOON),
    "channel: record": lambda db: GuildStore(db).record_channel(
        Channel(id=OURS.channel, guild_id=OURS.guild, name="new name")
    ),
    "channel: save": lambda db: GuildStore(db).save_channel(
        Channel(id=OURS.channel, guild_id=OURS.guild, zone="Asia/Tokyo")
    ),
    "guild: record": lambda db: GuildStore(db).record_guild(OURS.guild, "new name", "fr"),
    "guild: save": lambda db: GuildStore(db).save_guild(Guild(id=OURS.guild, zone="Asia/Tokyo")),
    "guild: gone": lambda db: GuildStore(db).mark_guild_gone(OURS.guild, NOON),
    "guild: audit": inside(
        lambda c, _: add_audit_line(c, OURS.guild, AuditLine(user_id=1, at=NOON, act="paused"))
    ),
    "guild: absent": lambda db: GuildStore(db).mark_absent({STRANGER.guild}, NOON),
    "guild: deleted after the grace": _gone,
    "notices: told": inside(_tell),
    "notices: forget what is followed no more": _forget_unfollowed,
    "alerts: told of some": inside(_tell_alerts),
    "alerts: remember what was told": inside(_remember_told),
    "alerts: another way": inside(_change_plan),
    "alerts: delete": inside(_delete_alert),
    "bulk: out and back": inside(_bulk),
    "import: under way": inside(_import),
    "feed: record a poll": _record_poll,
    "feed: give a claim back": inside(lambda c, _: feed_rows.release(c, [OURS.feed])),
    "feed: parked": inside(_park),
    "feed: moved": _move,
    "feed: merged": _merge,
    "feed: begins anew": inside(lambda c, _: begin_anew(c, OURS.feed, NOON)),
    "feed: split": inside(
        lambda c, _: split_feed(c, OURS.feed, "https://ours.test/2", OURS.host, "Ours", NOON)
    ),
    "feed: history copied": _copy_history,
    "feed: messages about known items": _show_known,
    "feed: followers moved": inside(
        lambda c, _: move_followers(c, OURS.feed, STRANGER.feed, OURS.guild)
    ),
    "feed: wake": inside(lambda c, _: wake_feed(c, OURS.feed, NOON - DAY)),
    "feed: full text": inside(lambda c, _: edits.set_full_text(c, OURS.feed, wanted=True)),
    "feed: kind rules": inside(lambda c, _: edits.set_kind_rules(c, OURS.feed, "brief: x")),
    "feed: event": inside(
        lambda c, _: feed_rows.record_events(
            c, [FeedEvent(feed_id=OURS.feed, kind="gone", at=NOON)]
        )
    ),
    "host: refused": inside(
        lambda c, _: feed_rows.record_hosts(
            c, [HostState(name=OURS.host, wait_until=NOON + DAY, failures=2)]
        )
    ),
    "host: answers again": inside(
        lambda c, _: feed_rows.record_hosts(
            c, [HostState(name=OURS.host, wait_until=NOON, failures=0)]
        )
    ),
    "items: arrive": inside(
        lambda c, _: item_rows.insert_arrivals(
            c, [item_rows.Arrival(feed_id=OURS.feed, new=[JUDGED], now=NOON)]
        )
    ),
    "items: change": inside(lambda c, _: item_rows.change_items(c, {OURS.items[0]: JUDGED}, NOON)),
    "items: sent marks": inside(_seen),
    "items: prune": inside(lambda c, _: item_rows.prune_items(c, OURS.feed, NOON + DAY, limit=5)),
    "items: delete": inside(lambda c, _: item_rows.delete_items(c, OURS.items)),
    "items: story marks": inside(lambda c, _: add_marks(c, {OURS.items[0]: [8]}, NOON)),
    "subscription: delete": inside(lambda c, _: delete_subscription(c, OURS.subscription)),
    "subscription: draft": inside(_save_draft),
    "subscription: drop a draft": inside(
        lambda c, _: edits.drop_draft(c, OURS.user, OURS.subscription)
    ),
    "subscription: save": inside(_update),
    "subscription: mode": inside(lambda c, _: edits.set_mode(c, [OURS.subscription], Mode.DIGEST)),
    "subscription: pause": inside(lambda c, _: edits.set_paused(c, OURS.subscription, NOON)),
    "subscription: move": inside(
        lambda c, _: edits.move_subscription(c, OURS.subscription, OURS.other_channel)
    ),
    "subscription: move what has begun": _move_begun,
    "digest: settle": _settle,
    "digest: plan": _plan,
    "digest: save": _save_digest,
    "digest: reschedule": inside(
        lambda c, _: reschedule(c, NOON, guild_id=OURS.guild, channel_id=OURS.channel)
    ),
    "digest: print": inside(_insert_edition),
    "hub: verify": lambda db: HubStore(db).verify(
        OUR_HUB, lease_ends_at=NOON + DAY, due_at=NOON + DAY
    ),
    "hub: deny": lambda db: HubStore(db).deny(OUR_HUB, NOON + DAY),
    "hub: postpone": _postpone_hub,
    "hub: note a push": lambda db: HubStore(db).note_push(OUR_HUB, NOON + DAY),
    "hub: delete": lambda db: HubStore(db).delete(OUR_HUB),
    "hub: distrust": inside(lambda c, _: distrust(c, f"[{OURS.feed}]")),
    "digest: put on the web": inside(
        lambda c, _: addresses.allow(c, OURS.digest, "another", NOON, indexed=True)
    ),
    "digest: take off the web": inside(lambda c, _: addresses.revoke(c, OURS.digest)),
    "summary: keep a page": lambda db: SummaryStore(db).put_page(
        OURS.items[0], ArticlePage(state="empty", text="", fetched_at=NOON)
    ),
    "openings: claim": lambda db: OpeningStore(db).claim(
        OURS.digest, date(2025, 12, 10), 480, NOON, NOON
    ),
    "openings: put": lambda db: OpeningStore(db).put(
        OURS.digest, date(2025, 12, 9), 480, [OpeningSentence(text="New.", item_ids=(1,))]
    ),
    "translations: begin": lambda db: TranslationStore(db).begin("new", NOON),
    "translations: put": lambda db: TranslationStore(db).put(
        f"key {OURS.name}", Translation(title="New", lead=""), NOON
    ),
    "translations: drop": lambda db: TranslationStore(db).drop(f"key {OURS.name}"),
    "translations: settle": lambda db: TranslationStore(db).settle(OURS.debt, OURS.pending, NOON),
    "translations: postpone": lambda db: TranslationStore(db).postpone(OURS.debt, NOON),
    "model: keep an answer": lambda db: ModelStore(db).put_answer(OURS.key, "new", NOON),
    "model: reserve": lambda db: ModelStore(db).reserve(OURS.guild, 10, 10_000, NOON),
    "model: correct": lambda db: ModelStore(db).correct(OURS.guild, -10, NOON),
    "summary: keep an answer": lambda db: SummaryStore(db).keep_answer(
        OURS.guild, OURS.user, {"a": 1}, NOON
    ),
    "search: keep what was asked": lambda db: SearchPlaceStore(db).remember(
        OURS.guild, OURS.user, {"a": 1}, NOON
    ),
}
