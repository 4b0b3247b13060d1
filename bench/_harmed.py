"""The process and the file that faults are done to; measures nothing."""

import asyncio
import resource
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from bench import _victim
from bench._bot import utcnow
from bench._forked import ForkedProcess
from bot.store.database import Database
from bot.store.file.backup import back_up
from bot.store.file.restore import restore
from sandbox import Sandbox


class Victim:
    """The process that posts."""

    def __init__(self, database: Path, sandbox: Sandbox, log: Path) -> None:
        self._arguments = (str(database), sandbox.base, sandbox.token)
        self._log = log
        self._process: ForkedProcess | None = None

    async def start(self, *, ahead_s: float = 0.0) -> None:
        self._process = self._spawn(ahead_s)

    async def start_second(self) -> int | None:
        """Start another on the same database, and return how that ended."""
        process = self._spawn(0.0)
        try:
            async with asyncio.timeout(120):  # on a busy machine
                return await process.wait()
        except TimeoutError:
            process.kill()
            return None

    def _spawn(self, ahead_s: float) -> ForkedProcess:
        return ForkedProcess(_victim.main, (*self._arguments, str(ahead_s)), self._log)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def supervise(self) -> None:
        """Start it again when it gave up by itself, as where Discord did not let it log in."""
        if not self.is_running:
            await self.start()

    async def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    def limit_files(self, size: int) -> None:
        """Let no file of it grow beyond `size`: its disk is full, or has room again."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            limits = (size, resource.RLIM_INFINITY)
            resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, limits)


class OpenedDatabase:
    """The file, open, beside the process that posts from it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._copy = path.with_name("copy.sqlite3")
        self._stack = AsyncExitStack()
        self.database: Database

    async def __aenter__(self) -> Self:
        self.database = await self._stack.enter_async_context(Database.open(self._path))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def copy(self) -> None:
        """Take a copy, in the place of the last."""
        await asyncio.to_thread(self._back_up)

    def _back_up(self) -> None:
        self._copy.unlink(missing_ok=True)
        back_up(self._path, self._copy, utcnow())

    async def put_back(self) -> None:
        """Restore the last copy, as an operator does; nobody else may have the file open."""
        await self._stack.aclose()
        await asyncio.to_thread(restore, self._copy, self._path, utcnow())
        await self.__aenter__()
