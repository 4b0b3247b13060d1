"""`python -m bot demo` on a PostgreSQL of its own; on a file it plays in `tests/cli`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.__main__ import main
from tests.demo.programs import playing, seen
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.uncounted


async def test_two_processes_play_on_one_postgresql(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    def posted(state: dict[str, Any]) -> bool:
        news = [
            channel["messages"]
            for guild in state["guilds"]
            for channel in guild["channels"]
            if channel["name"] == "news"
        ]
        return len(news) == 2 and all(news)

    async with (
        playing(tmp_path / "data", "--every", "1", "--postgres") as program,
        aiohttp.ClientSession(program.address) as session,
    ):
        await seen(session, posted)

    assert program.code == 0
    assert "Traceback" not in program.said


def test_a_file_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["demo", "--data", str(tmp_path), "--feed", "nothing.xml"], {})

    assert code == 2
    assert "there is no file nothing.xml" in capsys.readouterr().err
