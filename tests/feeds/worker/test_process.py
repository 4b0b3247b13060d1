"""The process that parses: what it loads, and no more."""

import subprocess
import sys

_LOADED = """
import sys
import bot.feeds.worker.process
print(*sorted(name for name in sys.modules if name.startswith("bot.model")))
"""


def test_a_parse_worker_starts_without_the_rest_of_the_model() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True
    )

    assert ended.stdout.split() == []
