"""The health check of a database that is damaged, or does not answer in time."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord

from bot.gateway import GatewayState
from bot.model import Layout, Presence
from bot.store.database import Database
from bot.store.processes.membership import SoleMembership
from bot.store.upkeep.vitals import VitalsStore
from bot.web.health import HealthCheck
from bot.worker.liveness import Liveness
from bot.worker.stats import Stats
from tests.store.damage import damage_table

ALONE = SoleMembership().presence
NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
SLOW = """
    WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted LIMIT 1000000)
    SELECT max(n) FROM counted
"""


def health_of(
    database: Database, answer_within: timedelta, presence: Presence = ALONE
) -> HealthCheck:
    client = discord.AutoShardedClient(intents=discord.Intents.none())
    return HealthCheck(
        vitals=VitalsStore(database),
        liveness=Liveness(stats=Stats(), idles={}),
        gateway=GatewayState(client, clock=lambda: NOON),
        presence=lambda: presence,
        clock=lambda: NOON,
        answer_within=answer_within,
    )


async def test_a_database_that_gives_no_answer_in_time_is_told(database: Database) -> None:
    slow = asyncio.ensure_future(database.fetch_one(SLOW))
    await asyncio.sleep(0)

    health = await health_of(database, timedelta(milliseconds=5)).ask()

    assert health.problems == ("the database gives no answer within 0.005 s",)
    await slow
    assert (await health_of(database, timedelta(seconds=30)).ask()).is_alive


async def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "gazette.sqlite3"
    async with Database.open(path):
        pass
    damage_table(path, "meta")
    async with Database.open(path) as database:
        health = await health_of(database, timedelta(seconds=30)).ask()

    assert [problem.partition(":")[0] for problem in health.problems] == [
        "the database cannot be read"
    ]


async def test_another_process_that_is_missing_is_told_and_is_no_reason_to_start_anew(
    database: Database,
) -> None:
    presence = Presence(layout=Layout(processes=2, shards=4), taken=frozenset({0}))

    health = await health_of(database, timedelta(seconds=30), presence).ask()

    assert health.is_alive
    assert health.notes == ("process 2 of 2, shards 1, 3 of 4 is missing: its part waits",)
