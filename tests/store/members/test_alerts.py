"""Alerts in the store: what is a stranger's stays, and a claimed plan is nobody else's."""

from datetime import timedelta

import pytest

from bot.model import AlertPlan, Guild
from bot.store.database import Database
from bot.store.guilds.guilds import upsert_guild
from bot.store.guilds.mutes import set_guild_mutes
from bot.store.members.alerts import (
    claim_plans,
    delete_alert,
    fetch_alert,
    fetch_alerts,
    fetch_candidates,
    fetch_hits,
    fetch_plan,
    fetch_recent,
    fetch_told,
    insert_alert,
    insert_hits,
    put_off,
    remember_told,
    save_plan,
    settle_plan,
)
from tests.store.two_worlds import NOON, OURS, STRANGER, all_rows, fill, of_stranger

pytestmark = pytest.mark.uncounted

LEASE = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def filled(database: Database) -> Database:
    """Lend a database with both worlds in it."""
    await fill(database, OURS, STRANGER)
    return database


async def our_plan(database: Database) -> AlertPlan:
    plan = await fetch_plan(database.fetch_all, OURS.user, OURS.guild)
    assert plan is not None
    return plan


async def test_what_is_written_for_us_leaves_a_stranger_as_they_were(filled: Database) -> None:
    plan = await our_plan(filled)
    before = of_stranger(await all_rows(filled))

    async with filled.transaction() as connection:
        await save_plan(connection, plan)
        await insert_hits(connection, [(OURS.alert, OURS.items[1])], NOON)
        await put_off(connection, plan, NOON + LEASE)
        await settle_plan(connection, plan, OURS.items, day=NOON.date(), told=3, again=NOON)
        alert = await fetch_alert(connection.execute_fetchall, OURS.alert, OURS.user)
        assert alert is not None
        await delete_alert(connection, alert)

    assert of_stranger(await all_rows(filled)) == before
    assert await fetch_alerts(filled.fetch_all, OURS.user, OURS.guild) == []
    assert await fetch_plan(filled.fetch_all, OURS.user, OURS.guild) is None


async def test_a_plan_stays_while_another_alert_is_there(filled: Database) -> None:
    async with filled.transaction() as connection:
        await insert_alert(connection, await our_plan(filled), "ferry", ["ferry"], NOON)
        alert = await fetch_alert(connection.execute_fetchall, OURS.alert, OURS.user)
        assert alert is not None
        await delete_alert(connection, alert)
        found = await fetch_candidates(connection, OURS.feed, ["ferry", "bridge"])

    assert await our_plan(filled)
    assert [each.alert.words for each in found] == ["ferry"]


async def test_what_is_a_strangers_is_not_there_for_us(filled: Database) -> None:
    async with filled.transaction() as connection:
        found = await fetch_candidates(connection, OURS.feed, ["bridge"])
    hits = await fetch_hits(filled, await our_plan(filled))
    channels = [OURS.channel, STRANGER.channel]
    recent = await fetch_recent(filled, OURS.guild, channels, NOON - timedelta(days=9))

    assert await fetch_alert(filled.fetch_all, STRANGER.alert, OURS.user) is None
    assert [each.alert.id for each in found] == [OURS.alert]
    assert [(hit.alert_id, hit.item_id) for hit in hits] == [(OURS.alert, OURS.items[0])]
    assert {item.feed_id for item, _ in recent} == {OURS.feed}


async def test_a_claimed_plan_is_nobody_elses_until_its_lease_ends(filled: Database) -> None:
    first = await claim_plans(filled, NOON - 60 * SECOND, until=NOON + LEASE, limit=9)
    again = await claim_plans(filled, NOON + LEASE - SECOND, until=NOON + 2 * LEASE, limit=9)
    after = await claim_plans(filled, NOON + LEASE, until=NOON + 2 * LEASE, limit=9)

    assert {plan.user_id for plan in first} == {OURS.user, STRANGER.user}
    assert again == []
    assert len(after) == 2


async def test_a_plan_is_not_due_before_its_second_and_so_many_are_taken(filled: Database) -> None:
    early = await claim_plans(filled, NOON - 61 * SECOND, until=NOON, limit=9)
    one = await claim_plans(filled, NOON, until=NOON + LEASE, limit=1)

    assert early == []
    assert [plan.user_id for plan in one] == [OURS.user]


