"""Random faults over one run of mixed targets: every item everywhere, once, in order.

    python -m bench faults      # 300 faults, about twenty minutes

The sandbox is here; Gazette is a process of its own, which is killed with -9, finds its disk full,
its gateway cut or away at its start, its requests answered late, with errors after their work was
done, by something that is not Discord, or not at all; whose clock is two hours ahead and back, that
is started twice, and put back to an older copy.
The orders come from a seed, so a run can be had again. `tests/delivery/test_faults.py` runs a few.
"""

import asyncio
import resource
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench._fault_run import NONCE_WINDOW, SEED, FaultRun, Result, deal, tell
from bench._harmed import OpenedDatabase, Victim
from bench._targets import set_up
from bot.store.database import Database
from bot.store.rows import to_item
from sandbox import Rules, Sandbox

FAULTS = 300
KINDS = (
    "kill", "after", "before", "drop", "slow", "gateway", "disk", "outage", "webhook",
    "page", "blocked", "unauthorized", "away", "restore", "clock", "second",
)  # fmt: skip
SECOND_ENDS_WITH = 2
AHEAD_S = 2 * 3600.0
COPIED_EVERY = 5  # faults
STARTS_WITHIN_S = 120.0  # on a busy machine


@dataclass(kw_only=True)
class Run(FaultRun):
    """One run of a process and its file."""

    opened: OpenedDatabase
    victim: Victim

    @property
    def database(self) -> Database:
        return self.opened.database

    async def supervise(self) -> None:
        await self.victim.supervise()

    async def before_fault(self, number: int) -> None:
        if number % COPIED_EVERY == 0:
            await self.opened.copy()

    async def _kill(self) -> None:
        gateway = self.sandbox.gateway
        before = gateway.identifies
        await self._restart(lambda: gateway.identifies > before)

    async def _restart(self, is_back: Callable[[], bool]) -> None:
        """End it and start it anew, and let it work for a moment."""
        await self.victim.kill()
        await self.victim.start()
        with suppress(TimeoutError):
            await self.sandbox.until(is_back, seconds=20)
        await asyncio.sleep(self.dice.uniform(0.1, 1.0))

    async def _away(self) -> None:
        """Start it anew while the gateway is away."""
        self.sandbox.faults.gateway_away = True
        posted = self._posted()
        await self._restart(lambda: self._posted() > posted)
        self.sandbox.faults.gateway_away = False

    async def _disk(self) -> None:
        self.victim.limit_files(0)
        await asyncio.sleep(self.dice.uniform(0.2, 0.8))
        self.victim.limit_files(resource.RLIM_INFINITY)

    def _posted(self) -> int:
        return sum(request.method == "POST" for request in self.sandbox.requests)

    async def _restore(self) -> None:
        """Put the copy of some faults ago back; the polls bring again what it does not have.

        The bot is at rest before: of a text in several messages the first counts for all.
        """
        self.sandbox.faults.clear()
        await self._until(self.pending)
        await self.victim.kill()
        await self.opened.put_back()
        kept = {row["guid"]: row for row in await self.database.fetch_all("SELECT * FROM items")}
        for number in range(self.result.items):
            row = kept.get(str(number))
            self.items[number] = to_item(row) if row else (await self._bring(number))[0]
        for number in sorted(self.changed):
            if "Changed" not in self.items[number].title:
                await self._change(number)
        await self.change_one()  # its message, if it is one of those that are found, is stale
        await self.victim.start()

    async def _clock(self) -> None:
        """Let the machine's clock be hours ahead for a while, and right again."""
        await self.victim.kill()
        await self.victim.start(ahead_s=AHEAD_S)
        await asyncio.sleep(self.dice.uniform(1.5, 3))
        await self._kill()

    async def _second(self) -> None:
        """Start it twice: the second must see that and end, unless the first did meanwhile."""
        code = await self.victim.start_second()
        if code != SECOND_ENDS_WITH and self.victim.is_running:
            self.result.wrong["second process"] = f"ended with {code}"


@asynccontextmanager
async def _open(seed: int, folder: Path) -> AsyncIterator[Run]:
    rules = Rules(nonce_window=NONCE_WINDOW)
    path = folder / "gazette.sqlite3"
    async with (
        Sandbox(dice=Random(seed), rules=rules) as sandbox,
        OpenedDatabase(path) as opened,
    ):
        places = await set_up(sandbox, opened.database)
        victim = Victim(path, sandbox, folder / "victim.log")
        await victim.start()
        try:
            yield Run(
                sandbox=sandbox,
                opened=opened,
                victim=victim,
                dice=Random(seed),
                places=places,
            )
        finally:
            await victim.kill()


async def run(
    folder: Path,
    *,
    seed: int = SEED,
    faults: int = FAULTS,
    kinds: Sequence[str] = KINDS,
    told: Callable[[str], None] = print,
) -> Result:
    """Run `faults` faults of these kinds, one item owed before each, and compare."""
    async with _open(seed, folder) as one:
        await one.sandbox.until_connected(seconds=STARTS_WITHIN_S)
        return await one.harm_all(deal(one.dice, faults, kinds), told)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(run(Path(folder)))
        if result.wrong or result.pending:
            print((Path(folder) / "victim.log").read_text()[-20000:])
    tell(result)


if __name__ == "__main__":
    main()
