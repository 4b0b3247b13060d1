"""Random faults over processes that serve one PostgreSQL; a form of `bench.faults`.

    python -m bench faults --postgres      # 200 faults

Three processes of the whole bot: two have two of four shards each, the third stands by and takes
over when one is killed, which then stands by. Killed with -9 are also the server's own processes;
the server is started anew as after a crash; connections are cut. Beside that Discord fails.
"""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench import _member
from bench._fault_run import NONCE_WINDOW, SEED, FaultRun, Result, deal, tell
from bench._forked import ForkedProcess
from bench._postgres import own_server
from bench._targets import set_up
from bot.config import ServerUrl
from bot.store.database import Database
from bot.store.processes.coordination import Coordination, open_coordination
from sandbox import Rules, Sandbox
from tests.support.postgres import PostgresServer

FAULTS = 200
SERVING, PROCESSES, SHARDS = 2, 3, 4
OF_THE_SERVER = ("kill", "backend", "restart", "cut")
KINDS = (
    *OF_THE_SERVER,
    "after", "before", "drop", "slow", "gateway", "outage", "webhook", "page", "blocked",
    "unauthorized",
)  # fmt: skip
SERVED_WITHIN_S = 120.0
ENDS_WITHIN_S = 1.0  # the connection to the gateway of who was killed
_BACKENDS = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY backend_start
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the processes, with its log."""

    process: ForkedProcess
    log: Path

    @property
    def stands_by(self) -> bool | None:
        """Say whether it waits to take over, or serves; None: neither yet."""
        text = self.log.read_text(encoding="utf-8")
        waits, serves = text.rfind("standing by, to take over"), text.rfind("serving as process")
        return None if waits == serves else waits > serves

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()


class Fleet:
    """The processes, each started again when it has ended."""

    def __init__(self, address: ServerUrl, sandbox: Sandbox, folder: Path) -> None:
        self._words = ("faults", str(address), sandbox.base, sandbox.token, str(SERVING))
        self._folder = folder
        self._started = 0
        self._members: list[Member] = []

    async def supervise(self) -> None:
        """Start as many as there should be, in the place of those who have ended."""
        self._members = [each for each in self._members if each.process.returncode is None]
        while len(self._members) < PROCESSES:
            self._started += 1
            path = self._folder / f"member-{self._started:03}.log"
            path.touch()
            process = ForkedProcess(_member.main, self._words, path)
            self._members.append(Member(process=process, log=path))

    @property
    def has_standby(self) -> bool:
        """Say whether somebody waits to take over."""
        return any(each.stands_by for each in self._members)

    async def kill_one(self, dice: Random) -> None:
        """End one of those who serve with -9."""
        killed = dice.choice([each for each in self._members if not each.stands_by])
        self._members.remove(killed)
        await killed.kill()

    async def kill(self) -> None:
        for each in self._members:
            await each.kill()


@dataclass(kw_only=True)
class ServerRun(FaultRun):
    """One run on a server."""

    opened: Database
    fleet: Fleet
    server: PostgresServer
    shared: Coordination
    takeovers_s: list[float] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.opened

    async def supervise(self) -> None:
        await self.fleet.supervise()

    async def before_fault(self, number: int) -> None:
        """Take no copy: backups are the server's matter."""

    async def owe_one(self) -> None:
        await super().owe_one()
        self.shared.tell("deliveries")

    async def _kill(self) -> None:
        """Kill one who serves, and see how long its shards are nobody's."""
        await self.until_served()
        began = time.monotonic()
        await self.fleet.kill_one(self.dice)
        with suppress(TimeoutError):
            await self.sandbox.until(lambda: not self.is_served, seconds=ENDS_WITHIN_S)
        if not self.is_served:
            await self.sandbox.until(lambda: self.is_served, seconds=SERVED_WITHIN_S)
            self.takeovers_s.append(time.monotonic() - began)

    @property
    def is_served(self) -> bool:
        """Say whether every shard has a process."""
        return self.sandbox.gateway.shards == frozenset((shard, SHARDS) for shard in range(SHARDS))

    async def until_served(self) -> None:
        """Wait until every shard has a process and another stands by; start who has ended.

        Raises:
            TimeoutError: that takes too long.
        """
        async with asyncio.timeout(SERVED_WITHIN_S):
            while not (self.is_served and self.fleet.has_standby):
                await self.fleet.supervise()
                with suppress(TimeoutError):
                    await self.sandbox.until(lambda: self.is_served, seconds=1)
                await asyncio.sleep(0.1)

    async def _backend(self) -> None:
        """Kill one of the server's processes: it ends all others, and recovers."""
        with suppress(ProcessLookupError):
            os.kill(await self._one_backend(), signal.SIGKILL)

    async def _restart(self) -> None:
        await asyncio.to_thread(self.server.restart)

    async def _cut(self) -> None:
        """Cut some connections, of whichever process."""
        for _ in range(self.dice.choice((1, 2, 5))):
            pid = await self._one_backend()
            await self.database.fetch_all("SELECT pg_terminate_backend(CAST(? AS INTEGER))", (pid,))

    async def _one_backend(self) -> int:
        rows = await self.database.fetch_all(_BACKENDS)
        return int(self.dice.choice(rows)["pid"])


@asynccontextmanager
async def _open(seed: int, folder: Path) -> AsyncIterator[ServerRun]:
    rules = Rules(nonce_window=NONCE_WINDOW, shards=SHARDS, max_concurrency=16)
    with own_server() as server, server.own_database() as address:
        assert server.is_ours, "a server that is named is not ours to harm"
        async with (
            Sandbox(dice=Random(seed), rules=rules) as sandbox,
            Database.open(address) as database,
            open_coordination(address, lambda _: None) as shared,
        ):
            assert shared is not None
            places = await set_up(sandbox, database, shards=SHARDS)
            async with database.transaction() as connection:  # nothing is polled
                await connection.execute("UPDATE feeds SET due_at = 4102444800")
            fleet = Fleet(address, sandbox, folder)
            await fleet.supervise()
            try:
                yield ServerRun(
                    sandbox=sandbox,
                    opened=database,
                    fleet=fleet,
                    server=server,
                    shared=shared,
                    dice=Random(seed),
                    places=places,
                )
            finally:
                await fleet.kill()


async def run(
    folder: Path,
    *,
    seed: int = SEED,
    faults: int = FAULTS,
    kinds: Sequence[str] = KINDS,
    told: Callable[[str], None] = print,
) -> tuple[Result, list[float]]:
    """Run `faults` faults; return what became of the messages, and how long takeovers took."""
    async with _open(seed, folder) as one:
        await one.until_served()
        result = await one.harm_all(deal(one.dice, faults, kinds), told)
        return result, sorted(one.takeovers_s)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        result, takeovers = asyncio.run(run(Path(folder)))
        if result.wrong or result.pending:
            for log in sorted(Path(folder).glob("member-*.log"))[-PROCESSES:]:
                print(log.read_text()[-8000:])
    tell(result)
    if takeovers:
        median = takeovers[len(takeovers) // 2]
        print(f"{len(takeovers)} takeovers: median {median:.1f} s, longest {takeovers[-1]:.1f} s")
