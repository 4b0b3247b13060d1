"""Wake the services of other processes by LISTEN and NOTIFY; what they then do is their rows' word.

Nothing depends on a notification: services look by themselves as well, only later.
"""

import asyncio
import secrets
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import AsyncConnection

from bot.errors import TransactionLost
from bot.store.engine.postgres.parameters import writing
from bot.store.engine.postgres.side import SideConnection

_LISTEN = "LISTEN gazette"
_NOTIFY = "SELECT pg_notify('gazette', $1)"
_BETWEEN_TRIES_S = 1.0


class PostgresWakes:
    """Tells other processes what was set here, and hears them; use as a context."""

    def __init__(self, address: str, side: SideConnection, heard: Callable[[str], None]) -> None:
        """Tell by `side`; `heard` is called with what others tell, '' for what may be missed."""
        self._parameters: dict[str, Any] = writing(address)
        self._side = side
        self._heard = heard
        self._own = secrets.token_hex(8)
        self._untold: set[str] = set()
        self._has_untold = asyncio.Event()
        self._group = asyncio.TaskGroup()
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        self._tasks = (
            self._group.create_task(self._listen(), name="listen"),
            self._group.create_task(self._notify(), name="notify"),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await self._group.__aexit__(kind, error, traceback)

    def tell(self, name: str) -> None:
        """Wake the service called `name` in every other process, soon."""
        self._untold.add(name)
        self._has_untold.set()

    async def _notify(self) -> None:
        while True:
            await self._has_untold.wait()
            self._has_untold.clear()
            names, self._untold = self._untold, set()
            try:
                for name in sorted(names):
                    await self._side.ask(_NOTIFY, (f"{self._own} {name}",))
            except TransactionLost:  # whoever is not told looks by itself
                continue

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except psycopg.Error:
                await asyncio.sleep(_BETWEEN_TRIES_S)

    async def _hear(self) -> None:
        """Hear until the connection is lost; what was told before it was made may be missed."""
        connection = await AsyncConnection.connect(**self._parameters, autocommit=True)
        async with connection:
            await connection.execute(_LISTEN)
            self._heard("")
            async for notification in connection.notifies():
                teller, _, name = notification.payload.partition(" ")
                if teller != self._own:
                    self._heard(name)
