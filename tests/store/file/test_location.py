"""Where no database can be, a sentence says why and what to put right."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.file.checkup import check_up


async def _open(path: Path) -> None:
    async with Database.open(path):
        pass


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("a-folder", "a-folder is a folder, not a file"),
        ("a-file/gazette.sqlite3", "a-file"),
        ("/proc/gazette.sqlite3", "folder /proc is not writable"),
    ],
)
def test_a_place_that_cannot_be_is_named_with_the_reason(
    tmp_path: Path, path: str, says: str
) -> None:
    (tmp_path / "a-folder").mkdir()
    (tmp_path / "a-file").touch()

    with pytest.raises(StoreError, match=says):
        asyncio.run(_open(tmp_path / path))

    assert says in (check_up(tmp_path / path).problem or "")
