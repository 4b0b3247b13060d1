"""The state machine of a delivery: what the SQL does is what `TRANSITIONS` says, and no more."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import i18n
from bot.model import (
    TRANSITIONS,
    Channel,
    ChannelBlock,
    DeliveryEvent,
    DeliveryKind,
    DeliveryPart,
    DeliveryState,
    Owed,
    Reason,
)
from bot.store.database import Database
from bot.store.guilds.guilds import GuildStore
from bot.store.outbox.enqueue import insert_owed
from bot.store.outbox.found import mark_reconciled
from bot.store.outbox.outbox import Outbox

pytestmark = pytest.mark.uncounted

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
CHANNEL = 7
DESIGN = Path(__file__).parents[3] / "docs" / "design.md"
STORE = Path(__file__).parents[3] / "bot" / "store"
# Who may write rows of the outbox: itself, a channel's block, a feed that moves, a restore, age,
# and a translation that a row waited for.
WRITERS = {
    "upkeep/clock.py",
    "guilds/channel_state.py",
    "outbox/claim.py",
    "outbox/enqueue.py",
    "outbox/found.py",
    "outbox/reconcile.py",
    "outbox/outbox.py",
    "llm/translations.py",
    "feeds/subscription_edits.py",
    "upkeep/erase.py",
    "upkeep/housekeeping.py",
}

Act = Callable[[Database, Outbox], Awaitable[object]]


def owe(held: Reason | None) -> Act:
    async def act(database: Database, outbox: Outbox) -> None:
        owed = Owed(kind=DeliveryKind.NOTICE, channel_id=CHANNEL, slot="one", held=held)
        async with database.transaction() as connection:
            await insert_owed(connection, [owed], NOON)

    return act


async def block(database: Database, outbox: Outbox) -> None:
    await outbox.channel_state.block(CHANNEL, ChannelBlock(code=50013), LATER)


async def unblock(database: Database, outbox: Outbox) -> None:
    await block(database, outbox)
    await outbox.channel_state.unblock(CHANNEL, LATER)


async def renew(database: Database, outbox: Outbox) -> None:
    part = DeliveryPart(number=0, payload={}, nonce="n")
    await outbox.record_started(1, part, NOON, place_id=None, webhook_id=None)


async def reconcile(database: Database, outbox: Outbox) -> None:
    owed = Owed(kind=DeliveryKind.NOTICE, channel_id=CHANNEL, slot="one", found=99)
    async with database.transaction() as connection:
        await insert_owed(connection, [owed], NOON)
        await mark_reconciled(connection, 1, NOON)


ACTS: dict[DeliveryEvent, Act] = {
    DeliveryEvent.OWE: owe(None),
    DeliveryEvent.WITHHOLD: owe(Reason.PAUSED),
    DeliveryEvent.CLAIM: lambda _, outbox: outbox.claim_due(NOON, 5),
    DeliveryEvent.RENEW: renew,
    DeliveryEvent.RELEASE: lambda _, outbox: outbox.release([1], NOON),
    DeliveryEvent.RETRY: lambda _, outbox: outbox.postpone(1, LATER, reason=Reason.WAITING),
    DeliveryEvent.BLOCK: block,
    DeliveryEvent.UNBLOCK: unblock,
    DeliveryEvent.SEND: lambda _, outbox: outbox.mark_sent(1, NOON),
    DeliveryEvent.HOLD: lambda _, outbox: outbox.mark_held(1, NOON, Reason.LATE, ""),
    DeliveryEvent.RECONCILE: reconcile,
    DeliveryEvent.GIVE_UP: lambda _, outbox: outbox.mark_dead(1, NOON, Reason.REFUSED, ""),
}
HOW_TO_REACH: dict[DeliveryState | None, tuple[DeliveryEvent, ...]] = {
    None: (),
    DeliveryState.PENDING: (DeliveryEvent.OWE,),
    DeliveryState.SENT: (DeliveryEvent.OWE, DeliveryEvent.SEND),
    DeliveryState.HELD: (DeliveryEvent.OWE, DeliveryEvent.HOLD),
    DeliveryState.DEAD: (DeliveryEvent.OWE, DeliveryEvent.GIVE_UP),
}


async def row_of(database: Database) -> tuple[object, ...] | None:
    row = await database.fetch_one("SELECT * FROM deliveries")
    return None if row is None else tuple(row)


async def state_of(database: Database) -> DeliveryState | None:
    row = await database.fetch_one("SELECT state FROM deliveries")
    return None if row is None else DeliveryState(row["state"])


@pytest.mark.parametrize("event", DeliveryEvent)
@pytest.mark.parametrize("state", HOW_TO_REACH)
async def test_an_event_leads_where_the_table_says_and_else_changes_nothing(
    database: Database, state: DeliveryState | None, event: DeliveryEvent
) -> None:
    await GuildStore(database).record_channel(Channel(id=CHANNEL, guild_id=None))
    outbox = Outbox(database)
    for step in HOW_TO_REACH[state]:
        await ACTS[step](database, outbox)
    assert await state_of(database) is state
    before = await row_of(database)

    await ACTS[event](database, outbox)

    assert await state_of(database) is TRANSITIONS.get((state, event), state)
    if (state, event) not in TRANSITIONS:
        assert await row_of(database) == before


def test_the_table_is_drawn_in_the_design() -> None:
    drawn = set(re.findall(r"^  (\S+) --> (\S+): (.*)$", DESIGN.read_text(encoding="utf-8"), re.M))
    arrows = {(before, after) for before, after, _ in drawn}
    words = {(before, after): label for before, after, label in drawn}

    assert arrows == {(before or "[*]", after) for (before, _), after in TRANSITIONS.items()}
    for (before, event), after in TRANSITIONS.items():
        assert event in words[before or "[*]", after]


def test_nobody_else_writes_rows_of_the_outbox() -> None:
    writes = re.compile(r"(UPDATE|INTO|DELETE FROM)( OR \w+)? deliveries\b")
    found = {
        path.relative_to(STORE).as_posix()
        for path in STORE.rglob("*.py")
        if writes.search(path.read_text(encoding="utf-8"))
    }

    assert found == WRITERS


@pytest.mark.parametrize(
    "reason", [Reason.PAUSED, Reason.FILTERED, Reason.SAME_STORY, Reason.LATE, Reason.ITEM_GONE,
               Reason.POST_GONE, Reason.RESTORED, Reason.UNCERTAIN, Reason.INTERNAL],
)  # fmt: skip
def test_every_reason_for_which_an_item_is_held_is_explained(reason: Reason) -> None:
    assert i18n.has_text(f"explain.channel.{reason}")