async def test_a_settled_plan_falls_due_again_only_where_more_has_come(filled: Database) -> None:
    plan = await our_plan(filled)
    async with filled.transaction() as connection:
        await insert_hits(connection, [(OURS.alert, OURS.items[1])], NOON)
        await settle_plan(connection, plan, [OURS.items[0]], day=NOON.date(), told=1, again=NOON)
    waiting = await our_plan(filled)
    async with filled.transaction() as connection:
        await settle_plan(connection, plan, [OURS.items[1]], day=NOON.date(), told=2, again=NOON)
    done = await our_plan(filled)

    assert (waiting.due_at, waiting.told, waiting.told_day) == (NOON, 1, NOON.date())
    assert (done.due_at, done.told) == (None, 2)


async def test_a_hit_lets_its_plan_fall_due_once(filled: Database) -> None:
    plan = await our_plan(filled)
    async with filled.transaction() as connection:
        await settle_plan(connection, plan, OURS.items, day=None, told=0, again=NOON)
        await insert_hits(connection, [(OURS.alert, OURS.items[0])], NOON)
        await insert_hits(connection, [(OURS.alert, OURS.items[1])], NOON + LEASE)

    assert (await our_plan(filled)).due_at == NOON


async def test_what_another_member_was_told_of_is_news_to_us(filled: Database) -> None:
    async with filled.transaction() as connection:
        await remember_told(connection, STRANGER.user, {"theirs": 1, "both": 2}, [], NOON)
        await remember_told(connection, OURS.user, {"both": 3}, [], NOON)
        told = await fetch_told(connection, OURS.user, ["theirs", "both"])

    assert told == {"both": 3}


async def test_a_candidate_knows_what_its_own_member_has_muted(filled: Database) -> None:
    async with filled.transaction() as connection:
        for world, words in ((OURS, "ferry"), (STRANGER, "toll")):
            await upsert_guild(connection, Guild(id=world.user, personal=True))
            await set_guild_mutes(connection, world.user, [words])
        [candidate] = await fetch_candidates(connection, OURS.feed, ["bridge"])

    assert (candidate.alert.user_id, candidate.mutes) == (OURS.user, ("ferry",))


async def test_alerts_stand_by_age_and_what_they_found_the_newest_first(
    filled: Database,
) -> None:
    plan = await our_plan(filled)
    late, early = OURS.items  # what came last was published first
    async with filled.transaction() as connection:
        await connection.execute(
            "UPDATE items SET published_at = published_at + 60 WHERE id = ?", (late,)
        )
        await insert_alert(connection, plan, "zebra", ["zebra"], NOON)
        await insert_alert(connection, plan, "ant", ["ant"], NOON)
        await insert_hits(connection, [(OURS.alert, early), (OURS.alert, late)], NOON)

    alerts = await fetch_alerts(filled.fetch_all, OURS.user, OURS.guild)
    hits = await fetch_hits(filled, plan)
    channels = (OURS.channel, OURS.other_channel)
    recent = await fetch_recent(filled, OURS.guild, channels, NOON - timedelta(days=9))

    words = [alert.words for alert in alerts]
    assert words.index("zebra") < words.index("ant")
    assert [hit.item_id for hit in hits] == [late, early]
    assert [item.id for item, _ in recent] == [late, early]


async def test_a_lease_is_asked_for_in_the_order_of_falling_due(filled: Database) -> None:
    async with filled.transaction() as connection:
        for world, after in ((OURS, SECOND), (STRANGER, timedelta())):
            await connection.execute(
                "UPDATE alert_plans SET due_at = ? WHERE user_id = ?",
                (int((NOON + after).timestamp()), world.user),
            )
        await connection.execute("UPDATE channels SET block_code = NULL")

    plans = await claim_plans(filled, NOON + SECOND, until=NOON + LEASE, limit=9)

    assert [plan.user_id for plan in plans] == [STRANGER.user, OURS.user]


async def test_of_what_came_lately_the_newest_two_thousand_are_looked_at(filled: Database) -> None:
    async with filled.transaction() as connection:
        await connection.executemany(
            "INSERT INTO items (id, feed_id, guid, canonical_link, title, kind, published_at,"
            " received_at) VALUES (?, ?, ?, '', '', 'article', ?, 0)",
            [(20_000 + n, OURS.feed, n, int(NOON.timestamp()) + n) for n in range(2_001)],
        )

    recent = await fetch_recent(filled, OURS.guild, [OURS.channel], NOON)

    assert [item.id for item, _ in recent] == [*range(22_000, 20_000, -1)]
