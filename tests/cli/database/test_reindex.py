"""`reindex`: a new index while another process holds the database open."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.store.database import Database

NOW = datetime(2025, 12, 9, 12, tzinfo=UTC)
_FEED = "INSERT INTO feeds (id, url, due_at, interval_s) VALUES (1, 'https://a.test/', 0, 1)"
_ITEM = """
    INSERT INTO items (feed_id, title, kind, published_at, received_at)
    VALUES (1, 'The dam breaks', 'article', 0, 0)
"""


async def test_reindex_makes_the_index_anew_while_the_bot_is_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "gazette.sqlite3"
    async with Database.open(path) as database:
        async with database.transaction() as connection:
            await connection.execute(_FEED)
            await connection.executemany(_ITEM, [()] * 600)

        code = await asyncio.to_thread(main, ["reindex"], {"DATABASE": str(path)})
        again = await asyncio.to_thread(main, ["reindex"], {"DATABASE": str(path)})

        rows = await database.fetch_all("SELECT sum(size) FROM search_segments")
    assert (code, again) == (0, 0)
    assert rows[0][0] == 600
    assert "done: 600 articles can be found" in capsys.readouterr().out
