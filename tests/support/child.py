"""The real program as a process of its own, started quickly and killed at will; no fixture.

`Nursery` starts `python -m tests.support.child` once, which imports everything and then waits: each
start of the bot is a fork of it, so that a test can start it ten times in a few seconds. Every
child runs `bot.cli.run.serve` as `python -m bot` does, with two differences: discord.py is
pointed at the sandbox, and the clock is shifted, so that a lease or an hour passes at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from sandbox.events import PATIENCE_S

ROOT = Path(__file__).parents[2]


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
        self, process: asyncio.subprocess.Process, base: str, clock: ShiftedClock, log: Path
    ) -> None:
        self._process = process
        self._base = base
        self._clock = clock
        self._log = log
        self._ended: dict[int, asyncio.Future[int]] = {}
        self._born: asyncio.Queue[int] = asyncio.Queue()

    @property
    def log(self) -> str:
        """Everything that children wrote to stderr so far."""
        return self._log.read_text(encoding="utf-8")

    async def start(self, *, grace_s: float | None = None, **env: str) -> Child:
        """Start the bot with these settings; `grace_s` is how long it waits for a gateway."""
        order = {
            "base": self._base,
            "env": env,
            "offset_s": self._clock.offset.total_seconds(),
            "grace_s": grace_s,
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        pid = await self._born.get()
        return Child(pid=pid, ended=self._ended[pid])

    async def listen(self) -> None:
        """Hear who was born and who ended, until there is nobody left to tell."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
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


@asynccontextmanager
async def nursery(base: str, clock: ShiftedClock, folder: Path) -> AsyncIterator[Nursery]:
    """Keep a nursery for the sandbox at `base`; ends what still runs."""
    log = folder / "child.log"
    with log.open("wb") as stderr:
        process = await _spawn(stderr)
        kept = Nursery(process, base, clock, log)
        listening = asyncio.create_task(kept.listen(), name="nursery")
        try:
            yield kept
        finally:
            kept.end()
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()
            await listening


async def _spawn(stderr: BinaryIO) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.child",
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=stderr,
    )


def main() -> None:
    """Fork a bot for each order read from stdin, and tell what became of it."""
    from bot.app import opening
    from bot.cli import run

    for name in opening.EXTENSIONS:
        __import__(name)
    assert run is not None
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are not waited for
    for line in sys.stdin:
        if os.fork() == 0:
            os._exit(_keep(json.loads(line)))


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
