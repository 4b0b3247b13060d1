"""The health check: alive while the heart beats, a sentence when it does not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.healthcheck import STALE, problem_at
from bot.store.database import Database
from bot.store.meta import MetaStore
from bot.upkeep.heartbeat import Heartbeat
from bot.worker.loop import utcnow

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("silent", "problem"),
    [
        (timedelta(), None),
        (STALE, None),
        (STALE + timedelta(seconds=1), "no heartbeat for 181 s"),
        (-STALE - timedelta(seconds=1), "in the future"),
    ],
)
def test_a_heart_that_is_silent_for_too_long_is_told(
    silent: timedelta, problem: str | None
) -> None:
    said = problem_at(NOON + silent, NOON.isoformat())

    assert (said is None) if problem is None else (said is not None and problem in said)


async def test_the_heartbeat_of_a_running_bot_is_good(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "gazette.sqlite3"
    async with Database.open(path) as database:
        await Heartbeat(MetaStore(database)).run_due(utcnow())

        assert main(["healthcheck"], {"DATABASE": str(path)}) == 0
    assert capsys.readouterr().out == "alive\n"


def test_a_database_that_never_ran_is_not_alive_and_is_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "gazette.sqlite3"

    assert main(["healthcheck"], {"DATABASE": str(path)}) == 1
    assert "never run" in capsys.readouterr().err
    assert not path.exists()
