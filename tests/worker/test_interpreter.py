"""How a process is tuned that serves: seen from another process, which it cannot harm."""

import subprocess
import sys

TUNED = """
import gc
import sys
from bot.worker.interpreter import tune_interpreter

made = [[] for _ in range(2_000)]
tune_interpreter()
print(gc.get_freeze_count() > 2_000, gc.isenabled(), sys.getswitchinterval() < 0.002)
"""


def test_what_was_imported_is_no_longer_looked_at_and_threads_wait_less() -> None:
    told = subprocess.run(
        [sys.executable, "-c", TUNED], capture_output=True, check=True, text=True
    ).stdout

    assert told.split() == ["True"] * 3
