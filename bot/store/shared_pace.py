"""One pace for every process of a bot: a rate limit kept in the database they share; sends nothing.

A file has one process, which keeps its pace itself.
"""

from collections.abc import AsyncIterator
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


@asynccontextmanager
async def open_shared_pace(place: Path | str) -> AsyncIterator[SharedPace | None]:
    """Lend the pace of the processes that share a database; None where there is only one."""
    if isinstance(place, Path):
        yield None
        return
    with needs_postgres():
        from bot.store.engine.postgres.shared_pace import PostgresPace

    pace = PostgresPace(place)
    try:
        yield pace
    finally:
        await pace.aclose()
