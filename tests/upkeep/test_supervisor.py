"""The service manager is told of the start, of life, and of the end, by a real datagram socket."""

import asyncio
import signal
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app.opening import open_app
from bot.config import Settings
from bot.running import Loop
from bot.upkeep.supervisor import Supervisor
from sandbox import Sandbox
from sandbox.events import PATIENCE_S
from tests.stage import Stage

STALE = timedelta(minutes=5)

PID = 4242


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """Lend the socket of a service manager."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bound:
        bound.bind(str(tmp_path / "notify"))
        bound.settimeout(PATIENCE_S)
        yield bound


def told(manager: socket.socket) -> str:
    return manager.recv(100).decode()


def address_of(manager: socket.socket) -> str:
    return str(manager.getsockname())


def test_each_message_arrives(manager: socket.socket) -> None:
    supervisor = Supervisor(address=address_of(manager))

    supervisor.ready()
    supervisor.alive()
    supervisor.stopping()

    assert [told(manager) for _ in range(3)] == ["READY=1", "WATCHDOG=1", "STOPPING=1"]


def test_an_abstract_socket_is_found() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bound:
        bound.bind("\0gazette-test")
        bound.settimeout(PATIENCE_S)

        Supervisor(address="@gazette-test").ready()

        assert told(bound) == "READY=1"


def test_a_manager_that_is_gone_ends_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Supervisor(address=str(tmp_path / "gone")).ready()

    assert "the service manager was not told" in caplog.text


@pytest.mark.parametrize(
    ("env", "every"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "120000000"}, None),  # nobody listens
        ({"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "120000000"}, 60),
        ({"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "4242"}, 60),
        ({"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "1"}, None),
        ({"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "0"}, None),
        ({"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_watchdog_is_fed_twice_in_its_patience_where_it_is_ours(
    env: dict[str, str], every: int | None
) -> None:
    supervisor = Supervisor.from_env(env, PID)

    assert supervisor.alive_every == (None if every is None else timedelta(seconds=every))


async def test_the_real_program_says_when_it_is_ready_and_when_it_stops(
    stage: Stage, manager: socket.socket
) -> None:
    child = await stage.start(NOTIFY_SOCKET=address_of(manager), WATCHDOG_USEC="60000000")
    first = {await asyncio.to_thread(told, manager) for _ in range(2)}
    child.send(signal.SIGTERM)
    last = await asyncio.to_thread(told, manager)

    assert await child.end() == 0
    assert first == {"READY=1", "WATCHDOG=1"}
    assert last == "STOPPING=1"


async def test_a_loop_that_stands_still_starves_the_watchdog(
    sandbox: Sandbox, tmp_path: Path, manager: socket.socket
) -> None:
    stepped, stop = asyncio.Event(), asyncio.Event()

    async def step(now: datetime) -> int:
        stepped.set()
        return 0

    supervisor = Supervisor(address=address_of(manager), watchdog=timedelta(milliseconds=10))
    settings = Settings(token=sandbox.token, database=tmp_path / "gazette.sqlite3")
    loop = Loop(name="deliverer", run_due=step, idle=timedelta(hours=1), wake=asyncio.Event())
    async with (
        open_app(settings, supervisor=supervisor, guild_ready_timeout=0.05) as app,
        asyncio.TaskGroup() as group,
    ):
        running = replace(app, loops=(loop,))
        group.create_task(running.run(stop))
        await stepped.wait()
        stats, idle = app.liveness.stats, app.liveness.idles["deliverer"]
        stats.stepped_at["deliverer"] -= idle + STALE + timedelta(seconds=5)
        await drained(manager)
        await asyncio.to_thread(manager.settimeout, 0.2)
        with pytest.raises(TimeoutError):
            await asyncio.to_thread(told, manager)
        stop.set()


async def drained(manager: socket.socket) -> None:
    """Take what was sent before the loop stood still."""
    manager.setblocking(False)
    await asyncio.sleep(0.02)
    try:
        while True:
            manager.recv(100)
    except BlockingIOError:
        return
