"""The real program as a process of its own, started quickly and killed at will; no fixture.

`warmed` starts `python -m tests.support.child` once for all tests, which imports everything and
then waits: a test's `Nursery` is a fork of it, and each start of the bot a fork of that, so that a
test can start it ten times in a few seconds. Every child runs `bot.cli.run.serve` as `python -m
bot` does, with two differences: discord.py is pointed at the sandbox, and the clock is shifted, so
that a lease or an hour passes at once.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.feeds.worker.limits import MEASURED  # a fork of a fork tells coverage nothing
from sandbox.events import PATIENCE_S

ROOT = Path(__file__).parents[2]
_CUT_SHORT = ("bot.errors.CommitUncertain", "bot.errors.TransactionLost")


class ShiftedClock:
    """The real time and an offset that only grows; the sandbox and each child share it."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def move(self, **length: float) -> None:
        self.offset += timedelta(**length)


@dataclass(slots=True, kw_only=True)
class Child:
    """One run of the bot; `ended` gives its exit code, negative for a signal."""

    pid: int
    ended: asyncio.Future[int]

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    async def end(self, *, seconds: float = PATIENCE_S) -> int:
        async with asyncio.timeout(seconds):
            return await asyncio.shield(self.ended)


class Nursery:
    """Starts children, side by side where more than one is wanted."""

    def __init__(
        self,
        orders: asyncio.StreamWriter,
        reports: asyncio.StreamReader,
        base: str,
        clock: ShiftedClock,
        log: Path,
    ) -> None:
        self._orders = orders
        self._reports = reports
        self._base = base
        self._clock = clock
        self._log = log
        self._ended: dict[int, asyncio.Future[int]] = {}
        self._born: asyncio.Queue[int] = asyncio.Queue()

    @property
    def log(self) -> str:
        """Everything that children wrote to stderr so far."""
        return self._log.read_text(encoding="utf-8")

    @property
    def faults(self) -> list[str]:
        """What was logged with a traceback, but for what a server that goes away cuts short."""
        records = re.split(r"\n(?=\d{4}-\d\d-\d\d )", self.log)
        told = [each.rstrip() for each in records if "Traceback" in each]
        return [each for each in told if not each.rpartition("\n")[2].startswith(_CUT_SHORT)]

    async def start(self, *, grace_s: float | None = None, **env: str) -> Child:
        """Start the bot with these settings; `grace_s` is how long it waits for a gateway."""
        order = {
            "base": self._base,
            "env": env,
            "offset_s": self._clock.offset.total_seconds(),
            "grace_s": grace_s,
        }
        self._orders.write(json.dumps(order).encode() + b"\n")
        pid = await self._born.get()
        return Child(pid=pid, ended=self._ended[pid])

    async def listen(self) -> None:
        """Hear who was born and who ended, until there is nobody left to tell."""
        while line := await self._reports.readline():
            told = json.loads(line)
            if "code" in told:
                self._ended[told["pid"]].set_result(told["code"])
            else:
                self._ended[told["pid"]] = asyncio.get_running_loop().create_future()
                self._born.put_nowait(told["pid"])

    def end(self) -> None:
        """Kill who still runs."""
        for pid, ended in self._ended.items():
            if not ended.done():
                os.kill(pid, signal.SIGKILL)


@contextmanager
def warmed() -> Iterator[Path]:
    """Keep a process that has imported the bot, and lend the socket where it lends nurseries."""
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address := f"{folder}/nursery")
        listening.listen()
        words = (sys.executable, "-m", "tests.support.child", str(listening.fileno()))
        env = {name: value for name, value in os.environ.items() if name != MEASURED}
        with subprocess.Popen(
            words, cwd=ROOT, env=env, stdin=subprocess.PIPE, pass_fds=(listening.fileno(),)
        ) as process:
            yield Path(address)
            assert process.stdin is not None
            process.stdin.close()  # nobody will ask any more


@asynccontextmanager
async def nursery(
    warm: Path, base: str, clock: ShiftedClock, folder: Path
) -> AsyncIterator[Nursery]:
    """Keep a nursery for the sandbox at `base`; ends what still runs."""
    log = folder / "child.log"
    log.touch()
    reports, orders = await asyncio.open_unix_connection(warm)
    orders.write(json.dumps({"log": str(log)}).encode() + b"\n")
    kept = Nursery(orders, reports, base, clock, log)
    listening = asyncio.create_task(kept.listen(), name="nursery")
    try:
        yield kept
    finally:
        kept.end()
        orders.write_eof()
        await listening
        orders.close()
        await orders.wait_closed()


def main() -> None:
    """Fork a nursery for each connection, until nobody is left who could ask for one."""
    from bot.app import opening
    from bot.cli import run

    for name in opening.EXTENSIONS:
        __import__(name)
    assert run is not None
    gc.freeze()  # forks share what was imported
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # forks are not waited for
    listening = socket.socket(fileno=int(sys.argv[1]))
    asked = listening.fileno()
    while asked in select.select([asked, sys.stdin.fileno()], [], [])[0]:
        connection, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            os._exit(_nurse(connection))
        connection.close()


def _nurse(connection: socket.socket) -> int:
    """Fork a bot for each order, and tell what became of it."""
    for descriptor in (0, 1):
        os.dup2(connection.fileno(), descriptor)
    connection.close()
    log = json.loads(sys.stdin.readline())["log"]
    os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND), 2)
    for line in sys.stdin:
        if os.fork() == 0:
            os._exit(_keep(json.loads(line)))
    return 0


def _keep(order: dict[str, Any]) -> int:
    """Fork a bot, wait for it, and tell both."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if (pid := os.fork()) == 0:
        os._exit(_bot(order))
    _tell(pid=pid)
    _, status = os.waitpid(pid, 0)
    _tell(pid=pid, code=os.waitstatus_to_exitcode(status))
    return 0


def _bot(order: dict[str, Any]) -> int:
    """Be the bot; nothing is inherited from the parent but what was imported."""
    from bot.cli.run import serve
    from bot.config import Settings
    from bot.running import GATEWAY_GRACE
    from bot.upkeep.supervisor import Supervisor
    from sandbox.client import point_client_at

    with open(os.devnull) as nothing:  # noqa: PTH123  # a descriptor is wanted
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    point_client_at(order["base"])
    grace_s = order["grace_s"]
    clock = ShiftedClock()
    clock.offset = timedelta(seconds=order["offset_s"])
    return serve(
        Settings.from_env(order["env"]),
        clock=clock,
        pace=10_000,
        spacing=timedelta(),
        supervisor=Supervisor.from_env(order["env"], os.getpid()),
        gateway_grace=GATEWAY_GRACE if grace_s is None else timedelta(seconds=grace_s),
        guild_ready_timeout=0.05,
    )


def _tell(**what: int) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")  # whole, beside other keepers


if __name__ == "__main__":
    main()
