"""SIGINT and SIGTERM as an event, on any event loop; what they end is not known here."""

import asyncio
import signal


def set_at_signals(event: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    """Let SIGINT and SIGTERM set `event`, whether or not `loop` can listen for signals."""
    for name in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(name, event.set)
        except NotImplementedError:  # Windows: the interpreter's own handlers, then
            signal.signal(name, lambda *_: loop.call_soon_threadsafe(event.set))
