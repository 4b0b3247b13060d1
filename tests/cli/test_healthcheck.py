"""The health check: alive while the heart beats, a sentence when it does not."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.healthcheck import problem_at, problem_of_silence
from bot.config import ListenAddress
from bot.store.database import Database
from bot.store.meta import MetaStore
from bot.upkeep.heartbeat import Heartbeat
from bot.worker.loop import utcnow
from tests.support.gazette import Gazette

STALE = timedelta(minutes=3)

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


@pytest.mark.parametrize(
    ("seconds", "problem"),
    [(0, None), (180, None), (181, "for 181 s"), (None, "no process of this machine is connected")],
)
def test_who_asks_the_server_nothing_for_too_long_is_told(
    seconds: int | None, problem: str | None
) -> None:
    said = problem_of_silence(seconds)

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


async def test_a_bot_that_listens_is_asked_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Gazette.open(tmp_path, listen=ListenAddress("127.0.0.1", 0)) as gazette:
        env = {
            "DATABASE": str(tmp_path / "none.sqlite3"),
            "LISTEN": f"127.0.0.1:{gazette.app.port}",
        }
        alive = await asyncio.to_thread(main, ["healthcheck"], env)
        said = capsys.readouterr().out
        await gazette.app.client.gateway_state.listeners()["on_shard_disconnect"](0)
        gazette.clock.move(timedelta(minutes=6))
        ill = await asyncio.to_thread(main, ["healthcheck"], env)

    assert (alive, said) == (0, "alive\n")
    assert ill == 1
    assert "the gateway is away for 360 s" in capsys.readouterr().err


def test_where_nothing_listens_the_database_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    env = {"DATABASE": str(tmp_path / "none.sqlite3"), "LISTEN": f"0.0.0.0:{port}"}

    assert main(["healthcheck"], env) == 1
    assert "never run" in capsys.readouterr().err
