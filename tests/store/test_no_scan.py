"""What is asked at every click, poll or claim walks an index, however much is stored."""

from collections.abc import Mapping

import pytest

from bot.store.database import Database
from bot.store.digests.digests import _SOURCES_OF_CHANNEL, _SOURCES_OF_MEMBER, OF_MEMBER, SELECT
from bot.store.guilds.personal import _CLOSED
from bot.store.llm.translations import _LET_GO
from bot.store.members.alerts import _FALL_DUE, _HITS


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize(
    ("sql", "values"),
    [
        (_CLOSED, {"user_id": 1}),  # at every click
        (_FALL_DUE, {"ids": "[1]", "at": 1}),  # at every poll with hits
        (_LET_GO, {"now": 1}),  # at every look for translations
        (_SOURCES_OF_CHANNEL, {"id": 1, "channel_id": 1, "all_feeds": 1}),  # for every page
        (_SOURCES_OF_MEMBER, {"id": 1, "guild_id": 1, "user_id": 1}),
        (SELECT + OF_MEMBER, {"user_id": 1, "guild_id": 1}),
    ],
)
async def test_no_table_is_read_whole(
    database: Database, sql: str, values: Mapping[str, int | str]
) -> None:
    plan = [row["detail"] for row in await database.fetch_all(f"EXPLAIN QUERY PLAN {sql}", values)]

    whole = [each for each in plan if each.startswith("SCAN") and "INDEX" not in each]
    assert not whole, plan


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_whether_an_address_is_one_items_own_is_looked_up_by_the_address(
    database: Database,
) -> None:
    values = {"user_id": 1, "guild_id": 1}
    plan = [
        row["detail"] for row in await database.fetch_all(f"EXPLAIN QUERY PLAN {_HITS}", values)
    ]

    assert [each for each in plan if "twin" in each and "items_canonical" in each], plan
