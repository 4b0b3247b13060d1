"""The UPDATEs and DELETEs of members' alerts, by name; asserts nothing."""

from dataclasses import replace

from bot.model import (
    QuietHours,
)
from bot.store.database import Connection, Database
from bot.store.members import alerts
from tests.store.bystanders.ours import (
    Work,
    inside,
)
from tests.store.two_worlds import DAY, NOON, OURS, STRANGER


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


WRITES: dict[str, Work] = {
    "alerts: told of some": inside(_tell_alerts),
    "alerts: remember what was told": inside(_remember_told),
    "alerts: another way": inside(_change_plan),
    "alerts: delete": inside(_delete_alert),
}
