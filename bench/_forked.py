"""Programs as processes, forked from one that has imported them; measures nothing.

To import the bot takes most of a second; a run of faults starts it again and again.
"""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["bench._victim", "bench._member"])

Main = Callable[[Sequence[str]], int]


class ForkedProcess:
    """One run of a program, of its arguments; what it writes goes to `log`."""

    def __init__(self, program: Main, words: Sequence[str], log: Path) -> None:
        self._process = _CONTEXT.Process(target=_run, args=(program, words, log), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self._process.exitcode

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    async def wait(self) -> int:
        """Wait for its end, and return its exit code."""
        await asyncio.to_thread(self._process.join)
        assert self.returncode is not None
        return self.returncode


def _run(program: Main, words: Sequence[str], log: Path) -> None:
    """Be the program, in the child."""
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(written, stream.fileno())
    sys.exit(program(words))
