"""Tell everybody inside the sandbox what has just happened; the network is not its matter."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sandbox.world.state import Json

PATIENCE_S = 120.0  # until a wait for what the bot does is given up; a busy machine is slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened; `guild_id` and `channel_id` decide which bots hear of it."""

    name: str
    data: Json
    guild_id: int | None = None
    channel_id: int | None = None
    for_bot: bool = True  # ephemeral messages are shown to users only


class EventBus:
    """Pass events to listeners at once, to subscribers in order, and wake who waits."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Event], None]] = []
        self._queues: set[asyncio.Queue[Event]] = set()
        self._changed = asyncio.Event()

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Call `listener` for each event, before `publish` returns."""
        self._listeners.append(listener)

    def publish(self, event: Event) -> None:
        for listener in self._listeners:
            listener(event)
        for queue in self._queues:
            queue.put_nowait(event)
        self.wake()

    def wake(self) -> None:
        """Let everyone in `until` look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    @contextmanager
    def subscribe(self) -> Iterator[asyncio.Queue[Event]]:
        """Collect events in a queue for as long as the block runs."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    async def until(self, holds: Callable[[], object], seconds: float | None) -> None:
        """Wait until `holds()` is true, looking again after each event.

        Raises:
            TimeoutError: it did not come true in time.
        """
        async with asyncio.timeout(seconds):
            while not holds():
                await self._changed.wait()
