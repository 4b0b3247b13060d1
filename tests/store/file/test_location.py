"""Where no database can be, a sentence says why and what to put right."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.file.checkup import check_up
from bot.store.file.location import problem_of


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Give up root's rights, which open every folder, where the tests have them."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
def test_a_folder_of_somebody_elses_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "theirs" / "gazette.sqlite3"
    path.parent.mkdir(mode=0)

    with as_somebody_else():
        problem = problem_of(path)

    assert f"the bot may not look into {path.parent}" in (problem or "")


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
