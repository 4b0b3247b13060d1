"""What the processes of a bot share beside their rows: Discord's pace, wake-ups; sends nothing.

A file has one process, which needs none of this.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.store.engine.extra import needs_postgres


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A request's turn, `wait_s` from now; while anything is closed there is none."""

    wait_s: float
    all_closed_s: float
    place_closed_s: float
    slow_s: float


class SharedPace(Protocol):
    """The pace that all processes go by."""

    async def take(self, place: str, *, rate: float, slow_rate: float, burst: float) -> Turn:
        """Take the next turn at a request about `place`; it is the caller's, used or not.

        Raises:
            TransactionLost: the database cannot be asked now.
        """

    async def close(self, place: str, seconds: float, *, slow_s: float = 0) -> None:
        """Let no process ask anything about `place` for a while, '' is everything; then slower.

        Raises:
            TransactionLost: the database cannot be told now.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordination:
    """The pace of all processes, and `tell`, by which one wakes the services of the others."""

    pace: SharedPace
    tell: Callable[[str], None]


@asynccontextmanager
async def open_coordination(
    place: Path | str, heard: Callable[[str], None]
) -> AsyncIterator[Coordination | None]:
    """Lend what the processes of a database share; None where there is only one.

    `heard` is called with what others tell, and with '' when something may have been missed.
    """
    if isinstance(place, Path):
        yield None
        return
    with needs_postgres():
        from bot.store.engine.postgres.processes.shared_pace import PostgresPace
        from bot.store.engine.postgres.processes.shared_wakes import PostgresWakes
        from bot.store.engine.postgres.side import SideConnection

    async with SideConnection.open(place) as side, PostgresWakes(place, side, heard) as wakes:
        yield Coordination(pace=PostgresPace(side), tell=wakes.tell)
