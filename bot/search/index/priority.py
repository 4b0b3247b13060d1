"""Lets whoever builds the index wait while somebody searches: a lock that holds nobody for long.

Python runs one thread at a time, and a search that competes with a long computation waits at
each of its many steps for as long as a thread may keep the interpreter.
"""

import asyncio
import threading
import time

_MOMENT_S = 0.001
_PATIENCE = 20  # moments


class SearchPriority:
    """Counts the searches that run; entered by each of them."""

    def __init__(self) -> None:
        self._running = 0
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            self._running += 1

    def __exit__(self, *exc: object) -> None:
        with self._lock:
            self._running -= 1

    def give_way(self, moments: int = 1) -> None:
        """Let go of the interpreter while somebody searches, for some moments at most."""
        for _ in range(moments):
            if not self._running:
                return
            time.sleep(_MOMENT_S)

    async def pause(self) -> None:
        """Let a search come to its end, if that takes no longer than a moment."""
        for _ in range(_PATIENCE):
            if not self._running:
                return
            await asyncio.sleep(_MOMENT_S)
