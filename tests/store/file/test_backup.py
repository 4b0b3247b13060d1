"""A file that is being written: its owner's alone, one process's at a time, and gone at the end."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.file.backup import unfinished

NOW = datetime(2025, 12, 9, 12, tzinfo=UTC)


def test_what_is_being_written_is_its_owners_and_one_process_s(tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite3"

    with unfinished(target, NOW) as part:
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
        with (
            pytest.raises(StoreError, match="is being written by another process"),
            unfinished(target, NOW),
        ):
            pass

    assert list(tmp_path.iterdir()) == []
