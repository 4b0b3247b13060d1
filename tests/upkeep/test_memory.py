"""The memory of the process with its children, where the system tells it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.upkeep.memory import resident_bytes

HELD = "x = b'x' * 60_000_000; print(flush=True); input()"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc here")
def test_children_are_counted_with_it() -> None:
    before = resident_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", HELD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        beside = resident_bytes()
        child.communicate(b"\n")

    assert before is not None
    assert beside is not None
    assert beside - before > 50_000_000


def test_where_the_system_does_not_tell_it_is_unknown(tmp_path: Path) -> None:
    assert resident_bytes(tmp_path) is None
    (tmp_path / str(os.getpid()) / "task").mkdir(parents=True)
    assert resident_bytes(tmp_path) == 0
