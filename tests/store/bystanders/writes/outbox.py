"""The UPDATEs and DELETEs of the outbox and of what a restore finds, by name; asserts nothing."""

from datetime import date

from bot.model import (
    DeliveryKind,
    DeliveryPart,
    DraftMessage,
    ForumPost,
    MessageLocation,
    Owed,
    Reason,
)
from bot.store.database import Connection, Database
from bot.store.outbox import found as found_rows
from bot.store.outbox.enqueue import insert_also, insert_messages, insert_owed
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.reconcile import ReconcileStore, mark_told
from tests.store.bystanders.ours import (
    FOUND,
    RESTORED,
    Work,
    inside,
    our_delivery,
)
from tests.store.two_worlds import DAY, NOON, OURS

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


async def _messages(connection: Connection, database: Database) -> None:
    owed = Owed(kind=DeliveryKind.NOTICE, channel_id=OURS.channel, slot="notice")
    await insert_messages(connection, owed, [{"content": "x"}], lambda *_: "n", NOON)


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
}
