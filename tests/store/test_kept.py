"""What is kept for a while is there to the last second, and gone one second later."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.model import BulkChange, BulkVerb
from bot.model.guilds.audit import AuditLine
from bot.store.database import Connection, Database
from bot.store.feeds.bulk import insert_bulk
from bot.store.feeds.imports import insert_import
from bot.store.feeds.subscription_edits import put_draft
from bot.store.guilds.audit import add_audit_line
from bot.store.llm.model_answers import ModelStore
from bot.store.llm.translations import TranslationStore
from bot.store.outbox.same_story import add_marks
from bot.store.search.places import SearchPlaceStore
from bot.store.summaries import SummaryStore
from bot.store.upkeep.housekeeping import (
    delete_deliveries_before,
    delete_gone,
    delete_items_before,
    delete_marks,
    delete_told_before,
)
from tests.store.bystanders.ours import our_subscription
from tests.store.two_worlds import NOON, OURS, STRANGER, World, fill

pytestmark = pytest.mark.uncounted

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)

Sweep = Callable[[Database, timedelta], Awaitable[object]]


async def _drafts(database: Database, after: timedelta) -> None:
    before = await our_subscription(database)
    async with database.transaction() as connection:
        await put_draft(connection, 1, before, replace(before, burst=3), NOON + after)


async def _imports(database: Database, after: timedelta, world: World = OURS) -> None:
    draft: dict[str, object] = {
        "guild_id": world.guild, "channel_id": world.channel, "file_guild_id": None,
        "settings": "{}", "left_out": "[]", "dropped": 0,
    }  # fmt: skip
    async with database.transaction() as connection:
        await insert_import(connection, draft, NOON + after)


async def _bulk(database: Database, after: timedelta) -> None:
    change = BulkChange(
        id=0, guild_id=OURS.guild, verb=BulkVerb.PAUSE, subscription_ids=()
    )  # fmt: skip
    async with database.transaction() as connection:
        await insert_bulk(connection, change, NOON + after)


async def _marks(database: Database, after: timedelta) -> None:
    async with database.transaction() as connection:
        await add_marks(connection, {}, NOON + after)


# What is kept, the condition of its rows, for how long, and what drops it.
KEPT: dict[str, tuple[str, str, timedelta, Sweep]] = {
    "a model's answer": (
        "model_answers.made_at",
        "true",
        30 * DAY,
        lambda db, after: ModelStore(db).put_answer(b"new", "x", NOON + after),
    ),
    "a summary's answer": (
        "summary_answers.made_at",
        "true",
        2 * DAY,
        lambda db, after: SummaryStore(db).keep_answer(OURS.guild, 1, {}, NOON + after),
    ),
    "what was asked": (
        "search_asks.asked_at",
        "true",
        2 * DAY,
        lambda db, after: SearchPlaceStore(db).remember(OURS.guild, 1, {}, NOON + after),
    ),
    "a draft": ("drafts.changed_at", "true", DAY, _drafts),
    "a dry run": ("imports.created_at", "state = 'draft'", DAY, _imports),
    "an import that is over": ("imports.done_at", "state = 'done'", 30 * DAY, _imports),
    "a change of many feeds": ("bulk_changes.created_at", "true", DAY, _bulk),
    "a translation": (
        "translations.asked_at",
        "true",
        365 * DAY,
        lambda db, after: TranslationStore(db).put("new", None, NOON + after),
    ),
    "a story's mark": ("story_marks.at", "true", timedelta(hours=48), _marks),
}


@pytest.mark.parametrize("name", KEPT)
async def test_it_is_kept_to_the_second(name: str, database: Database) -> None:
    place, rows, kept_for, sweep = KEPT[name]
    table, column = place.split(".")
    await fill(database, OURS, STRANGER)
    await _imports(database, timedelta(), STRANGER)
    await _bulk(database, timedelta())
    async with database.transaction() as connection:
        if table == "imports":
            await connection.execute(f"UPDATE imports SET {rows}")
        await connection.execute(f"UPDATE {table} SET {column} = {int(NOON.timestamp())}")

    async def left() -> int:
        found = await database.fetch_all(
            f"SELECT 1 FROM {table} WHERE {rows} AND {column} = {int(NOON.timestamp())}"
        )
        return len(found)

    before = await left()
    await sweep(database, kept_for)
    assert await left() == before > 0
    await sweep(database, kept_for + SECOND)
    assert await left() == 0


async def test_what_a_model_cost_is_kept_for_sixty_days(database: Database) -> None:
    await fill(database, OURS)
    store = ModelStore(database)
    await store.correct(OURS.guild, 5, NOON)
    today = NOON.date().isoformat()

    async def left() -> int:
        return len(await database.fetch_all("SELECT 1 FROM model_spending WHERE day = ?", (today,)))

    await store.reserve(OURS.guild, 1, 1_000, NOON + 60 * DAY)
    assert await left() == 1
    await store.reserve(OURS.guild, 1, 1_000, NOON + 61 * DAY)
    assert await left() == 0


# What is deleted once it is older than an instant: its column, and what deletes it.
OLD: dict[str, tuple[str, Callable[[Database, datetime], Awaitable[object]]]] = {
    "a guild that went away": ("guilds.gone_at", delete_gone),
    "a channel that went away": ("channels.gone_at", delete_gone),
    "an item": ("items.received_at", delete_items_before),
    "a delivery": ("deliveries.created_at", delete_deliveries_before),
    "what an alert told of": ("alerts_told.told_at", delete_told_before),
}


@pytest.mark.parametrize("name", OLD)
async def test_what_is_old_goes_at_its_second(name: str, database: Database) -> None:
    place, delete = OLD[name]
    table, column = place.split(".")
    await fill(database, OURS)
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM deliveries WHERE state = 'pending'")
        await connection.execute(f"UPDATE {table} SET {column} = {int(NOON.timestamp())}")

    async def left() -> int:
        return len(await database.fetch_all(f"SELECT 1 FROM {table}"))

    before = await left()
    await delete(database, NOON)
    assert await left() == before
    await delete(database, NOON + SECOND)
    assert await left() < before


async def test_a_mark_goes_half_a_year_after_its_feed_spoke_of_it_last(database: Database) -> None:
    await fill(database, OURS)
    now = int(NOON.timestamp())
    half_a_year = int(timedelta(days=180).total_seconds())
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM seen")
        await connection.executemany(
            "INSERT INTO seen (feed_id, key, last_seen_at) VALUES (?, ?, ?)",
            [
                (OURS.feed, b"new", now),
                (OURS.feed, b"old", now - half_a_year),
                (OURS.feed, b"older", now - half_a_year - 1),
            ],
        )

    assert await delete_marks(database) == 1
    assert len(await database.fetch_all("SELECT 1 FROM seen")) == 2


async def test_what_is_gone_takes_its_place_for_notices_and_its_direct_channel_along(
    database: Database,
) -> None:
    """A direct channel stays while the digest of a guild that is there goes to it."""
    await fill(database, OURS, STRANGER)
    noon = int(NOON.timestamp())
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO channels (id, kind) VALUES (1, 'dm'), (2, 'dm')")
        await connection.execute(
            "UPDATE channels SET gone_at = ? WHERE id = ?", (noon, OURS.channel)
        )
        await connection.execute("UPDATE guilds SET gone_at = id - ? + ?", (OURS.guild, noon))
        for world in (OURS, STRANGER):
            await connection.execute(
                "UPDATE digests SET channel_id = 1 WHERE id = ?", (world.own_digest,)
            )
            await connection.execute(
                "UPDATE alert_plans SET channel_id = 2 WHERE guild_id = ?", (world.guild,)
            )

    async def left(before: datetime) -> tuple[object, ...]:
        await delete_gone(database, before)
        place = "SELECT notice_channel_id FROM guilds WHERE id = ?"
        direct = await database.fetch_all("SELECT id FROM channels WHERE id IN (1, 2)")
        row = await database.fetch_one(place, (OURS.guild,))
        return row and row["notice_channel_id"], len(direct)

    theirs = NOON + timedelta(seconds=STRANGER.guild - OURS.guild)
    assert await left(NOON) == (OURS.channel, 2)
    assert await left(NOON + SECOND) == (None, 2)
    assert await left(theirs) == (None, 2)
    assert await left(theirs + SECOND) == (None, 0)


async def test_what_is_old_goes_in_many_steps_as_well(database: Database) -> None:
    await fill(database, OURS)
    async with database.transaction() as connection:
        for feed in range(60):
            await connection.execute(
                "INSERT INTO feeds (id, url, due_at, interval_s) VALUES (?, ?, 0, 1)", (feed, feed)
            )
        await connection.executemany(
            "INSERT INTO items (id, feed_id, guid, canonical_link, title, kind, published_at,"
            " received_at) VALUES (?, ?, ?, '', '', 'article', 0, 0)",
            [(20_000 + n, n % 60 if n % 3 else 0, n) for n in range(650)],
        )
        await connection.executemany(
            "INSERT INTO seen (feed_id, key, last_seen_at) VALUES (?, ?, ?)",
            [(feed, b"%d" % at, at) for feed in range(60) for at in (0, 10**9)],
        )
        await connection.executemany(
            "INSERT INTO deliveries (kind, channel_id, slot, rank, due_at, created_at, state,"
            " done_at) VALUES ('item', ?, ?, 1, 0, 0, 'sent', 0)",
            [(OURS.channel, f"old {n}") for n in range(450)],
        )

    assert await delete_items_before(database, NOON - 9 * DAY) == 649  # the newest number stays
    assert await delete_marks(database) == 60
    assert await delete_deliveries_before(database, NOON - 9 * DAY) == 450


async def test_of_a_guilds_audit_the_last_two_thousand_lines_are_kept(database: Database) -> None:
    await fill(database, OURS, STRANGER)
    line = AuditLine(user_id=1, at=NOON, act="paused")
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM audit WHERE guild_id = ?", (OURS.guild,))
        await connection.executemany(
            "INSERT INTO audit (guild_id, user_id, at, act, subject) VALUES (?, 1, 0, '', '')",
            [(OURS.guild,)] * 1_999,
        )
        oldest = [await _oldest_line(connection)]
        for _ in range(2):
            await add_audit_line(connection, OURS.guild, line)
            oldest.append(await _oldest_line(connection))

    assert [line_id - oldest[0] for line_id in oldest] == [0, 0, 1]


async def _oldest_line(connection: Connection) -> int:
    sql = "SELECT min(id) AS id FROM audit WHERE guild_id = ?"
    [row] = await connection.execute_fetchall(sql, (OURS.guild,))
    return int(row["id"])
