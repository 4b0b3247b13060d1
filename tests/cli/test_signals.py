"""A signal ends the bot, also where the event loop cannot listen for one, as on Windows."""

import subprocess
import sys

# The first is the class that Windows' loops have in common with ours; it has no signal handlers.
_PROGRAM = """
import asyncio, os, signal
from bot.cli.signals import set_at_signals

for kind in (asyncio.selector_events.BaseSelectorEventLoop, asyncio.SelectorEventLoop):
    for number in (signal.SIGINT, signal.SIGTERM):
        loop, stop = kind(), asyncio.Event()
        set_at_signals(stop, loop)
        loop.call_soon(os.kill, os.getpid(), number)
        loop.run_until_complete(asyncio.wait_for(stop.wait(), 120))
        print(kind.__name__, number.name)
"""


def test_each_signal_is_heard_by_any_loop() -> None:
    ended = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(ended.stdout.splitlines()) == 4
