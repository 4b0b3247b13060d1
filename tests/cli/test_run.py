"""A signal ends the bot, also where the event loop cannot listen for one, as on Windows."""

import subprocess
import sys

import pytest

# The first is the class that Windows' loops have in common with ours; it has no signal handlers.
LOOPS = ["asyncio.selector_events.BaseSelectorEventLoop", "asyncio.SelectorEventLoop"]
_PROGRAM = """
import asyncio, os, signal
from bot.cli.run import set_at_signals

loop, stop = {loop}(), asyncio.Event()
set_at_signals(stop, loop)
loop.call_soon(os.kill, os.getpid(), signal.{signal})
loop.run_until_complete(asyncio.wait_for(stop.wait(), 120))
"""


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("signal", ["SIGINT", "SIGTERM"])
def test_a_signal_is_heard_by_any_loop(loop: str, signal: str) -> None:
    program = _PROGRAM.format(loop=loop, signal=signal)

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (ended.returncode, ended.stderr) == (0, "")
