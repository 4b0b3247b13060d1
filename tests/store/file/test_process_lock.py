"""One process a database: who has it is named, and a killed process has nothing."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import DatabaseInUse
from bot.store.file.process_lock import hold

NOW = datetime(2025, 12, 9, 12, tzinfo=UTC)
_HOLD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from bot.store.file.process_lock import hold
with hold(Path(sys.argv[1]), datetime(2025, 12, 8, tzinfo=UTC)):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_told_whose_it_is_and_since_when(tmp_path: Path) -> None:
    path = tmp_path / "gazette.sqlite3"

    with hold(path, NOW), pytest.raises(DatabaseInUse) as refused, hold(path, NOW):
        pass

    assert f"is in use by process {os.getpid()}, since 2025-12-09T12:00:00+00:00" in str(
        refused.value
    )


def test_a_lock_ends_with_its_block(tmp_path: Path) -> None:
    for _ in range(2):
        with hold(tmp_path / "gazette.sqlite3", NOW):
            pass


@pytest.mark.parametrize("link", ["link.sqlite3", "folder/gazette.sqlite3"])
def test_a_database_is_one_by_whichever_name(tmp_path: Path, link: str) -> None:
    path = tmp_path / "data" / "gazette.sqlite3"
    path.parent.mkdir()
    path.touch()
    (tmp_path / "link.sqlite3").symlink_to(path)
    (tmp_path / "folder").symlink_to(path.parent)

    with hold(path, NOW), pytest.raises(DatabaseInUse), hold(tmp_path / link, NOW):
        pass


def test_the_lock_ends_with_a_process_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "gazette.sqlite3"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(DatabaseInUse, match=f"process {process.pid}, since 2025-12-08"):
            hold(path, NOW).__enter__()

        process.send_signal(signal.SIGKILL)
        process.wait()

        with hold(path, NOW):
            pass
